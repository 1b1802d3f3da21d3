/** tests/PROMISES.md names files and tasks that exist. */
import { assertEquals, assertGreater } from "@std/assert";

const TESTS = new URL("../../", import.meta.url);
const page = Deno.readTextFileSync(new URL("PROMISES.md", TESTS));

Deno.test("PROMISES.md names no file that doesn't exist", () => {
  const files = [...page.matchAll(/`((?:unit|oracle|windows|shell)\/[\w/.]+)`/g)].map(([, file = ""]) => file);
  assertGreater(files.length, 30);
  assertEquals(
    files.filter((file) => {
      try {
        return !Deno.statSync(new URL(file, TESTS)).isFile;
      } catch {
        return true;
      }
    }),
    [],
  );
});

Deno.test("PROMISES.md names no task that doesn't exist", () => {
  const { tasks } = JSON.parse(Deno.readTextFileSync(new URL("../deno.json", TESTS)));
  const named = [...page.matchAll(/`deno task (\w+)/g)].map(([, name = ""]) => name);
  assertEquals(named.filter((name) => !Object.hasOwn(tasks, name)), []);
});
