/**
 * What is going on, on stderr: what the run waits for, which clients connected, how many frames arrived and how fast.
 *
 * On a terminal the counters are one line that is kept up to date; elsewhere, with -v, each event is a line of its own.
 *
 * @module
 */

import { countOf } from "../frame/count_of.ts";
import { format as formatBytes } from "@std/fmt/bytes";
import type { Item, LifecycleEvent } from "../frame/frame.ts";
import { terminalText } from "../render/escape.ts";
import { eventLine } from "../render/event_line.ts";
import { type Colors, colors } from "../render/colors.ts";

/** Where the status goes: Deno.stderr, or a test's. */
export interface StatusWriter {
  /** Writes all of `bytes`. */
  writeSync(bytes: Uint8Array): number;
}

/** `live`: events, and a line of counters; `lines`: events; `losses`: only what was lost, at the end; `silent`: nothing. */
export type StatusMode = "live" | "lines" | "losses" | "silent";

/** How much is shown, and how. */
export interface StatusSettings {
  /** How much is shown. */
  readonly mode: StatusMode;
  /** Whether the data goes to the same terminal, so that the line of counters must make way for it. */
  readonly sharedTerminal: boolean;
  /** Use colors. */
  readonly color: boolean;
}

/** How often the line of counters is redrawn, in milliseconds. */
const REDRAW_INTERVAL = 200;
/** The columns of a progress bar. */
const BAR_WIDTH = 20;
/** Back to the first column, and clear to the end of the line. */
const CLEAR_LINE = "\r\x1b[K";
const ENCODER = new TextEncoder();

/** Shows on stderr what is going on. Dispose of it when the run is over. */
export class Status implements Disposable {
  readonly #writer: StatusWriter;
  readonly #options: StatusSettings;
  readonly #colors: Colors;
  readonly #timer: ReturnType<typeof setInterval> | undefined;
  #frames = 0;
  #bytes = 0;
  readonly #lost = { listener: 0, driver: 0 };
  #progress = "";
  #drawn = "";
  #framesAtDraw = 0;
  #timeAtDraw = performance.now();
  #isGone = false;

  /** In live mode the counters are drawn from now on. */
  constructor(writer: StatusWriter, options: StatusSettings) {
    this.#writer = writer;
    this.#options = options;
    this.#colors = colors(options.color);
    if (options.mode === "live") this.#timer = setInterval(() => this.#draw(), REDRAW_INTERVAL);
  }

  /** Counts a frame, or shows an event. */
  item(item: Item): void {
    if (item.kind === "frame") {
      this.#frames++;
      this.#bytes += item.bytes.length;
      return;
    }
    if (item.kind === "lost") this.#lost[item.by] += item.frames;
    if (this.#showsEvents) this.#event(item);
  }

  /** Removes the line of counters from the terminal that data is about to be written to. */
  makeRoomForData(): void {
    if (this.#options.sharedTerminal) this.#clear();
  }

  /** Shows a message where events are shown. */
  info(message: string): void {
    if (!this.#showsEvents) return;
    this.#clear();
    this.#write(this.#colors.aside(`pipelisten: ${terminalText(message)}`) + "\n");
  }

  /** Shows a message that the user should see at once. */
  warn(message: string): void {
    if (this.#options.mode === "silent") return;
    this.#clear();
    this.#write(this.#colors.warning(`pipelisten: ${terminalText(message)}`) + "\n");
  }

  /** How much of a long run is done: a bar before the counters, where data goes elsewhere. */
  progress(done: number, total: number): void {
    if (this.#options.sharedTerminal) return;
    const filled = Math.floor(BAR_WIDTH * Math.min(1, done / total));
    const percent = String(Math.floor(100 * Math.min(1, done / total))).padStart(3);
    this.#progress = `[${"#".repeat(filled).padEnd(BAR_WIDTH, "-")}] ${percent}%  `;
  }

  /** Stops, and prints the totals. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#clear();
    if (this.#showsEvents) this.#write(this.#colors.aside(`pipelisten: ${this.#totals()}`) + "\n");
    if (this.#options.mode === "silent") return;
    this.#loss(
      this.#lost.listener,
      "as the reader was slow (without --drop-when-full the driver waits)",
    );
    this.#loss(
      this.#lost.driver,
      "dropped by the driver, whose ring was full (a larger ring or a faster reader helps)",
    );
  }

  #loss(frames: number, why: string): void {
    if (frames > 0) this.#write(this.#colors.warning(`pipelisten: lost ${frameCount(frames)}, ${why}`) + "\n");
  }

  get #showsEvents(): boolean {
    return this.#options.mode === "live" || this.#options.mode === "lines";
  }

  #event(event: LifecycleEvent): void {
    this.#clear();
    const more = event.kind === "listening" ? ", waiting for the kernel client (Ctrl+C ends)" : "";
    this.#write(this.#colors.aside(`pipelisten: ${eventLine(event)}${more}`) + "\n");
  }

  #totals(): string {
    return `${frameCount(this.#frames)}, ${formatBytes(this.#bytes)}`;
  }

  #draw(): void {
    const now = performance.now();
    const rate = Math.round(1000 * (this.#frames - this.#framesAtDraw) / (now - this.#timeAtDraw));
    this.#framesAtDraw = this.#frames;
    this.#timeAtDraw = now;
    const line = this.#frames === 0
      ? ""
      : `${this.#progress}${this.#totals()}, ${rate.toLocaleString("en-US")} frames/s`;
    if (line === this.#drawn) return;
    this.#clear();
    this.#write(this.#colors.aside(line));
    this.#drawn = line;
  }

  #clear(): void {
    if (this.#drawn !== "") this.#write(CLEAR_LINE);
    this.#drawn = "";
  }

  /** Not being able to say something ends no run: whoever read stderr has gone. */
  #write(text: string): void {
    if (this.#isGone) return;
    try {
      this.#writer.writeSync(ENCODER.encode(text));
    } catch {
      this.#isGone = true;
    }
  }
}

function frameCount(frames: number): string {
  return countOf(frames, "frame", frames.toLocaleString("en-US"));
}
