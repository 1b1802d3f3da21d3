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
  /** The bytes between its two lengths. */
  readonly body: BlockBody;
}

/** A frame of 64 MiB, with ample room for the rest of its block. Our own blocks are far smaller. */
const MAX_BLOCK_SIZE = MAX_FRAME_SIZE + 2 ** 16;

/** Reads one block after the other. */
export class BlockReader {
  readonly #input: Input;
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
    const { bytes } = this.#input;
    if (bytes.length < BLOCK_OVERHEAD) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const type = view.getUint32(0, this.#littleEndian);
    if (type === BlockType.SectionHeader) this.#littleEndian = this.#byteOrder(view);
    const length = view.getUint32(4, this.#littleEndian);
    if (length < BLOCK_OVERHEAD || length > MAX_BLOCK_SIZE || length % 4 !== 0) {
      throw this.damaged(`a block claims a length of ${length} bytes`);
    }
    if (bytes.length < length) return undefined;
    const again = view.getUint32(length - 4, this.#littleEndian);
    if (again !== length) throw this.damaged(`a block of ${length} bytes ends with the length ${again}`);
    return { type, body: new BlockBody(bytes.subarray(8, length - 4), this.#littleEndian) };
  }

  /** Continues after a block. */
  skip({ body }: Block): void {
    this.#input.skip(body.length + BLOCK_OVERHEAD);
  }

  /** The error for the block at the current position. */
  damaged(why: string): BadInputError {
    const { name, position } = this.#input;
    return new BadInputError(`Cannot read ${name} beyond byte ${position}: ${why} (the file is damaged there)`);
  }

  #byteOrder(view: DataView): boolean {
    for (const littleEndian of [true, false]) {
      if (view.getUint32(8, littleEndian) === BYTE_ORDER_MAGIC) return littleEndian;
    }
    throw this.damaged("a section has no byte-order magic");
  }
}
