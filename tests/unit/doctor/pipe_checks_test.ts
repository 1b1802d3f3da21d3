import { assertEquals } from "@std/assert";
import { checkJson, checkLine } from "../../../cli/doctor/check.ts";
import { pipeChecks, type PipeFacts } from "../../../cli/doctor/pipe_checks.ts";

const path = "\\\\.\\pipe\\x";
const entry = { name: "x", instances: 3, max: null };

const CASES: [string, PipeFacts, string[]][] = [
  ["there is no server", { path, availability: "none" }, [
    "✗ pipe: \\\\.\\pipe\\x has no server " +
    "(start pipelisten with this name, and before a driver that opens the pipe only once)",
  ]],
  ["no instance is free", { path, availability: "busy", entry: { ...entry, max: 3 } }, [
    "✗ pipe: no instance of \\\\.\\pipe\\x is free, 3 of at most 3 " +
    "(end one of its clients, or let its server create more instances)",
    "– server: can't be asked who it is without an instance",
  ]],
  ["an instance is free and nobody was asked", { path, availability: "free", entry }, [
    "✓ pipe: an instance of \\\\.\\pipe\\x is free, 3 of at most any number",
    "– server: not asked who it is (--connect does, as a client that comes and goes)",
  ]],
  ["the server is another program", { path, availability: "free", server: { pid: 7, image: "C:\\other.exe" } }, [
    "✓ pipe: an instance of \\\\.\\pipe\\x is free",
    "✓ server: process 7, C:\\other.exe (if that is not your listener, stop it or choose another name)",
  ]],
  ["the server lets nobody in", { path, availability: "free", server: { error: 5 } }, [
    "✓ pipe: an instance of \\\\.\\pipe\\x is free",
    "✗ server: it lets this user neither read nor write " +
    "(a driver is SYSTEM and may still get in; else let it in by the server's security descriptor)",
  ]],
  ["the instance was taken meanwhile", { path, availability: "free", server: { error: 231 } }, [
    "✓ pipe: an instance of \\\\.\\pipe\\x is free",
    "✗ server: it can't be connected to: ERROR_PIPE_BUSY (231) (try again)",
  ]],
];

const ORDER = "– load-order: a driver that opens the pipe only once must be loaded after this server was started " +
  "(sc stop, then sc start, if it was loaded before)";

for (const [when, facts, lines] of CASES) {
  Deno.test(`pipeChecks() says why a driver can't reach a pipe when ${when}`, () => {
    const expected = facts.availability === "none" ? lines : [...lines, ORDER];
    assertEquals(pipeChecks(facts).map(checkLine), expected);
  });
}

Deno.test("checkJson() is the same as one object, and neither format lets a name drive the terminal", () => {
  const check = { name: "driver", state: "failed", found: 'a "b"\x1b[2J', advice: "c\n" } as const;
  assertEquals(
    checkJson(check),
    '{"kind":"check","name":"driver","state":"failed","found":"a \\"b\\"\\u001b[2J","advice":"c\\n"}',
  );
  assertEquals(checkLine(check), '✗ driver: a "b"\\x1b[2J (c\\n)');
  assertEquals(JSON.parse(checkJson({ name: "x", state: "passed", found: "y" })).advice, null);
});
