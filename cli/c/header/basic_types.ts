/**
 * C's own types with MSVC's sizes, and how the well-known Windows types are shown.
 *
 * @module
 */

import { type CType, type IntegerType, isRecord, type PointerType, type RecordType } from "./types.ts";

/** The type named by keywords (`unsigned long long`, in any order); undefined if they do not name one. */
export function basicType(words: readonly string[]): CType | undefined {
  const name = words.join(" ");
  const of = (word: string) => words.filter((other) => other === word).length;
  const rest = words.filter((word) => !["signed", "unsigned", "int", "long", "short"].includes(word)).join(" ");
  const plain = rest === "" || rest === "char";
  const modifiers = [of("signed") + of("unsigned"), of("int"), of("short"), of("char")];
  if (words.length === 0 || modifiers.some((count) => count > 1) || of("long") > 2) return undefined;
  if (plain) {
    const lengths = of("long") + of("short") + of("char");
    if (lengths > 0 && lengths !== of("long") && lengths !== 1) return undefined;
    if (of("char") > 0 && (of("int") > 0 || words.length > 2)) return undefined;
    if (name === "char") return { kind: "character", name, size: 1, align: 1 };
    const size = of("char") > 0 ? 1 : of("short") > 0 ? 2 : of("long") === 2 ? 8 : 4;
    const signed = of("unsigned") === 0;
    return { kind: "integer", name, size, align: size, signed, shown: size === 1 && !signed ? "byte" : "number" };
  }
  switch (name) {
    case "float":
      return { kind: "float", name, size: 4, align: 4 };
    case "double":
    case "long double": // as MSVC has it
      return { kind: "float", name, size: 8, align: 8 };
    case "char8_t":
      return { kind: "character", name, size: 1, align: 1 };
    case "wchar_t":
    case "char16_t":
      return { kind: "character", name, size: 2, align: 2 };
    case "char32_t":
      return { kind: "integer", name, size: 4, align: 4, signed: false, shown: "number" };
    case "_Bool":
    case "bool":
      return { kind: "integer", name, size: 1, align: 1, signed: false, shown: "boolean" };
  }
  return undefined;
}

/** A pointer to the type named `target`. */
export function pointerTo(target: string, size: 4 | 8): PointerType {
  return { kind: "pointer", name: target.endsWith("*") ? `${target}*` : `${target} *`, size, align: size };
}

const SHOWN: ReadonlyMap<string, IntegerType["shown"]> = new Map([
  ["BOOLEAN", "boolean"],
  ["BOOL", "boolean"],
  ["NTSTATUS", "hex"],
]);
const TIMES_AND_IDS: ReadonlyMap<string, { readonly shown: "int64" | "uint64" | "guid"; readonly size: number }> =
  new Map([
    ["LARGE_INTEGER", { shown: "int64", size: 8 }],
    ["PHYSICAL_ADDRESS", { shown: "int64", size: 8 }],
    ["ULARGE_INTEGER", { shown: "uint64", size: 8 }],
    ["FILETIME", { shown: "uint64", size: 8 }],
    ["GUID", { shown: "guid", size: 16 }],
    ["IID", { shown: "guid", size: 16 }],
    ["CLSID", { shown: "guid", size: 16 }],
    ["UUID", { shown: "guid", size: 16 }],
  ]);

/** The type under the name of a typedef. A few names decide how it is shown, wherever they are defined. */
export function renamed(type: CType, name: string): CType {
  if (type.kind === "integer") {
    const shown = SHOWN.get(name);
    const isText = type.size === 2 && !type.signed && (name === "WCHAR" || name === "wchar_t");
    if (isText) return { kind: "character", name, size: 2, align: type.align };
    return { ...type, name, shown: shown ?? type.shown };
  }
  if (type.kind === "array") return type;
  return isRecord(type) ? wellKnown(type, name) : { ...type, name };
}

/** The record under the name of its typedef or tag. LARGE_INTEGER, GUID and the like become single values. */
export function wellKnown(type: RecordType, name: string): CType {
  const known = TIMES_AND_IDS.get(name.replace(/^_/, ""));
  if (known?.size !== type.size) return { ...type, name };
  return { kind: "wellKnown", name, size: type.size, align: type.align, shown: known.shown };
}
