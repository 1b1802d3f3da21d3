/**
 * The state of decoding one frame as a struct: its memory, its end, and what did not fit so far.
 *
 * @module
 */

import type { Zeros } from "../../frame/value.ts";
import { significantEnd } from "../../frame/zeros.ts";

/** The first thing that did not fit. */
interface Problem {
  /** The field: `a.b[2]`. */
  path: string;
  readonly text: string;
}

/**
 * Shared by the readers of a struct's members. All positions count from the start of {@linkcode memory}, the whole buffer
 * that contains the frame: frames are many and their buffers few, so that views are rarely made.
 */
export class DecodeContext {
  /** The buffer that contains the frame. */
  memory: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(new ArrayBuffer(0));
  /** How far a flexible array may extend: the end of the frame, or of the record that it must stay in. */
  limit = 0;
  /** Whether the bytes read so far can be rebuilt from the values. */
  complete = true;
  #frame: Uint8Array = this.memory;
  #start = 0;
  #end = 0;
  #problem: Problem | undefined;
  #zeros: Zeros[] | undefined;

  /** Begins a frame; returns its start. */
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
    this.#zeros = undefined;
    return this.#start;
  }

  /** The end of the frame. */
  get end(): number {
    return this.#end;
  }

  /** Whether something did not fit so far; if that changed in a member, call {@linkcode locate}. */
  get failed(): boolean {
    return this.#problem !== undefined;
  }

  /** What was left out as {@linkcode omit} says; undefined if nothing was. */
  get zeros(): readonly Zeros[] | undefined {
    return this.#zeros;
  }

  /** What did not fit; undefined if everything did. */
  get error(): string | undefined {
    return this.#problem === undefined ? undefined : `${this.#problem.path}: ${this.#problem.text}`;
  }

  /** Records that something does not fit. Only the first is kept, since later ones often follow from it. */
  fail(text: string): void {
    this.complete = false;
    this.#problem ??= { path: "", text };
  }

  /** Records that the frame ends before `end`, the end of the value. Returns undefined, as there is no value. */
  cut(end: number): undefined {
    this.fail(`ends at byte ${end - this.#start}, the frame has ${this.#frame.length}`);
  }

  /** Records that the last elements of an array are not shown, as nothing but zeros follows. */
  omit(path: string, count: number): void {
    (this.#zeros ??= []).push({ path, count });
  }

  /** The end of what is not zero in the frame, at least `from`. */
  significantEnd(from: number): number {
    return this.#start + significantEnd(this.#frame, from - this.#start);
  }

  /** Puts the name of a field, or an index as `[2]`, before the path of an error inside it. */
  locate(name: string): void {
    const problem = this.#problem;
    if (problem === undefined || name === "") return;
    problem.path = problem.path === "" || problem.path.startsWith("[")
      ? name + problem.path
      : `${name}.${problem.path}`;
  }

  /** Records that no value shows the bytes from..to: they can be rebuilt only if all are zero. */
  skip(from: number, to: number): void {
    if (this.complete && from < to && !this.#isZero(from, Math.min(to, this.#end))) this.complete = false;
  }

  /** The same for the bits of one byte. */
  skipBits(at: number, mask: number): void {
    if (at < this.#end && (this.memory[at]! & mask) !== 0) this.complete = false;
  }

  #isZero(from: number, to: number): boolean {
    if (to === this.#end) return from >= to || this.significantEnd(from) === from;
    for (let at = from; at < to; at++) if (this.memory[at] !== 0) return false;
    return true;
  }
}
