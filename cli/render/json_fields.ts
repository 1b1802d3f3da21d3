/**
 * The fields of a struct as JSON.
 *
 *     {"type":0,"address":401000,"buffer_data_len":13,"buffer_data":"hello lyshark"}
 *
 * Integers up to 32 bits are numbers, 64-bit integers decimal strings, since JSON readers would round them. NaN and
 * infinities, which JSON lacks, are strings. Text that doesn't decode is null.
 *
 * @module
 */

import { StructValue, SymbolicValue, TextValue, type Value } from "../frame/value.ts";
import { ByteBuffer } from "../frame/byte_buffer.ts";
import { appendAscii, JSON_ESCAPES, jsonString } from "./escape.ts";

const QUOTE = 0x22;
const COMMA = 0x2C;
const COLON = 0x3A;
const OPEN_BRACKET = 0x5B;
const CLOSE_BRACKET = 0x5D;
const OPEN_BRACE = 0x7B;
const CLOSE_BRACE = 0x7D;

/** Appends an object, without the fields that the frame is too short for. */
export function appendJsonFields({ names, values }: StructValue, out: ByteBuffer): void {
  const keys = keysOf(names);
  let separator = OPEN_BRACE;
  for (let i = 0; i < keys.length; i++) {
    const value = values[i];
    if (value === undefined) continue;
    out.byte(separator);
    separator = COMMA;
    out.append(keys[i]!);
    appendValue(value, out);
  }
  if (separator === OPEN_BRACE) out.byte(OPEN_BRACE);
  out.byte(CLOSE_BRACE);
}

/** Of each struct its names as they are printed, `"name":`; frames of a struct share the array of names. */
const KEYS = new WeakMap<readonly string[], readonly Uint8Array[]>();

function keysOf(names: readonly string[]): readonly Uint8Array[] {
  let keys = KEYS.get(names);
  if (keys === undefined) {
    keys = names.map((name) => {
      const key = new ByteBuffer(64);
      appendJsonString(name, key);
      key.byte(COLON);
      return key.view;
    });
    KEYS.set(names, keys);
  }
  return keys;
}

/** Appends a JSON string; fast for ASCII, as names and messages are. */
export function appendJsonString(text: string, out: ByteBuffer): void {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80 || JSON_ESCAPES[code] !== undefined) return out.text(jsonString(text));
  }
  out.byte(QUOTE);
  out.ascii(text);
  out.byte(QUOTE);
}

/** Appends one value. */
export function appendValue(value: Value, out: ByteBuffer): void {
  if (typeof value === "number") appendNumber(value, out);
  else if (value instanceof TextValue) appendText(value, out);
  else if (value instanceof SymbolicValue) appendJsonString(value.text, out);
  else if (value instanceof StructValue) appendJsonFields(value, out);
  else if (typeof value === "bigint") appendBigInt(value, out);
  else if (typeof value === "boolean") out.ascii(String(value));
  else appendArray(value, out);
}

function appendBigInt(value: bigint, out: ByteBuffer): void {
  out.byte(QUOTE);
  out.bigint(value);
  out.byte(QUOTE);
}

function appendNumber(value: number, out: ByteBuffer): void {
  if (Number.isInteger(value) && !Object.is(value, -0)) out.integer(value);
  else if (!Number.isFinite(value)) out.ascii(`"${value}"`);
  else out.ascii(value === 0 ? "-0" : String(value));
}

function appendText(text: TextValue, out: ByteBuffer): void {
  if (text.isAscii) {
    out.byte(QUOTE);
    appendAscii(out, text.memory, text.start, text.end, JSON_ESCAPES);
    out.byte(QUOTE);
  } else {
    const decoded = text.decode();
    out.text(decoded === null ? "null" : jsonString(decoded));
  }
}

function appendArray(values: readonly Value[], out: ByteBuffer): void {
  out.byte(OPEN_BRACKET);
  for (let i = 0; i < values.length; i++) {
    if (i > 0) out.byte(COMMA);
    appendValue(values[i]!, out);
  }
  out.byte(CLOSE_BRACKET);
}
