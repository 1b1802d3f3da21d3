/**
 * One run: pipe → frame → decode → render → sink, in this order, until a limit is reached or someone ends it.
 *
 * The only place that loads kernel32, and only when a pipe is listened on: everything else works on every OS.
 *
 * @module
 */

import { readRaw } from "./capture/raw.ts";
import { type DecodeOptions, prepareDecoding } from "./decode/stages.ts";
import { TextEncoding } from "./decode/text.ts";
import type { Part } from "./decode/where/template.ts";
import { NeedsWindowsError } from "./errors.ts";
import type { Batch, Item, Source } from "./frame.ts";
import { type LimitOptions, Limits } from "./limits.ts";
import { Losses } from "./losses.ts";
import { Outlet } from "./outlet.ts";
import { formatRenderer } from "./render/format.ts";
import { hexdumpRenderer } from "./render/hexdump.ts";
import { jsonRenderer } from "./render/json.ts";
import type { Renderer } from "./render/renderer.ts";
import { textRenderer } from "./render/text.ts";
import type { TimeStyle } from "./render/time.ts";
import type { Sink } from "./sink.ts";
import type { Status } from "./status.ts";

/** What a run is asked to do; sizes in bytes. */
export interface ListenOptions extends LimitOptions, DecodeOptions {
  /** The full path of the pipe to listen on. */
  readonly pipe: string;
  /** The recording to read instead. */
  readonly read?: string;
  /** How a frame is printed. */
  readonly format: "text" | "json" | "hexdump";
  /** Add a time to text and hexdump. */
  readonly time?: TimeStyle;
  /** Also print events. */
  readonly events: boolean;
  /** The size of one read, and of one frame of a raw recording. */
  readonly frameSize: number;
  /** A longer message is cut there. */
  readonly maxFrame: number;
  /** Drop and count frames when the reader is slow, rather than hold the driver back. */
  readonly dropWhenFull: boolean;
  /** Who may connect, as SDDL. */
  readonly allow?: string;
}

/** Where a run prints to. */
export interface ListenTargets {
  /** Takes the data. */
  readonly sink: Sink;
  /** Is told what is going on. */
  readonly status: Status;
  /** Use colours in the data. */
  readonly color: boolean;
  /** Whether data and status share a terminal, and so must take turns. */
  readonly sharedTerminal: boolean;
}

/** How long an interrupted run may take to end in good order, in milliseconds, before it is left where it hangs. */
const GRACE = 500;

/**
 * Runs until a limit is reached, the recording ends, or `interrupt` aborts.
 *
 * @throws {TimeLimitError} when a time limit ran out first.
 * @throws {ReaderGone} when nobody reads the output any more.
 * @throws {NeedsWindowsError | PipeUnavailableError | BadInputError} when there is nothing to read from.
 * @throws {UsageError} when an expression or a template makes no sense.
 */
export async function listen(options: ListenOptions, targets: ListenTargets, interrupt: AbortSignal): Promise<void> {
  using limits = new Limits(options);
  const outlet = new Outlet(targets.sink);
  const signal = AbortSignal.any([interrupt, limits.expired, outlet.failed]);
  const run = pump(options, targets, outlet, limits, signal);
  // A write to a reader that sleeps, or a read from a silent standard input, can't be cancelled: it is left behind.
  const leftBehind = aborted(signal).then(() => wait(GRACE)).then(() => true);
  const isLeftBehind = await Promise.race([run.then(() => false), leftBehind]);
  outlet.failed.throwIfAborted();
  if (!interrupt.aborted && (isLeftBehind || !limits.reached)) limits.expired.throwIfAborted();
}

async function pump(
  options: ListenOptions,
  { status, color, sharedTerminal }: ListenTargets,
  outlet: Outlet,
  limits: Limits,
  signal: AbortSignal,
): Promise<void> {
  const { stage, template } = await prepareDecoding(options);
  const render = renderer(options, template, color);
  const losses = new Losses();
  const show = (item: Item) => {
    if (options.events || item.kind === "frame") render(item, outlet.output);
  };
  for await (const arrived of await open(options, signal)) {
    const batch = limits.admit(stage(arrived));
    status.before(batch);
    if (options.dropWhenFull) {
      offer(batch, outlet, losses, status, show);
    } else {
      batch.forEach(show);
      outlet.start();
      if (outlet.full || sharedTerminal) await outlet.flush();
    }
    if (limits.reached || signal.aborted) break;
  }
  tell(losses, status, show);
  await outlet.flush();
  const complete = limits.reached || signal.aborted;
  if (options.read !== undefined && !complete) {
    limits.sourceEnded(options.read === "-" ? "standard input" : options.read);
  }
}

/** Never waits for the reader: what it has no room for is dropped, counted, and told when there is room again. */
function offer(batch: Batch, outlet: Outlet, losses: Losses, status: Status, show: (item: Item) => void): void {
  for (const item of batch) {
    if (item.kind === "frame" && outlet.full) {
      losses.count(item);
    } else {
      tell(losses, status, show);
      show(item);
    }
  }
  outlet.start();
}

function tell(losses: Losses, status: Status, show: (item: Item) => void): void {
  const lost = losses.take();
  if (lost.length === 0) return;
  status.before(lost);
  lost.forEach(show);
}

function renderer(
  { format, encoding, time }: ListenOptions,
  template: readonly Part[] | undefined,
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

async function open({ read, pipe, frameSize, maxFrame, allow }: ListenOptions, signal: AbortSignal): Promise<Source> {
  if (read !== undefined) return readRaw(read, frameSize);
  if (Deno.build.os !== "windows") {
    throw new NeedsWindowsError(
      `Cannot listen on ${pipe}: named pipes need Windows or Wine (what works here: -r FILE, --help)`,
    );
  }
  const { serve } = await import("./pipe/server.ts");
  return serve({ pipe, allow, readSize: frameSize, maxFrame, signal });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
