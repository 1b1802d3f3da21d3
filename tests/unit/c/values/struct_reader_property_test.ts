/** Properties of any struct and any bytes: no frame is lost or misread, and none controls a terminal. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { compileReader } from "../../../../cli/c/values/struct_reader.ts";
import type { CType, RecordType } from "../../../../cli/c/header/types.ts";
import { decodeStage } from "../../../../cli/stream/stages.ts";
import { TextEncoding } from "../../../../cli/frame/text_encoding.ts";
import { jsonRenderer } from "../../../../cli/render/json.ts";
import { textRenderer } from "../../../../cli/render/text.ts";
import { frame, rendered } from "../../items.ts";
import { bytesFor, record } from "./arbitrary_layout.ts";
import { encode, type Json } from "./encoder.ts";
import { scaled } from "../../effort.ts";

const RUNS = { numRuns: scaled(3000) };
const frames = record.chain((record) => fc.tuple(fc.constant(record), bytesFor(record)));
const UTF8 = new TextEncoding("utf-8");
const json = jsonRenderer(UTF8);
const text = textRenderer({ encoding: UTF8, color: false });

interface Line {
  readonly size: number;
  readonly fields: Json;
  readonly error?: string;
  readonly base64?: string;
}

function decode(record: RecordType, bytes: Uint8Array) {
  return decodeStage(() => compileReader(record, UTF8))(frame(bytes))[0]!;
}

function lineOf(record: RecordType, bytes: Uint8Array): Line {
  return JSON.parse(rendered(json, decode(record, bytes)));
}

Deno.test("compileReader() gives fields from whose JSON any frame of any struct can be rebuilt", () => {
  fc.assert(
    fc.property(frames, ([record, bytes]) => {
      const { size, fields, base64 } = lineOf(record, bytes);
      assertEquals(base64 === undefined ? encode(record, fields, size).bytes : Uint8Array.fromBase64(base64), bytes);
    }),
    RUNS,
  );
});

Deno.test("compileReader() never shows bits that the frame does not have", () => {
  fc.assert(
    fc.property(frames, ([record, bytes]) => {
      const { fields } = lineOf(record, bytes);
      const shown = encode(record, fields, bytes.length + 16).bytes;
      assert(shown.every((byte, at) => (byte | (bytes[at] ?? 0)) === (bytes[at] ?? 0)), JSON.stringify(fields));
    }),
    RUNS,
  );
});

Deno.test("compileReader() asks for base64 only if the fields of a struct without unions are not enough", () => {
  fc.assert(
    fc.property(frames.filter(([record]) => !hasUnion(record)), ([record, bytes]) => {
      const { size, fields, error, base64 } = lineOf(record, bytes);
      const rebuilt = encode(record, fields, size);
      const isEnough = error === undefined && !rebuilt.vague && rebuilt.bytes.every((byte, at) => byte === bytes[at]);
      assertEquals(base64 === undefined, isEnough);
    }),
    RUNS,
  );
});

Deno.test("compileReader() gives an error only if the frame is too short for a field or for a length in it", () => {
  fc.assert(
    fc.property(frames, ([record, bytes]) => {
      const { error } = lineOf(record, bytes);
      assertEquals(error !== undefined, bytes.length < needed(record) || lies(record, bytes), error);
    }),
    RUNS,
  );
});

Deno.test("any struct and any bytes give plain text on one line, in JSON and in text", () => {
  fc.assert(
    fc.property(frames, ([record, bytes]) => {
      for (const render of [json, text]) {
        const line = rendered(render, decode(record, bytes));
        assertEquals(line.indexOf("\n"), line.length - 1);
        assert(!/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(line.slice(0, -1)), "a raw control on the line");
      }
    }),
    RUNS,
  );
});

function hasUnion(type: CType): boolean {
  if (type.kind === "array") return hasUnion(type.element);
  return type.kind === "union" || (type.kind === "struct" && type.fields.some(({ type }) => hasUnion(type)));
}

/** The end of the last field; padding after it may be missing. */
function needed(type: CType): number {
  if (type.kind === "array") {
    return type.length === null ? 0 : type.element.size * (type.length - 1) + needed(type.element);
  }
  if (type.kind !== "struct" && type.kind !== "union") return type.size;
  return Math.max(0, ...type.fields.map(({ offset, type }) => offset + needed(type)));
}

/** Whether the length right before an array exceeds the frame, or cuts an element. */
function lies(record: RecordType, bytes: Uint8Array): boolean {
  const array = record.fields.at(-1)!;
  const length = record.fields.at(-2);
  if (array.bound === undefined || length === undefined || bytes.length < array.offset) return false;
  const { size } = length.type;
  const read = BigInt("0x" + (bytes.slice(length.offset, length.offset + size).reverse().toHex()));
  const said = length.type.kind === "integer" && length.type.signed ? BigInt.asIntN(8 * size, read) : read;
  const elementSize = array.type.kind === "array" ? array.type.element.size : 0;
  const claimed = said * BigInt(array.bound.unit === "bytes" ? 1 : elementSize);
  return claimed < 0n || claimed > BigInt(bytes.length - array.offset) || claimed % BigInt(elementSize || 1) !== 0n;
}
