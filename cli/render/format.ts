/**
 * Frames by a template given by the user. Nothing is added: the newline is part of the template.
 *
 *     {time} {client} {fields.type:04x} {fields.buffer_data}\n
 *     2026-01-31T12:00:00.123456Z 1 0003 hello lyshark
 *
 * @module
 */

import type { Get, Kind } from "../query/named_value.ts";
import type { Placeholder, TemplatePart } from "../query/template.ts";
import { SymbolicValue, TextValue } from "../frame/value.ts";
import type { Frame } from "../frame/frame.ts";
import { ByteBuffer } from "../frame/byte_buffer.ts";
import { escapeLeadingHash, terminalRuns, terminalText } from "./escape.ts";
import { eventLine } from "./event_line.ts";
import { colors } from "./colors.ts";
import type { Renderer, RenderOptions } from "./renderer.ts";
import { appendTextValue } from "./text_fields.ts";
import { isoTime, timeFormatter } from "./time.ts";

/** Printed for a value that the frame doesn't have. */
const MISSING = "-";

/** Renders frames by a template; events are lines as in text output. Times are ISO 8601 where `time` isn't given. */
export function formatRenderer(
  template: readonly TemplatePart[],
  { time, color }: Omit<RenderOptions, "encoding">,
): Renderer {
  const colored = colors(color);
  const formatTime = time === undefined ? isoTime : timeFormatter(time);
  const lines = linesOf(template);
  return (item, out) => {
    if (item.kind !== "frame") return out.text(colored.heading(`# ${eventLine(item)}`) + "\n");
    for (const line of lines) {
      const start = out.length;
      for (const part of line) {
        if (typeof part === "string") out.text(part);
        else out.text(filled(part, item, formatTime));
      }
      if (typeof line[0] === "object") escapeLeadingHash(out, start);
    }
  };
}

/** The parts of each line: a line that begins with a value must not pass for an event. */
function linesOf(template: readonly TemplatePart[]): TemplatePart[][] {
  const lines: TemplatePart[][] = [[]];
  for (const part of template) {
    const pieces = typeof part === "string" ? part.split(/(?<=\n)/) : [part];
    for (const piece of pieces) {
      lines.at(-1)!.push(piece);
      if (typeof piece === "string" && piece.endsWith("\n")) lines.push([]);
    }
  }
  return lines;
}

/** The text of a placeholder for this frame, padded to its width. */
function filled(part: Placeholder, frame: Frame, formatTime: (time: number) => string): string {
  const value = part.get(frame);
  const number = part.kinds.has("time") ? undefined : numberOf(value);
  const { as, zeros } = part.spec;
  if (number === undefined || (as === undefined && typeof value === "object")) {
    return aligned(valueText(value, part.kinds, formatTime), part);
  }
  const text = as === undefined ? valueText(value, part.kinds, formatTime) : numberText(number, as);
  return zeros ? zeroFilled(text, part.spec.width) : aligned(text, part);
}

function numberOf(value: ReturnType<Get>): number | bigint | undefined {
  if (typeof value === "boolean") return Number(value);
  if (value instanceof SymbolicValue) return value.number ?? undefined;
  return typeof value === "number" || typeof value === "bigint" ? value : undefined;
}

/** In hex, a negative number is its two's complement of 32 or 64 bits, as in C; a fraction is printed in decimal. */
function numberText(number: number | bigint, as: "d" | "x" | "X"): string {
  if (as === "d" || (typeof number === "number" && !Number.isInteger(number))) return String(number);
  const unsigned = typeof number === "bigint" ? BigInt.asUintN(64, number) : number < 0 ? number >>> 0 : number;
  return as === "X" ? unsigned.toString(16).toUpperCase() : unsigned.toString(16);
}

function valueText(value: ReturnType<Get>, kinds: ReadonlySet<Kind>, formatTime: (time: number) => string): string {
  if (value === undefined || value === null) return MISSING;
  if (typeof value === "number" && kinds.has("time")) return formatTime(value);
  if (typeof value === "string") return terminalText(value);
  if (value instanceof TextValue) return terminalRuns(value.encoding.runs(value.bytes));
  const scratch = new ByteBuffer(256);
  appendTextValue(value, scratch);
  return new TextDecoder().decode(scratch.view);
}

function zeroFilled(text: string, width: number): string {
  const sign = text.startsWith("-") ? "-" : "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}

/** Numbers are right-aligned by default, and all else left-aligned, also values that may be names, such as enums. */
function aligned(text: string, { kinds, spec: { align, as, width } }: Placeholder): string {
  const isNumber = as !== undefined || (kinds.has("number") && !kinds.has("string"));
  return (align ?? (isNumber ? ">" : "<")) === ">" ? text.padStart(width) : text.padEnd(width);
}
