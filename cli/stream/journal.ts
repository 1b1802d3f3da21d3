/**
 * What is recorded when: items as they arrived, in the order in which they are printed.
 *
 * What is printed isn't what arrived: an envelope has been opened, a loss has been found out, a frame was dropped. Read
 * back, the arrived items go the same way and become the same; so only what that way doesn't know is added: which
 * frames were dropped, and when that was told.
 *
 * @module
 */

import type { Batch, Item, Lost } from "../frame/frame.ts";
import type { Recorder } from "../capture/recorder.ts";

/** Follows a run batch by batch. */
export class Journal {
  readonly #recorder: Recorder;
  #arrived: Batch = [];
  #at = 0;

  /** Takes the recorder that all goes to. */
  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** A batch has arrived. */
  begin(arrived: Batch): void {
    this.#arrived = arrived;
    this.#at = 0;
  }

  /** An item of the batch, or one that was made from it, is printed now, or dropped. */
  reach(item: Item, dropped: boolean): void {
    const at = this.#find(item);
    if (at === -1) return; // it will be made again when what it was made from is read back
    while (this.#at < at) this.#recorder.record(this.#arrived[this.#at++]!);
    const arrived = this.#arrived[this.#at++]!;
    this.#recorder.record(dropped && arrived.kind === "frame" ? { ...arrived, dropped } : arrived);
  }

  /** Something is printed that is in no batch. */
  insert(lost: Lost): void {
    this.#recorder.record(lost);
  }

  /** The batch is over; `cut` where the run ends with the last item that was printed. */
  end(cut: boolean): void {
    while (!cut && this.#at < this.#arrived.length) this.#recorder.record(this.#arrived[this.#at++]!);
    this.#recorder.flush();
  }

  #find(item: Item): number {
    for (let at = this.#at; at < this.#arrived.length; at++) {
      const arrived = this.#arrived[at]!;
      if (arrived === item) return at;
      if (arrived.kind === "frame" && item.kind === "frame" && arrived.seq === item.seq) return at;
    }
    return -1;
  }
}
