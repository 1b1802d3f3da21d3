/**
 * The command line of `pipelisten send`.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { COMMON_OPTIONS, type CommonOptions, readCommon } from "../options/common.ts";
import { HEADER_OPTIONS, type HeaderArgs, readHeader } from "../options/header.ts";
import { type Given, optional, optionLines, type OptionSpec } from "../options/options.ts";
import { DEFAULT_PIPE, pipeOperand } from "../options/pipe.ts";
import { readHex } from "../frame/hex.ts";
import { readCount } from "../options/values.ts";

/** Where the frames come from. */
export type SendSource =
  | { readonly from: "messages"; readonly messages: readonly Uint8Array[] }
  | { readonly from: "file"; readonly path: string; readonly frameSize: number }
  | { readonly from: "lines" }
  | { readonly from: "struct"; readonly struct: HeaderArgs; readonly settings: readonly Setting[] };

/** The value of one field. */
export interface Setting {
  /** `type`, `header.size`, `entries[2].name`. */
  readonly path: string;
  readonly value: string;
}

/** What the command line asks for; durations in milliseconds, sizes in bytes. */
export interface SendArgs extends CommonOptions {
  /** The full path of the pipe. */
  readonly pipe: string;
  readonly source: SendSource;
  /** How many times all of it is sent; Infinity for as long as nobody ends it. */
  readonly count: number;
  readonly interval?: number;
  readonly pad?: number;
  /** Send each frame in an event envelope of this type. */
  readonly event?: number;
  /** How many messages that come back are awaited and printed. */
  readonly expect: number;
  /** How these are printed. */
  readonly format: "text" | "json" | "hexdump";
  readonly connectTimeout?: number;
  readonly timeout?: number;
}

/** 64 MiB, as for the listener's --max-frame. */
const LARGEST_FRAME = 2 ** 26;
const FRAME_SIZE = `a whole number from 1 to ${LARGEST_FRAME}`;
const SOURCES = ["text", "hex", "file", "stdin", "struct"] as const;

/** All options, in the order of the help. */
export const SEND_OPTIONS: readonly OptionSpec[] = [
  { long: "text", value: "TEXT", help: "send TEXT in UTF-8 (repeatable)", expected: "a text", repeatable: true },
  {
    long: "hex",
    value: "HEX",
    help: "send bytes, as '68 65 6c 6c 6f' (repeatable)",
    expected: "pairs of hexadecimal digits, as '68 65 6c 6c 6f'",
    repeatable: true,
  },
  {
    long: "file",
    value: "FILE",
    help: "send a file, cut by --frame-size; - is standard input",
    expected: "a file, or - for standard input",
  },
  { long: "stdin", help: "send each line of standard input as it comes" },
  {
    long: "struct",
    short: "s",
    value: "HEADER[:NAME]",
    help: "send that struct of a C header; what isn't --set is 0",
    expected: "HEADER, or HEADER:NAME, as in report.h:Networkreport",
  },
  {
    long: "set",
    value: "PATH=VALUE",
    help: "with --struct: a field, as type=3, list[2].id=0x10, name=hello (repeatable)",
    expected: "PATH=VALUE, as in type=3",
    repeatable: true,
  },
  ...HEADER_OPTIONS,
  { long: "frame-size", value: "N", help: "with --file: bytes of a frame (default 4096)", expected: FRAME_SIZE },
  {
    long: "pad",
    value: "N",
    help: "fill each frame with NULs up to N bytes; a longer one is an error",
    expected: FRAME_SIZE,
  },
  {
    long: "event",
    value: "TYPE",
    help: "send each frame in an event envelope of this payload type",
    expected: "a whole number from 0 to 4294967295",
  },
  { long: "count", short: "n", value: "N", help: "send all of it N times; 0: for ever", expected: "a whole number" },
  { long: "interval", value: "D", help: "wait D between frames, as 500ms, 30s, 2m" },
  {
    long: "expect",
    value: "N",
    help: "end when N messages have come back, and print them",
    expected: "a whole number from 1",
  },
  { long: "json", short: "j", help: "print these as JSON (default: as text)" },
  { long: "hexdump", short: "x", help: "print these as hexdump -C does" },
  { long: "connect-timeout", value: "D", help: "give up when the pipe isn't there within D (default: wait for ever)" },
  { long: "timeout", value: "D", help: "give up after D, all in all" },
  ...COMMON_OPTIONS,
];

/** The help text, ending in a newline. */
export function sendHelp(): string {
  return `pipelisten send: plays the driver: connects to a named pipe and writes frames.

Usage: pipelisten send [OPTIONS] [PIPE]    to \\\\.\\pipe\\PIPE (default ${DEFAULT_PIPE}); waits until it is there

Exactly one of --text, --hex, --file, --stdin and --struct says what is sent.

${optionLines(SEND_OPTIONS)}

Exit status: 0 sent, and what was expected has come; 1 failure, 2 usage, 3 needs Windows or Wine,
             4 access is denied, or the listener has gone, 5 bad input, 124 a time limit ran out first.

Examples: pipelisten send --text 'hello lyshark' --pad 4096 --count 10 --interval 100ms
          pipelisten send --struct driver/include/report.h:Networkreport --set type=3 --set buffer_data=hello
`;
}

/** Reads what was given. @throws {UsageError} where it makes no sense. */
export function readSend(given: Given): SendArgs {
  const common = readCommon(given);
  const pipe = pipeOperand(given.operands, "send to");
  const source = sourceOf(given);
  const count = given.value("count", (text) => text === "0" ? Infinity : readCount(text)) ?? 1;
  const pad = given.count("pad", LARGEST_FRAME);
  checkPad(source, pad);
  if (count > 1 && (source.from === "lines" || (source.from === "file" && source.path === "-"))) {
    throw new UsageError("Cannot use --count with standard input: it can be read but once");
  }
  if ((given.has("json") || given.has("hexdump")) && !given.has("expect")) {
    throw new UsageError(`Cannot use --${given.only("json", "hexdump")} without --expect: nothing is printed`);
  }
  return {
    pipe,
    source,
    count,
    ...optional("interval", given.duration("interval")),
    ...optional("pad", pad),
    ...optional("event", given.value("event", (text) => text === "0" ? 0 : readCount(text, 0xFFFF_FFFF))),
    expect: given.count("expect") ?? 0,
    format: given.only("json", "hexdump") ?? "text",
    ...optional("connectTimeout", given.duration("connect-timeout")),
    ...optional("timeout", given.duration("timeout")),
    ...common,
  };
}

function sourceOf(given: Given): SendSource {
  const source = given.only(...SOURCES);
  if (given.has("frame-size") && source !== "file") {
    throw new UsageError("Cannot use --frame-size without --file: nothing else is cut");
  }
  const idle = ["set", ...HEADER_OPTIONS.map(({ long }) => long)].find((long) => given.has(long));
  if (idle !== undefined && source !== "struct") {
    throw new UsageError(`Cannot use --${idle} without --struct: it is for a header`);
  }
  switch (source) {
    case "text":
      return { from: "messages", messages: given.texts("text").map((text) => new TextEncoder().encode(text)) };
    case "hex":
      return { from: "messages", messages: given.texts("hex").map((text) => hexOf(given, text)) };
    case "file":
      return { from: "file", path: given.text("file")!, frameSize: given.count("frame-size", LARGEST_FRAME) ?? 4096 };
    case "stdin":
      return { from: "lines" };
    case "struct":
      return {
        from: "struct",
        struct: structOf(given),
        settings: given.texts("set").map((text) => setting(given, text)),
      };
    case undefined:
      throw new UsageError(`Cannot send nothing: expected one of ${SOURCES.map((name) => `--${name}`).join(", ")}`);
  }
}

function hexOf(given: Given, text: string): Uint8Array {
  const bytes = readHex(text);
  if (bytes === undefined) throw given.unusable("hex", text);
  return bytes;
}

function structOf(given: Given): HeaderArgs {
  const struct = given.value("struct", (text) => readHeader(given, text))!;
  if (struct.names.length > 1) throw given.unusable("struct", given.text("struct")!);
  return struct;
}

function setting(given: Given, text: string): Setting {
  const equals = text.indexOf("=");
  if (equals < 1) throw given.unusable("set", text);
  return { path: text.slice(0, equals), value: text.slice(equals + 1) };
}

function checkPad(source: SendSource, pad: number | undefined): void {
  if (pad === undefined || source.from !== "messages") return;
  const long = source.messages.find(({ length }) => length > pad);
  if (long !== undefined) throw new UsageError(`Cannot pad a frame of ${long.length} bytes to ${pad}: raise --pad`);
}
