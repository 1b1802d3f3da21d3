/**
 * The driver's reports as fields, by the very header that it is compiled with.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { driverIsReal, loadDriver } from "./driver.ts";
import { Listener } from "./listener.ts";
import { newPipeName } from "./pipe_name.ts";

const HEADER = fileURLToPath(new URL("../../../driver/include/report.h", import.meta.url));

/** What a listener prints of all that one load sends. */
async function framesOf(report: string, ...args: string[]): Promise<Listener["frames"]> {
  const pipe = newPipeName();
  await using listener = await Listener.start(pipe, "--once", "--timeout", "60s", ...args);
  await using _driver = await loadDriver({ Report: report, Pipe: pipe, Count: 10 });
  const { code, stderr } = await listener.ended();
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  return listener.frames;
}

Deno.test("Networkreport frames come out of the driver as fields", async () => {
  const frames = await framesOf("report", "--struct", `${HEADER}:Networkreport`);
  assertEquals(frames.length, 10);
  for (const [i, { struct, fields, base64, error }] of frames.entries()) {
    const expected = { type: i, address: 401_000 + i, buffer_data_len: 13, buffer_data: "hello lyshark" };
    assertEquals({ struct, fields, base64, error }, {
      struct: "Networkreport",
      fields: expected,
      base64: undefined,
      error: undefined,
    });
  }
});

Deno.test(
  "all reports come down one pipe, each frame as the struct that its number names, and none needs base64 or an error",
  { ignore: !driverIsReal },
  async () => {
    const frames = await framesOf("hello,processes,modules,burst", "--struct", HEADER);
    const of = (struct?: string) => frames.filter((frame) => frame.struct === struct);
    assertEquals(of().map(({ text }) => text), new Array(10).fill("hello lyshark"));
    assertEquals(frames.filter(({ base64, error }) => (base64 ?? error) !== undefined), []);

    const processes = of("Processreport").map(({ fields }) => fields!);
    const own = processes.find(({ process_id }) => process_id === Deno.pid);
    assertMatch(String(own?.image_name), /^deno(\.exe)?$/i);
    assertMatch(String(own?.create_time), /^\d{18}$/);

    const modules = of("Modulereport");
    // Wine's list has three names, whatever is loaded
    assertMatch(String(modules[0]?.fields?.path), /\\ntoskrnl\.exe$/i);
    assertEquals(modules.map(({ fields }) => fields?.index), modules.map((_, i) => i));

    const bursts = of("Burstreport").map(({ fields }) => fields!);
    assertEquals(bursts.map(({ index }) => index), [...bursts.keys()]);
    assertEquals(bursts[7]?.data, "07".repeat(4088));

    const numbers = frames.flatMap(({ kernel }) => kernel === undefined ? [] : [kernel.sequence]);
    assertEquals(numbers, numbers.map((_, i) => i + 11), "ten plain frames came first");
  },
);

Deno.test(
  "--where chooses among frames of several structs by fields that only some of them have",
  { ignore: !driverIsReal },
  async () => {
    const frames = await framesOf(
      "processes,modules",
      ...["--struct", HEADER, "--where", `image_name ~ "^services" || path ~ "(?i:ntoskrnl.exe$)"`],
    );
    assertEquals(frames.map(({ struct }) => struct), ["Processreport", "Modulereport"]);
  },
);
