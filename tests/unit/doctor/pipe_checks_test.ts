import { assertEquals } from "@std/assert";
import { checkJson, checkLine } from "../../../cli/doctor/check.ts";
import { pipeChecks, type PipeFacts } from "../../../cli/doctor/pipe_checks.ts";

const path = "\\\\.\\pipe\\x";
const entry = { name: "x", instances: 3, max: null };

const CASES: [string, PipeFacts, string[]][] = [
  ["there is no server", { path, availability: "none" }, [
    "✗ pipe: \\\\.\\pipe\\x has no server " +
    "(start pipelisten with this name, before any driver that opens the pipe only once)",
  ]],
  ["the server has exited", { path, availability: "busy", orphaned: true }, [
    "✗ pipe: the server of \\\\.\\pipe\\x has exited, but a client holds it " +
    "(unload the driver, or end the program that opened it, before starting pipelisten again)",
  ]],
  ["no instance is free", { path, availability: "busy", entry: { ...entry, max: 3 } }, [
    "✗ pipe: no instance of \\\\.\\pipe\\x is free (3 instances, maximum 3) " +
    "(end one of its clients, or have its server create more instances)",
    "– server: cannot be queried: no instance is free",
  ]],
  ["an instance is free and the server was not queried", { path, availability: "free", entry }, [
    "✓ pipe: an instance of \\\\.\\pipe\\x is free (3 instances, maximum unlimited)",
    "– server: not queried (--connect does, by connecting for a moment)",
  ]],
  ["the server is another program", { path, availability: "free", server: { pid: 7, image: "C:\\other.exe" } }, [
    "✓ pipe: an instance of \\\\.\\pipe\\x is free",
    "✓ server: process 7, C:\\other.exe (if that is not your listener, stop it or choose another name)",
  ]],
  ["the server denies access", { path, availability: "free", server: { error: 5 } }, [
    "✓ pipe: an instance of \\\\.\\pipe\\x is free",
    "✗ server: it denies this user read and write access " +
    "(a driver, as SYSTEM, may still be allowed; if not, change the server's security descriptor)",
  ]],
  ["the instance was taken meanwhile", { path, availability: "free", server: { error: 231 } }, [
    "✓ pipe: an instance of \\\\.\\pipe\\x is free",
    "✗ server: cannot connect: ERROR_PIPE_BUSY (231) (try again)",
  ]],
];

const ORDER = "– load-order: a driver that opens the pipe only once must be loaded after this server has started " +
  "(if it was loaded before, run sc stop, then sc start)";

for (const [when, facts, lines] of CASES) {
  Deno.test(`pipeChecks() says why a driver can't connect to a pipe when ${when}`, () => {
    const expected = facts.availability === "none" || facts.orphaned ? lines : [...lines, ORDER];
    assertEquals(pipeChecks(facts).map(checkLine), expected);
  });
}

Deno.test("checkJson() and checkLine() escape control characters", () => {
  const check = { name: "driver", state: "failed", found: 'a "b"\x1b[2J', advice: "c\n" } as const;
  assertEquals(
    checkJson(check),
    '{"kind":"check","name":"driver","state":"failed","found":"a \\"b\\"\\u001b[2J","advice":"c\\n"}',
  );
  assertEquals(checkLine(check), '✗ driver: a "b"\\x1b[2J (c\\n)');
  assertEquals(JSON.parse(checkJson({ name: "x", state: "passed", found: "y" })).advice, null);
});
