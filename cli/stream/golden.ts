/**
 * A golden file: the frames of a good run as they were rendered, without what differs from run to run, which is times,
 * process and thread numbers, processors, and kernel addresses.
 *
 * @module
 */

import { BadInputError, fileErrorReason } from "../errors.ts";
import { ByteBuffer } from "../frame/byte_buffer.ts";
import { countOf } from "../frame/count_of.ts";
import type { Frame } from "../frame/frame.ts";
import type { Renderer } from "../render/renderer.ts";
import type { Outcome } from "./expectations.ts";

/** The frames of one run, to be compared with a file, or written to it. */
export class Golden {
  readonly #path: string;
  readonly #update: boolean;
  readonly #render: Renderer;
  readonly #expected: readonly string[];
  readonly #lines: string[] = [];

  /** @throws {BadInputError} when there is no such file, unless it is to be written. */
  constructor(path: string, update: boolean, render: Renderer) {
    this.#path = path;
    this.#update = update;
    this.#render = render;
    this.#expected = update ? [] : linesOf(readGolden(path));
  }

  /** Takes a frame. */
  take(frame: Frame): void {
    const out = new ByteBuffer(256);
    this.#render(stable(frame), out);
    this.#lines.push(...linesOf(withoutAddresses(new TextDecoder().decode(out.view))));
  }

  /** Compares, or writes the file. */
  outcome(): Outcome {
    const name = `--golden ${this.#path}`;
    const lines = countOf(this.#lines.length, "line");
    if (this.#update) {
      const problem = this.#write();
      return { name, passed: problem === undefined, found: problem ?? `written, ${lines}` };
    }
    const count = Math.max(this.#lines.length, this.#expected.length);
    for (let i = 0; i < count; i++) {
      const [found, expected] = [this.#lines[i], this.#expected[i]];
      if (found === expected) continue;
      return { name, passed: false, found: `line ${i + 1} is ${shown(found)} instead of ${shown(expected)}` };
    }
    return { name, passed: true, found: `${lines} as expected` };
  }

  #write(): string | undefined {
    try {
      Deno.writeTextFileSync(this.#path, this.#lines.map((line) => `${line}\n`).join(""));
      return undefined;
    } catch (error) {
      return `cannot write it: ${error instanceof Error ? error.message : error}`;
    }
  }
}

function readGolden(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (cause) {
    const reason = cause instanceof Deno.errors.NotFound
      ? "there is no such file (write it with --update)"
      : fileErrorReason(cause, path);
    throw new BadInputError(`Cannot read ${path}: ${reason}`, { cause });
  }
}

/** As git may have checked it out with CRLF, the line ends don't count. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

function stable(frame: Frame): Frame {
  const { image: _, kernel, ...rest } = frame;
  const same = { time: 0n, processor: 0, pid: 0, tid: 0 };
  return { ...rest, time: null, pid: null, ...kernel === undefined ? {} : { kernel: { ...kernel, ...same } } };
}

/** A pointer of a 64-bit struct, or one in a text: 16 digits, of which the upper half of the address space has ffff first. */
const ADDRESS = /\b0x(?!0{16}\b)[0-9a-f]{16}\b|\bffff[0-9a-f]{12}\b/gi;

function withoutAddresses(text: string): string {
  return text.replace(ADDRESS, "ADDRESS");
}

/** Of a line, in UTF-16 units. */
const MAX_SHOWN = 120;

function shown(line: string | undefined): string {
  if (line === undefined) return "missing";
  return JSON.stringify(line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line);
}
