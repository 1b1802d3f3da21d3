/**
 * Cuts an input into pcapng blocks; each section has its own byte order.
 *
 * @module
 */

import { MAX_FRAME_SIZE } from "../frame/frame.ts";
import { BadInputError } from "../errors.ts";
import { BlockBody } from "./block_body.ts";
import type { Input } from "./input.ts";
import { BLOCK_OVERHEAD, BlockType, BYTE_ORDER_MAGIC } from "./pcapng.ts";

/** One block. Its bytes are valid until the input is filled again. */
export interface Block {
  /** One of {@linkcode BlockType}, or another. */
  readonly type: number;
  /** Its length in bytes, as it says itself. */
  readonly length: number;
  /** The bytes between its two lengths. */
  readonly body: BlockBody;
}

/** A frame of 64 MiB, with ample room for the rest of its block. Our own blocks are far smaller. */
const MAX_BLOCK_SIZE = MAX_FRAME_SIZE + 2 ** 16;

/** Reads one block after the other. */
export class BlockReader {
  readonly #input: Input;
  /** Of the input's memory, which is another where it has grown. */
  #view = new DataView(new ArrayBuffer(0));
  #littleEndian = true;

  /** @param input Must be at a Section Header Block. */
  constructor(input: Input) {
    this.#input = input;
  }

  /**
   * The next block, if the input's window has all of it.
   *
   * @throws {BadInputError} when there is something other than a block.
   */
  next(): Block | undefined {
    const { memory, start, end } = this.#input;
    if (end - start < BLOCK_OVERHEAD) return undefined;
    if (memory.buffer !== this.#view.buffer) this.#view = new DataView(memory.buffer);
    const view = this.#view;
    const type = view.getUint32(start, this.#littleEndian);
    if (type === BlockType.SectionHeader) this.#littleEndian = this.#byteOrder(start);
    const length = view.getUint32(start + 4, this.#littleEndian);
    if (length < BLOCK_OVERHEAD || length > MAX_BLOCK_SIZE || length % 4 !== 0) {
      throw this.damaged(`a block claims a length of ${length} bytes`);
    }
    if (end - start < length) return undefined;
    const again = view.getUint32(start + length - 4, this.#littleEndian);
    if (again !== length) throw this.damaged(`a block of ${length} bytes ends with the length ${again}`);
    return { type, length, body: new BlockBody(memory, view, start + 8, start + length - 4, this.#littleEndian) };
  }

  /** Continues after a block. */
  skip({ length }: Block): void {
    this.#input.skip(length);
  }

  /** The error for the block at the current position. */
  damaged(why: string): BadInputError {
    const { name, position } = this.#input;
    return new BadInputError(`Cannot read ${name} beyond byte ${position}: ${why} (the file is damaged there)`);
  }

  #byteOrder(start: number): boolean {
    for (const littleEndian of [true, false]) {
      if (this.#view.getUint32(start + 8, littleEndian) === BYTE_ORDER_MAGIC) return littleEndian;
    }
    throw this.damaged("a section has no byte-order magic");
  }
}
