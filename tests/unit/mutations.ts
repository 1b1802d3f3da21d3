/** How tests damage what others have written: bits flipped, cut, lengths that lie, pieces moved, rubbish behind. */

/** Whole numbers below `limit`, the same every time. */
export class Random {
  #state = 0x2545_f491;

  below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }

  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
}

/** Where lengths turn: signs, sizes of blocks, what doesn't fit. */
const NUMBERS = [
  0,
  1,
  2,
  3,
  4,
  7,
  8,
  11,
  12,
  13,
  16,
  0x100,
  0xffff,
  0x10000,
  262_144,
  262_145,
  2 ** 26,
  2 ** 31,
  0xffff_fffc,
  2 ** 32 - 1,
];

/** Changes bytes, in place or as others. */
export type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

/** Ways to damage a file or a message whose lengths are 32 bits at multiples of 4. */
export const MUTATIONS: readonly Mutation[] = [
  function flipBits(bytes, random) {
    for (let flips = 1 + random.below(4); flips > 0; flips--) {
      bytes[random.below(bytes.length)]! ^= 1 << random.below(8);
    }
    return bytes;
  },
  function cut(bytes, random) {
    return bytes.subarray(0, random.below(bytes.length));
  },
  function lie(bytes, random) {
    const at = 4 * random.below(Math.floor(bytes.length / 4));
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, random.of(NUMBERS), random.below(2) === 0);
    return bytes;
  },
  function moveAPiece(bytes, random) {
    const [from, to, length] = [0, 0, 0].map(() => 4 * random.below(Math.floor(bytes.length / 4)));
    bytes.copyWithin(to!, from!, from! + length!);
    return bytes;
  },
  function appendRubbish(bytes, random) {
    return Uint8Array.from([...bytes, ...Array.from({ length: random.below(40) }, () => random.below(256))]);
  },
];
