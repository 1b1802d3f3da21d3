/**
 * Cuts an input into pcapng blocks, of sections in either byte order.
 *
 * @module
 */

import { BadInputError } from "../errors.ts";
import { MAX_FRAME_SIZE } from "../frame/frame.ts";
import { Fields } from "./block_body.ts";
import type { Input } from "./input.ts";
import { BLOCK_OVERHEAD, BlockType, BYTE_ORDER_MAGIC } from "./pcapng.ts";

/** One block. Its bytes are good until the input is filled again. */
export interface Block {
  /** One of {@linkcode BlockType}, or another. */
  readonly type: number;
  /** What stands between its lengths. */
  readonly body: Fields;
}

/** Of one frame, and ample room for what else is in its block: no block of ours comes near. */
const MAX_BLOCK = MAX_FRAME_SIZE + 2 ** 16;

/** Takes block after block out of an input. */
export class BlockReader {
  readonly #input: Input;
  #littleEndian = true;

  /** Takes an input that stands before a Section Header Block. */
  constructor(input: Input) {
    this.#input = input;
  }

  /**
   * The next block, if all of it is in the input's window already.
   *
   * @throws {BadInputError} when what stands there is no block.
   */
  next(): Block | undefined {
    const { bytes } = this.#input;
    if (bytes.length < BLOCK_OVERHEAD) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const type = view.getUint32(0, this.#littleEndian);
    if (type === BlockType.SectionHeader) this.#littleEndian = this.#byteOrder(view);
    const length = view.getUint32(4, this.#littleEndian);
    if (length < BLOCK_OVERHEAD || length > MAX_BLOCK || length % 4 !== 0) {
      throw this.damaged(`a block says that it has ${length} bytes`);
    }
    if (bytes.length < length) return undefined;
    const again = view.getUint32(length - 4, this.#littleEndian);
    if (again !== length) throw this.damaged(`a block of ${length} bytes ends as one of ${again}`);
    return { type, body: new Fields(bytes.subarray(8, length - 4), this.#littleEndian) };
  }

  /** Goes on behind a block. */
  skip({ body }: Block): void {
    this.#input.skip(body.length + BLOCK_OVERHEAD);
  }

  /** The error for the block that begins here. */
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
