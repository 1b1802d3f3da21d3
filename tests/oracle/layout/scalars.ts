/** The types of the members of random structs. */

/** The kinds of values that are compared; `quad` are in a member QuadPart. */
export type Value =
  | "signed"
  | "unsigned"
  | "status"
  | "quad"
  | "filetime"
  | "guid"
  | "hex"
  | "float"
  | "double"
  | "pointer";

/** A type of C or Windows. */
export interface Scalar {
  readonly name: string;
  /** How a value of it is printed; undefined where none is compared. */
  readonly value: Value | undefined;
  /** On x64, in bytes. */
  readonly size: number;
}

const scalars = (value: Value | undefined, size: number, names: string): Scalar[] =>
  names.split(", ").map((name) => ({ name, value, size }));

/** The types of bit-fields. */
export const INTEGERS: readonly Scalar[] = [
  ...scalars("signed", 1, "signed char, INT8, int8_t"),
  ...scalars("unsigned", 1, "UCHAR, unsigned char, uint8_t, BYTE"),
  ...scalars("signed", 2, "short, SHORT, int16_t, short int"),
  ...scalars("unsigned", 2, "USHORT, unsigned short, UINT16, WORD"),
  ...scalars("signed", 4, "int, LONG, long, INT32, long int"),
  ...scalars("unsigned", 4, "ULONG, unsigned, DWORD, uint32_t, unsigned long, UINT32"),
  ...scalars("signed", 8, "LONGLONG, long long, __int64, INT64, LONG64"),
  ...scalars("unsigned", 8, "ULONGLONG, unsigned long long, unsigned __int64, uint64_t, ULONG64"),
];
/** BOOLEAN, which may be a bit-field too. */
export const BOOLEAN: Scalar = { name: "BOOLEAN", value: "unsigned", size: 1 };

const OTHERS: readonly Scalar[] = [
  BOOLEAN,
  ...scalars("signed", 4, "enum Colour"),
  ...scalars("status", 4, "NTSTATUS"),
  ...scalars("float", 4, "float"),
  ...scalars("double", 8, "double"),
  ...scalars("unsigned", 8, "SIZE_T, ULONG_PTR"),
  ...scalars("pointer", 8, "PVOID, HANDLE, struct Nowhere *, char **, PUNICODE_STRING"),
  ...scalars("quad", 8, "LARGE_INTEGER, ULARGE_INTEGER"),
  ...scalars("signed", 1, "char, CHAR"),
  ...scalars("unsigned", 2, "WCHAR, wchar_t"),
  ...scalars("filetime", 8, "FILETIME"),
  ...scalars("guid", 16, "GUID"),
  ...scalars(undefined, 16, "UNICODE_STRING, LIST_ENTRY"),
];

/** The type whose arrays are decoded as a string of hex digits. */
export const BYTES: readonly string[] = ["UCHAR", "unsigned char", "uint8_t", "BYTE"];
/** The types whose arrays are decoded as text. */
export const CHARACTERS: readonly string[] = ["char", "CHAR", "WCHAR", "wchar_t"];

/** The members of Windows' records, and how to print their values. */
export const MEMBERS: Readonly<Record<string, Readonly<Record<string, Value>>>> = {
  UNICODE_STRING: { Length: "unsigned", MaximumLength: "unsigned", Buffer: "pointer" },
  LIST_ENTRY: { Flink: "pointer", Blink: "pointer" },
};

/** All of them. */
export const SCALARS: readonly Scalar[] = [...INTEGERS, ...OTHERS];
