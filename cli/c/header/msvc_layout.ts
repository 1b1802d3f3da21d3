/**
 * Where MSVC puts the members of a record.
 *
 * Microsoft doesn't publish the rules in full; these are the ones that Clang follows to be compatible (class
 * MicrosoftRecordLayoutBuilder in its RecordLayoutBuilder.cpp tells them in comments):
 *
 * - A member stands at a multiple of its alignment, which `#pragma pack` lowers and `__declspec(align)` raises again.
 * - A bit-field goes into the unit before it if that one's type has the same size and bits enough are left; else it begins
 *   a unit of its own type. A width of 0 ends a unit, and means nothing anywhere else.
 * - In a union a bit-field takes room, but doesn't align.
 *
 * @module
 */

import type { Bound, CType, Field, RecordType } from "./types.ts";

/** A member before it has a place. */
export interface Member {
  readonly name: string;
  readonly type: CType;
  /** Of a bit-field, in bits. */
  readonly width?: number;
  /** What `__declspec(align(n))` before it says, in bytes. */
  readonly align?: number;
  readonly bound?: Bound;
}

/** What is said about the record as a whole, in bytes; 0 where nothing is. */
export interface RecordRules {
  /** `#pragma pack`. */
  readonly pack: number;
  /** `__declspec(align(n))`. */
  readonly align: number;
  readonly pointerSize: 4 | 8;
}

/** A record with every member in its place. Unnamed bit-fields take their room and are gone. */
export function layOut(
  kind: "struct" | "union",
  name: string,
  members: readonly Member[],
  rules: RecordRules,
): RecordType {
  const layout = new Layout(kind === "union", rules);
  const fields = members.flatMap((member) => layout.place(member) ?? []);
  return { kind, name, fields, ...layout.finish() };
}

class Layout {
  readonly #isUnion: boolean;
  readonly #rules: RecordRules;
  /** `#pragma pack` as it counts: one that is larger than a pointer is ignored. */
  readonly #pack: number;
  #size = 0;
  #align = 1;
  /** The largest `align` inside. Whoever contains this record must keep it, whatever `#pragma pack` says there. */
  #required = 1;
  /** The bit-field unit that the next one may join. */
  #unit: { readonly offset: number; readonly size: number; used: number } | undefined;

  constructor(isUnion: boolean, rules: RecordRules) {
    this.#isUnion = isUnion;
    this.#rules = rules;
    this.#pack = rules.pack > rules.pointerSize ? 0 : rules.pack;
  }

  place(member: Member): Field | undefined {
    return member.width === undefined ? this.#placeWhole(member) : this.#placeBits(member, member.width);
  }

  finish(): { size: number; align: number; requiredAlign?: number } {
    this.#size = roundUp(this.#size, this.#align);
    this.#required = Math.max(this.#required, this.#rules.align);
    this.#align = Math.max(this.#align, this.#required);
    this.#size = roundUp(this.#size, Math.max(this.#packed(this.#align), this.#required));
    // Whoever says anything about a record's alignment has said it all: it is as required as if it were written out
    const requiredAlign = this.#rules.align > 0 ? this.#align : this.#required;
    return { size: this.#size, align: this.#align, ...requiredAlign > 1 ? { requiredAlign } : {} };
  }

  #placeWhole({ name, type, align: asked, bound }: Member): Field {
    this.#unit = undefined;
    const required = Math.max(asked ?? 0, requiredAlign(type));
    this.#required = Math.max(this.#required, required);
    const align = Math.max(this.#packed(type.align), required);
    const offset = this.#isUnion ? 0 : roundUp(this.#size, align);
    this.#align = Math.max(this.#align, align);
    this.#size = Math.max(this.#size, offset + sizeOf(type));
    return { name, offset, type, ...bound === undefined ? {} : { bound } };
  }

  #placeBits({ name, type, align: asked }: Member, width: number): Field | undefined {
    const align = Math.max(this.#packed(type.align), asked ?? 0);
    if (width === 0) {
      if (this.#unit !== undefined) this.#begin(align, type.size, 0);
      this.#unit = undefined;
      return undefined;
    }
    const unit = this.#unit;
    const joins = !this.#isUnion && unit?.size === type.size && unit.used + width <= type.size * 8;
    const { offset, used } = joins ? unit : this.#begin(align, type.size, type.size);
    this.#unit = { offset, size: type.size, used: used + width };
    return name === "" ? undefined : { name, offset, type, bits: { shift: used, width } };
  }

  /** Takes `room` bytes for a unit of bit-fields. */
  #begin(align: number, size: number, room: number): { offset: number; size: number; used: number } {
    const offset = this.#isUnion ? 0 : roundUp(this.#size, align);
    if (!this.#isUnion) this.#align = Math.max(this.#align, align);
    this.#size = Math.max(this.#size, offset + (this.#isUnion ? size : room));
    return { offset, size, used: 0 };
  }

  #packed(align: number): number {
    return this.#pack === 0 ? align : Math.min(align, this.#pack);
  }
}

/** What a member of this type takes, in bytes; that of an array that is flexible because it is the last one, `[1]`, too. */
export function sizeOf(type: CType): number {
  return type.kind === "array" && type.length === null ? (type.declared ?? 0) * sizeOf(type.element) : type.size;
}

function requiredAlign(type: CType): number {
  if (type.kind === "array") return requiredAlign(type.element);
  return type.kind === "struct" || type.kind === "union" ? type.requiredAlign ?? 0 : 0;
}

function roundUp(size: number, align: number): number {
  return Math.ceil(size / align) * align;
}
