/**
 * One run: pipe → frame → decode → render → sink, in this order, until a limit is reached or someone ends it.
 *
 * @module
 */

import { Journal } from "../stream/journal.ts";
import { Recorder } from "../capture/recorder.ts";
import type { Rotation } from "../capture/file_ring.ts";
import { type DecodeOptions, type Decoding, prepareDecoding } from "../stream/stages.ts";
import { TextEncoding } from "../frame/text_encoding.ts";
import type { TemplatePart } from "../query/template.ts";
import { UsageError } from "../errors.ts";
import type { Batch, Item } from "../frame/frame.ts";
import { isLeftBehind } from "../stream/left_behind.ts";
import { type LimitOptions, Limits } from "../stream/limits.ts";
import { Losses } from "../stream/losses.ts";
import { Outlet } from "../stream/outlet.ts";
import { formatRenderer } from "../render/format.ts";
import { hexdumpRenderer } from "../render/hexdump.ts";
import { jsonRenderer } from "../render/json.ts";
import type { Renderer } from "../render/renderer.ts";
import { textRenderer } from "../render/text.ts";
import type { TimeStyle } from "../render/time.ts";
import { type OpenSource, openSource, type SourceOptions } from "../stream/source.ts";
import type { Status } from "../stream/status.ts";
import { loadReply, TalkBack } from "../stream/talk_back.ts";
import type { Targets } from "../stream/targets.ts";

/** What a run is asked to do; sizes in bytes. */
export interface ListenOptions extends LimitOptions, DecodeOptions, SourceOptions {
  /** Also print the frames of a recording that --drop-when-full kept from being printed. */
  readonly dropped: boolean;
  /** Where to record to. */
  readonly write?: string;
  /** Begin another file of the recording from time to time. */
  readonly rotation?: Rotation;
  /** How a frame is printed. */
  readonly format: "text" | "json" | "hexdump";
  /** Add a time to text and hexdump. */
  readonly time?: TimeStyle;
  /** Also print events. */
  readonly events: boolean;
  /** Drop and count frames when the reader is slow, rather than hold the driver back. */
  readonly dropWhenFull: boolean;
  /** The message that every frame is answered with; `@FILE` is what that file holds. */
  readonly reply?: string;
  /** Lines of standard input are messages to the clients. */
  readonly interactive?: boolean;
}

/**
 * Runs until a limit is reached, the recording ends, or `interrupt` aborts.
 *
 * @throws {TimeLimitError} when a time limit ran out first.
 * @throws {ReaderGone} when nobody reads the output any more.
 * @throws {NeedsWindowsError | PipeUnavailableError | BadInputError} when there is nothing to read from.
 * @throws {RecordingError} when not all could be recorded.
 * @throws {UsageError} when an expression or a template makes no sense.
 */
export async function listen(options: ListenOptions, targets: Targets, interrupt: AbortSignal): Promise<void> {
  using limits = new Limits(options);
  const decoding = await prepareDecoding(options);
  const recorder = openRecorder(options, targets.status);
  const outlet = new Outlet(targets.sink);
  const signal = AbortSignal.any([interrupt, limits.expired, outlet.failed]);
  const run = new Run(options, targets, decoding, outlet, limits, recorder).pump(signal);
  let hangs: boolean;
  try {
    hangs = await isLeftBehind(run, signal);
  } finally {
    recorder?.close();
  }
  outlet.failed.throwIfAborted();
  if (!interrupt.aborted && (hangs || !limits.reached)) limits.expired.throwIfAborted();
}

/** The state of one {@linkcode listen}. */
class Run {
  readonly #options: ListenOptions;
  readonly #targets: Targets;
  readonly #outlet: Outlet;
  readonly #limits: Limits;
  readonly #journal: Journal | undefined;
  readonly #losses = new Losses();
  readonly #render: Renderer;
  readonly #decode: (batch: Batch) => Batch;

  constructor(
    options: ListenOptions,
    targets: Targets,
    decoding: Decoding,
    outlet: Outlet,
    limits: Limits,
    recorder: Recorder | undefined,
  ) {
    this.#options = options;
    this.#targets = targets;
    this.#outlet = outlet;
    this.#limits = limits;
    this.#journal = recorder && new Journal(recorder);
    this.#render = renderer(options, decoding.template, targets.color);
    this.#decode = decoding.stage;
  }

  /** Takes batch after batch, until there are no more or the run is to end. */
  async pump(signal: AbortSignal): Promise<void> {
    const { read, dropWhenFull } = this.#options;
    const reply = this.#options.reply === undefined ? undefined : await loadReply(this.#options.reply);
    const source = await openSource(this.#options, this.#targets.status, signal);
    const talkBack = this.#talkBack(source);
    for await (const arrived of source) {
      const batch = this.#take(arrived);
      talkBack?.take(batch, reply);
      if (!dropWhenFull && (this.#outlet.full || this.#targets.sharedTerminal)) await this.#outlet.flush();
      if (this.#limits.reached || signal.aborted) break;
    }
    this.#tellLosses();
    talkBack?.end();
    this.#journal?.end(true);
    await this.#outlet.flush();
    const complete = this.#limits.reached || signal.aborted;
    if (read !== undefined && !complete) this.#limits.sourceEnded(read === "-" ? "standard input" : read);
  }

  /** The way back, where one was asked for. It is for a pipe: a recording has none. */
  #talkBack(source: OpenSource): TalkBack | undefined {
    const { reply, interactive } = this.#options;
    const { status } = this.#targets;
    if (reply === undefined && !interactive) return undefined;
    const talkBack = new TalkBack((client, message) => source.send?.(client, message) ?? false, status);
    if (interactive) talkBack.converse(Deno.stdin).catch((error) => status.warn(`standard input: ${error.message}`));
    return talkBack;
  }

  /** Prints and records a batch; returns what of it belongs to the run. */
  #take(arrived: Batch): Batch {
    const batch = this.#limits.admit(this.#wanted(this.#decode(arrived)));
    this.#targets.status.before(batch);
    this.#journal?.begin(arrived);
    for (const item of batch) {
      // Never waits for the reader: what it has no room for is dropped, counted, and told when there is room again.
      const dropped = this.#options.dropWhenFull && item.kind === "frame" && this.#outlet.full;
      if (dropped) this.#losses.count(item);
      else if (this.#options.dropWhenFull) this.#tellLosses();
      this.#journal?.reach(item, dropped);
      if (!dropped) this.#show(item);
    }
    this.#journal?.end(this.#limits.reached);
    this.#outlet.start();
    return batch;
  }

  /** A recording prints as the run did that it was made of; with --dropped as if nothing had been dropped. */
  #wanted(batch: Batch): Batch {
    const { read, dropped } = this.#options;
    if (read === undefined) return batch;
    return batch.filter((item) =>
      item.kind === "frame"
        ? dropped || item.dropped === undefined
        : !(dropped && item.kind === "lost" && item.by === "listener")
    );
  }

  #tellLosses(): void {
    const lost = this.#losses.take();
    if (lost.length === 0) return;
    this.#targets.status.before(lost);
    for (const event of lost) {
      this.#journal?.insert(event);
      this.#show(event);
    }
  }

  #show(item: Item): void {
    if (this.#options.events || item.kind === "frame") this.#render(item, this.#outlet.output);
  }
}

function openRecorder({ write, read, pipe, rotation }: ListenOptions, status: Status): Recorder | undefined {
  if (write === undefined) return undefined;
  if (read !== undefined && isSameFile(read, write)) {
    throw new UsageError(`Cannot record to ${write}: it is what is read (choose another FILE)`);
  }
  return new Recorder({ path: write, source: read ?? pipe, rotation, warn: (message) => status.warn(message) });
}

function isSameFile(one: string, other: string): boolean {
  try {
    return Deno.realPathSync(one) === Deno.realPathSync(other);
  } catch {
    return false; // one of them isn't there
  }
}

function renderer(
  { format, encoding, time }: ListenOptions,
  template: readonly TemplatePart[] | undefined,
  color: boolean,
): Renderer {
  switch (format) {
    case "text":
      if (template !== undefined) return formatRenderer(template, { time, color });
      return textRenderer({ encoding: new TextEncoding(encoding), time, color });
    case "json":
      return jsonRenderer(new TextEncoding(encoding));
    case "hexdump":
      return hexdumpRenderer({ time, color });
  }
}
