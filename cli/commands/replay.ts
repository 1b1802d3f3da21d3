/**
 * `pipelisten replay`: plays a recording into a pipe, with its own timing.
 *
 * @module
 */

import { Pace } from "../capture/pace.ts";
import { Player } from "../capture/player.ts";
import { Progress } from "../capture/replay_progress.ts";
import { readRecording } from "../capture/recording.ts";
import { NeedsWindowsError, PipeUnavailableError } from "../errors.ts";
import { countOf } from "../frame/count_of.ts";
import { isLeftBehind } from "../stream/left_behind.ts";
import type { Targets } from "../stream/targets.ts";

/** What is to be played, and how. */
export interface ReplayOptions {
  /** The recording; `-` is standard input. */
  readonly file: string;
  /** The full path of the pipe. */
  readonly pipe: string;
  /** How many times faster than it was recorded; Infinity: as fast as the listener takes it. */
  readonly speed: number;
  /** How many times. */
  readonly loop: number;
  /** How a raw recording is cut, in bytes. */
  readonly frameSize: number;
  /** The pipe must be there within this time, in milliseconds. */
  readonly connectTimeout?: number;
}

/**
 * Plays the recording to its end, or until `interrupt` aborts.
 *
 * @throws {PipeUnavailableError} when the pipe can't be used, or the listener leaves before the end.
 * @throws {TimeLimitError} when the pipe isn't there in time.
 * @throws {BadInputError} when the recording can't be read.
 */
export async function replay(options: ReplayOptions, { status }: Targets, interrupt: AbortSignal): Promise<void> {
  const { pipe, file, loop } = options;
  if (Deno.build.os !== "windows") {
    throw new NeedsWindowsError(
      `Cannot replay to ${pipe}: named pipes need Windows or Wine (what works here: pipelisten -r ${file})`,
    );
  }
  const run = async () => {
    for (let round = 0; round < loop; round++) await playOnce(options, status, round, interrupt);
  };
  try {
    await isLeftBehind(run(), interrupt);
  } catch (error) {
    if (!interrupt.aborted) throw error;
  }
}

async function playOnce(
  { pipe, file, speed, loop, frameSize, connectTimeout }: ReplayOptions,
  status: Targets["status"],
  round: number,
  signal: AbortSignal,
): Promise<void> {
  const { PipeClient } = await import("../pipe/client.ts");
  const progress = new Progress((done) => status.progress(round + done, loop));
  let [connections, frames] = [0, 0];
  await using player = new Player({
    pace: new Pace(speed, signal),
    connect: () => {
      if (connections++ === 0) status.tell(`waiting for ${pipe} (Ctrl+C ends)`);
      return PipeClient.connect({ pipe, signal, timeout: connectTimeout });
    },
    played: (item, index, batch) => {
      if (item.kind === "frame") frames++;
      if (item.kind !== "listening") status.before([item]);
      progress.played(index + 1, batch.length);
    },
  });
  const warn = (message: string) => status.warn(message);
  const read = (position: number, size: number) => progress.read(position / size);
  if (await player.play(readRecording(file, { frameSize, signal, warn, progress: read }))) return;
  throw new PipeUnavailableError(
    `Cannot replay to ${pipe}: the listener has gone after ${countOf(frames, "frame")} (start it again)`,
  );
}
