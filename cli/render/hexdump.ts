/**
 * Frames as `hexdump -C` prints them, byte for byte, each after a line that identifies the frame.
 *
 *     # frame 1  client 1  pid 4  4096 bytes
 *     00000000  68 65 6c 6c 6f 20 6c 79  73 68 61 72 6b 00 00 00  |hello lyshark...|
 *     00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|
 *     *
 *     00001000
 *
 * @module
 */

import type { Frame } from "../frame/frame.ts";
import type { ByteBuffer } from "../frame/byte_buffer.ts";
import { hex } from "./escape.ts";
import { eventLine, kernelNote, truncationNote } from "./event_line.ts";
import { colors } from "./colors.ts";
import type { Renderer, RenderOptions } from "./renderer.ts";
import { timeFormatter } from "./time.ts";

/** Renders frames as hexdump -C does; offsets start at 0 in every frame. */
export function hexdumpRenderer({ time, color }: Omit<RenderOptions, "encoding">): Renderer {
  const colored = colors(color);
  const format = time === undefined ? undefined : timeFormatter(time);
  const dump = hexdump();
  return (item, out) => {
    const stamp = format === undefined || item.time === null ? "" : `(${format(item.time)})  `;
    const title = item.kind === "frame" ? frameTitle(item) : eventLine(item);
    out.text(colored.heading(`# ${stamp}${title}`) + "\n");
    if (item.kind === "frame") dump(item.bytes, out);
  };
}

function frameTitle(frame: Frame): string {
  const { seq, client, pid, bytes, truncated, kernel } = frame;
  const from = client === null ? "" : `  client ${client}  pid ${pid ?? "unknown"}`;
  const cut = truncated === undefined ? "" : `  ${truncationNote(bytes.length, truncated)}`;
  const sent = kernel === undefined ? "" : `  ${kernelNote(kernel)} type ${kernel.type}`;
  return `frame ${seq}${from}${sent}  ${bytes.length} bytes${cut}`;
}

/** Bytes per line, and characters per line: `00000000  .. ..  .. ..  |................|` and the newline. */
const PER_LINE = 16;
const LINE_SIZE = 79;
const HEX_COLUMN = 10;
const BAR = 60;
const TEXT_COLUMN = 61;
const PAIRS = PER_LINE / 2;
/** Two characters at a time, little-endian. */
const SPACES = 0x2020;
const STAR_NEWLINE = 0x0A2A;
const BAR_NEWLINE = 0x0A7C;

/** Makes a function that appends bytes as hexdump -C prints them. It keeps its tables and an aligned copy of the bytes. */
export function hexdump(): (bytes: Uint8Array, out: ByteBuffer) => void {
  const tables = new Tables();
  let aligned = new Uint8Array(4096);
  return (bytes, out) => {
    if (bytes.length === 0) return;
    if (aligned.length < bytes.length) aligned = new Uint8Array(Math.ceil(bytes.length / PER_LINE) * PER_LINE);
    aligned.set(bytes);
    appendWholeLines(aligned.buffer, Math.floor(bytes.length / PER_LINE), tables, out);
    const whole = bytes.length - bytes.length % PER_LINE;
    if (whole < bytes.length) appendLastLine(bytes, whole, out);
    out.ascii(`${hex(bytes.length, 8)}\n`);
  };
}

/**
 * Two bytes at a time, from tables: their hex digits go out as one store of eight characters of which the next store
 * overwrites the last two. The eight characters are stored as a double, which is a plain 64-bit move: ASCII is never a
 * NaN. (tests/bench compares this with xxd.)
 */
class Tables {
  /** For each pair of bytes, in memory order: `68 65   `. */
  readonly hex = new Float64Array(65536);
  /** For each pair of bytes, in memory order: `he`, with a dot for a byte that isn't printable. */
  readonly text = new Uint16Array(65536);
  /** For each byte: its two hex digits. */
  readonly digits = new Uint16Array(256);

  constructor() {
    const hex = new Uint8Array(this.hex.buffer).fill(0x20);
    const text = new Uint8Array(this.text.buffer);
    const digits = new Uint8Array(this.digits.buffer);
    for (let byte = 0; byte < 256; byte++) {
      digits[2 * byte] = DIGITS.charCodeAt(byte >> 4);
      digits[2 * byte + 1] = DIGITS.charCodeAt(byte & 15);
    }
    for (let pair = 0; pair < 65536; pair++) {
      const [first, second] = [pair & 0xFF, pair >> 8];
      hex[8 * pair] = digits[2 * first]!;
      hex[8 * pair + 1] = digits[2 * first + 1]!;
      hex[8 * pair + 3] = digits[2 * second]!;
      hex[8 * pair + 4] = digits[2 * second + 1]!;
      text[2 * pair] = printable(first);
      text[2 * pair + 1] = printable(second);
    }
  }
}

const DIGITS = "0123456789abcdef";

function printable(byte: number): number {
  return byte >= 0x20 && byte < 0x7F ? byte : 0x2E;
}

/** One function with flat loops: in V8 several times faster than a function call per line. */
function appendWholeLines(buffer: ArrayBuffer, lines: number, tables: Tables, out: ByteBuffer): void {
  const { hex, text, digits } = tables;
  const pairs = new Uint16Array(buffer);
  const view = new DataView(out.reserve((lines + 1) * LINE_SIZE).buffer);
  let at = out.length;
  let repeating = false;
  for (let line = 0; line < lines; line++) {
    const first = line * PAIRS;
    if (line > 0 && pairs[first] === pairs[first - PAIRS] && sameAsBefore(pairs, first)) {
      if (!repeating) {
        view.setUint16(at, STAR_NEWLINE, true);
        at += 2;
        repeating = true;
      }
      continue;
    }
    repeating = false;
    const offset = line * PER_LINE;
    view.setUint16(at, digits[offset >>> 24]!, true);
    view.setUint16(at + 2, digits[(offset >>> 16) & 0xFF]!, true);
    view.setUint16(at + 4, digits[(offset >>> 8) & 0xFF]!, true);
    view.setUint16(at + 6, digits[offset & 0xFF]!, true);
    view.setUint16(at + 8, SPACES, true);
    for (let i = 0; i < PAIRS / 2; i++) {
      const pair = pairs[first + i]!;
      view.setFloat64(at + HEX_COLUMN + 6 * i, hex[pair]!, true);
      view.setUint16(at + TEXT_COLUMN + 2 * i, text[pair]!, true);
    }
    for (let i = PAIRS / 2; i < PAIRS; i++) {
      const pair = pairs[first + i]!;
      view.setFloat64(at + HEX_COLUMN + 1 + 6 * i, hex[pair]!, true);
      view.setUint16(at + TEXT_COLUMN + 2 * i, text[pair]!, true);
    }
    view.setUint8(at + BAR, 0x7C);
    view.setUint16(at + LINE_SIZE - 2, BAR_NEWLINE, true);
    at += LINE_SIZE;
  }
  out.length = at;
}

function sameAsBefore(pairs: Uint16Array, first: number): boolean {
  for (let i = 1; i < PAIRS; i++) if (pairs[first + i] !== pairs[first + i - PAIRS]) return false;
  return true;
}

function appendLastLine(bytes: Uint8Array, from: number, out: ByteBuffer): void {
  let digits = "";
  let text = "";
  for (let at = from; at < bytes.length; at++) {
    if (at === from + 8) digits += " ";
    digits += hex(bytes[at]!, 2) + " ";
    text += String.fromCharCode(printable(bytes[at]!));
  }
  out.ascii(`${hex(from, 8)}  ${digits.padEnd(BAR - HEX_COLUMN)}|${text}|\n`);
}
