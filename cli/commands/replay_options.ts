/**
 * The command line of `pipelisten replay`.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { MAX_FRAME_SIZE } from "../frame/frame.ts";
import { COMMON_OPTIONS, type CommonOptions, readCommon } from "../options/common.ts";
import { type Given, optional, optionLines, type OptionSpec } from "../options/options.ts";
import { DEFAULT_PIPE, pipeOperand } from "../options/pipe.ts";

/** What the command line asks for; durations in milliseconds, sizes in bytes. */
export interface ReplayArgs extends CommonOptions {
  /** The recording; `-` is standard input. */
  readonly file: string;
  /** The full path of the pipe. */
  readonly pipe: string;
  /** How many times faster than it was recorded; Infinity: as fast as the listener takes it. */
  readonly speed: number;
  /** How many times it is played. */
  readonly loop: number;
  readonly frameSize: number;
  readonly connectTimeout?: number;
}

/** A million times slower or faster is more than enough of either. */
const FASTEST = 1e6;

/** All options, in the order of the help. */
export const REPLAY_OPTIONS: readonly OptionSpec[] = [
  {
    long: "speed",
    value: "X",
    help: "X times faster, as 10 or 0.5; max: as fast as it is taken (default 1)",
    expected: `max, or a number from ${1 / FASTEST} to ${FASTEST}`,
  },
  { long: "loop", value: "N", help: "play it N times (default 1)", expected: "a whole number from 1" },
  {
    long: "frame-size",
    value: "N",
    help: "bytes of one frame in a raw recording (default 4096)",
    expected: `a whole number from 1 to ${MAX_FRAME_SIZE}`,
  },
  { long: "connect-timeout", value: "D", help: "give up when the pipe isn't there within D (default: wait for ever)" },
  ...COMMON_OPTIONS,
];

/** The help text, ending in a newline. */
export function replayHelp(): string {
  return `pipelisten replay: plays a recording into a named pipe, with its own timing.

Usage: pipelisten replay [OPTIONS] FILE [PIPE]    to \\\\.\\pipe\\PIPE (default ${DEFAULT_PIPE}); FILE - is standard input

Each recorded client has a connection of its own, which opens and closes when the client did. Dropped frames that the
recording has are played, too. A raw recording has no times: it is played as fast as it is taken.

${optionLines(REPLAY_OPTIONS)}

Exit status: 0 played, 1 failure, 2 usage, 3 needs Windows or Wine, 4 access is denied, or the listener has gone,
             5 bad recording, 124 the pipe wasn't there in time.

Example: pipelisten replay --speed 10 session.pcapng
`;
}

/** Reads what was given. @throws {UsageError} where it makes no sense. */
export function readReplay(given: Given): ReplayArgs {
  const common = readCommon(given);
  const [file, ...operands] = given.operands;
  if (file === undefined) throw new UsageError("Cannot replay nothing: expected a FILE, or - for standard input");
  const pipe = pipeOperand(operands, "replay to");
  const loop = given.count("loop") ?? 1;
  if (loop > 1 && file === "-") {
    throw new UsageError("Cannot use --loop with standard input: it can be read but once");
  }
  return {
    file,
    pipe,
    speed: given.value("speed", readSpeed) ?? 1,
    loop,
    frameSize: given.count("frame-size", MAX_FRAME_SIZE) ?? 4096,
    ...optional("connectTimeout", given.duration("connect-timeout")),
    ...common,
  };
}

function readSpeed(text: string): number | undefined {
  if (text === "max") return Infinity;
  const speed = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN;
  return speed >= 1 / FASTEST && speed <= FASTEST ? speed : undefined;
}
