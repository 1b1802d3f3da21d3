/**
 * Record layout by MSVC's rules.
 *
 * Microsoft does not publish the rules in full; these are the ones that Clang follows to be compatible (comments of
 * class MicrosoftRecordLayoutBuilder in its RecordLayoutBuilder.cpp):
 *
 * - The offset of a member is a multiple of its alignment, which `#pragma pack` lowers and `__declspec(align)` raises
 *   again.
 * - A bit-field joins the allocation unit before it if that has a type of the same size and enough bits left; else it
 *   begins a unit of its own type. A width of 0 ends a unit, and has no other effect.
 * - Base classes without virtual functions come first, in order, each like a member.
 * - In a union a bit-field takes room, but does not affect the alignment.
 *
 * @module
 */

import { type Bound, type CType, type Field, isFlexible, isRecord, type RecordType } from "./types.ts";

/** A member before it is laid out. */
export interface MemberDeclaration {
  readonly name: string;
  readonly type: CType;
  /** The width of a bit-field, in bits. */
  readonly width?: number;
  /** The `__declspec(align(n))` before it, in bytes. */
  readonly align?: number;
  readonly bound?: Bound;
  /** Whether it is a base class. */
  readonly isBase?: boolean;
}

/** What applies to the record as a whole, in bytes; 0 for none. */
export interface RecordRules {
  /** `#pragma pack`. */
  readonly pack: number;
  /** `__declspec(align(n))`. */
  readonly align: number;
  readonly pointerSize: 4 | 8;
}

/** Lays out a record. Unnamed bit-fields take room and are dropped. */
export function layOut(
  kind: "struct" | "union",
  name: string,
  members: readonly MemberDeclaration[],
  rules: RecordRules,
): RecordType {
  const layout = new Layout(kind === "union", rules);
  const fields = members.flatMap((member) => layout.place(member) ?? []);
  return { kind, name, fields, ...layout.finish() };
}

class Layout {
  readonly #isUnion: boolean;
  readonly #rules: RecordRules;
  /** The `#pragma pack` in effect: one that is larger than a pointer is ignored. */
  readonly #pack: number;
  #size = 0;
  #align = 1;
  /** The largest `align` inside. An enclosing record must keep it, whatever its own `#pragma pack`. */
  #required = 1;
  /** The allocation unit that the next bit-field may join. */
  #unit: { readonly offset: number; readonly size: number; used: number } | undefined;

  constructor(isUnion: boolean, rules: RecordRules) {
    this.#isUnion = isUnion;
    this.#rules = rules;
    this.#pack = rules.pack > rules.pointerSize ? 0 : rules.pack;
  }

  place(member: MemberDeclaration): Field | undefined {
    return member.width === undefined ? this.#placeWhole(member) : this.#placeBits(member, member.width);
  }

  finish(): Pick<RecordType, "size" | "align" | "requiredAlign" | "baseSize"> {
    const baseSize = roundUp(this.#size, this.#packed(this.#align));
    this.#size = roundUp(this.#size, this.#align);
    this.#required = Math.max(this.#required, this.#rules.align);
    this.#align = Math.max(this.#align, this.#required);
    this.#size = roundUp(this.#size, Math.max(this.#packed(this.#align), this.#required));
    // Any __declspec(align) of the record makes its whole alignment a required one
    const requiredAlign = this.#rules.align > 0 ? this.#align : this.#required;
    return {
      ...{ size: this.#size, align: this.#align },
      ...requiredAlign > 1 ? { requiredAlign } : {},
      ...baseSize < this.#size ? { baseSize } : {},
    };
  }

  #placeWhole({ name, type, align: asked, bound, isBase }: MemberDeclaration): Field {
    this.#unit = undefined;
    const required = Math.max(asked ?? 0, requiredAlign(type));
    this.#required = Math.max(this.#required, required);
    const align = Math.max(this.#packed(type.align), required);
    const offset = this.#isUnion ? 0 : roundUp(this.#size, align);
    this.#align = Math.max(this.#align, align);
    const size = isBase && isRecord(type) ? type.baseSize ?? sizeOf(type) : sizeOf(type);
    this.#size = Math.max(this.#size, offset + size);
    return { name, offset, type, ...bound === undefined ? {} : { bound } };
  }

  #placeBits({ name, type, align: asked }: MemberDeclaration, width: number): Field | undefined {
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

  /** Takes `room` bytes for an allocation unit. */
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

/** The `sizeof` of a type: that of a flexible array declared as `[1]` includes its element. */
export function sizeOf(type: CType): number {
  return isFlexible(type) ? (type.declared ?? 0) * sizeOf(type.element) : type.size;
}

function requiredAlign(type: CType): number {
  if (type.kind === "array") return requiredAlign(type.element);
  return isRecord(type) ? type.requiredAlign ?? 0 : 0;
}

function roundUp(size: number, align: number): number {
  return Math.ceil(size / align) * align;
}
