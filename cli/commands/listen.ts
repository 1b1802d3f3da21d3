/**
 * `pipelisten`: listens on a pipe, or reads a recording, and prints each frame.
 *
 * @module
 */

import type { Rotation } from "../capture/recording_files.ts";
import { UsageError } from "../errors.ts";
import { MAX_FRAME_SIZE } from "../frame/frame.ts";
import { frameSize, STATUS, TIMEOUT } from "../options/common.ts";
import { EXPECTATIONS } from "../options/expectations.ts";
import type { Given } from "../options/given.ts";
import { structOption, UNION_SPEC } from "../options/header.ts";
import { LOG_FILTER } from "../options/log_filter.ts";
import { DEFAULT_PIPE, pipeOperand } from "../options/pipe_operand.ts";
import { count, duration, flag, type Option, parsed, text, type Values, withDefault, word } from "../options/table.ts";
import { readDuration, readSize } from "../options/values.ts";
import { DEFAULT_FORMAT, FORMAT_NAMES, type FormatName, formatOptions } from "../render/formats.ts";
import { defineCommand } from "./command.ts";

const LIVE = { excludes: ["read", "it is for a pipe"] } as const;
const OF_RECORDING = { needs: ["read", "it is for a recording"] } as const;

/** The options of listening; `smoke` has some of them. */
export const LISTEN_TABLE = {
  format: {
    specs: formatOptions("print each frame"),
    read: (given): FormatName => given.only(...FORMAT_NAMES) ?? DEFAULT_FORMAT,
  } satisfies Option<FormatName>,
  template: {
    specs: [{
      long: "format",
      short: "f",
      value: "TEMPLATE",
      help: 'print text by a template, as "{seq} {fields.type:04x}\\n"',
      expected: 'a template such as "{seq} {text}\\n"',
    }],
    read: (given) => {
      given.only(...FORMAT_NAMES.filter((name) => name !== DEFAULT_FORMAT), "format");
      return given.text("format");
    },
  } satisfies Option<string | undefined>,
  struct: structOption("decode frames as that struct of a C header; several as NAME,NAME", [UNION_SPEC]),
  where: text("where", {
    value: "EXPR",
    help: 'only frames for which it holds, as "type == 3 && size > 100"',
    expected: 'an expression such as "size > 100"',
  }),
  encoding: withDefault(
    parsed("encoding", {
      value: "NAME",
      help: "of text: utf-8 (default), gbk, utf-16le, or another label that TextDecoder knows",
      expected: "a label that TextDecoder knows, such as utf-8, gbk or utf-16le",
    }, readEncoding),
    "utf-8",
  ),
  time: word("time", ["a", "d", "z", "A"], {
    short: "t",
    value: "a|d|z|A",
    help: "add a time: absolute, delta, since start, absolute with date",
  }),
  read: text("read", {
    short: "r",
    value: "FILE",
    help: "read a recording, pcapng or raw, instead of a pipe; - is standard input",
    expected: "a file, or - for standard input",
  }),
  follow: flag("follow", { help: "with -r: continue with what is appended to FILE", ...OF_RECORDING }),
  dropped: flag("dropped", { help: "with -r: also print what --drop-when-full had dropped", ...OF_RECORDING }),
  write: parsed("write", {
    short: "w",
    value: "FILE",
    help: "record every frame as pcapng; FILE is overwritten",
    expected: "a file; standard output is for the frames",
  }, (path) => path === "-" ? undefined : path),
  rotation: {
    specs: [
      {
        long: "rotate",
        value: "SIZE|D",
        help: "with -w: start another file after SIZE (kB, MB, GB) or D; FILE_00001_DATE, …",
        expected: "a size such as 100MB, or a duration such as 10m",
        needs: ["write", "there is nothing to rotate"],
      },
      {
        long: "keep",
        value: "N",
        help: "with --rotate: keep only the last N files",
        expected: "a whole number from 1",
        needs: ["rotate", "there is only one file"],
      },
    ],
    read: readRotation,
  } satisfies Option<Rotation | undefined>,
  count: count("count", { short: "n", value: "N", help: "stop after N frames" }),
  once: flag("once", { help: "stop when the first client disconnects", ...LIVE }),
  connectTimeout: duration("connect-timeout", {
    help: "stop if no client connects within D, as 500ms, 30s, 2m",
    ...LIVE,
  }),
  idleTimeout: duration("idle-timeout", {
    help: "stop if, after the first client connected, no frame (that --where selects) arrives for D",
    ...LIVE,
  }),
  timeout: TIMEOUT,
  expectations: EXPECTATIONS,
  events: flag("events", { help: "also print listening, connected, disconnected, lost" }),
  frameSize: frameSize({ help: "bytes of a read at first, and of one frame in a raw recording (default 4096)" }),
  maxFrame: withDefault(
    count("max-frame", {
      value: "N",
      help: "truncate longer messages, and mark them as truncated (default 1048576)",
      ...LIVE,
    }, MAX_FRAME_SIZE),
    1 << 20,
  ),
  dropWhenFull: flag("drop-when-full", {
    help: "drop and count frames when the reader is slow (default: hold back)",
    ...LIVE,
  }),
  reply: text("reply", {
    value: "TEXT|@FILE",
    help: "answer each frame with this message to its client; @@ for a text that begins with @",
    expected: "a text, or @FILE",
    ...LIVE,
  }),
  interactive: flag("interactive", {
    help: "send each line of standard input to all connected clients",
    ...LIVE,
  }),
  filter: LOG_FILTER,
  noEnvelope: flag("no-envelope", { help: "show event envelopes as part of the frame instead of opening them" }),
  allow: text("allow", {
    value: "SDDL",
    help: "who may connect (default: SYSTEM, Administrators and you)",
    expected: 'SDDL, as in "D:P(A;;GA;;;SY)(A;;GA;;;BA)"',
    ...LIVE,
  }),
  ...STATUS,
};

/** What the command line asks for; sizes in bytes, durations in milliseconds. */
export type ListenOptions = Values<typeof LISTEN_TABLE> & {
  /** The full path of the pipe. */
  readonly pipe: string;
};

/** The command without a name. */
export const listen = defineCommand({
  name: "",
  summary: ["[PIPE]", "listen on a pipe"],
  help: {
    title: "pipelisten: prints what a Windows kernel driver writes to a named pipe.",
    usage: [
      `pipelisten [OPTIONS] [PIPE]       listen on \\\\.\\pipe\\PIPE (default ${DEFAULT_PIPE})`,
      "pipelisten [OPTIONS] -r FILE      read a recording instead; works on every OS",
    ],
    exitStatus: "0 done, 1 failure, 2 usage, 3 needs Windows or Wine, 4 pipe unavailable, 5 bad input file,\n" +
      "6 an expectation failed, 124 a time limit ran out first.",
    examples: ["pipelisten --json -n 10 | jq -r .text"],
  },
  table: LISTEN_TABLE,
  read: readListen,
  run: async (options, context) => {
    const { runStream } = await import("../stream/run.ts");
    await runStream(options, context);
  },
  // A line that is drawn again and again would be in the way of what the user types.
  terminalStatus: ({ interactive }) => interactive ? "lines" : "live",
});

function readListen(values: Values<typeof LISTEN_TABLE>, operands: readonly string[]): ListenOptions {
  const pipe = pipeOperand(operands, "listen on");
  if (values.read !== undefined && operands.length > 0) {
    throw new UsageError(`Cannot use --read with PIPE "${operands[0]}": expected one of them`);
  }
  if (values.read === "-" && values.follow) {
    throw new UsageError("Cannot use --follow with standard input: it is read to its end anyway");
  }
  return { pipe, ...values };
}

function readEncoding(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

function readRotation(given: Given): Rotation | undefined {
  const limit = given.value("rotate", (text) => {
    const [size, age] = [readSize(text), readDuration(text)];
    return size !== undefined ? { size } : age !== undefined ? { age } : undefined;
  });
  const keep = count("keep", { value: "N", help: "" }).read(given);
  return limit === undefined ? undefined : { ...limit, ...keep === undefined ? {} : { keep } };
}
