/**
 * What a C type is once it has been laid out: sizes, offsets and how a value of it is shown. Nothing here knows C's
 * syntax, and nothing here reads bytes.
 *
 * @module
 */

/** A type with its layout; sizes, alignments and offsets in bytes. */
export type CType =
  | IntegerType
  | CharacterType
  | FloatType
  | PointerType
  | EnumType
  | WellKnownType
  | ArrayType
  | RecordType;

/** An integer, BOOLEAN and NTSTATUS included. */
export interface IntegerType {
  readonly kind: "integer";
  /** As the header spells it: `ULONG`, `unsigned long long`, `MY_TYPEDEF`. */
  readonly name: string;
  readonly size: 1 | 2 | 4 | 8;
  readonly align: number;
  readonly signed: boolean;
  /** `number`; `hex` (HANDLE, NTSTATUS: `"0x…"`); `boolean` (BOOLEAN, BOOL, _Bool); `byte`: an array of it is a hex string. */
  readonly shown: "number" | "hex" | "boolean" | "byte";
}

/** `char`, `CHAR` (1) or `WCHAR`, `wchar_t` (2): an array of it is text. */
export interface CharacterType {
  readonly kind: "character";
  readonly name: string;
  readonly size: 1 | 2;
  readonly align: number;
}

/** `float` and `double`. */
export interface FloatType {
  readonly kind: "float";
  readonly name: string;
  readonly size: 4 | 8;
  readonly align: number;
}

/** Any pointer, function pointers included; `"0x…"`. */
export interface PointerType {
  readonly kind: "pointer";
  readonly name: string;
  readonly size: 4 | 8;
  readonly align: number;
}

/** An enum; a value is its first name, or the number if it has none. */
export interface EnumType {
  readonly kind: "enum";
  readonly name: string;
  readonly size: 4;
  readonly align: number;
  readonly signed: boolean;
  readonly members: ReadonlyMap<number, string>;
}

/** Types whose parts nobody wants to see: LARGE_INTEGER, ULARGE_INTEGER, FILETIME (decimal strings), GUID (`"{…}"`). */
export interface WellKnownType {
  readonly kind: "wellKnown";
  readonly name: string;
  readonly size: number;
  readonly align: number;
  readonly shown: "int64" | "uint64" | "guid";
}

/** An array; of several dimensions: an array of arrays. */
export interface ArrayType {
  readonly kind: "array";
  readonly element: CType;
  /** null: flexible, it goes on as far as its {@linkcode Field.bound}, or the frame. */
  readonly length: number | null;
  /** 0 where flexible. */
  readonly size: number;
  readonly align: number;
  /** Where flexible: 1 if the header says `[1]`, for which the record has room; else there is none. */
  readonly declared?: 1;
}

/** A struct or union. */
export interface RecordType {
  readonly kind: "struct" | "union";
  /** The typedef's or else the tag's name; `""` where it has neither. */
  readonly name: string;
  readonly size: number;
  readonly align: number;
  /** The largest `__declspec(align(n))` inside, which `#pragma pack` does not lower where this is a member. */
  readonly requiredAlign?: number;
  readonly fields: readonly Field[];
}

/** A member of a record. */
export interface Field {
  /** `""` for an anonymous struct or union, whose members are shown as the outer one's. */
  readonly name: string;
  /** From the start of the record; for a bit-field, of its allocation unit. */
  readonly offset: number;
  readonly type: CType;
  /** Bit-fields: position of the lowest bit in the allocation unit (which is `type.size` wide), and width from 1. */
  readonly bits?: { readonly shift: number; readonly width: number };
  /** What a flexible array's length is read from. */
  readonly bound?: Bound;
}

/** A length that stands in another member of the same record. */
export interface Bound {
  /** The name of that member, an integer of the same record that stands before the array. */
  readonly field: string;
  /** Whether it counts bytes (`_Field_size_bytes_`) or elements (`_Field_size_`). */
  readonly unit: "bytes" | "elements";
}
