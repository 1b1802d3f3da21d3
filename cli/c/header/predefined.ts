/**
 * The macros that are defined before the first line of a header: those of MSVC, and the few of Windows that are used in
 * declarations.
 *
 * @module
 */

import { isAnnotation } from "./sal.ts";

/** The architecture that a header is laid out for. */
export type Architecture = "x64" | "x86";

/** For both architectures. The layout follows MSVC's rules, and headers test `_MSC_VER` to choose `#pragma pack`. */
const COMMON = {
  ...{ _WIN32: "1", _MSC_VER: "1940", _MSC_EXTENSIONS: "1", _INTEGRAL_MAX_BITS: "64", __STDC_HOSTED__: "1" },
  ...{ __int8: "char", __int16: "short", __int32: "int", __int64: "long long" },
  ...{ TRUE: "1", FALSE: "0", MAX_PATH: "260", ANYSIZE_ARRAY: "1" },
};

/** `__ptr64` on x64 and `__ptr32` on x86 say nothing that is not so anyway. */
const OF_ARCHITECTURE: Readonly<Record<Architecture, Readonly<Record<string, string>>>> = {
  x64: { _WIN64: "1", _M_AMD64: "100", _M_X64: "100", _AMD64_: "1", __ptr64: "", POINTER_64: "" },
  x86: { _M_IX86: "600", _X86_: "1", __ptr32: "", POINTER_32: "" },
};

/** Names that a header cannot redefine, since their meaning is needed. */
const RESERVED = new Set([
  ...["C_ASSERT", "static_assert", "_Static_assert", "STATIC_ASSERT", "sizeof", "defined", "__declspec", "__pragma"],
  ...["FIELD_OFFSET", "UFIELD_OFFSET", "offsetof", "RTL_FIELD_SIZE", "RTL_SIZEOF_THROUGH_FIELD", "DECLSPEC_ALIGN"],
]);

/** The macros that are defined before the first line. */
export function predefined(arch: Architecture): Map<string, string> {
  return new Map(Object.entries({ ...COMMON, ...OF_ARCHITECTURE[arch] }));
}

/** Whether `#define` and `#undef` of this name are ignored. */
export function isReserved(name: string): boolean {
  return RESERVED.has(name) || isAnnotation(name);
}
