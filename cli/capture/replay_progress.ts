/**
 * The progress of a replay.
 *
 * @module
 */

/** Interpolates within a batch: a small recording is read as a single one, but replayed item by item. */
export class ReplayProgress {
  readonly #report: (done: number) => void;
  #before = 0;
  #after = 0;

  /** @param report Called with a fraction from 0 to 1. */
  constructor(report: (done: number) => void) {
    this.#report = report;
  }

  /** A batch has been read, up to this fraction of the file. */
  read(fraction: number): void {
    this.#before = this.#after;
    this.#after = fraction;
  }

  /** This many of its items have been replayed. */
  replayed(items: number, of: number): void {
    this.#report(this.#before + (this.#after - this.#before) * items / of);
  }
}
