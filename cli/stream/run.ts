/**
 * One run: items come from a pipe or a recording, pass the stages, and are printed and recorded.
 *
 *     source → stages → show → record, item by item, until a limit is reached or the user ends it
 *
 * @module
 */

import type { Recorder } from "../capture/recorder.ts";
import type { Item } from "../frame/frame.ts";
import { filterMessage } from "../frame/log_filter.ts";
import { TextEncoding } from "../frame/text_encoding.ts";
import { formatRenderer } from "../render/format.ts";
import { rendererFor } from "../render/formats.ts";
import type { Renderer } from "../render/renderer.ts";
import { openJudge } from "./judge.ts";
import { Limits } from "./limits.ts";
import { Losses } from "./losses.ts";
import { standardInput } from "./lines.ts";
import type { StreamObserver, StreamOptions } from "./options.ts";
import { openRecorder, recordedStage } from "./recorded.ts";
import { loadReply, Replies, type SendTo } from "./replies.ts";
import { type RunContext, settles } from "./run_context.ts";
import { ReaderGone } from "./sink.ts";
import { type OpenSource, openSource } from "./source.ts";
import { inSequence, type Stage } from "./stage.ts";
import { prepareRun, type Stages } from "./stages.ts";
import { WriteBehind } from "./write_behind.ts";

/**
 * Runs until a limit is reached, the recording ends, or the user ends it.
 *
 * @throws {TimeLimitError} when a time limit ran out first.
 * @throws {ReaderGone} when nobody reads the output any more.
 * @throws {NeedsWindowsError | PipeUnavailableError | BadInputError} when there is nothing to read from.
 * @throws {ExpectationError} when an expectation failed.
 * @throws {RecordingError} when not everything could be recorded.
 * @throws {UsageError} when an expression or a template can't be parsed.
 */
export async function runStream(
  options: StreamOptions,
  context: RunContext,
  observer: StreamObserver = {},
): Promise<void> {
  const { interrupt } = context;
  using limits = new Limits(options);
  const stages = await prepareRun(options, (message) => context.status.warn(message));
  const judge = openJudge(options, stages, observer);
  const recorder = await openRecorder(options, context.status);
  const output = new WriteBehind(context.sink);
  const signal = AbortSignal.any([interrupt, limits.expired, output.failed]);
  const take = (item: Item): void => {
    judge?.take(item);
    observer.item?.(item);
    if (judge?.isOver) limits.finish();
  };
  const run = new StreamRun(options, context, stages, output, limits, recorder, take).pump(signal);
  try {
    let settled: boolean;
    try {
      settled = await settles(run, signal);
    } finally {
      recorder?.close();
    }
    output.failed.throwIfAborted();
    if (!interrupt.aborted && !(settled && limits.reached)) limits.expired.throwIfAborted();
  } catch (error) {
    if (judge === undefined) throw error;
    // A reader that has seen enough changes nothing about what was expected.
    return judge.end(error instanceof ReaderGone ? undefined : error);
  }
  judge?.end(undefined);
}

/** The state of one {@linkcode runStream}. */
class StreamRun {
  readonly #options: StreamOptions;
  readonly #context: RunContext;
  readonly #output: WriteBehind;
  readonly #limits: Limits;
  readonly #recorder: Recorder | undefined;
  readonly #observe: (item: Item) => void;
  readonly #losses = new Losses();
  readonly #render: Renderer;
  readonly #stage: Stage;
  #replies: Replies | undefined;
  #reply: Uint8Array | undefined;

  constructor(
    options: StreamOptions,
    context: RunContext,
    { stage, template }: Stages,
    output: WriteBehind,
    limits: Limits,
    recorder: Recorder | undefined,
    observe: (item: Item) => void,
  ) {
    const { format, encoding, time, read, dropped } = options;
    const { color } = context;
    this.#options = options;
    this.#context = context;
    this.#output = output;
    this.#limits = limits;
    this.#recorder = recorder;
    this.#observe = observe;
    this.#render = template === undefined
      ? rendererFor(format, { encoding: new TextEncoding(encoding), time, color })
      : formatRenderer(template, { time, color });
    this.#stage = read === undefined ? stage : inSequence([stage, recordedStage(dropped)]);
  }

  /** Takes batch after batch, until there are no more or the run is to end. */
  async pump(signal: AbortSignal): Promise<void> {
    const { read, dropWhenFull, reply } = this.#options;
    const { status, sharedTerminal } = this.#context;
    if (reply !== undefined) this.#reply = await loadReply(reply);
    const source = await openSource(this.#options, status, signal);
    this.#replies = this.#startReplies(source);
    for await (const batch of source) {
      for (const arrival of batch) {
        this.#take(arrival);
        if (this.#limits.reached) break;
        if (!dropWhenFull && this.#isFull()) await this.#output.flush();
      }
      this.#write();
      if (!dropWhenFull && (this.#output.full || sharedTerminal)) await this.#output.flush();
      if (this.#limits.reached || signal.aborted) break;
    }
    this.#reportLosses();
    this.#replies?.end();
    this.#write();
    await this.#output.flush();
    const complete = this.#limits.reached || signal.aborted;
    if (read !== undefined && !complete) this.#limits.sourceEnded(read === "-" ? "standard input" : read);
  }

  /** Only where messages are to be sent, which a recording can't take. */
  #startReplies(source: OpenSource): Replies | undefined {
    const { reply, interactive, filter } = this.#options;
    const { status } = this.#context;
    if (reply === undefined && !interactive && filter === undefined) return undefined;
    const send: SendTo = (client, message, isAwaited) => source.send?.(client, message, isAwaited) ?? false;
    const replies = new Replies(send, status, filter && filterMessage(filter));
    if (interactive) {
      standardInput().then((input) => replies.sendLines(input))
        .catch((error) => status.warn(`standard input: ${error.message}`));
    }
    return replies;
  }

  /**
   * Prints what the stages make of an item, then records the item itself: read back, it goes through the same stages.
   */
  #take(arrival: Item): void {
    // Nothing ever waits for the reader then. Decided once for all events of a message, which is recorded as a whole.
    const drops = this.#options.dropWhenFull && this.#isFull();
    let recorded = arrival;
    for (const item of this.#stage(arrival)) {
      if (this.#limits.reached) break;
      this.#limits.count(item);
      this.#observe(item);
      this.#context.status.item(item);
      if (drops && item.kind === "frame") {
        this.#losses.count(item);
        if (arrival.kind === "frame") recorded = { ...arrival, dropped: true };
      } else {
        if (this.#options.dropWhenFull) this.#reportLosses();
        this.#show(item);
      }
      this.#replies?.item(item, this.#reply);
    }
    this.#recorder?.record(recorded);
  }

  #reportLosses(): void {
    for (const event of this.#losses.take()) {
      this.#observe(event);
      this.#context.status.item(event);
      this.#recorder?.record(event);
      this.#show(event);
    }
  }

  #show(item: Item): void {
    if (this.#options.events || item.kind === "frame") this.#render(item, this.#output.buffer);
  }

  /** Whether the reader is slow. A batch may have much more than should wait, as it has what all clients have sent. */
  #isFull(): boolean {
    if (this.#output.due) this.#write();
    return this.#output.full;
  }

  /** Starts to write what has been rendered and recorded so far. */
  #write(): void {
    this.#context.status.makeRoomForData();
    this.#recorder?.flush();
    this.#output.start();
  }
}
