/**
 * Frames as a C struct: its layout is compiled once to closures, which then run for every frame.
 *
 * @module
 */

import { type Decoded, StructValue, type Value } from "../../frame/value.ts";
import type { TextEncoding } from "../../frame/text_encoding.ts";
import { Reading } from "./reading.ts";
import { recordReader } from "./records.ts";
import type { RecordType } from "../header/types.ts";

/** Decodes the bytes of a frame. What it returns is good as long as these bytes are. */
export type Reader = (bytes: Uint8Array) => Decoded;

/**
 * Makes the reader of a struct or union. It never fails: what doesn't fit is told in the `error` of what it returns.
 *
 * @param encoding Of arrays of char; arrays of WCHAR are UTF-16.
 */
export function compileReader(record: RecordType, encoding: TextEncoding): Reader {
  const { names, fill, isOpen } = recordReader(record, encoding);
  const reading = new Reading();
  return (bytes) => {
    const start = reading.begin(bytes);
    const values: (Value | undefined)[] = new Array(names.length).fill(undefined);
    fill(reading, start, values, 0);
    if (!isOpen) reading.skip(start + record.size, reading.end);
    const { error, complete } = reading;
    const fields = new StructValue(names, values);
    return error === undefined
      ? { struct: record.name, fields, complete }
      : { struct: record.name, fields, error, complete };
  };
}
