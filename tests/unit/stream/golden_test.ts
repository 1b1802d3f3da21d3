/** Golden files: written by --update, compared without what differs from run to run. */
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { fileURLToPath } from "node:url";
import { BadInputError } from "../../../cli/errors.ts";
import type { Frame } from "../../../cli/frame/frame.ts";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { rendererFor } from "../../../cli/render/formats.ts";
import { Golden } from "../../../cli/stream/golden.ts";
import { packed } from "../../../cli/frame/envelope.ts";
import { unwrapStage } from "../../../cli/stream/unwrap.ts";
import { frame, padded } from "../items.ts";
import { lineEvent, pointer, siteEvent } from "../logs.ts";

const JSON_LINES = rendererFor("json", { encoding: new TextEncoding("utf-8"), color: false });
const KERNEL = { sequence: 1, dropped: 0, time: 7n, processor: 3, pid: 4, tid: 8, type: 2 };

/** What becomes of these frames. */
function judge(path: string, update: boolean, frames: readonly Frame[]): string {
  const golden = new Golden(path, update, JSON_LINES);
  for (const one of frames) golden.take(one);
  const { passed, found } = golden.outcome();
  return `${passed ? "✓" : "✗"} ${found}`;
}

/** Runs a test with the path of a file in a folder of its own. */
async function withPath(test: (path: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  test(`${folder}/golden.jsonl`);
  await Deno.remove(folder, { recursive: true });
}

Deno.test("Golden writes a file that another run equals, at another time, from another process", () =>
  withPath((path) => {
    const first = frame("at 0xFFFFA00112345678", { kernel: KERNEL });
    const later = frame("at 0xffffa001deadbeef", {
      time: 1,
      pid: 9,
      kernel: { ...KERNEL, time: 1n, processor: 0, tid: 1 },
    });
    assertEquals(judge(path, true, [first, frame("b")]), "✓ written, 2 lines");
    assertEquals(judge(path, false, [later, frame("b")]), "✓ 2 lines as expected");
    assertEquals(Deno.readTextFileSync(path).includes('"text":"at ADDRESS"'), true);
  }));

Deno.test("Golden has no time of day of a log line, and no addresses of its arguments", () =>
  withPath((path) => {
    const render = rendererFor("text", { encoding: new TextEncoding("utf-8"), color: false });
    const log = (address: bigint, Time: bigint) => {
      const message = packed([siteEvent({ format: "at %p" }), lineEvent(0, [pointer(address)], { Time })]);
      return unwrapStage()(frame(message))[0] as Frame;
    };
    const run = (update: boolean, one: Frame) => {
      const golden = new Golden(path, update, render);
      golden.take(one);
      return golden.outcome().passed;
    };
    assertEquals(run(true, log(0xFFFF_A001_1234_5678n, 1n)), true);
    assertEquals(Deno.readTextFileSync(path), "00:00:00.000000 info  driver.c:42 at ADDRESS\n");
    assertEquals(run(false, log(0xFFFF_A001_DEAD_BEEFn, 10n ** 10n)), true);
  }));

Deno.test("Golden shows the first line that differs, also one that is missing or too many", () =>
  withPath((path) => {
    judge(path, true, [frame("a"), frame("b")]);
    const line = (text: string) => {
      const json = `{"kind":"frame","seq":1,"time":null,"client":1,"pid":null,"size":1,"text":"${text}"}`;
      return JSON.stringify(json);
    };
    assertEquals(judge(path, false, [frame("a"), frame("c")]), `✗ line 2 is ${line("c")} instead of ${line("b")}`);
    assertEquals(judge(path, false, [frame("a")]), `✗ line 2 is missing instead of ${line("b")}`);
    assertEquals(
      judge(path, false, [frame("a"), frame("b"), frame("d")]),
      `✗ line 3 is ${line("d")} instead of missing`,
    );
  }));

Deno.test("Golden accepts the CRLF of a checkout on Windows", () =>
  withPath((path) => {
    judge(path, true, [frame("a"), frame("b")]);
    Deno.writeTextFileSync(path, Deno.readTextFileSync(path).replaceAll("\n", "\r\n"));
    assertEquals(judge(path, false, [frame("a"), frame("b")]), "✓ 2 lines as expected");
  }));

Deno.test("Golden fails at the start when there is no such file", () =>
  withPath((path) => {
    const message = `Cannot read ${path}: there is no such file (write it with --update)`;
    assertThrows(() => judge(path, false, []), BadInputError, message);
  }));

Deno.test("Golden fails when it cannot write its file", () => {
  assertEquals(judge("/nowhere/golden", true, []).slice(0, 17), "✗ cannot write it");
});

/** What deno task smoke expects of the sample driver. */
const HELLO = fileURLToPath(new URL("../../fixtures/smoke/hello.jsonl", import.meta.url));

function hello(): Frame[] {
  return Array.from({ length: 10 }, (_, i) => frame(padded("hello lyshark"), { seq: i + 1 }));
}

Deno.test("Golden passes when the sample driver's frames came as it sends them", () => {
  assertEquals(judge(HELLO, false, hello()), "✓ 10 lines as expected");
  assertEquals(judge(HELLO, false, hello().slice(1)).slice(0, 11), "✗ line 1 is");
});

const WRONG: [string, Frame][] = [
  ["out of order", frame(padded("hello lyshark"), { seq: 4 })],
  ["cut short", frame(padded("hello lyshark", 4095), { seq: 3 })],
  ["of another text", frame(padded("hello"), { seq: 3 })],
  ["without a text", frame(new Uint8Array(4096).fill(0xff), { seq: 3 })],
  ["with more after its text", frame(padded("hello lyshark\0more"), { seq: 3 })],
];
for (const [what, wrong] of WRONG) {
  Deno.test(`Golden fails when a frame of the sample driver is ${what}`, () => {
    assertMatch(judge(HELLO, false, hello().with(2, wrong)), /^✗ line 3 is .* instead of /);
  });
}
