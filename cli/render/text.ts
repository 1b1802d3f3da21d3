/**
 * Frames as text: one line each.
 *
 *     hello lyshark
 *     (000.001250) hello\tagain\n
 *     \x03 (+14 bytes behind the NUL)
 *     Networkreport type=0 address=401000 buffer_data_len=13 buffer_data="hello lyshark"
 *     [17 cpu1 4.116] sent with an event envelope: its number, processor, pid.tid
 *
 * @module
 */

import type { TextEncoding } from "../frame/text_encoding.ts";
import { significantEnd } from "../frame/zeros.ts";
import type { Decoded } from "../frame/value.ts";
import type { Frame } from "../frame/frame.ts";
import type { ByteBuffer } from "../frame/byte_buffer.ts";
import { disguiseEvent } from "./disguise.ts";
import { appendAscii, TERMINAL_ESCAPES, terminalRuns, terminalText } from "./escape.ts";
import { eventLine, kernelNote, truncationNote } from "./event_line.ts";
import { type Paint, paint } from "./paint.ts";
import type { Renderer, RenderOptions } from "./renderer.ts";
import { appendTextFields } from "./text_fields.ts";
import { timeFormatter } from "./time.ts";

/**
 * Renders the fields of a decoded frame, or else the text before the first NUL; controls are escaped, and what isn't
 * text is counted.
 */
export function textRenderer({ encoding, time, color }: RenderOptions): Renderer {
  const painted = paint(color);
  const format = time === undefined ? undefined : timeFormatter(time);
  return (item, output) => {
    if (format !== undefined && item.time !== null) output.ascii(painted.aside(`(${format(item.time)})`) + " ");
    if (item.kind === "frame") appendFrame(item, encoding, painted, output);
    else output.text(painted.heading(`# ${eventLine(item)}`));
    output.byte(NEWLINE);
  };
}

const NEWLINE = 0x0A;
const SPACE = 0x20;

function appendFrame(frame: Frame, encoding: TextEncoding, painted: Paint, output: ByteBuffer): void {
  const { bytes, decoded, kernel, truncated } = frame;
  if (kernel !== undefined) output.ascii(painted.aside(`[${kernelNote(kernel)}]`) + " ");
  const start = output.length;
  if (decoded === undefined) appendPlain(bytes, encoding, painted, output);
  else appendDecoded(decoded, painted, output);
  if (truncated !== undefined) {
    output.ascii(" " + painted.warning(`(${truncationNote(bytes.length, truncated)})`));
  }
  disguiseEvent(output, start);
}

/** A frame of which no more is known than its text. */
function appendPlain(bytes: Uint8Array, encoding: TextEncoding, painted: Paint, output: ByteBuffer): void {
  const end = encoding.end(bytes);
  if (!encoding.asciiCompatible || !appendAscii(output, bytes, 0, end, TERMINAL_ESCAPES)) {
    output.text(terminalRuns(encoding.runs(bytes.subarray(0, end))));
  }
  const behind = significantEnd(bytes, end) - end;
  if (behind > 0) output.ascii(" " + painted.aside(`(+${behind - encoding.unit} bytes behind the NUL)`));
}

function appendDecoded({ struct, fields, error, complete }: Decoded, painted: Paint, output: ByteBuffer): void {
  output.text(terminalText(struct));
  if (fields.values.some((value) => value !== undefined)) output.byte(SPACE);
  appendTextFields(fields, output);
  if (error !== undefined) output.text(" " + painted.warning(`(${terminalText(error)})`));
  else if (!complete) output.ascii(" " + painted.aside("(+ bytes that no field shows)"));
}
