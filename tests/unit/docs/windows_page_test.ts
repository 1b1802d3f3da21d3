/** tests/WINDOWS.md names tests that exist. */
import { assert, assertEquals } from "@std/assert";

const TESTS = new URL("../../", import.meta.url);
const page = Deno.readTextFileSync(new URL("WINDOWS.md", TESTS));

function exists(path: string): boolean {
  try {
    return Deno.statSync(new URL(path, TESTS)).isFile;
  } catch {
    return false;
  }
}

Deno.test("WINDOWS.md names no test that doesn't exist", () => {
  const names = [...page.matchAll(/`([\w/]+_test\.ts)`/g)].map(([, name]) => name!);
  assert(names.length > 10);
  const places = (name: string) => [`windows/probes/${name}`, `windows/${name}`, name];
  assertEquals(names.filter((name) => !places(name).some(exists)), []);
});

Deno.test("WINDOWS.md names every probe", () => {
  const probes = [...Deno.readDirSync(new URL("windows/probes/", TESTS))].map(({ name }) => name);
  assertEquals(probes.filter((name) => name.endsWith("_test.ts") && !page.includes(name)), []);
});

Deno.test("every row of WINDOWS.md says which test shows it, or that none here can", () => {
  const rows = page.split("\n").filter((line) => /^\| (?!subject|-)/.test(line));
  assert(rows.length > 10);
  assertEquals(rows.filter((row) => !/_test\.ts|no test here can/.test(row)), []);
});
