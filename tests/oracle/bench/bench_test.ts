/** The benchmark works: its figures mean something only on a machine that does nothing else. */
import { assert, assertEquals } from "@std/assert";
import { ROWS } from "../../bench/rows.ts";
import { output } from "../../machine/process.ts";
import { REPOSITORY } from "../../run_cli.ts";

/** Every row at once, peers included; elsewhere they would have to be installed. */
const needsRoot = { ignore: Deno.build.os !== "linux" };

Deno.test("deno task bench --short measures every row, and every peer", needsRoot, async () => {
  const json = await Deno.makeTempFile({ prefix: "pipelisten-bench-" });
  try {
    const args = ["task", "--quiet", "bench", "--short", "--json", json];
    const { success, stdout, stderr } = await output([Deno.execPath(), ...args], { cwd: REPOSITORY });
    assert(success, stderr);
    const rows: { name: string; figures: { contenders: { values: number[] }[] }[] }[] = JSON.parse(
      await Deno.readTextFile(json),
    );
    assertEquals(rows.map(({ name }) => name), ROWS.map(({ name }) => name));
    for (const { name, figures } of rows) {
      assert(figures.length > 0, `${name} has no figure`);
      for (const { contenders } of figures) assert(contenders.every(({ values }) => values.length === 1), name);
    }
    for (const { name } of rows) assert(stdout.includes(`\n| ${name} `), `${name} is not in the table`);
  } finally {
    await Deno.remove(json);
  }
});
