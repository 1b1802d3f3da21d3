/**
 * One frame while it is read as a struct: its memory, how far it goes, and what has been found out about it.
 *
 * @module
 */

import { significantEnd } from "../../frame/zeros.ts";

/** The first thing that didn't fit. */
interface Problem {
  /** The field, as `a.b[2]`. */
  path: string;
  /** What is wrong with it. */
  readonly text: string;
}

/**
 * What the readers of a struct's parts share. All positions count from the start of {@linkcode memory}, which is the
 * whole buffer that the frame lies in: frames are many, their buffers few, and so a view is seldom made.
 */
export class Reading {
  /** The buffer that the frame lies in. */
  memory: Uint8Array = new Uint8Array(0);
  /** The same buffer. */
  view: DataView = new DataView(new ArrayBuffer(0));
  /** How far a flexible array may go: the end of the frame, or of the record that it must stay in. */
  limit = 0;
  /** Whether the values read so far give back the bytes they were read from. */
  complete = true;
  #frame: Uint8Array = this.memory;
  #start = 0;
  #end = 0;
  #problem: Problem | undefined;

  /** Begins with a frame; returns where it starts. */
  begin(frame: Uint8Array): number {
    if (this.memory.buffer !== frame.buffer) {
      this.memory = new Uint8Array(frame.buffer);
      this.view = new DataView(frame.buffer);
    }
    this.#frame = frame;
    this.#start = frame.byteOffset;
    this.#end = this.limit = frame.byteOffset + frame.length;
    this.complete = true;
    this.#problem = undefined;
    return this.#start;
  }

  /** Where the frame ends. */
  get end(): number {
    return this.#end;
  }

  /** Whether something didn't fit so far: for {@linkcode locate} to know who it was. */
  get failed(): boolean {
    return this.#problem !== undefined;
  }

  /** What didn't fit; undefined where everything did. */
  get error(): string | undefined {
    return this.#problem === undefined ? undefined : `${this.#problem.path}: ${this.#problem.text}`;
  }

  /** Notes that something doesn't fit. The first one counts: what comes after it often only follows from it. */
  fail(text: string): void {
    this.complete = false;
    this.#problem ??= { path: "", text };
  }

  /** Notes that the frame ends before `end`, up to which the value goes. Returns undefined, as there is no value. */
  cut(end: number): undefined {
    this.fail(`ends at byte ${end - this.#start}, the frame has ${this.#frame.length}`);
  }

  /** Puts the name of a field, or an index as `[2]`, before the path of the failure that was met inside it. */
  locate(name: string): void {
    const problem = this.#problem;
    if (problem === undefined || name === "") return;
    problem.path = problem.path === "" || problem.path.startsWith("[")
      ? name + problem.path
      : `${name}.${problem.path}`;
  }

  /** Notes that bytes from..to are shown by no value: they can be given back only if all are zero. */
  skip(from: number, to: number): void {
    if (this.complete && from < to && !this.#isZero(from, Math.min(to, this.#end))) this.complete = false;
  }

  /** The same for the bits of one byte. */
  skipBits(at: number, mask: number): void {
    if (at < this.#end && (this.memory[at]! & mask) !== 0) this.complete = false;
  }

  #isZero(from: number, to: number): boolean {
    if (to === this.#end) {
      const offset = from - this.#start;
      return from >= to || significantEnd(this.#frame, offset) === offset;
    }
    for (let at = from; at < to; at++) if (this.memory[at] !== 0) return false;
    return true;
  }
}
