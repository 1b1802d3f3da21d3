/** Any expression on any frame, compared with an evaluator that has only the JSON of the frame. */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { anyText } from "../any_text.ts";
import { compileReader } from "../../../cli/c/values/struct_reader.ts";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { compileWhere } from "../../../cli/query/where.ts";
import { UsageError } from "../../../cli/errors.ts";
import { jsonRenderer } from "../../../cli/render/json.ts";
import * as c from "../c/values/layouts.ts";
import { frame, rendered } from "../items.ts";
import { scaled } from "../effort.ts";

const encoding = new TextEncoding("utf-8");
const RECORD = c.struct("S", {
  number: c.LONG,
  state: c.STATE,
  big: c.ULONG64,
  signed: c.LONG64,
  status: c.NTSTATUS,
  flag: c.BOOLEAN,
  list: c.array(c.UCHAR, 2),
  rows: c.array(c.struct("ROW", { x: c.USHORT }), 2),
  name: c.array(c.CHAR, 4),
});
const scope = { records: [RECORD], encoding };
const read = compileReader(RECORD, encoding);
const render = jsonRenderer(encoding);

type Node =
  | { readonly op: "&&" | "||"; readonly of: readonly Node[] }
  | { readonly op: "!"; readonly of: readonly [Node] }
  | { readonly op: string; readonly name: string; readonly value: number | bigint | string | boolean | null };

const NUMBERS = ["number", "state", "big", "signed", "status", "rows[0].x", "rows[1].x", "seq", "pid", "size", "flag"];
const ORDER = ["==", "!=", "<", "<=", ">", ">="];
const near = [0n, 1n, -1n, 2n, 255n, 0xC0000005n, 2n ** 32n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 64n - 1n];
const values = fc.oneof(fc.constantFrom(...near), fc.integer({ min: -3, max: 40 }).map(BigInt));

const { node }: { node: fc.Arbitrary<Node> } = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.record({ op: fc.constantFrom(...ORDER), name: fc.constantFrom(...NUMBERS), value: values }),
    fc.record({
      op: fc.constantFrom(...ORDER, "~", "!~"),
      name: fc.constantFrom("name", "text", "list"),
      value: fc.constantFrom("", "a", "b", "ab", "61", "S"),
    }),
    fc.record({
      op: fc.constantFrom("==", "!="),
      name: fc.constantFrom("state"),
      value: fc.constantFrom("IDLE", "RUNNING"),
    }),
    fc.record({ op: fc.constantFrom("==", "!="), name: fc.constantFrom("flag"), value: fc.boolean() }),
    fc.record({
      op: fc.constantFrom("==", "!="),
      name: fc.constantFrom("pid", "name"),
      value: fc.constant(null),
    }),
    fc.record({
      op: fc.constantFrom("&&" as const, "||" as const),
      of: fc.array(tie("node"), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ op: fc.constant("!" as const), of: fc.tuple(tie("node")) }),
  ),
}));

/** The text of an expression, with parentheses only where needed. */
function written(node: Node, outer: "&&" | "||" | "!" | "" = ""): string {
  if ("name" in node) {
    return `${outer === "!" ? "(" : ""}${node.name}${node.op}${literal(node.value)}${outer === "!" ? ")" : ""}`;
  }
  if (node.op === "!") return `!${written(node.of[0], "!")}`;
  const inside = node.of.map((one) => written(one, node.op)).join(` ${node.op} `);
  return outer === "!" || (outer === "&&" && node.op === "||") ? `(${inside})` : inside;
}

function literal(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

type Line = { readonly [name: string]: unknown; readonly fields: { readonly [name: string]: unknown } };

/** Follows the text of README literally, on the result of JSON.parse. */
function naive(node: Node, line: Line): boolean {
  if (!("name" in node)) {
    if (node.op === "!") return !naive(node.of[0], line);
    return node.op === "&&" ? node.of.every((one) => naive(one, line)) : node.of.some((one) => naive(one, line));
  }
  const { op, name, value } = node;
  const found = lookUp(name, line);
  if (found === undefined) return false;
  if (op === "~" || op === "!~") return (found !== null && String(found).includes(String(value))) === (op === "~");
  if (value === null) return (found === null) === (op === "==");
  if (found === null) return op === "!=";
  const [a, b] = typeof value === "bigint" ? [asInteger(name, found), value] : [asIs(found, value), value];
  switch (op) {
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a! < b;
    case "<=":
      return a! <= b;
    case ">":
      return a! > b;
    default:
      return a! >= b;
  }
}

function lookUp(name: string, line: Line): unknown {
  if (["seq", "pid", "size", "struct"].includes(name)) return line[name];
  if (name === "text") return text(line);
  const row = /^rows\[(\d)\]/.exec(name);
  if (row !== null) return (line.fields.rows as { x: number }[] | undefined)?.[Number(row[1])]?.x;
  return line.fields[name];
}

function text({ bytes }: Line): unknown {
  return encoding.decode((bytes as Uint8Array).subarray(0, encoding.end(bytes as Uint8Array)));
}

function asInteger(name: string, found: unknown): bigint | undefined {
  if (name !== "state" || typeof found === "number") return BigInt(found as string | number | boolean);
  return BigInt([...c.STATE.members].find(([, word]) => word === found)![0]);
}

function asIs(found: unknown, value: string | number | boolean): string | boolean {
  return typeof value === "boolean" ? found !== false && found !== 0 : String(found);
}

const bytes = fc.oneof(
  fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 }), fc.constantFrom(0x61, 0x62, 0xff, 5, 0xC0)), {
    minLength: 44,
    maxLength: 48,
  }),
  fc.array(fc.nat(2), { maxLength: 44 }),
).map((bytes) => Uint8Array.from(bytes));

Deno.test("compileWhere() agrees with a naive evaluator of the frames' JSON", () => {
  const chosen = { yes: 0, no: 0 };
  const times = { numRuns: scaled(5000) };
  fc.assert(
    fc.property(node, bytes, fc.option(fc.nat(5)), (node, bytes, pid) => {
      const item = frame(bytes, { pid, seq: 3, decoded: read(bytes) });
      const line = { ...JSON.parse(rendered(render, item)), bytes };
      const expected = naive(node, line);
      chosen[expected ? "yes" : "no"]++;
      assertEquals(compileWhere(written(node), scope)(item), expected, written(node));
    }),
    times,
  );
  const enough = times.numRuns / 10;
  assertEquals([chosen.yes > enough, chosen.no > enough], [true, true]);
});

Deno.test("compileWhere() throws nothing but usage errors for any text", () => {
  const word = fc.constantFrom(
    ...[
      "seq",
      "name",
      "rows[0].x",
      "rows[",
      "big",
      "1",
      "-",
      "0x",
      '"a"',
      "'",
      "\\",
      "~",
      "!~",
      "!",
      "(",
      ")",
      "&&",
      "||",
    ],
    ...["==", "<", "=", "true", "null", ".", "[1]", " ", "ä", "\0", "\ud800", "{", "1e999", "99999999999999999999999"],
  );
  const anything = fc.oneof(
    anyText(),
    fc.array(word, { maxLength: 12 }).map((words) => words.join(" ")),
  );
  fc.assert(
    fc.property(anything, bytes, (expression, bytes) => {
      try {
        compileWhere(expression, scope)(frame(bytes, { decoded: read(bytes) }));
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        const [source, caret] = error.details as [string, string];
        assertEquals([error.details.length, caret.trimStart()], [2, "^"]);
        assertEquals(caret.length <= source.length + 1, true);
      }
    }),
    { numRuns: scaled(5000) },
  );
});
