/**
 * Decoded frames: the fields of a struct with typed values, for renderers and expressions. How a value is written in JSON
 * or in text is up to the renderers.
 *
 * @module
 */

/** A frame decoded as a struct. Valid as long as the bytes of the frame. */
export interface Decoded {
  /** The name of the struct. */
  readonly struct: string;
  /** The fields, as far as they could be read. */
  readonly fields: StructValue;
  /** Where the frame does not fit the struct: `address: ends at byte 8, the frame has 6`. */
  readonly error?: string;
  /** The arrays without a length that were ended before the zeros at the end of the frame. */
  readonly zeros?: readonly Zeros[];
  /** Whether all bytes can be rebuilt from the fields and the size of the frame. */
  readonly complete: boolean;
}

/** Elements that may be the padding of the frame, all of them zero, and are not among the values of their array. */
export interface Zeros {
  /** The array: `a.list`. */
  readonly path: string;
  /** How many elements. */
  readonly count: number;
}

/**
 * The value of a field:
 *
 * - `number`: integers up to 32 bits, float and double;
 * - `bigint`: 64-bit integers, LARGE_INTEGER and FILETIME;
 * - `boolean`: BOOLEAN, BOOL and _Bool that are 0 or 1; other values of these types are numbers;
 * - {@linkcode TextValue}: arrays of char and WCHAR;
 * - {@linkcode SymbolicValue}: pointers, handles, NTSTATUS, GUID, arrays of bytes, and enum values with a name;
 * - arrays, and {@linkcode StructValue} for structs and unions in the struct.
 */
export type Value = number | bigint | boolean | TextValue | SymbolicValue | StructValue | readonly Value[];

/** The fields of a struct or union in order, including those of its anonymous members. */
export class StructValue {
  /** The names; the same array for all frames of the same struct. */
  readonly names: readonly string[];
  /** The value of each field; undefined if the frame ends before it. */
  readonly values: readonly (Value | undefined)[];

  /** Makes the value. */
  constructor(names: readonly string[], values: readonly (Value | undefined)[]) {
    this.names = names;
    this.values = values;
  }

  /** The value of the field of that name; undefined if there is none. */
  get(name: string): Value | undefined {
    return this.values[this.names.indexOf(name)];
  }
}

/** A value with a notation of its own: `0xC0000005`, `RUNNING`, `{00000000-0000-0000-C000-000000000046}`, `00ff7f`. */
export class SymbolicValue {
  /** The notation. */
  readonly text: string;
  /** The number it stands for, never negative if written in hex; null for GUIDs and bytes. */
  readonly number: number | bigint | null;

  /** Makes the value. */
  constructor(text: string, number: number | bigint | null) {
    this.text = text;
    this.number = number;
  }
}

/** What {@linkcode TextValue} needs of an encoding. */
export interface Encoding {
  /** The text that `bytes` encode; null if they do not decode. */
  decode(bytes: Uint8Array): string | null;
  /** The text that `bytes` encode, interspersed with the bytes that do not decode. */
  runs(bytes: Uint8Array): (string | Uint8Array)[];
}

/** Text up to its NUL, decoded on demand: most of it is ASCII and is copied as it is. */
export class TextValue {
  /** The memory that contains it. */
  readonly memory: Uint8Array;
  /** The index of its first byte in the memory. */
  readonly start: number;
  /** The index after its last byte, that of the NUL. */
  readonly end: number;
  /** Its encoding. */
  readonly encoding: Encoding;
  /** Whether its bytes are known to be ASCII characters, one each. */
  readonly isAscii: boolean;
  #decoded: string | null | undefined;

  /**
   * Makes the value.
   *
   * @param decoded The decoded text, null if the bytes do not decode; undefined if they are all ASCII.
   */
  constructor(memory: Uint8Array, start: number, end: number, encoding: Encoding, decoded?: string | null) {
    this.memory = memory;
    this.start = start;
    this.end = end;
    this.encoding = encoding;
    this.isAscii = decoded === undefined;
    this.#decoded = decoded;
  }

  /** Its bytes. */
  get bytes(): Uint8Array {
    return this.memory.subarray(this.start, this.end);
  }

  /** The decoded text; null if the bytes do not decode. */
  decode(): string | null {
    if (this.#decoded === undefined) this.#decoded = this.encoding.decode(this.bytes);
    return this.#decoded;
  }
}
