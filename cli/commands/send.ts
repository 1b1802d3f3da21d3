/**
 * `pipelisten send`: a client as the driver would be, which writes frames and prints what comes back.
 *
 * @module
 */

import { countOf } from "../frame/count_of.ts";
import { TextEncoding } from "../frame/text_encoding.ts";
import { type FrameSource, outgoing, type OutgoingOptions, prepared, type PreparedSource } from "../stream/outgoing.ts";
import { NeedsWindowsError, PipeUnavailableError, TimeLimitError } from "../errors.ts";
import type { Frame } from "../frame/frame.ts";
import { isLeftBehind } from "../stream/left_behind.ts";
import type { PipeClient } from "../pipe/client.ts";
import { hexdumpRenderer } from "../render/hexdump.ts";
import { jsonRenderer } from "../render/json.ts";
import { ByteBuffer } from "../frame/byte_buffer.ts";
import type { Renderer } from "../render/renderer.ts";
import { textRenderer } from "../render/text.ts";
import type { Targets } from "../stream/targets.ts";

/** What is to be sent, and what is awaited; durations in milliseconds. */
export interface SendOptions extends OutgoingOptions {
  /** The full path of the pipe. */
  readonly pipe: string;
  /** Where the frames come from. */
  readonly source: FrameSource;
  /** How many messages must come back. */
  readonly expect: number;
  /** How these are printed. */
  readonly format: "text" | "json" | "hexdump";
  /** The pipe must be there within this time. */
  readonly connectTimeout?: number;
  /** All in all. */
  readonly timeout?: number;
}

/**
 * Sends everything, then waits for what is expected; or ends when `interrupt` aborts.
 *
 * @throws {PipeUnavailableError} when the pipe can't be used, or the listener leaves before all is done.
 * @throws {BadInputError | UsageError} when what is to be sent can't be read, or makes no sense.
 * @throws {TimeLimitError} when a time limit ran out first.
 * @throws {ReaderGone} when nobody reads the output any more.
 */
export async function send(options: SendOptions, targets: Targets, interrupt: AbortSignal): Promise<void> {
  const { pipe, timeout } = options;
  if (Deno.build.os !== "windows") {
    throw new NeedsWindowsError(`Cannot send to ${pipe}: named pipes need Windows or Wine (what works here: --help)`);
  }
  const sending = new Sending(options, targets);
  const limit = new AbortController();
  const timer = timeout === undefined ? undefined : setTimeout(() => limit.abort(sending.late()), timeout);
  const signal = AbortSignal.any([interrupt, limit.signal]);
  try {
    await isLeftBehind(sending.run(signal), signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
  if (!interrupt.aborted) limit.signal.throwIfAborted();
}

/** The state of one {@linkcode send}. */
class Sending {
  readonly #options: SendOptions;
  readonly #targets: Targets;
  readonly #render: Renderer;
  readonly #output = new ByteBuffer();
  #sent = 0;
  #received = 0;

  constructor(options: SendOptions, targets: Targets) {
    this.#options = options;
    this.#targets = targets;
    this.#render = renderer(options.format, targets.color);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { pipe, connectTimeout } = this.#options;
    const source = await prepared(this.#options.source);
    const { PipeClient } = await import("../pipe/client.ts");
    this.#targets.status.tell(`waiting for ${pipe} (Ctrl+C ends)`);
    await using client = await PipeClient.connect({ pipe, signal, timeout: connectTimeout });
    this.#targets.status.tell(`connected to ${pipe}`);
    // What comes back is read at once: a listener may wait for that before it reads on.
    await Promise.all([this.#write(client, source, signal), this.#read(client)]);
  }

  /** The error for a time limit that runs out now. */
  late(): TimeLimitError {
    const { timeout } = this.#options;
    return new TimeLimitError(
      `Cannot wait any longer: the run was not done within ${timeout} ms, ${this.#progress()} ` +
        `(check the listener, or raise --timeout)`,
    );
  }

  async #write(client: PipeClient, source: PreparedSource, signal: AbortSignal): Promise<void> {
    for await (const bytes of outgoing(source, this.#options, signal)) {
      if (!await client.write(bytes)) throw this.#abandoned();
      this.#sent++;
      this.#targets.status.before([this.#frame(bytes, this.#sent)]);
    }
  }

  async #read(client: PipeClient): Promise<void> {
    const { sink, status } = this.#targets;
    while (this.#received < this.#options.expect) {
      const bytes = await client.read();
      if (bytes === undefined) throw this.#abandoned();
      this.#render(this.#frame(bytes, ++this.#received), this.#output);
      status.before([]);
      await sink.write(this.#output.view);
      this.#output.clear();
    }
  }

  /** A message of either direction. There is but one connection, and so nothing to number. */
  #frame(bytes: Uint8Array, seq: number): Frame {
    return { kind: "frame", seq, time: Date.now() * 1000, client: null, pid: null, bytes };
  }

  #abandoned(): PipeUnavailableError {
    return new PipeUnavailableError(
      `Cannot send to ${this.#options.pipe}: the listener has gone, ${this.#progress()} (start it again)`,
    );
  }

  #progress(): string {
    const { expect } = this.#options;
    const sent = `${countOf(this.#sent, "frame")} sent`;
    return expect === 0 ? sent : `${sent}, ${this.#received} of ${expect} messages came back`;
  }
}

function renderer(format: SendOptions["format"], color: boolean): Renderer {
  const encoding = new TextEncoding("utf-8");
  switch (format) {
    case "text":
      return textRenderer({ encoding, color });
    case "json":
      return jsonRenderer(encoding);
    case "hexdump":
      return hexdumpRenderer({ color });
  }
}
