import { assertEquals } from "@std/assert";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { DEFAULT_FORMAT, FORMAT_NAMES, formatOptions, rendererFor } from "../../../cli/render/formats.ts";
import { frame, rendered } from "../items.ts";

Deno.test("rendererFor() makes the renderer of each format", () => {
  const options = { encoding: new TextEncoding("utf-8"), color: false };
  assertEquals(FORMAT_NAMES.map((name) => rendered(rendererFor(name, options), frame("hi"))), [
    "hi\n",
    '{"kind":"frame","seq":1,"time":"2026-01-31T12:00:00.123456Z","client":1,"pid":4,"size":2,"text":"hi"}\n',
    `# frame 1  client 1  pid 4  2 bytes\n00000000  68 69${" ".repeat(45)}|hi|\n00000002\n`,
  ]);
});

Deno.test("formatOptions() gives one option for each format, with its help line", () => {
  assertEquals(DEFAULT_FORMAT, "text");
  assertEquals(formatOptions("print"), [
    { long: "text", help: "print as a line of text (default)" },
    { long: "json", short: "j", help: "print as a line of JSON, lossless" },
    { long: "hexdump", short: "x", help: "print as hexdump -C does" },
  ]);
});
