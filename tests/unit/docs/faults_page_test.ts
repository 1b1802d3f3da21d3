/** tests/FAULTS.md names tests that exist, and every test of tests/windows/faults. */
import { assertEquals, assertGreater } from "@std/assert";

const TESTS = new URL("../../", import.meta.url);
const page = Deno.readTextFileSync(new URL("FAULTS.md", TESTS));

/** The last two cells of a row: a file, and a part of the title of a test in it. */
const rows = [...page.matchAll(/^\|.*\| `([\w/]+_test\.ts)` *\| (.*?) *\|$/gm)]
  .map(([, file = "", title = ""]) => ({ file, title: title.replaceAll("\\", "") }));

function read(file: string): string {
  try {
    return Deno.readTextFileSync(new URL(file, TESTS));
  } catch {
    return "";
  }
}

Deno.test("FAULTS.md has a row for each of at least thirty faults", () => {
  assertGreater(rows.length, 30);
  const others = page.split("\n").filter((line) => /^\| (?!fault|-)/.test(line)).length;
  assertEquals(rows.length, others, "a row names no test");
});

Deno.test("FAULTS.md names no test that doesn't exist", () => {
  assertEquals(rows.filter(({ file, title }) => !read(file).includes(title)), []);
});

Deno.test("FAULTS.md names every file of tests/windows/faults", () => {
  const files = [...Deno.readDirSync(new URL("windows/faults/", TESTS))].map(({ name }) => `windows/faults/${name}`);
  const named = new Set(rows.map(({ file }) => file));
  assertEquals(files.filter((file) => file.endsWith("_test.ts") && !named.has(file)), []);
});
