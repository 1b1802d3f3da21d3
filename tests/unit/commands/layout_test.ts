/** `pipelisten layout` as a process of its own: what it prints, its exit code, and the permissions it needs. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Ended } from "../../machine/process.ts";
import { REPOSITORY, runCli } from "../../run_cli.ts";

const REPORT = `${REPOSITORY}driver/include/report.h`;

function layout(...args: readonly string[]): Promise<Ended> {
  return runCli(["layout", ...args]);
}

async function withHeader(text: string, test: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".h" });
  try {
    await Deno.writeTextFile(path, text);
    await test(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("layout shows buffer_data of Networkreport at offset 12", async () => {
  const { code, stdout, stderr } = await layout(`${REPORT}:Networkreport`);
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "    CHAR   buffer_data[];    //     12     0  buffer_data_len bytes\n");
});

Deno.test("layout --json prints one line per struct", async () => {
  const { code, stdout } = await layout("--json", REPORT);
  const [report, ...others] = stdout.trim().split("\n").map((line) => JSON.parse(line));
  const last = {
    name: "buffer_data",
    offset: 12,
    size: 0,
    type: "CHAR[]",
    bound: { field: "buffer_data_len", unit: "bytes" },
  };
  const names = others.map(({ name }) => name);
  assertEquals([code, names, report.name, report.size, report.fields.at(-1)], [
    0,
    ["Processreport", "Modulereport", "Burstreport"],
    "Networkreport",
    12,
    last,
  ]);
});

Deno.test("layout needs to read the header and the program's own packages, and nothing else", async () => {
  const { code, stdout, stderr } = await runCli(["layout", REPORT], [
    `--allow-read=${REPORT},${REPOSITORY}node_modules`,
  ]);
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "struct Networkreport {");
});

Deno.test("layout without a NAME prints what it can, and says what it can't", async () => {
  await withHeader("struct A { int a; }; struct B { FOO b; }; struct C { int c; };", async (path) => {
    const { code, stdout, stderr } = await layout(path);
    assertEquals(stdout.match(/^struct \w/gm), ["struct A", "struct C"]);
    assertEquals(code, 5);
    assertStringIncludes(stderr, `pipelisten: Cannot read ${path}:1:33: unknown type "FOO" in "struct A {`);
  });
});

Deno.test("layout names every struct that it can't read, and what it was unsure of", async () => {
  const text = "#if SURELY == 1\n#endif\nstruct A { FOO a; };\nstruct B { int b; };\nstruct C { BAR c; };\n";
  await withHeader(text, async (path) => {
    const { code, stderr } = await layout(path);
    const places = stderr.trim().split("\n").map((line) =>
      /:(\d+:\d+): (.*?) (?:is|in) /.exec(line)?.slice(1).join(" ")
    );
    assertEquals([code, places.sort()], [5, ['1:5 "SURELY"', '3:12 unknown type "FOO"', '5:12 unknown type "BAR"']]);
  });
});

Deno.test("layout exits with 5 for a header that is missing or wrong, or has no such struct, and with 2 for a bad command line", async () => {
  await withHeader("struct A { int a }", async (path) => {
    for (const args of [["/no/such.h"], [path], [`${REPORT}:NetworkReports`]]) {
      const { code, stdout, stderr } = await layout(...args);
      assertEquals([code, stdout, stderr.split("\n").length], [5, "", 2], stderr);
    }
  });
  assertEquals((await layout()).code, 2);
});
