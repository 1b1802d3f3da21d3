/**
 * What a decoder makes of a frame, and renderers and expressions read: the fields of a struct, with values that still
 * know what they are. How a value is spelled in JSON or in text is up to the renderers.
 *
 * @module
 */

/** A frame, decoded as a struct. Good as long as the bytes of its frame. */
export interface Decoded {
  /** The name of the struct. */
  readonly struct: string;
  /** What could be read of it. */
  readonly fields: StructValue;
  /** What of the frame doesn't fit the struct, and where: `address: ends at byte 8, the frame has 6`. */
  readonly error?: string;
  /** Whether the fields, and the frame's size, give all its bytes back. */
  readonly complete: boolean;
}

/**
 * The value of a field:
 *
 * - `number`: integers up to 32 bits, float and double;
 * - `bigint`: 64-bit integers, LARGE_INTEGER and FILETIME;
 * - `boolean`: BOOLEAN, BOOL and _Bool that are 0 or 1; any other number stays a number;
 * - {@linkcode TextValue}: arrays of char and WCHAR;
 * - {@linkcode SymbolicValue}: pointers, handles, NTSTATUS, GUID, arrays of bytes, and enum values that have a name;
 * - arrays, and {@linkcode StructValue} for structs and unions in the struct.
 */
export type Value = number | bigint | boolean | TextValue | SymbolicValue | StructValue | readonly Value[];

/** The fields of a struct or union in their order, those of its anonymous members among them. */
export class StructValue {
  /** The names; the same array for all frames that are decoded as this struct. */
  readonly names: readonly string[];
  /** The value of each; undefined where the frame ends before it. */
  readonly values: readonly (Value | undefined)[];

  /** Puts them together. */
  constructor(names: readonly string[], values: readonly (Value | undefined)[]) {
    this.names = names;
    this.values = values;
  }

  /** The value of the field of that name; undefined where there is none. */
  get(name: string): Value | undefined {
    return this.values[this.names.indexOf(name)];
  }
}

/** A value that is known by a spelling: `0xC0000005`, `RUNNING`, `{00000000-0000-0000-C000-000000000046}`, `00ff7f`. */
export class SymbolicValue {
  /** The spelling. */
  readonly text: string;
  /** The number behind it, never below zero for what is spelled in hex; null for GUID and bytes, which are none. */
  readonly number: number | bigint | null;

  /** Puts them together. */
  constructor(text: string, number: number | bigint | null) {
    this.text = text;
    this.number = number;
  }
}

/** What text needs to know of its encoding; TextEncoding is one. */
export interface Encoding {
  /** The text that `bytes` encode; null where they don't. */
  decode(bytes: Uint8Array): string | null;
  /** The text that `bytes` encode, and between its pieces the bytes that don't decode. */
  runs(bytes: Uint8Array): (string | Uint8Array)[];
}

/** Text up to its NUL, as bytes that are decoded when someone asks: most are ASCII and go out as they came in. */
export class TextValue {
  /** The memory that it lies in. */
  readonly memory: Uint8Array;
  /** Where in the memory it begins. */
  readonly start: number;
  /** Where it ends: before the NUL. */
  readonly end: number;
  /** How it is encoded. */
  readonly encoding: Encoding;
  /** Whether its bytes are known to be ASCII characters, one each. */
  readonly isAscii: boolean;
  #decoded: string | null | undefined;

  /**
   * Puts them together.
   *
   * @param decoded What the bytes say, null if nothing; undefined where they are all ASCII.
   */
  constructor(memory: Uint8Array, start: number, end: number, encoding: Encoding, decoded?: string | null) {
    this.memory = memory;
    this.start = start;
    this.end = end;
    this.encoding = encoding;
    this.isAscii = decoded === undefined;
    this.#decoded = decoded;
  }

  /** The bytes themselves. */
  get bytes(): Uint8Array {
    return this.memory.subarray(this.start, this.end);
  }

  /** What they say; null where they don't decode. */
  decode(): string | null {
    if (this.#decoded === undefined) this.#decoded = this.encoding.decode(this.bytes);
    return this.#decoded;
  }
}
