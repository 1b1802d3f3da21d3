/**
 * The fields of a struct as JSON.
 *
 *     {"type":0,"address":401000,"buffer_data_len":13,"buffer_data":"hello lyshark"}
 *
 * Integers up to 32 bits are numbers, 64-bit integers decimal strings: a reader of JSON would round them. JSON has no
 * NaN and no infinity; they are strings. Text that doesn't decode is null.
 *
 * @module
 */

import { StructValue, SymbolicValue, TextValue, type Value } from "../frame/value.ts";
import type { ByteBuffer } from "../frame/byte_buffer.ts";
import { appendAscii, JSON_ESCAPES, jsonString } from "./escape.ts";

const QUOTE = 0x22;
const COMMA = 0x2C;
const COLON = 0x3A;
const OPEN_BRACKET = 0x5B;
const CLOSE_BRACKET = 0x5D;
const OPEN_BRACE = 0x7B;
const CLOSE_BRACE = 0x7D;

/** Appends an object. Fields that the frame is too short for are left out. */
export function appendJsonFields({ names, values }: StructValue, output: ByteBuffer): void {
  let separator = OPEN_BRACE;
  for (let i = 0; i < names.length; i++) {
    const value = values[i];
    if (value === undefined) continue;
    output.byte(separator);
    separator = COMMA;
    appendJsonString(names[i]!, output);
    output.byte(COLON);
    appendValue(value, output);
  }
  if (separator === OPEN_BRACE) output.byte(OPEN_BRACE);
  output.byte(CLOSE_BRACE);
}

/** Appends text that most likely is ASCII, as names and messages are. */
export function appendJsonString(text: string, output: ByteBuffer): void {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80 || JSON_ESCAPES[code] !== undefined) return output.text(jsonString(text));
  }
  output.byte(QUOTE);
  output.ascii(text);
  output.byte(QUOTE);
}

function appendValue(value: Value, output: ByteBuffer): void {
  if (typeof value === "number") appendNumber(value, output);
  else if (value instanceof TextValue) appendText(value, output);
  else if (value instanceof SymbolicValue) appendJsonString(value.text, output);
  else if (value instanceof StructValue) appendJsonFields(value, output);
  else if (typeof value === "bigint") output.ascii(`"${value}"`);
  else if (typeof value === "boolean") output.ascii(String(value));
  else appendArray(value, output);
}

function appendNumber(value: number, output: ByteBuffer): void {
  if (Number.isInteger(value) && value > 0) output.decimal(value);
  else if (!Number.isFinite(value)) output.ascii(`"${value}"`);
  else output.ascii(Object.is(value, -0) ? "-0" : String(value));
}

function appendText(text: TextValue, output: ByteBuffer): void {
  if (text.isAscii) {
    output.byte(QUOTE);
    appendAscii(output, text.memory, text.start, text.end, JSON_ESCAPES);
    output.byte(QUOTE);
  } else {
    const decoded = text.decode();
    output.text(decoded === null ? "null" : jsonString(decoded));
  }
}

function appendArray(values: readonly Value[], output: ByteBuffer): void {
  output.byte(OPEN_BRACKET);
  for (let i = 0; i < values.length; i++) {
    if (i > 0) output.byte(COMMA);
    appendValue(values[i]!, output);
  }
  output.byte(CLOSE_BRACKET);
}
