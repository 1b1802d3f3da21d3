/** Arrays at the end of a struct whose length nothing tells: zeros at the end of the frame may be its padding. */
import { assertEquals } from "@std/assert";
import { compileReader } from "../../../../cli/c/values/struct_reader.ts";
import type { RecordType } from "../../../../cli/c/header/types.ts";
import { TextEncoding } from "../../../../cli/frame/text_encoding.ts";
import { jsonRenderer } from "../../../../cli/render/json.ts";
import { textRenderer } from "../../../../cli/render/text.ts";
import { decodeStage } from "../../../../cli/stream/stages.ts";
import { header } from "../header/headers.ts";
import { frame, rendered } from "../../items.ts";
import * as c from "./layouts.ts";

const encoding = new TextEncoding("utf-8");

/** What is printed from `"fields"` on, in JSON, and the line of text. */
function printed(record: RecordType, bytes: Uint8Array): { json: string; text: string } {
  const item = decodeStage(() => compileReader(record, encoding))(frame(bytes))[0]!;
  const json = rendered(jsonRenderer(encoding), item).trimEnd();
  return {
    json: json.slice(json.indexOf('"fields"'), -1),
    text: rendered(textRenderer({ encoding, color: false }), item).trimEnd(),
  };
}

/** A frame of `size` bytes that begins with these. */
function fixed(hex: string, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set(Uint8Array.fromHex(hex.replaceAll(" ", "")));
  return bytes;
}

Deno.test("the padding of a fixed frame is counted, not shown as elements", () => {
  const record = c.struct("X", { a: c.ULONG, list: c.array(c.ULONG) });
  assertEquals(printed(record, fixed("01000000 02000000 00000000 03000000", 4096)), {
    json: '"fields":{"a":1,"list":[2,0,3]},"zeros":{"list":1020}',
    text: "X a=1 list=[2 0 3] (list: +1020 zeros)",
  });
});

Deno.test("an element that is partly zero is shown whole", () => {
  const record = c.struct("X", { list: c.array(c.struct("E", { a: c.USHORT, b: c.USHORT })) });
  assertEquals(
    printed(record, fixed("0100 0200 0300", 16)).json,
    '"fields":{"list":[{"a":1,"b":2},{"a":3,"b":0}]},"zeros":{"list":2}',
  );
});

Deno.test("bytes end before the zeros, too", () => {
  const record = c.struct("X", { data: c.array(c.UCHAR) });
  assertEquals(printed(record, fixed("ff0001", 8)), {
    json: '"fields":{"data":"ff0001"},"zeros":{"data":5}',
    text: "X data=ff0001 (data: +5 zeros)",
  });
});

Deno.test("text ends at its NUL and needs no count", () => {
  const record = c.struct("X", { name: c.array(c.WCHAR) });
  assertEquals(printed(record, fixed("61006200", 32)).json, '"fields":{"name":"ab"}');
});

Deno.test("the element of [1] is shown even if it is zero", async () => {
  const record = (await header("typedef struct { ULONG a; ULONG list[1]; } X;")).find();
  assertEquals(printed(record, fixed("01", 8)).json, '"fields":{"a":1,"list":[0]}');
  assertEquals(printed(record, fixed("01", 12)).json, '"fields":{"a":1,"list":[0]},"zeros":{"list":1}');
});

Deno.test("an array whose length is known has its zeros", () => {
  const record = c.struct("X", { n: c.ULONG, list: c.bounded(c.USHORT, "n", "elements") });
  assertEquals(printed(record, fixed("03000000 0100", 64)).json, '"fields":{"n":3,"list":[1,0,0]}');
});

Deno.test("the count has the path of the array, in nested structs and in unions", () => {
  const inner = c.struct("INNER", { a: c.UCHAR, list: c.array(c.UCHAR) });
  const record = c.struct("X", {
    head: c.UCHAR,
    body: c.union("U", { raw: c.array(c.UCHAR), _anonymous: c.struct("", { in: inner }) }),
  });
  assertEquals(
    printed(record, fixed("01 02 03", 8)).json,
    '"fields":{"head":1,"body":{"raw":"0203","in":{"a":2,"list":"03"}}},"zeros":{"body.raw":5,"body.in.list":5}',
  );
});

Deno.test("an array in the element of an array has all its elements", () => {
  const element = c.struct("E", { a: c.UCHAR, list: c.array(c.UCHAR) });
  const open = { ...element, size: 4 };
  const record = c.struct("X", { all: c.array(open, 2) });
  assertEquals(
    printed(record, fixed("01 02", 8)).json,
    '"fields":{"all":[{"a":1,"list":"020000"},{"a":0,"list":"000000"}]}',
  );
});
