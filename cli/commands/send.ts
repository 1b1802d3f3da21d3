/**
 * `pipelisten send`: a client like the driver, which writes frames and prints what comes back.
 *
 * @module
 */

import { countOf } from "../frame/count_of.ts";
import type { Setting } from "../c/values/struct_writer.ts";
import { NeedsWindowsError, PipeUnavailableError, TimeLimitError, UsageError } from "../errors.ts";
import { ByteBuffer } from "../frame/byte_buffer.ts";
import { type Frame, MAX_FRAME_SIZE } from "../frame/frame.ts";
import { readHex } from "../frame/hex.ts";
import { TextEncoding } from "../frame/text_encoding.ts";
import { CONNECT_TIMEOUT, frameSize, STATUS, TIMEOUT } from "../options/common.ts";
import type { Given } from "../options/given.ts";
import { structOption } from "../options/header.ts";
import { LOG_LINE_SPECS, readLogLines } from "../options/log_lines.ts";
import { DEFAULT_PIPE, pipeOperand } from "../options/pipe_operand.ts";
import { count, duration, type Option, parsed, type Values, withDefault } from "../options/table.ts";
import { readCount } from "../options/values.ts";
import type { PipeClient } from "../pipe/client.ts";
import { DEFAULT_FORMAT, FORMAT_NAMES, type FormatName, formatOptions, rendererFor } from "../render/formats.ts";
import type { Renderer } from "../render/renderer.ts";
import type { FrameSource } from "../stream/outgoing.ts";
import { type RunContext, settles } from "../stream/run_context.ts";
import { formatDuration } from "../stream/limits.ts";
import { defineCommand } from "./command.ts";

const SOURCES = ["text", "hex", "file", "stdin", "struct", "log"] as const;
const STRUCT = structOption("send that struct of a C header; fields without --set are 0");
const FILE_FRAME_SIZE = frameSize({
  help: "with --file: bytes of a frame (default 4096)",
  needs: ["file", "nothing else is cut"],
});
/** The formats whose option isn't a source here: text is the default. */
const FORMATS = FORMAT_NAMES.filter((name) => name !== DEFAULT_FORMAT);

/** More than the 64 KiB of a message have room for. */
const MAX_BATCH = 4096;

const TABLE = {
  source: {
    specs: [
      { long: "text", value: "TEXT", help: "send TEXT in UTF-8 (repeatable)", expected: "a text", repeatable: true },
      {
        long: "hex",
        value: "HEX",
        help: 'send bytes, as "68 65 6c 6c 6f" (repeatable)',
        expected: 'pairs of hexadecimal digits, as "68 65 6c 6c 6f"',
        repeatable: true,
      },
      {
        long: "file",
        value: "FILE",
        help: "send a file, cut by --frame-size; - is standard input",
        expected: "a file, or - for standard input",
      },
      { long: "stdin", help: "send each line of standard input as it arrives" },
      ...STRUCT.specs.slice(0, 1),
      {
        long: "set",
        value: "PATH=VALUE",
        help: "with --struct: set a field, as type=3, list[2].id=0x10, name=hello (repeatable)",
        expected: "PATH=VALUE, as in type=3",
        repeatable: true,
        needs: ["struct", "it is for a header"],
      },
      ...STRUCT.specs.slice(1),
      ...LOG_LINE_SPECS,
      ...FILE_FRAME_SIZE.specs,
    ],
    read: readSource,
  } satisfies Option<FrameSource>,
  pad: count("pad", {
    value: "N",
    help: "pad each frame with NULs to N bytes; a longer one is an error",
  }, MAX_FRAME_SIZE),
  event: parsed("event", {
    value: "TYPE",
    help: "send each frame in an event envelope of this payload type",
    expected: "a whole number from 0 to 4294967295",
  }, (text) => text === "0" ? 0 : readCount(text, 0xFFFF_FFFF)),
  batch: count("batch", {
    value: "N",
    help: "with --event: send N events as one message",
    needs: ["event", "only events share a message"],
  }, MAX_BATCH),
  count: withDefault(
    parsed("count", {
      short: "n",
      value: "N",
      help: "send everything N times; 0: forever",
      expected: "a whole number",
    }, (text) => text === "0" ? Infinity : readCount(text)),
    1,
  ),
  interval: duration("interval", { help: "wait D between frames, as 500ms, 30s, 2m" }),
  expect: withDefault(
    count("expect", { value: "N", help: "wait for N messages from the listener, and print them" }),
    0,
  ),
  format: {
    specs: formatOptions("print these").filter(({ long }) => long !== DEFAULT_FORMAT)
      .map((spec) => ({ ...spec, needs: ["expect", "nothing is printed"] as const })),
    read: (given): FormatName => given.only(...FORMATS) ?? DEFAULT_FORMAT,
  } satisfies Option<FormatName>,
  connectTimeout: CONNECT_TIMEOUT,
  timeout: TIMEOUT,
  ...STATUS,
};

/** What to send, and what to wait for; sizes in bytes, durations in milliseconds. */
export type SendOptions = Values<typeof TABLE> & {
  /** The full path of the pipe. */
  readonly pipe: string;
};

/** Plays the driver. */
export const send = defineCommand({
  name: "send",
  summary: ["[PIPE]", "play the driver: write frames to a pipe"],
  help: {
    title: "pipelisten send: plays the driver: connects to a named pipe and writes frames.",
    usage: [
      `pipelisten send [OPTIONS] [PIPE]    to \\\\.\\pipe\\PIPE (default ${DEFAULT_PIPE}); waits until it exists`,
    ],
    notes: "Exactly one of --text, --hex, --file, --stdin, --struct and --log is required.",
    exitStatus: "0 everything sent, and the expected messages received; 1 failure, 2 usage,\n" +
      "3 needs Windows or Wine, 4 access denied or the listener disconnected, 5 bad input,\n" +
      "124 a time limit ran out first.",
    examples: [
      'pipelisten send --text "hello lyshark" --pad 4096 --count 10 --interval 100ms',
      "pipelisten send --struct driver/include/report.h:Networkreport --set type=3 --set buffer_data=hello",
      'pipelisten send --log "info driver.c:42 opened %s by %u" --arg notepad.exe --arg 4',
    ],
  },
  table: TABLE,
  read: readSend,
  run: runSend,
  terminalStatus: ({ source }) => source.from === "lines" ? "lines" : "live",
});

function readSend(values: Values<typeof TABLE>, operands: readonly string[]): SendOptions {
  const { source, pad, count, event } = values;
  const pipe = pipeOperand(operands, "send to");
  const long = source.from === "messages" && source.messages.find(({ length }) => length > (pad ?? Infinity));
  if (long) throw new UsageError(`Cannot pad a frame of ${long.length} bytes to ${pad}: raise --pad`);
  if (count > 1 && (source.from === "lines" || (source.from === "file" && source.path === "-"))) {
    throw new UsageError("Cannot use --count with standard input: it can be read only once");
  }
  if (source.from === "log" && (pad ?? event) !== undefined) {
    throw new UsageError(`Cannot use --${pad === undefined ? "event" : "pad"} with --log: lines have their own events`);
  }
  return { pipe, ...values };
}

function readSource(given: Given): FrameSource {
  switch (given.only(...SOURCES)) {
    case "text":
      return { from: "messages", messages: given.texts("text").map((text) => new TextEncoder().encode(text)) };
    case "hex":
      return { from: "messages", messages: given.values("hex", readHex) };
    case "file":
      return { from: "file", path: given.text("file")!, frameSize: FILE_FRAME_SIZE.read(given) };
    case "stdin":
      return { from: "lines" };
    case "struct": {
      const struct = STRUCT.read(given)!;
      if (struct.names.length > 1) throw given.unusable("struct", given.text("struct"));
      return { from: "struct", struct, settings: given.values("set", readSetting) };
    }
    case "log":
      return { from: "log", ...readLogLines(given) };
    case undefined:
      throw new UsageError(`Cannot send nothing: expected one of ${SOURCES.map((name) => `--${name}`).join(", ")}`);
  }
}

function readSetting(text: string): Setting | undefined {
  const equals = text.indexOf("=");
  return equals < 1 ? undefined : { path: text.slice(0, equals), value: text.slice(equals + 1) };
}

/**
 * Sends everything, then waits for the expected messages; or ends when the user ends it.
 *
 * @throws {PipeUnavailableError} when the pipe can't be used, or the listener disconnects before the end.
 * @throws {BadInputError | UsageError} when the input can't be read, or a value doesn't fit.
 * @throws {TimeLimitError} when a time limit ran out first.
 * @throws {ReaderGone} when nobody reads the output any more.
 */
export async function runSend(options: SendOptions, context: RunContext): Promise<void> {
  const { pipe, timeout } = options;
  const { interrupt } = context;
  if (Deno.build.os !== "windows") {
    throw new NeedsWindowsError(`Cannot send to ${pipe}: named pipes need Windows or Wine (what works here: --help)`);
  }
  const sending = new Sending(options, context);
  const limit = new AbortController();
  const timer = timeout === undefined ? undefined : setTimeout(() => limit.abort(sending.timedOut()), timeout);
  const signal = AbortSignal.any([interrupt, limit.signal]);
  try {
    await settles(sending.run(signal), signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
  if (!interrupt.aborted) limit.signal.throwIfAborted();
}

/** The state of one {@linkcode runSend}. */
class Sending {
  readonly #options: SendOptions;
  readonly #context: RunContext;
  readonly #render: Renderer;
  readonly #buffer = new ByteBuffer();
  #sent = 0;
  #received = 0;

  constructor(options: SendOptions, context: RunContext) {
    this.#options = options;
    this.#context = context;
    this.#render = rendererFor(options.format, { encoding: new TextEncoding("utf-8"), color: context.color });
  }

  async run(signal: AbortSignal): Promise<void> {
    const { pipe, connectTimeout } = this.#options;
    const { status } = this.#context;
    const [{ outgoing, prepared }, { PipeClient }] = await Promise.all([
      import("../stream/outgoing.ts"),
      import("../pipe/client.ts"),
    ]);
    const source = await prepared(this.#options.source, (message) => status.warn(message));
    status.info(`waiting for ${pipe} (Ctrl+C ends)`);
    await using client = await PipeClient.connect({ pipe, signal, timeout: connectTimeout });
    status.info(`connected to ${pipe}`);
    // Replies are read at once: a listener may wait for that before it reads on.
    await Promise.all([this.#write(client, outgoing(source, this.#options, signal)), this.#read(client)]);
  }

  /** The error for a time limit that runs out now. */
  timedOut(): TimeLimitError {
    const duration = formatDuration(this.#options.timeout ?? 0);
    return new TimeLimitError(
      `Timed out after ${duration}, ${this.#progress()} (check the listener, or raise --timeout)`,
    );
  }

  async #write(client: PipeClient, messages: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const bytes of messages) {
      if (!await client.write(bytes)) throw this.#disconnected();
      this.#sent++;
      this.#context.status.item(this.#frame(bytes, this.#sent));
    }
  }

  async #read(client: PipeClient): Promise<void> {
    const { sink, status } = this.#context;
    while (this.#received < this.#options.expect) {
      const bytes = await client.read();
      if (bytes === undefined) throw this.#disconnected();
      this.#render(this.#frame(bytes, ++this.#received), this.#buffer);
      status.makeRoomForData();
      await sink.write(this.#buffer.view);
      this.#buffer.clear();
    }
  }

  /** A message of either direction. There is only one connection, so it needs no number. */
  #frame(bytes: Uint8Array, seq: number): Frame {
    return { kind: "frame", seq, time: Date.now() * 1000, client: null, pid: null, bytes };
  }

  #disconnected(): PipeUnavailableError {
    return new PipeUnavailableError(
      `Cannot send to ${this.#options.pipe}: the listener disconnected, ${this.#progress()} (start it again)`,
    );
  }

  #progress(): string {
    const { expect } = this.#options;
    const sent = `${countOf(this.#sent, "frame")} sent`;
    return expect === 0 ? sent : `${sent}, ${this.#received} of ${expect} messages received`;
  }
}
