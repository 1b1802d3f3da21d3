/** --interactive and --reply on a real pipe, with clients that read and clients that don't. */
import { assert, assertEquals } from "@std/assert";
import { PipeClient } from "../../../cli/pipe/client.ts";
import { connectWhenThere, MainProcess } from "./child.ts";
import { bounded, newPipe, send } from "./harness.ts";

const NEVER = new AbortController().signal;
const bytes = (text: string) => new TextEncoder().encode(text);

async function read(client: PipeClient): Promise<string> {
  return new TextDecoder().decode(await bounded(client.read(), "what comes back"));
}

Deno.test("pipelisten --interactive sends each line to all clients, and prints their frames meanwhile", async () => {
  const pipe = newPipe();
  const main = new MainProcess(["--interactive", "-n", "2", pipe], ["-A"], { stdin: "piped" });
  const output = main.output();
  await using first = await PipeClient.connect({ pipe, signal: NEVER });
  await using second = await PipeClient.connect({ pipe, signal: NEVER });
  await first.write(bytes("I am here"));
  // A line is for those who are known by then: the first client's is repeated until both have one
  const heard = Promise.all([read(first), read(second)]);
  let isHeard = false;
  heard.then(() => isHeard = true, () => {});
  while (!isHeard) {
    await main.write("hello\n");
    await Promise.race([heard, new Promise((resolve) => setTimeout(resolve, 50))]);
  }
  assertEquals(await heard, ["hello", "hello"]);
  await main.endInput(); // and it listens on
  await second.write(bytes("me too"));
  const { code, stdout } = await output;
  assertEquals([code, stdout], [0, "I am here\nme too\n"]);
});

Deno.test("pipelisten --interactive says when no client is connected", async () => {
  const main = new MainProcess(["--interactive", "--timeout", "3s", newPipe()], ["-A"], { stdin: "piped" });
  await main.write("hello?\n");
  const { code, stderr } = await main.output();
  assertEquals(code, 124);
  assertEquals(stderr.split("\n")[0], "pipelisten: no client is connected: the line was not sent");
});

Deno.test("pipelisten --reply serves others while a client never reads, and counts what that one lost", async () => {
  const pipe = newPipe();
  const frames = 2000;
  const main = new MainProcess(["--reply", "y".repeat(1000), "-n", String(frames + 10), pipe]);
  const output = main.output();
  using deaf = await connectWhenThere(pipe);
  for (let i = 0; i < frames; i++) await send(deaf, bytes("x"));
  await using other = await PipeClient.connect({ pipe, signal: NEVER });
  for (let i = 0; i < 10; i++) {
    await other.write(bytes("x"));
    assertEquals(await read(other), "y".repeat(1000));
  }
  const { code, stdout, stderr } = await output;
  assertEquals([code, stdout], [0, "x\n".repeat(frames + 10)]);
  const [, lost] =
    /^pipelisten: lost (\d+) messages to clients that did not read them or had disconnected\n$/.exec(stderr) ??
      [];
  // What fits into the pipe, and the 256 that may wait, are not lost yet
  assert(Number(lost) > 1000 && Number(lost) <= frames - 256, stderr);
});
