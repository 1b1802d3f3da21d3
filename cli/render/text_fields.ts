/**
 * The fields of a struct as text.
 *
 *     type=0 address=401000 point={x=1 y=-2} list=[1 2 3] buffer_data="hello lyshark"
 *
 * Text is quoted and everything else isn't. A quote in the text is written `\x22`, so that no text can pass for another
 * field; a backslash stays one, as everywhere in text output.
 *
 * @module
 */

import { StructValue, SymbolicValue, TextValue, type Value } from "../frame/value.ts";
import type { ByteBuffer } from "../frame/byte_buffer.ts";
import { appendAscii, type AsciiEscapes, TERMINAL_ESCAPES, terminalRuns, terminalText } from "./escape.ts";

const QUOTE = 0x22;
const SPACE = 0x20;

/** What a terminal must not get, and the quote. */
const QUOTED_ESCAPES: AsciiEscapes = TERMINAL_ESCAPES.map((escape, code) => code === QUOTE ? "\\x22" : escape);

/** Appends `name=value` for each field that the frame has. */
export function appendTextFields({ names, values }: StructValue, output: ByteBuffer): void {
  let isFirst = true;
  for (let i = 0; i < names.length; i++) {
    const value = values[i];
    if (value === undefined) continue;
    if (!isFirst) output.byte(SPACE);
    isFirst = false;
    output.text(`${terminalText(names[i]!)}=`);
    appendTextValue(value, output);
  }
}

/** Appends a value as it stands behind its name. */
export function appendTextValue(value: Value, output: ByteBuffer): void {
  if (value instanceof TextValue) appendQuoted(value, output);
  else if (value instanceof SymbolicValue) output.text(terminalText(value.text));
  else if (value instanceof StructValue) appendNested(value, output);
  else if (typeof value === "object") appendArray(value, output);
  else output.ascii(Object.is(value, -0) ? "-0" : String(value));
}

function appendQuoted(text: TextValue, output: ByteBuffer): void {
  output.byte(QUOTE);
  if (text.isAscii) appendAscii(output, text.memory, text.start, text.end, QUOTED_ESCAPES);
  else output.text(terminalRuns(text.encoding.runs(text.bytes)).replaceAll('"', "\\x22"));
  output.byte(QUOTE);
}

function appendNested(fields: StructValue, output: ByteBuffer): void {
  output.ascii("{");
  appendTextFields(fields, output);
  output.ascii("}");
}

function appendArray(values: readonly Value[], output: ByteBuffer): void {
  output.ascii("[");
  values.forEach((value, i) => {
    if (i > 0) output.byte(SPACE);
    appendTextValue(value, output);
  });
  output.ascii("]");
}
