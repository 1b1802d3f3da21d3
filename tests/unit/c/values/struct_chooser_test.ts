import { assertEquals, assertThrows } from "@std/assert";
import type { CType, EnumType, RecordType } from "../../../../cli/c/header/types.ts";
import { structChooser } from "../../../../cli/c/values/struct_chooser.ts";
import { BadInputError, UsageError } from "../../../../cli/errors.ts";
import type { KernelStamp } from "../../../../cli/frame/frame.ts";

const ULONG: CType = { kind: "integer", name: "ULONG", size: 4, align: 4, signed: false, shown: "number" };

function enumOf(members: Record<string, number>): EnumType {
  const names = new Map(Object.entries(members).map(([name, value]) => [value, name]));
  return { kind: "enum", name: "KIND", size: 4, align: 4, signed: true, members: names };
}

function record(name: string, first: CType = ULONG): RecordType {
  return { kind: "struct", name, size: 4, align: 4, fields: [{ name: "first", offset: 0, type: first }] };
}

function stamped(type: number): KernelStamp {
  return { sequence: 1, dropped: 0, time: 0n, processor: 0, pid: 4, tid: 8, type };
}

const plain = (...bytes: number[]) => ({ bytes: Uint8Array.from(bytes) });
const event = (type: number) => ({ bytes: new Uint8Array(4), kernel: stamped(type) });
const nameOf = ({ name }: RecordType) => name;

const KIND = enumOf({ KIND_PROCESS_REPORT: 1, KIND_REPORT: 2, KIND_NOBODY: 3, KIND_NEGATIVE: -5 });
const TAGGED = [record("ProcessReport", KIND), record("REPORT", KIND), record("Negative", KIND)];

Deno.test("structChooser() chooses a single struct for every frame", () => {
  const choose = structChooser({ records: [record("A")], named: true, enums: [] }, nameOf);
  assertEquals([choose(plain()), choose(plain(9, 9, 9, 9)), choose(event(7))], ["A", "A", "A"]);
});

Deno.test("structChooser() chooses by the payload type of the envelope", () => {
  const choose = structChooser({ records: TAGGED, named: false, enums: [KIND] }, nameOf);
  assertEquals([1, 2, 3, 0xFFFF_FFFB, 99].map((type) => choose(event(type))), [
    "ProcessReport",
    "REPORT",
    undefined,
    "Negative",
    undefined,
  ]);
});

Deno.test("structChooser() chooses by the first field when there is no envelope, or one without a type", () => {
  const choose = structChooser({ records: TAGGED, named: false, enums: [KIND] }, nameOf);
  assertEquals(choose(plain(1, 0, 0, 0, 9)), "ProcessReport");
  assertEquals(choose(plain(0xFB, 0xFF, 0xFF, 0xFF)), "Negative");
  assertEquals(choose({ ...event(0), ...plain(2, 0, 0, 0) }), "REPORT");
  assertEquals([plain(), plain(1, 0, 0), plain(1, 1, 0, 0)].map(choose), [undefined, undefined, undefined]);
});

Deno.test("structChooser() ignores a first field of another type, even if its value fits", () => {
  const choose = structChooser(
    { records: [record("Process_Report"), record("Report")], named: false, enums: [KIND] },
    nameOf,
  );
  assertEquals(choose(plain(1, 0, 0, 0)), undefined);
  assertEquals(choose(event(1)), "Process_Report");
});

Deno.test("structChooser() chooses the one named struct without a number for frames without one", () => {
  const records = [...TAGGED, record("Plain")];
  const named = structChooser({ records, named: true, enums: [KIND] }, nameOf);
  assertEquals([plain(), plain(7, 0, 0, 0), plain(2, 0, 0, 0)].map(named), ["Plain", "Plain", "REPORT"]);
  assertEquals(named(event(99)), undefined);
  assertEquals(structChooser({ records, named: false, enums: [KIND] }, nameOf)(plain()), undefined);
});

Deno.test("structChooser() throws when it cannot distinguish structs", () => {
  const two = { records: [record("A"), record("B")], named: true };
  assertThrows(
    () => structChooser({ ...two, enums: [] }, nameOf),
    UsageError,
    "Cannot distinguish A and B: no enum of the header names them",
  );
  assertThrows(
    () => structChooser({ ...two, named: false, enums: [] }, nameOf),
    UsageError,
    "Cannot distinguish the structs of --struct",
  );
  assertThrows(
    () => structChooser({ ...two, enums: [enumOf({ X_A: 1 }), enumOf({ Y_B: 1 })] }, nameOf),
    BadInputError,
    "Cannot distinguish A and B: the header gives both the number 1",
  );
});
