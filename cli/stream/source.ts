/**
 * Where a run's batches come from: a pipe that is listened on, or a recording.
 *
 * The only place that loads kernel32 for listening, and only then: everything else works on every OS. What reads
 * recordings is loaded only to read one, so that listening starts sooner.
 *
 * @module
 */

import { NeedsWindowsError } from "../errors.ts";
import type { Source } from "../frame/frame.ts";
import type { Serving } from "../pipe/server.ts";
import type { Status } from "./status.ts";

/** What to listen on, or to read; sizes in bytes. */
export interface SourceOptions {
  /** The full path of the pipe to listen on. */
  readonly pipe: string;
  /** The recording to read instead. */
  readonly read?: string;
  /** Continue with what is appended to the recording. */
  readonly follow: boolean;
  /** The size of one read, and of one frame of a raw recording. */
  readonly frameSize: number;
  /** A longer message is truncated to this. */
  readonly maxFrame: number;
  /** Who may connect, as SDDL. */
  readonly allow?: string;
}

/** A source, and the way back to its clients where it has one. */
export type OpenSource = Source & Partial<Pick<Serving, "send">>;

/**
 * Opens the pipe or the recording; `signal` ends either.
 *
 * @throws {NeedsWindowsError | PipeUnavailableError | BadInputError} when there is nothing to read from.
 */
export async function openSource(
  { read, pipe, frameSize, maxFrame, allow, follow }: SourceOptions,
  status: Status,
  signal: AbortSignal,
): Promise<OpenSource> {
  if (read !== undefined) {
    const { readRecording } = await import("../capture/recording.ts");
    return readRecording(read, {
      frameSize,
      follow,
      signal,
      warn: (message) => status.warn(message),
      progress: (done, total) => status.progress(done, total),
    });
  }
  if (Deno.build.os !== "windows") {
    throw new NeedsWindowsError(
      `Cannot listen on ${pipe}: named pipes need Windows or Wine (what works here: -r FILE, --help)`,
    );
  }
  const { serve } = await import("../pipe/server.ts");
  return serve({ pipe, allow, readSize: frameSize, maxFrame, signal, warn: (message) => status.warn(message) });
}
