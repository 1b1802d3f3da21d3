/**
 * Random C structs and the properties of their fields to compare.
 *
 * They have everything that a wire struct may have: scalars of every kind, arrays of up to three dimensions, bit-fields
 * across the borders of their units, unnamed and zero-width ones, structs and unions nested three deep, with and without
 * names, every value of #pragma pack, __declspec(align), enums, pointers, and flexible arrays.
 *
 * Excluded are the cases where gcc is known to differ from MSVC (see tests/unit/c/header/msvc_layout_test.ts):
 * - __declspec(align(n)) within a #pragma pack below n: gcc lowers the alignment, MSVC doesn't; nor does MSVC lower the
 *   alignment of anything else in a record with align.
 * - A bit-field in a union without another member of the same alignment: gcc aligns the union, MSVC does not.
 * - long double, which is 16 bytes for gcc and 8 for MSVC.
 */
import type { Random } from "./random.ts";
import { BOOLEAN, BYTES, CHARACTERS, INTEGERS, MEMBERS, SCALARS, type Value } from "./scalars.ts";

/** Array lengths as written in the header, and their values. */
const DIMENSIONS: readonly (readonly [string, number])[] = [
  ["1", 1],
  ["2", 2],
  ["3", 3],
  ["0x5", 5],
  ["FOUR", 4],
  ["TWICE(FOUR) - 5", 3],
  ["1 << 1", 2],
  ["sizeof(ULONG)", 4],
  ["(7 + FOUR) / 3u", 3],
  ["Green / 8", 2],
];

/** A struct of the header and its fields, nested ones by their path. */
export interface Sample {
  readonly name: string;
  readonly text: string;
  readonly leaves: readonly Leaf[];
}

/** A field to compare. */
export interface Leaf {
  /** `a.b[1].c`, as C spells it. */
  readonly path: string;
  /** Whether `sizeof` can be asked of it, too: not of bit-fields and of `[]`. */
  readonly kind: "whole" | "flexible" | "bits";
  /** How a value of it is printed; none for whole arrays, records and the like. */
  readonly value?: Value;
}

/** The beginning of the header. */
export const PREAMBLE = `#pragma once
#define FOUR 4
#define TWICE(n) ((n) * 2)
enum Colour { Black = -1, Red, Green = 1 << FOUR, Blue };
struct Nowhere;
`;

/** An earlier struct that others may contain. */
interface Made {
  /** `struct _Sample1`. */
  readonly tag: string;
  readonly name: string;
  /** The largest __declspec(align) inside. */
  readonly align: number;
}

/** Makes structs, each of which may contain those before it. */
export class Generator {
  readonly #random: Random;
  readonly #made: Made[] = [];
  #count = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  next(): Sample {
    const name = `Sample${++this.#count}`;
    const pack = this.#random.pick([0, 0, 1, 2, 4, 8, 16]);
    const maker = new Maker(this.#random, pack, this.#made.filter(({ align }) => pack === 0 || align <= pack));
    const isUnion = this.#random.once(8);
    const body = maker.body(isUnion, 0, "");
    const end = isUnion ? "" : maker.end();
    const keyword = isUnion ? "union" : "struct";
    const definition = `typedef ${keyword} ${maker.recordAttribute()}_${name} {\n${body}${end}} ${name};\n`;
    const text = pack === 0 ? definition : `#pragma pack(push, ${pack})\n${definition}#pragma pack(pop)\n`;
    if (end === "") this.#made.push({ tag: `${keyword} _${name}`, name, align: maker.align });
    return { name, text, leaves: maker.leaves };
  }
}

/** Makes the body of one struct. */
class Maker {
  readonly leaves: Leaf[] = [];
  /** The largest align so far. */
  align = 1;
  readonly #random: Random;
  readonly #pack: number;
  readonly #others: readonly Made[];
  #names = 0;

  constructor(random: Random, pack: number, others: readonly Made[]) {
    this.#random = random;
    this.#pack = pack;
    this.#others = others;
  }

  /** The members of a record; `prefix` is the path to it. */
  body(isUnion: boolean, depth: number, prefix: string): string {
    const members = Array.from(
      { length: 1 + this.#random.below(isUnion ? 3 : 6) },
      () => this.#member(isUnion, depth, prefix),
    );
    return `${this.#plain(prefix)}${members.join("")}`;
  }

  /** Now and then: a flexible array. */
  end(): string {
    if (!this.#random.once(4)) return "";
    const bound = this.#random.pick(["", "0", "1"]);
    const name = this.#name();
    this.leaves.push({ path: name, kind: bound === "1" ? "whole" : "flexible" });
    return `  ${this.#random.pick(SCALARS).name} ${name}[${bound}];\n`;
  }

  /** `__declspec(align(n)) ` of the record as a whole, or nothing. */
  recordAttribute(): string {
    const attribute = this.attribute();
    // MSVC then holds on to all of the record's alignment, n or not
    if (attribute !== "") this.align = Math.max(this.align, this.#pack === 0 ? 8 : this.#pack);
    return attribute;
  }

  /** `__declspec(align(n)) `, or nothing. */
  attribute(): string {
    const allowed = [2, 4, 8, 16, 32].filter((align) => this.#pack === 0 || align <= this.#pack);
    if (!this.#random.once(8) || allowed.length === 0) return "";
    const align = this.#random.pick(allowed);
    this.align = Math.max(this.align, align);
    return `__declspec(align(${align})) `;
  }

  #name(): string {
    return `m${++this.#names}`;
  }

  #member(isUnion: boolean, depth: number, prefix: string): string {
    switch (this.#random.below(10)) {
      case 0:
      case 1:
        return isUnion ? this.#bitsOfUnion(prefix) : this.#bits(prefix);
      case 2:
        return this.#array(prefix);
      case 3:
        return depth < 2 ? this.#nested(depth, prefix) : this.#plain(prefix);
      case 4:
        return this.#earlier(prefix);
      case 5:
        return this.#function(prefix);
      default:
        return this.#plain(prefix);
    }
  }

  #plain(prefix: string): string {
    const { name: type, value } = this.#random.pick(SCALARS);
    const name = this.#name();
    this.#whole(prefix + name, value);
    for (const [member, of] of Object.entries(MEMBERS[type] ?? {})) this.#whole(`${prefix}${name}.${member}`, of);
    return `  ${this.attribute()}${type} ${name};\n`;
  }

  #whole(path: string, value: Value | undefined): void {
    this.leaves.push({ path, kind: "whole", ...value === undefined ? {} : { value } });
  }

  #array(prefix: string): string {
    const { name: type, value } = this.#random.pick(SCALARS);
    const name = this.#name();
    const dimensions = Array.from({ length: 1 + this.#random.below(3) }, () => this.#random.pick(DIMENSIONS));
    // A [1] at the end may go on to the end of the frame
    const isHex = BYTES.includes(type) && dimensions.length === 1 && dimensions[0]![1] > 1;
    this.#whole(prefix + name, isHex ? "hex" : undefined);
    this.#whole(`${prefix}p${name}`, "pointer");
    if (![...BYTES, ...CHARACTERS].includes(type)) {
      const last = dimensions.map(([, length]) => `[${length - 1}]`).join("");
      this.#whole(`${prefix}${name}${"[0]".repeat(dimensions.length)}`, value);
      this.#whole(prefix + name + last, value);
    }
    return `  ${type} ${name}${dimensions.map(([text]) => `[${text}]`).join("")}, *p${name};\n`;
  }

  #function(prefix: string): string {
    const name = this.#name();
    this.leaves.push({ path: prefix + name, kind: "whole", value: "pointer" });
    return `  NTSTATUS (NTAPI *${name})(_In_ PVOID context, ULONG (*inner)(void), ...);\n`;
  }

  /** Some bit-fields in a row, so that they meet the borders of their units. */
  #bits(prefix: string): string {
    const lines = Array.from({ length: 1 + this.#random.below(6) }, () => {
      const { name: type, size, value } = this.#random.pick(this.#random.once(6) ? [BOOLEAN] : INTEGERS);
      if (this.#random.once(6)) return `  ${type} : ${this.#random.pick([0, 0, 1, size * 8 - 1])};\n`;
      const name = this.#name();
      this.leaves.push({ path: prefix + name, kind: "bits", ...value === undefined ? {} : { value } });
      return `  ${type} ${name} : ${
        1 + this.#random.below(this.#random.once(3) ? size * 8 : Math.min(12, size * 8))
      };\n`;
    });
    return lines.join("");
  }

  /** With a member that aligns the union as MSVC's bit-fields don't. */
  #bitsOfUnion(prefix: string): string {
    const name = this.#name();
    this.leaves.push({ path: prefix + name, kind: "whole", value: "unsigned" });
    return `  ULONGLONG ${name};\n${this.#bits(prefix)}`;
  }

  #nested(depth: number, prefix: string): string {
    const keyword = this.#random.pick(["struct", "struct", "union"]);
    const name = this.#name();
    if (this.#random.once(3)) {
      return `  ${keyword} {\n${this.body(keyword === "union", depth + 1, prefix)}  };\n`;
    }
    const dimension = this.#random.once(3) ? "[2]" : "";
    const tag = this.#random.once(4) ? `Tag_${name}_${this.#random.below(1e9)} ` : "";
    const attribute = this.recordAttribute();
    const before = this.leaves.length;
    const body = this.body(keyword === "union", depth + 1, `${prefix}${name}${dimension === "" ? "" : "[1]"}.`);
    this.leaves.splice(before, 0, { path: prefix + name, kind: "whole" });
    return `  ${keyword} ${attribute}${tag}{\n${body}  } ${name}${dimension};\n`;
  }

  #earlier(prefix: string): string {
    if (this.#others.length === 0) return this.#plain(prefix);
    const other = this.#random.pick(this.#others.slice(-12));
    const name = this.#name();
    this.align = Math.max(this.align, other.align);
    this.leaves.push({ path: prefix + name, kind: "whole" });
    return `  ${this.#random.pick([other.name, other.tag])} ${name}${this.#random.once(3) ? "[2]" : ""};\n`;
  }
}
