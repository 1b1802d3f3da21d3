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
  ...{
    _MSC_FULL_VER: "194033811",
    _MSC_BUILD: "0",
    _WIN32_WINNT: "0x0A00",
    WINVER: "0x0A00",
    NTDDI_VERSION: "0x0A000010",
  },
  ...{ _NT_TARGET_VERSION: "0x0A00", _KERNEL_MODE: "1" },
  ...{ _WIN32_WINNT_NT4: "0x0400", _WIN32_WINNT_WIN2K: "0x0500", _WIN32_WINNT_WINXP: "0x0501" },
  ...{ _WIN32_WINNT_WS03: "0x0502", _WIN32_WINNT_VISTA: "0x0600", _WIN32_WINNT_WIN7: "0x0601" },
  ...{ _WIN32_WINNT_WIN8: "0x0602", _WIN32_WINNT_WINBLUE: "0x0603", _WIN32_WINNT_WIN10: "0x0A00" },
  ...{ NTDDI_WIN2K: "0x05000000", NTDDI_WINXP: "0x05010000", NTDDI_WS03: "0x05020000", NTDDI_VISTA: "0x06000000" },
  ...{ NTDDI_LONGHORN: "0x06000000", NTDDI_VISTASP1: "0x06000100", NTDDI_WS08: "0x06000100" },
  ...{ NTDDI_WIN6: "0x06000000", NTDDI_WIN7: "0x06010000", NTDDI_WIN8: "0x06020000", NTDDI_WINBLUE: "0x06030000" },
  ...{ NTDDI_WIN10: "0x0A000000", NTDDI_WINTHRESHOLD: "0x0A000000", NTDDI_WIN10_TH2: "0x0A000001" },
  ...{ NTDDI_WIN10_RS1: "0x0A000002", NTDDI_WIN10_RS2: "0x0A000003", NTDDI_WIN10_RS3: "0x0A000004" },
  ...{ NTDDI_WIN10_RS4: "0x0A000005", NTDDI_WIN10_RS5: "0x0A000006", NTDDI_WIN10_19H1: "0x0A000007" },
  ...{ NTDDI_WIN10_VB: "0x0A000008", NTDDI_WIN10_MN: "0x0A000009", NTDDI_WIN10_FE: "0x0A00000A" },
  ...{ NTDDI_WIN10_CO: "0x0A00000B", NTDDI_WIN10_NI: "0x0A00000C", NTDDI_WIN10_GE: "0x0A000010" },
  ...Object.fromEntries(
    ["", 1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((n) => [[`DUMMYUNIONNAME${n}`, ""], [`DUMMYSTRUCTNAME${n}`, ""]]),
  ),
  ...{ EXTERN_C_START: "", EXTERN_C_END: "", _ANONYMOUS_UNION: "", _ANONYMOUS_STRUCT: "", DECLSPEC_NOVTABLE: "" },
};

/** `__ptr64` on x64 and `__ptr32` on x86 say nothing that is not so anyway. */
const OF_ARCHITECTURE: Readonly<Record<Architecture, Readonly<Record<string, string>>>> = {
  x64: {
    _WIN64: "1",
    POINTER_ALIGNMENT: "__declspec(align(8))",
    _M_AMD64: "100",
    _M_X64: "100",
    _AMD64_: "1",
    __ptr64: "",
    POINTER_64: "",
  },
  x86: { POINTER_ALIGNMENT: "", _M_IX86: "600", _X86_: "1", __ptr32: "", POINTER_32: "" },
};

/** Names that a header cannot redefine, since their meaning is needed. */
const RESERVED = new Set([
  ...["C_ASSERT", "static_assert", "_Static_assert", "STATIC_ASSERT", "sizeof", "defined", "__declspec", "__pragma"],
  ...["FIELD_OFFSET", "UFIELD_OFFSET", "offsetof", "RTL_FIELD_SIZE", "RTL_SIZEOF_THROUGH_FIELD", "DECLSPEC_ALIGN"],
]);

/** The macros that are defined before the first line. */
export function predefined(arch: Architecture, isCpp = false): Map<string, string> {
  const cpp = isCpp ? { __cplusplus: "201402L" } : {};
  return new Map(Object.entries({ ...COMMON, ...OF_ARCHITECTURE[arch], ...cpp }));
}

/** Whether `#define` and `#undef` of this name are ignored. */
export function isReserved(name: string): boolean {
  return RESERVED.has(name) || isAnnotation(name);
}
