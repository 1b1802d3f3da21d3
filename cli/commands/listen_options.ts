/**
 * The command line of listening, the command without a name.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { MAX_FRAME_SIZE } from "../frame/frame.ts";
import { COMMON_OPTIONS, type CommonOptions, readCommon } from "../options/common.ts";
import { HEADER_OPTIONS, type HeaderArgs, readHeader } from "../options/header.ts";
import { type Given, optional, optionLines, type OptionSpec } from "../options/options.ts";
import { DEFAULT_PIPE, pipeOperand } from "../options/pipe.ts";
import { readRecordingArgs, RECORDING_OPTIONS, type RecordingArgs } from "../options/recording.ts";

/** How a frame is printed. */
export type Format = "text" | "json" | "hexdump";

/** What the command line asks for; durations in milliseconds, sizes in bytes. */
export interface ListenArgs extends CommonOptions, RecordingArgs {
  /** The full path of the pipe. */
  readonly pipe: string;
  readonly format: Format;
  /** A label that TextDecoder knows. */
  readonly encoding: string;
  readonly time?: "a" | "d" | "z" | "A";
  /** Decode frames as a struct of this header. */
  readonly struct?: HeaderArgs;
  /** An expression that chooses frames. */
  readonly where?: string;
  /** Text output by a template. */
  readonly template?: string;
  readonly count?: number;
  readonly once: boolean;
  readonly connectTimeout?: number;
  readonly idleTimeout?: number;
  readonly timeout?: number;
  readonly events: boolean;
  readonly frameSize: number;
  readonly maxFrame: number;
  readonly dropWhenFull: boolean;
  /** The message that every frame is answered with; `@FILE` is what that file holds. */
  readonly reply?: string;
  /** Lines of standard input are messages to the clients. */
  readonly interactive: boolean;
  readonly envelopes: boolean;
  /** SDDL. */
  readonly allow?: string;
}

const FRAME_SIZE = `a whole number from 1 to ${MAX_FRAME_SIZE}`;

/** One option; some make sense on a pipe only, not with -r. */
type ListenOption = OptionSpec & { readonly live?: true };

/** All of them, in the order of the help. */
export const LISTEN_OPTIONS: readonly ListenOption[] = [
  { long: "text", help: "print each frame as a line of text (default)" },
  { long: "json", short: "j", help: "print each frame as a line of JSON, lossless" },
  { long: "hexdump", short: "x", help: "print each frame as hexdump -C does" },
  {
    long: "format",
    short: "f",
    value: "TEMPLATE",
    help: "print text by a template, as '{seq} {fields.type:04x}\\n'",
    expected: "a template such as '{seq} {text}\\n'",
  },
  {
    long: "struct",
    short: "s",
    value: "HEADER[:NAME]",
    help: "decode frames as that struct of a C header; several as NAME,NAME",
    expected: "HEADER, or HEADER:NAME, as in report.h:Networkreport",
  },
  ...HEADER_OPTIONS,
  {
    long: "where",
    value: "EXPR",
    help: "only frames for which it holds, as 'type == 3 && size > 100'",
    expected: "an expression such as 'size > 100'",
  },
  {
    long: "encoding",
    value: "NAME",
    help: "of text: utf-8 (default), gbk, utf-16le, … as TextDecoder has them",
    expected: "a label that TextDecoder knows, such as utf-8, gbk or utf-16le",
  },
  {
    long: "time",
    short: "t",
    value: "a|d|z|A",
    help: "add a time: absolute, delta, since start, absolute with date",
    expected: "a, d, z or A",
  },
  ...RECORDING_OPTIONS,
  { long: "count", short: "n", value: "N", help: "stop after N frames", expected: "a whole number from 1" },
  { long: "once", live: true, help: "stop when the first client has gone" },
  {
    long: "connect-timeout",
    value: "D",
    live: true,
    help: "stop when no client has connected within D, as 500ms, 30s, 2m",
  },
  { long: "idle-timeout", value: "D", live: true, help: "stop when a client is or was there and no frame comes for D" },
  { long: "timeout", value: "D", help: "stop after D, all in all" },
  { long: "events", help: "also print listening, connected, disconnected, lost" },
  {
    long: "frame-size",
    value: "N",
    help: "bytes of one read, and of one frame in a raw recording (default 4096)",
    expected: FRAME_SIZE,
  },
  {
    long: "max-frame",
    value: "N",
    live: true,
    help: "cut longer messages there, marked as truncated (default 1048576)",
    expected: FRAME_SIZE,
  },
  { long: "drop-when-full", live: true, help: "drop and count frames when the reader is slow (default: hold back)" },
  {
    long: "reply",
    value: "TEXT|@FILE",
    live: true,
    help: "answer each frame with this message to its client; @@ for a text that begins with @",
    expected: "a text, or @FILE",
  },
  { long: "interactive", live: true, help: "send each line of standard input to all connected clients" },
  { long: "no-envelope", help: "show event envelopes as part of the frame, rather than open them" },
  {
    long: "allow",
    value: "SDDL",
    live: true,
    help: "who may connect (default: SYSTEM, Administrators and you)",
    expected: 'SDDL, as in "D:P(A;;GA;;;SY)(A;;GA;;;BA)"',
  },
  ...COMMON_OPTIONS,
];

/** The help text, ending in a newline. */
export function listenHelp(): string {
  return `pipelisten: prints what a Windows kernel driver writes to a named pipe.

Usage: pipelisten [OPTIONS] [PIPE]       listen on \\\\.\\pipe\\PIPE (default ${DEFAULT_PIPE})
       pipelisten [OPTIONS] -r FILE      read a recording instead; works on every OS
       pipelisten send --help            play the driver: write frames to a pipe
       pipelisten replay --help          play a recording into a pipe
       pipelisten layout --help          where the fields of a header's structs are
       pipelisten list [PATTERN]         the pipes there are
       pipelisten doctor [PIPE]          what keeps a driver from being loaded, or from reaching a pipe

${optionLines(LISTEN_OPTIONS)}

Exit status: 0 done, 1 failure, 2 usage, 3 needs Windows or Wine, 4 the pipe can't be had, 5 bad input file,
             124 a time limit ran out first.

Example: pipelisten --json -n 10 | jq -r .text
`;
}

/** Reads what was given. @throws {UsageError} where it makes no sense. */
export function readListen(given: Given): ListenArgs {
  const format = given.only("text", "json", "hexdump") ?? "text";
  given.only("json", "hexdump", "format");
  const common = readCommon(given);
  const pipe = pipeOperand(given.operands, "listen on");
  checkRead(given);
  const recording = readRecordingArgs(given);
  const time = given.oneOf("time", ["a", "d", "z", "A"]);
  return {
    pipe,
    ...recording,
    format,
    encoding: given.value("encoding", encodingOf) ?? "utf-8",
    ...optional("time", time),
    ...optional("struct", structOf(given)),
    ...optional("where", given.text("where")),
    ...optional("template", given.text("format")),
    ...optional("count", given.count("count")),
    once: given.has("once"),
    ...optional("connectTimeout", given.duration("connect-timeout")),
    ...optional("idleTimeout", given.duration("idle-timeout")),
    ...optional("timeout", given.duration("timeout")),
    events: given.has("events"),
    frameSize: given.count("frame-size", MAX_FRAME_SIZE) ?? 4096,
    maxFrame: given.count("max-frame", MAX_FRAME_SIZE) ?? 1 << 20,
    dropWhenFull: given.has("drop-when-full"),
    ...optional("reply", given.text("reply")),
    interactive: given.has("interactive"),
    envelopes: !given.has("no-envelope"),
    ...optional("allow", given.text("allow")),
    ...common,
  };
}

function checkRead(given: Given): void {
  if (!given.has("read")) return;
  if (given.operands.length > 0) {
    throw new UsageError(`Cannot use --read with PIPE "${given.operands[0]}": expected one of them`);
  }
  const live = LISTEN_OPTIONS.find(({ long, live }) => live && given.has(long));
  if (live !== undefined) throw new UsageError(`Cannot use --${live.long} with --read: it is for a pipe`);
}

function structOf(given: Given): HeaderArgs | undefined {
  const struct = given.value("struct", (text) => readHeader(given, text));
  const idle = HEADER_OPTIONS.find(({ long }) => given.has(long));
  if (struct === undefined && idle !== undefined) {
    throw new UsageError(`Cannot use --${idle.long} without --struct: it is for a header`);
  }
  return struct;
}

function encodingOf(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}
