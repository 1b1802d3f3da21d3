/**
 * What a run has to do with recordings: the one it writes, and what is printed of the one it reads.
 *
 * @module
 */

import type { Recorder } from "../capture/recorder.ts";
import type { Rotation } from "../capture/recording_files.ts";
import { UsageError } from "../errors.ts";
import type { Stage } from "./stage.ts";
import type { Status } from "./status.ts";

/** What is recorded, and where. */
export interface RecordOptions {
  /** Record every frame to this file. */
  readonly write?: string;
  /** When to start another file of the recording. */
  readonly rotation?: Rotation;
  /** The recording that is read. */
  readonly read?: string;
  /** The pipe that is listened on instead. */
  readonly pipe: string;
}

/** The recorder of `-w`, if it is given. @throws {UsageError} where FILE is the recording that is read. */
export async function openRecorder(
  { write, read, pipe, rotation }: RecordOptions,
  status: Status,
): Promise<Recorder | undefined> {
  if (write === undefined) return undefined;
  if (read !== undefined && isSameFile(read, write)) {
    throw new UsageError(`Cannot record to ${write}: it is the file that is read (choose another FILE)`);
  }
  const { Recorder } = await import("../capture/recorder.ts");
  return new Recorder({ path: write, source: read ?? pipe, rotation, warn: (message) => status.warn(message) });
}

function isSameFile(one: string, other: string): boolean {
  try {
    return Deno.realPathSync(one) === Deno.realPathSync(other);
  } catch {
    return false; // one of them doesn't exist
  }
}

/** A recording is printed as its run was; with --dropped as if nothing had been dropped. */
export function recordedStage(dropped: boolean): Stage {
  return (item) => {
    const isShown = item.kind === "frame"
      ? dropped || item.dropped === undefined
      : !(dropped && item.kind === "lost" && item.by === "listener");
    return isShown ? [item] : [];
  };
}
