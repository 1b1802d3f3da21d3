import { assertEquals } from "@std/assert";
import { ConsoleInput } from "../../../cli/pipe/console_input.ts";
import { readLines } from "../../../cli/stream/lines.ts";

/** A console where these texts are entered, one per read. */
function typed(...texts: readonly (string | undefined)[]): ConsoleInput {
  const rest = [...texts];
  return new ConsoleInput((units) => {
    const text = rest.shift();
    if (text === undefined) return Promise.resolve(undefined);
    for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
    return Promise.resolve(text.length);
  });
}

async function linesOf(input: ConsoleInput): Promise<string[]> {
  return await Array.fromAsync(readLines(input), (line) => new TextDecoder().decode(line));
}

Deno.test("ConsoleInput reads any character as UTF-8, whatever the console's code page", async () => {
  assertEquals(await linesOf(typed("hällo\r\n", "你好\r\n", "😀\r\n")), ["hällo", "你好", "😀"]);
});

Deno.test("ConsoleInput joins a surrogate pair that is split between two reads", async () => {
  assertEquals(await linesOf(typed("a\ud83d", "\ude00b\r\n")), ["a😀b"]);
});

Deno.test("ConsoleInput ends at Ctrl+Z at the start of a line, and only there", async () => {
  assertEquals(await linesOf(typed("one\x1a\r\n", "\x1a\r\n", "two\r\n")), ["one\x1a"]);
});

Deno.test("ConsoleInput ends when the console can't be read, and goes on after an interrupted read", async () => {
  assertEquals(await linesOf(typed("one\r\n", "", "two\r\n", undefined, "three\r\n")), ["one", "two"]);
});

Deno.test("ConsoleInput.read() fills a small buffer in several reads", async () => {
  const input = typed("你好\r\n");
  const bytes: number[] = [];
  const into = new Uint8Array(3);
  for (let read = await input.read(into); read !== null; read = await input.read(into)) {
    bytes.push(...into.subarray(0, read));
  }
  assertEquals(new TextDecoder().decode(Uint8Array.from(bytes)), "你好\r\n");
});
