/**
 * Options and help text, nothing else.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { UsageError } from "./errors.ts";
import { type Spelling, spellOut } from "./spell_out.ts";
import { readCount, readDuration, readPipe } from "./values.ts";

/** How a frame is printed. */
export type Format = "text" | "json" | "hexdump";

/** What the command line asks for; durations in milliseconds, sizes in bytes. */
export interface Options {
  /** The full path of the pipe. */
  readonly pipe: string;
  /** The recording to read instead; `-` is standard input. */
  readonly read?: string;
  readonly format: Format;
  /** A label that TextDecoder knows. */
  readonly encoding: string;
  readonly time?: "a" | "d" | "z" | "A";
  readonly count?: number;
  readonly once: boolean;
  readonly connectTimeout?: number;
  readonly idleTimeout?: number;
  readonly timeout?: number;
  readonly events: boolean;
  readonly frameSize: number;
  readonly maxFrame: number;
  readonly dropWhenFull: boolean;
  /** SDDL. */
  readonly allow?: string;
  readonly color: "auto" | "always" | "never";
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** What is to be done. */
export type Command = { readonly do: "help" | "version" } | { readonly do: "listen"; readonly options: Options };

/** The pipe of the article that this program started from. */
const DEFAULT_PIPE = "LySharkPipeConn";
/** 64 MiB: a frame is held in memory, and several reads of --frame-size are. */
const LARGEST_FRAME = 2 ** 26;

/** One option, as the parser, the checks and the help need it. */
interface OptionSpec extends Spelling {
  readonly help: string;
  /** Makes sense on a pipe only, not with -r. */
  readonly live?: true;
}

const OPTIONS: readonly OptionSpec[] = [
  { long: "text", help: "print each frame as a line of text (default)" },
  { long: "json", short: "j", help: "print each frame as a line of JSON, lossless" },
  { long: "hexdump", short: "x", help: "print each frame as hexdump -C does" },
  { long: "encoding", value: "NAME", help: "of text: utf-8 (default), gbk, utf-16le, … as TextDecoder has them" },
  { long: "time", short: "t", value: "a|d|z|A", help: "add a time: absolute, delta, since start, absolute with date" },
  { long: "read", short: "r", value: "FILE", help: "read a raw recording instead of a pipe; - is standard input" },
  { long: "count", short: "n", value: "N", help: "stop after N frames" },
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
  { long: "frame-size", value: "N", help: "bytes of one read, and of one frame in a raw recording (default 4096)" },
  {
    long: "max-frame",
    value: "N",
    live: true,
    help: "cut longer messages there, marked as truncated (default 1048576)",
  },
  { long: "drop-when-full", live: true, help: "drop and count frames when the reader is slow (default: hold back)" },
  { long: "allow", value: "SDDL", live: true, help: "who may connect (default: SYSTEM, Administrators and you)" },
  { long: "color", value: "WHEN", help: "auto (default), always or never; auto respects NO_COLOR" },
  { long: "quiet", short: "q", help: "print nothing on stderr but errors" },
  { long: "verbose", short: "v", help: "tell on stderr what happens, and errors with their stack" },
  { long: "help", short: "h", help: "print this" },
  { long: "version", short: "V", help: "print the version" },
];

/** The help text, ending in a newline. */
export function helpText(): string {
  const lines = OPTIONS.map(({ long, short, value, help }) => {
    const names = `${short === undefined ? "   " : `-${short},`} --${long}${value === undefined ? "" : ` ${value}`}`;
    return `  ${names.padEnd(28)} ${help}`;
  });
  return `pipelisten: prints what a Windows kernel driver writes to a named pipe.

Usage: pipelisten [OPTIONS] [PIPE]       listen on \\\\.\\pipe\\PIPE (default ${DEFAULT_PIPE})
       pipelisten [OPTIONS] -r FILE      read a recording instead; works on every OS

${lines.join("\n")}

Exit status: 0 done, 1 failure, 2 usage, 3 needs Windows or Wine, 4 the pipe can't be had, 5 bad input file,
             124 a time limit ran out first.

Example: pipelisten --json -n 10 | jq -r .text
`;
}

/**
 * Reads the command line.
 *
 * @throws {UsageError} naming the option, its value and what is expected.
 */
export function readArgs(args: readonly string[]): Command {
  const { given, positional } = parse(args);
  if (given.has("help")) return { do: "help" };
  if (given.has("version")) return { do: "version" };
  checkTogether(given, positional);
  const read = given.get("read");
  const time = oneOf(given, "time", ["a", "d", "z", "A"]);
  return {
    do: "listen",
    options: {
      pipe: pipe(positional[0] ?? DEFAULT_PIPE),
      ...(read === undefined ? {} : { read }),
      format: given.has("json") ? "json" : given.has("hexdump") ? "hexdump" : "text",
      encoding: encoding(given),
      ...(time === undefined ? {} : { time }),
      ...optional("count", count(given, "count")),
      once: given.has("once"),
      ...optional("connectTimeout", duration(given, "connect-timeout")),
      ...optional("idleTimeout", duration(given, "idle-timeout")),
      ...optional("timeout", duration(given, "timeout")),
      events: given.has("events"),
      frameSize: count(given, "frame-size", LARGEST_FRAME) ?? 4096,
      maxFrame: count(given, "max-frame", LARGEST_FRAME) ?? 1 << 20,
      dropWhenFull: given.has("drop-when-full"),
      ...optional("allow", given.get("allow")),
      color: oneOf(given, "color", ["auto", "always", "never"]) ?? "auto",
      quiet: given.has("quiet"),
      verbose: given.has("verbose"),
    },
  };
}

/** The options that were given, by their long names, with their values ("" for switches); and the rest. */
function parse(args: readonly string[]): { given: Map<string, string>; positional: string[] } {
  const switches = OPTIONS.filter(({ value }) => value === undefined).map(({ long }) => long);
  const valued = OPTIONS.filter(({ value }) => value !== undefined).map(({ long }) => long);
  const unknown: string[] = [];
  const parsed = parseArgs(spellOut(args, OPTIONS), {
    boolean: switches,
    string: [...valued, "_"],
    collect: valued,
    unknown: (arg, key) => void (key !== undefined && unknown.push(arg)),
  });
  const given = new Map<string, string>();
  for (const name of switches) if (parsed[name] === true) given.set(name, "");
  for (const name of valued) {
    const values = parsed[name] as string[];
    if (values.length > 1) throw new UsageError(`Cannot use --${name} ${values.length} times: give it once`);
    if (values[0] === "") throw unusable(name, undefined);
    if (values[0] !== undefined) given.set(name, values[0]);
  }
  if (unknown.length > 0) {
    throw new UsageError(`Cannot use ${unknown[0]}: there is no such option (see pipelisten --help)`);
  }
  const assigned = spellOut(args, OPTIONS).find((arg) => switches.includes(/^--([a-z-]+)=/.exec(arg)?.[1] ?? ""));
  if (assigned !== undefined) throw new UsageError(`Cannot use ${assigned}: expected the option without a value`);
  return { given, positional: parsed._.map(String) };
}

function checkTogether(given: ReadonlyMap<string, string>, positional: readonly string[]): void {
  const formats = ["text", "json", "hexdump"].filter((name) => given.has(name));
  if (formats.length > 1) {
    throw new UsageError(`Cannot use --${formats.join(" and --")} together: expected one of them`);
  }
  if (given.has("quiet") && given.has("verbose")) {
    throw new UsageError("Cannot use --quiet and --verbose together: expected one of them");
  }
  if (positional.length > 1) {
    throw new UsageError(`Cannot listen on ${positional.map((name) => `"${name}"`).join(" and ")}: expected one PIPE`);
  }
  if (!given.has("read")) return;
  if (positional.length > 0) {
    throw new UsageError(`Cannot use --read with PIPE "${positional[0]}": expected one of them`);
  }
  for (const { long, live } of OPTIONS) {
    if (live && given.has(long)) throw new UsageError(`Cannot use --${long} with --read: it is for a pipe`);
  }
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : { [key]: value } as { [P in K]?: V };
}

/** What a valued option wants, in words. */
function expected(name: string): string {
  switch (name) {
    case "read":
      return "a file, or - for standard input";
    case "count":
      return "a whole number from 1";
    case "frame-size":
    case "max-frame":
      return `a whole number from 1 to ${LARGEST_FRAME}`;
    case "encoding":
      return "a label that TextDecoder knows, such as utf-8, gbk or utf-16le";
    case "allow":
      return 'SDDL, as in "D:P(A;;GA;;;SY)(A;;GA;;;BA)"';
    case "time":
      return "a, d, z or A";
    case "color":
      return "auto, always or never";
    default:
      return "a duration such as 500ms, 30s or 2m";
  }
}

function unusable(name: string, value: string | undefined): UsageError {
  const given = value === undefined ? "without a value" : `"${value}"`;
  return new UsageError(`Cannot use --${name} ${given}: expected ${expected(name)}`);
}

function count(given: ReadonlyMap<string, string>, name: string, most?: number): number | undefined {
  const value = given.get(name);
  if (value === undefined) return undefined;
  const read = readCount(value, most);
  if (read === undefined) throw unusable(name, value);
  return read;
}

function duration(given: ReadonlyMap<string, string>, name: string): number | undefined {
  const value = given.get(name);
  if (value === undefined) return undefined;
  const read = readDuration(value);
  if (read === undefined) throw unusable(name, value);
  return read;
}

function oneOf<T extends string>(
  given: ReadonlyMap<string, string>,
  name: string,
  values: readonly T[],
): T | undefined {
  const value = given.get(name);
  if (value === undefined) return undefined;
  const found = values.find((known) => known === value);
  if (found === undefined) throw unusable(name, value);
  return found;
}

function encoding(given: ReadonlyMap<string, string>): string {
  const label = given.get("encoding") ?? "utf-8";
  try {
    return new TextDecoder(label).encoding;
  } catch {
    throw unusable("encoding", label);
  }
}

function pipe(text: string): string {
  const path = readPipe(text);
  if (path !== undefined) return path;
  throw new UsageError(`Cannot listen on "${text}": expected a name such as ${DEFAULT_PIPE}, or \\\\.\\pipe\\NAME`);
}
