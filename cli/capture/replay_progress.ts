/**
 * How far a replay has come.
 *
 * @module
 */

/** How much of a recording has been played: what is read at once, perhaps all of it, is played bit by bit. */
export class Progress {
  readonly #tell: (done: number) => void;
  #before = 0;
  #behind = 0;

  /** @param tell Is told a fraction from 0 to 1. */
  constructor(tell: (done: number) => void) {
    this.#tell = tell;
  }

  /** A batch has been read, up to this fraction of the file. */
  read(fraction: number): void {
    this.#before = this.#behind;
    this.#behind = fraction;
  }

  /** So many of its items have been played. */
  played(items: number, of: number): void {
    this.#tell(this.#before + (this.#behind - this.#before) * items / of);
  }
}
