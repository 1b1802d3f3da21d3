/**
 * Decodes frames as a C struct: the layout is compiled once to closures, which then run for every frame.
 *
 * @module
 */

import type { TextEncoding } from "../../frame/text_encoding.ts";
import { type Decoded, StructValue, type Value } from "../../frame/value.ts";
import type { RecordType } from "../header/types.ts";
import { DecodeContext } from "./decode_context.ts";
import { recordReader } from "./records.ts";

/** Decodes the bytes of a frame. The result is valid as long as these bytes are. */
export type StructReader = (bytes: Uint8Array) => Decoded;

/**
 * Makes the reader of a struct or union. It never throws: what does not fit is in the `error` of its result.
 *
 * @param encoding Of arrays of char; arrays of WCHAR are UTF-16.
 */
export function compileReader(record: RecordType, encoding: TextEncoding): StructReader {
  const { names, fill, isOpen } = recordReader(record, { encoding, path: "" });
  const context = new DecodeContext();
  const none: readonly (Value | undefined)[] = new Array(names.length).fill(undefined);
  return (bytes) => {
    const start = context.begin(bytes);
    const values = none.slice();
    fill(context, start, values, 0);
    if (!isOpen) context.skip(start + record.size, context.end);
    const { error, zeros, complete } = context;
    const decoded = { struct: record.name, fields: new StructValue(names, values), complete };
    if (error === undefined && zeros === undefined) return decoded;
    return { ...decoded, ...error === undefined ? {} : { error }, ...zeros === undefined ? {} : { zeros } };
  };
}
