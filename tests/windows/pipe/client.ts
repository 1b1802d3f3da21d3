/**
 * `client.ts PIPE COUNT SIZE`: connects, writes COUNT messages of SIZE bytes, and leaves when its stdin ends. It does
 * not fail if the listener ends first.
 */
import { pattern } from "./harness.ts";

const [pipe = "", count = "0", size = "4096"] = Deno.args;
using client = await Deno.open(pipe, { read: true, write: true });
await say("connected");
await say(writeAll() ? "written" : "refused");
await Deno.stdin.read(new Uint8Array(1));

function writeAll(): boolean {
  try {
    for (let i = 0; i < Number(count); i++) client.writeSync(pattern(Number(size), i));
    return true;
  } catch {
    return false;
  }
}

async function say(word: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(`${word}\n`));
}
