/**
 * C types with their layout: sizes, offsets and how a value is shown. Nothing here depends on C's syntax or reads bytes.
 *
 * @module
 */

/** A type with its layout. Sizes, alignments and offsets are in bytes. */
export type CType =
  | IntegerType
  | CharacterType
  | FloatType
  | PointerType
  | EnumType
  | WellKnownType
  | ArrayType
  | RecordType;

/** An integer, including BOOLEAN and NTSTATUS. */
export interface IntegerType {
  readonly kind: "integer";
  /** As in the header: `ULONG`, `unsigned long long`, `MY_TYPEDEF`. */
  readonly name: string;
  readonly size: 1 | 2 | 4 | 8;
  readonly align: number;
  readonly signed: boolean;
  /** `hex`: `"0x…"`, as of NTSTATUS; `boolean`: BOOLEAN, BOOL, _Bool; `byte`: an array of it is in hex. */
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

/** Any pointer, including function pointers; shown as `"0x…"`. */
export interface PointerType {
  readonly kind: "pointer";
  readonly name: string;
  readonly size: 4 | 8;
  readonly align: number;
}

/** An enum. A value is shown as the first name that has it, or as a number if none has. */
export interface EnumType {
  readonly kind: "enum";
  readonly name: string;
  /** 4, unless the enum names its type: `enum X : UCHAR`. */
  readonly size: 1 | 2 | 4 | 8;
  readonly align: number;
  readonly signed: boolean;
  readonly members: ReadonlyMap<number, string>;
}

/** Records that are shown as one value: LARGE_INTEGER, ULARGE_INTEGER, FILETIME (decimal strings), GUID (`"{…}"`). */
export interface WellKnownType {
  readonly kind: "wellKnown";
  readonly name: string;
  readonly size: number;
  readonly align: number;
  readonly shown: "int64" | "uint64" | "guid";
}

/** An array. One of several dimensions is an array of arrays. */
export interface ArrayType {
  readonly kind: "array";
  readonly element: CType;
  /** null: flexible, it extends to its {@linkcode Field.bound}, or to the end of the frame. */
  readonly length: number | null;
  /** 0 where flexible. */
  readonly size: number;
  readonly align: number;
  /** 1 for a flexible array declared as `[1]`, whose first element is within the record's size. */
  readonly declared?: 1;
}

/** A struct or union. */
export interface RecordType {
  readonly kind: "struct" | "union";
  /** The name of the typedef, or else the tag; `""` if it has neither. */
  readonly name: string;
  readonly size: number;
  readonly align: number;
  /** The largest `__declspec(align(n))` inside, which `#pragma pack` does not lower in an enclosing record. */
  readonly requiredAlign?: number;
  /** How many bytes it takes as the base of another, where those are fewer than its size. */
  readonly baseSize?: number;
  /** Whether an empty struct is inside or its base, or it is one: C++'s have a size of 1, and none as a base. */
  readonly hasEmpty?: true;
  readonly fields: readonly Field[];
}

/** A member of a record. */
export interface Field {
  /** `""` for an anonymous struct or union, whose members are shown as members of the enclosing record. */
  readonly name: string;
  /** From the start of the record; for a bit-field, the offset of its allocation unit. */
  readonly offset: number;
  readonly type: CType;
  /** Bit-fields: position of the lowest bit in the allocation unit (which is `type.size` wide), and width from 1. */
  readonly bits?: { readonly shift: number; readonly width: number };
  /** Where the length of a flexible array is read from. */
  readonly bound?: Bound;
  /** What says which member of a union a frame has. */
  readonly tag?: UnionTag;
}

/** The length of a flexible array, held by another member of the same record. */
export interface Bound {
  /** The name of that member, an integer before the array. */
  readonly field: string;
  /** Whether it counts bytes (`_Field_size_bytes_`) or elements (`_Field_size_`). */
  readonly unit: "bytes" | "elements";
}

/** A number beside a union that says which of the union's members a frame has. */
export interface UnionTag {
  /** Its path in the record of the union, or in one that this is in: `Kind`, `Header.Type`. */
  readonly path: string;
  /** From the start of the record of the union; negative if it is in an enclosing one. */
  readonly offset: number;
  readonly type: IntegerType | EnumType;
  readonly bits?: Field["bits"];
  readonly cases: readonly UnionCase[];
}

/** A value of a {@linkcode UnionTag}. */
export interface UnionCase {
  readonly value: bigint;
  /** The name of the value: `MSG_TYPE_CREATE`. */
  readonly constant: string;
  /** The name of the member: `Create`. */
  readonly member: string;
}

/** Which members of unions are shown. */
export interface UnionOptions {
  /** The members of structs to go by, as `Kind` or `Header.Type`, each for the unions beside it. */
  readonly by: readonly string[];
  /** For other unions; `named`: the one that an enum beside the union names, and all where there is none. */
  readonly others: "named" | "first" | "all";
}

/** A type that a declaration may name but no member can have: `void`, a function, an undefined struct, an unknown type. */
export interface OpaqueType {
  readonly kind: "opaque";
  readonly name: string;
  /** Why it has no size: an error, or half a sentence for one. */
  readonly why: Error | string;
  readonly hint: string;
  /** The tag that may be defined later. */
  readonly tag?: string;
  /** Whether the name has no definition at all. */
  readonly unknown?: boolean;
}

/** Whatever a name in a declaration can stand for. */
export type AnyType = CType | OpaqueType;

/** Whether it is a struct or union. */
export function isRecord(type: AnyType | undefined): type is RecordType {
  return type?.kind === "struct" || type?.kind === "union";
}

/** Whether it is an array that extends to its bound, or to the end of the frame. */
export function isFlexible(type: CType): type is ArrayType & { readonly length: null } {
  return type.kind === "array" && type.length === null;
}
