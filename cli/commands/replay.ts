/**
 * `pipelisten replay`: plays a recording into a pipe, with its own timing.
 *
 * @module
 */

import { countOf } from "../frame/count_of.ts";
import { NeedsWindowsError, PipeUnavailableError, UsageError } from "../errors.ts";
import { CONNECT_TIMEOUT, frameSize, STATUS } from "../options/common.ts";
import { DEFAULT_PIPE, pipeOperand } from "../options/pipe_operand.ts";
import { count, parsed, type Values, withDefault } from "../options/table.ts";
import { type RunContext, settles } from "../stream/run_context.ts";
import type { Status } from "../stream/status.ts";
import { defineCommand } from "./command.ts";

/** A million times slower or faster is more than enough of either. */
const MAX_SPEED = 1e6;

const TABLE = {
  speed: withDefault(
    parsed("speed", {
      value: "X",
      help: "X times faster, as 10 or 0.5; max: as fast as the listener reads (default 1)",
      expected: `max, or a number from ${1 / MAX_SPEED} to ${MAX_SPEED}`,
    }, readSpeed),
    1,
  ),
  loop: withDefault(count("loop", { value: "N", help: "play it N times (default 1)" }), 1),
  frameSize: frameSize({ help: "bytes of one frame in a raw recording (default 4096)" }),
  connectTimeout: CONNECT_TIMEOUT,
  ...STATUS,
};

/** What to play, and how. */
export type ReplayOptions = Values<typeof TABLE> & {
  /** The recording; `-` is standard input. */
  readonly file: string;
  /** The full path of the pipe. */
  readonly pipe: string;
};

/** Plays a recording. */
export const replay = defineCommand({
  name: "replay",
  summary: ["FILE [PIPE]", "play a recording into a pipe"],
  help: {
    title: "pipelisten replay: plays a recording into a named pipe, with its own timing.",
    usage: [
      `pipelisten replay [OPTIONS] FILE [PIPE]    to \\\\.\\pipe\\PIPE (default ${DEFAULT_PIPE}); FILE - is standard input`,
    ],
    notes:
      "Each recorded client has its own connection, which opens and closes when the client did. Frames that were dropped\n" +
      "but recorded are played, too. A raw recording has no times: it is played as fast as the listener reads.",
    exitStatus:
      "0 played, 1 failure, 2 usage, 3 needs Windows or Wine, 4 access denied or the listener disconnected,\n" +
      "5 bad recording, 124 the pipe did not exist in time.",
    examples: ["pipelisten replay --speed 10 session.pcapng"],
  },
  table: TABLE,
  read: readReplay,
  run: runReplay,
  terminalStatus: () => "live",
});

function readReplay(values: Values<typeof TABLE>, [file, ...operands]: readonly string[]): ReplayOptions {
  if (file === undefined) throw new UsageError("Cannot replay nothing: expected a FILE, or - for standard input");
  const pipe = pipeOperand(operands, "replay to");
  if (values.loop > 1 && file === "-") {
    throw new UsageError("Cannot use --loop with standard input: it can be read only once");
  }
  return { file, pipe, ...values };
}

function readSpeed(text: string): number | undefined {
  if (text === "max") return Infinity;
  const speed = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN;
  return speed >= 1 / MAX_SPEED && speed <= MAX_SPEED ? speed : undefined;
}

/**
 * Plays the recording to its end, or until the user ends it.
 *
 * @throws {PipeUnavailableError} when the pipe can't be used, or the listener disconnects before the end.
 * @throws {TimeLimitError} when the pipe doesn't exist in time.
 * @throws {BadInputError} when the recording can't be read.
 */
export async function runReplay(options: ReplayOptions, { status, interrupt }: RunContext): Promise<void> {
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
    await settles(run(), interrupt);
  } catch (error) {
    if (!interrupt.aborted) throw error;
  }
}

async function playOnce(
  { pipe, file, speed, loop, frameSize, connectTimeout }: ReplayOptions,
  status: Status,
  round: number,
  signal: AbortSignal,
): Promise<void> {
  const [{ PipeClient }, { Pace }, { Replayer }, { ReplayProgress }, { readRecording }] = await Promise.all([
    import("../pipe/client.ts"),
    import("../capture/pace.ts"),
    import("../capture/replayer.ts"),
    import("../capture/replay_progress.ts"),
    import("../capture/recording.ts"),
  ]);
  const progress = new ReplayProgress((done) => status.progress(round + done, loop));
  let [connections, frames] = [0, 0];
  await using replayer = new Replayer({
    pace: new Pace(speed, signal),
    connect: () => {
      if (connections++ === 0) status.info(`waiting for ${pipe} (Ctrl+C ends)`);
      return PipeClient.connect({ pipe, signal, timeout: connectTimeout });
    },
    replayed: (item, index, batch) => {
      if (item.kind === "frame") frames++;
      if (item.kind !== "listening") status.item(item);
      progress.replayed(index + 1, batch.length);
    },
  });
  const warn = (message: string) => status.warn(message);
  const read = (position: number, size: number) => progress.read(position / size);
  if (await replayer.replay(readRecording(file, { frameSize, signal, warn, progress: read }))) return;
  throw new PipeUnavailableError(
    `Cannot replay to ${pipe}: the listener disconnected after ${countOf(frames, "frame")} (start it again)`,
  );
}
