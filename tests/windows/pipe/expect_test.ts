/** Expectations on a real pipe: when a run ends, and with which exit status. */
import { assertEquals, assertMatch } from "@std/assert";
import { connectWhenThere, MainProcess, type Ran } from "./child.ts";
import { newPipe, send } from "./harness.ts";

/** Runs main.ts on a new pipe, with a client that writes these messages and stays. */
async function run(messages: readonly string[], ...args: readonly string[]): Promise<Ran> {
  const pipe = newPipe();
  const output = new MainProcess([...args, pipe]).output();
  using client = await connectWhenThere(pipe);
  for (const message of messages) await send(client, new TextEncoder().encode(message)).catch(() => {});
  return await output;
}

Deno.test("--expect ends the run when all have come true", async () => {
  const { code, stdout, stderr } = await run(["a", "b"], "--expect", "text == 'b'", "--expect", "text == 'a'");
  assertEquals({ code, stdout, stderr }, { code: 0, stdout: "a\nb\n", stderr: "" });
});

Deno.test("--expect with a time limit exits with 6 and says what came instead, and that it timed out", async () => {
  const { code, stderr } = await run(["a"], "--expect", "text == 'b'", "--timeout", "3s");
  assertEquals(code, 6);
  assertMatch(stderr, /^pipelisten: 1 of 1 expectation failed in 1 frame: Timed out after 3s, 1 frame so far .*\n/);
  assertMatch(stderr, /\n {2}--expect "text == 'b'": held for none of 1 frame; text was "a" in 1 frame\n$/);
});

Deno.test("--forbid and --expect-count judge what came within the time limit, which is the run's end", async () => {
  const args = ["--forbid", "text == 'c'", "--expect-count", "2", "--timeout", "3s"];
  assertEquals((await run(["a", "b"], ...args)).code, 0);
  const { code, stderr } = await run(["a", "b", "c"], ...args);
  assertEquals(code, 6);
  assertMatch(stderr, /^pipelisten: 2 of 2 expectations failed in 3 frames\n/);
});

Deno.test("a time limit before any frame, or before -n, is a time limit still", async () => {
  assertEquals((await run([], "--forbid", "size == 0", "--timeout", "2s")).code, 124);
  assertEquals((await run(["a"], "--forbid", "size == 0", "-n", "2", "--timeout", "2s")).code, 124);
});
