/** Ctrl+Break ends a listener while frames arrive as fast as they can be sent. */
import { assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { ClientProcess, connectWhenThere } from "../pipe/child.ts";
import { bounded, IS_WINE, newPipe, send } from "../pipe/harness.ts";
import { startGroup } from "./process_group.ts";

const MAIN = fileURLToPath(new URL("../../../cli/main.ts", import.meta.url));

Deno.test("Ctrl+Break amid a flood ends the listener with 0 and whole lines (Wine 10 delivers none)", {
  ignore: IS_WINE,
}, async () => {
  const [pipe, output] = [newPipe(), await Deno.makeTempFile({ suffix: ".jsonl" })];
  const words = [Deno.execPath(), "run", "-A", "--no-check", "--node-modules-dir=manual", MAIN, "--json", pipe];
  using listener = startGroup(words, output);
  {
    using first = await connectWhenThere(pipe);
    await send(first, new TextEncoder().encode("first"));
  }
  const flood = new ClientProcess(pipe, { count: 1_000_000, size: 64 });
  while ((await Deno.stat(output)).size < 100_000) await new Promise((resolve) => setTimeout(resolve, 20));
  listener.break();
  const code = await bounded(listener.ended(), "the end of the listener").finally(() => flood.kill());
  const printed = await Deno.readTextFile(output);
  await Deno.remove(output);
  assertMatch(printed, /^\{"kind":"frame","seq":1,.*"text":"first"\}\n/);
  const seqs = printed.split("\n").slice(0, -1).map((line) => JSON.parse(line).seq);
  assertEquals([code, printed.endsWith("\n"), seqs.every((seq, i) => seq === i + 1)], [0, true, true]);
});
