/**
 * The tiny driver of driver/example: what it takes to send from a driver of one's own.
 *
 * @module
 */

import { assert, assertEquals, assertLess } from "@std/assert";
import { built, driverIsReal, Service } from "./driver.ts";
import { parseEvent } from "./events.ts";
import { Reader } from "./reader.ts";

const REPOSITORY = new URL("../../../", import.meta.url);
const SOURCE = Deno.readTextFileSync(new URL("driver/example/adopter.c", REPOSITORY));

/** It knows one pipe name only. */
const PIPE = "PipelistenAdopter";

Deno.test("the tiny driver's frame and event arrive, whoever is first", { ignore: !driverIsReal }, async (t) => {
  for (const first of ["the driver", "the reader"]) {
    await t.step(first, async () => {
      await using reader = first === "the reader" ? await Reader.open(PIPE) : undefined;
      await using _driver = await Service.start(built("adopter.sys"));
      await using later = reader ?? await Reader.open(PIPE);
      const messages: Uint8Array<ArrayBuffer>[] = [];
      await later.until(() => messages.length === 2, (message) => messages.push(message.slice()));
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      assertEquals(text(messages[0]!), "hello");
      const { payload, payloadType, sequence, dropped, time, processor } = parseEvent(messages[1]!)!;
      assertEquals({ payload: text(payload), payloadType, sequence, dropped }, {
        payload: "world",
        payloadType: 1,
        sequence: 2n,
        dropped: 0n,
      });
      assertLess(Math.abs(Date.now() - time), 10_000, "the time it was sent");
      assertLess(processor, navigator.hardwareConcurrency);
    });
  }
});

Deno.test("the tiny driver is under 30 lines, and driver/README.md shows it as it is", () => {
  assertLess(SOURCE.trimEnd().split("\n").length, 30);
  const readme = Deno.readTextFileSync(new URL("driver/README.md", REPOSITORY));
  assert(readme.includes("```c\n" + SOURCE + "```"), "driver/README.md shows another one");
});
