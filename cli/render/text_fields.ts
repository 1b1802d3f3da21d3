/**
 * The fields of a struct as text.
 *
 *     type=0 address=401000 point={x=1 y=-2} list=[1 2 3] buffer_data="hello lyshark"
 *
 * Only text is quoted. A quote in the text is written `\x22`, so that text can't pass for another field; a backslash isn't
 * escaped, as everywhere in text output.
 *
 * @module
 */

import { StructValue, SymbolicValue, TextValue, type Value } from "../frame/value.ts";
import type { ByteBuffer } from "../frame/byte_buffer.ts";
import { appendAscii, type AsciiEscapes, TERMINAL_ESCAPES, terminalRuns, terminalText } from "./escape.ts";

const QUOTE = 0x22;
const SPACE = 0x20;

/** The escapes for a terminal, and the quote. */
const QUOTED_ESCAPES: AsciiEscapes = TERMINAL_ESCAPES.map((escape, code) => code === QUOTE ? "\\x22" : escape);

/** Appends `name=value` for each field that the frame is long enough for. */
export function appendTextFields({ names, values }: StructValue, out: ByteBuffer): void {
  let isFirst = true;
  for (let i = 0; i < names.length; i++) {
    const value = values[i];
    if (value === undefined) continue;
    if (!isFirst) out.byte(SPACE);
    isFirst = false;
    out.text(`${terminalText(names[i]!)}=`);
    appendTextValue(value, out);
  }
}

/** Appends a value as it is printed after `name=`. */
export function appendTextValue(value: Value, out: ByteBuffer): void {
  if (value instanceof TextValue) appendQuoted(value, out);
  else if (value instanceof SymbolicValue) out.text(terminalText(value.text));
  else if (value instanceof StructValue) appendNested(value, out);
  else if (typeof value === "object") appendArray(value, out);
  else out.ascii(Object.is(value, -0) ? "-0" : String(value));
}

function appendQuoted(text: TextValue, out: ByteBuffer): void {
  out.byte(QUOTE);
  if (text.isAscii) appendAscii(out, text.memory, text.start, text.end, QUOTED_ESCAPES);
  else out.text(terminalRuns(text.encoding.runs(text.bytes)).replaceAll('"', "\\x22"));
  out.byte(QUOTE);
}

function appendNested(fields: StructValue, out: ByteBuffer): void {
  out.ascii("{");
  appendTextFields(fields, out);
  out.ascii("}");
}

function appendArray(values: readonly Value[], out: ByteBuffer): void {
  out.ascii("[");
  values.forEach((value, i) => {
    if (i > 0) out.byte(SPACE);
    appendTextValue(value, out);
  });
  out.ascii("]");
}
