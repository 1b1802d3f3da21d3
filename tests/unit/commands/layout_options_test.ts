import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { readArgs } from "../../../cli/commands/commands.ts";
import type { LayoutOptions } from "../../../cli/commands/layout.ts";
import { UsageError } from "../../../cli/errors.ts";
import { helpOf, optionsOf } from "./command_line.ts";

const STRUCT = { names: [], defines: new Map(), arch: "x64" };

/** The words after `pipelisten layout`, and what differs from the defaults. */
const CASES: readonly (readonly [string[], Record<string, unknown>])[] = [
  [["x.h"], { header: "x.h" }],
  [["x.h:X"], { header: "x.h", names: ["X"] }],
  [["C:\\a b\\x.h:X,Y"], { header: "C:\\a b\\x.h", names: ["X", "Y"] }],
  [["C:\\x.h"], { header: "C:\\x.h" }],
  [["--json", "--arch", "x86", "x.h"], { header: "x.h", json: true, arch: "x86" }],
  [["-j", "-DA=1", "-D", "B", "x.h", "-v"], {
    header: "x.h",
    json: true,
    defines: new Map([["A", "1"], ["B", "1"]]),
    verbose: true,
  }],
];

for (const [args, options] of CASES) {
  Deno.test(`readArgs() takes layout ${args.join(" ")}`, () => {
    const { json = false, verbose = false, ...struct } = options;
    const expected = { json, verbose, struct: { ...STRUCT, ...struct } };
    assertEquals(optionsOf<LayoutOptions>(["layout", ...args]), expected as unknown as LayoutOptions);
  });
}

Deno.test("readArgs() gives layout's own help", () => {
  assertMatch(helpOf("layout"), /^pipelisten layout: .*\n\nUsage: pipelisten layout \[OPTIONS\] HEADER/);
});

const REFUSED: readonly (readonly [string[], string])[] = [
  [[], "Cannot lay out nothing: expected one HEADER or HEADER:NAME (see pipelisten layout --help)"],
  [["a.h", "b.h"], 'Cannot lay out "a.h" and "b.h": expected one HEADER or HEADER:NAME (see pipelisten layout --help)'],
  [[":X"], 'Cannot lay out ":X": expected HEADER, or HEADER:NAME, as in report.h:Networkreport'],
  [["--count", "3", "a.h"], "Cannot use --count: there is no such option (see pipelisten layout --help)"],
];

for (const [args, message] of REFUSED) {
  Deno.test(`readArgs() refuses layout ${args.join(" ")}`, () => {
    assertEquals(assertThrows(() => readArgs(["layout", ...args]), UsageError).message, message);
  });
}
