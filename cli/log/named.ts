/**
 * The conversions of WPP that carry a meaning: `%!STATUS! %!WINERROR! %!GUID! %!HEX!`.
 *
 * @module
 */

import type { ByteBuffer } from "../frame/byte_buffer.ts";
import { int32, LOG_STORED, LogKind, storedBytes } from "../frame/log_arguments.ts";
import { errorName } from "./error_names.ts";
import { CUT_MARK, isCut, NULL_TEXT } from "./texts.ts";
import { guidText, statusText } from "./values.ts";

/** Appends the argument at `at`. */
export type NamedPrinter = (bytes: Uint8Array, at: number, out: ByteBuffer) => void;

/** What appends the arguments of each conversion, by its name. */
export const NAMED_PRINTERS: Readonly<Record<string, NamedPrinter>> = {
  "!STATUS!": (bytes, at, out) => {
    const status = int32(bytes, at) >>> 0;
    out.ascii(errorName("STATUS", status) ?? statusText(status));
  },
  "!WINERROR!": (bytes, at, out) => {
    const error = int32(bytes, at) >>> 0;
    out.ascii(errorName("ERROR", error) ?? String(error));
  },
  "!GUID!": (bytes, at, out) => {
    out.ascii(bytes[at] === LogKind.NULL ? NULL_TEXT : guidText(bytes.subarray(at + 1, at + 17)));
  },
  "!HEX!": (bytes, at, out) => {
    if (bytes[at] === LogKind.NULL) return out.ascii(NULL_TEXT);
    const start = at + LOG_STORED;
    const pairs = Array.from(bytes.subarray(start, start + storedBytes(bytes, at)), (byte) => HEX[byte]!);
    if (isCut(bytes, at)) pairs.push(CUT_MARK);
    out.text(pairs.join(" "));
  },
};

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
