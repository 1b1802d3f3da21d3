/**
 * Frames as text: one line each.
 *
 *     hello lyshark
 *     (000.001250) hello\tagain\n
 *     \x03 (+14 bytes after the NUL)
 *     Networkreport type=0 address=401000 buffer_data_len=13 buffer_data="hello lyshark"
 *     X list=[1 2] (list: +1020 zeros) an array without a length, whose other elements may be padding
 *     [17 cpu1 4.116] sent in an event envelope: its number, processor, pid.tid
 *     12:00:00.123456 info  driver.c:42 a log line, with the driver's time of day unless another time is asked for
 *
 * @module
 */

import type { TextEncoding } from "../frame/text_encoding.ts";
import { countOf } from "../frame/count_of.ts";
import { significantEnd } from "../frame/zeros.ts";
import type { Decoded } from "../frame/value.ts";
import type { Frame } from "../frame/frame.ts";
import type { ByteBuffer } from "../frame/byte_buffer.ts";
import { appendAscii, escapeLeadingHash, TERMINAL_ESCAPES, terminalRuns, terminalText } from "./escape.ts";
import { eventLine, kernelNote, truncationNote } from "./event_line.ts";
import { type Colors, colors } from "./colors.ts";
import type { Renderer, RenderOptions } from "./renderer.ts";
import { logRenderer } from "./log_text.ts";
import { appendTextFields } from "./text_fields.ts";
import { timeFormatter } from "./time.ts";

/**
 * Renders the fields of a decoded frame, otherwise the text before the first NUL, with control characters escaped and
 * the bytes after the NUL counted.
 */
export function textRenderer({ encoding, time, color }: RenderOptions): Renderer {
  const colored = colors(color);
  const format = time === undefined ? undefined : timeFormatter(time);
  const appendLog = logRenderer(colored, format === undefined);
  return (item, out) => {
    if (format !== undefined && item.time !== null) out.ascii(colored.aside(`(${format(item.time)})`) + " ");
    if (item.kind === "frame" && item.log !== undefined) appendLog(item, item.log, out);
    else if (item.kind === "frame") appendFrame(item, encoding, colored, out);
    else out.text(colored.heading(`# ${eventLine(item)}`));
    out.byte(NEWLINE);
  };
}

const NEWLINE = 0x0A;
const SPACE = 0x20;

function appendFrame(frame: Frame, encoding: TextEncoding, colored: Colors, out: ByteBuffer): void {
  const { bytes, decoded, kernel, truncated } = frame;
  if (kernel !== undefined) out.ascii(colored.aside(`[${kernelNote(kernel)}]`) + " ");
  const start = out.length;
  if (decoded === undefined) appendPlain(bytes, encoding, colored, out);
  else appendDecoded(decoded, colored, out);
  if (truncated !== undefined) {
    out.ascii(" " + colored.warning(`(${truncationNote(bytes.length, truncated)})`));
  }
  escapeLeadingHash(out, start);
}

/** A frame that hasn't been decoded. */
function appendPlain(bytes: Uint8Array, encoding: TextEncoding, colored: Colors, out: ByteBuffer): void {
  const end = encoding.end(bytes);
  if (!encoding.asciiCompatible || !appendAscii(out, bytes, 0, end, TERMINAL_ESCAPES)) {
    out.text(terminalRuns(encoding.runs(bytes.subarray(0, end))));
  }
  const after = significantEnd(bytes, end) - end;
  if (after > 0) out.ascii(" " + colored.aside(`(+${after - encoding.unit} bytes after the NUL)`));
}

function appendDecoded(
  { struct, fields, error, zeros = [], complete }: Decoded,
  colored: Colors,
  out: ByteBuffer,
): void {
  out.text(terminalText(struct));
  if (fields.values.some((value) => value !== undefined)) out.byte(SPACE);
  appendTextFields(fields, out);
  for (const { path, count } of zeros) {
    out.text(" " + colored.aside(`(${terminalText(path)}: +${countOf(count, "zero")})`));
  }
  if (error !== undefined) out.text(" " + colored.warning(`(${terminalText(error)})`));
  else if (!complete) out.ascii(" " + colored.aside("(+ bytes outside the fields)"));
}
