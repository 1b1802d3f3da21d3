/**
 * What the client finds at the other end of a pipe: which pipes it sends to, and when it gives one up.
 *
 * @module
 */

import { assert, assertEquals, assertLess } from "@std/assert";
import { bounded } from "../pipe/harness.ts";
import { built, driverIsReal, loadDriver, Service } from "./driver.ts";
import { helloFrame } from "./frames.ts";
import { heldPipe } from "./held_pipe.ts";
import { Listener } from "./listener.ts";
import { newPipeName } from "./pipe_name.ts";
import { Reader } from "./reader.ts";

const needsKernel = { ignore: !driverIsReal };

/** The tiny driver knows one pipe name only. It sends twice as it is loaded, then nothing until it is unloaded. */
const ADOPTER_PIPE = "PipelistenAdopter";

/** Owned by Administrators, as a pipe of an elevated listener is on Windows; under Wine it has to be said. */
const OWNED_BY_ADMINISTRATORS = "O:BAD:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;GA;;;WD)";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test(
  "a driver that has nothing to send leaves a listener that was killed, and finds the next one within seconds",
  needsKernel,
  async () => {
    const first = await Listener.start(ADOPTER_PIPE, "-n", "3");
    await using _driver = await Service.start(built("adopter.sys"));
    await first.until(() => first.frames.length === 2);
    await first.kill();
    await using second = await Listener.start(ADOPTER_PIPE);
    const start = performance.now();
    await bounded(second.until(({ kind }) => kind === "connected"), "the driver's next connection");
    // A second until it looks, a second at most until it tries again, and what a busy machine adds
    assertLess(performance.now() - start, 4000);
    assertEquals(second.frames.length, 0, "it connects without having anything to send");
  },
);

Deno.test(
  "a driver connects within a second of the listener's start, however long it has waited",
  needsKernel,
  async () => {
    const pipe = newPipeName();
    await using _driver = await loadDriver({ Pipe: pipe });
    await pause(3000); // until it asks once a second
    await using reader = await Reader.open(pipe);
    const start = performance.now();
    let frames = 0;
    await reader.until(() => frames > 0, () => frames++);
    assertLess(performance.now() - start, 1200);
  },
);

Deno.test("a pipe of byte type gets nothing: there the frames would run together", needsKernel, async () => {
  const pipe = newPipeName();
  await using _driver = await loadDriver({ Pipe: pipe });
  {
    using _bytes = heldPipe(pipe, "byte");
    await pause(2500); // it tries once a second
  }
  await using reader = await Reader.open(pipe);
  const frames: Uint8Array[] = [];
  await reader.until(() => frames.length === 10, (message) => frames.push(message.slice()));
  assertEquals(frames, Array(10).fill(helloFrame()));
});

for (const Report of ["processes", "modules", "hello,modules"]) {
  const title = `the report "${Report}" goes to a pipe that Administrators own, and to no other`;
  Deno.test(title, needsKernel, async () => {
    const pipe = newPipeName();
    const own = await Listener.start(pipe);
    await using _driver = await loadDriver({ Report, Pipe: pipe, AnyOwner: 0 });
    await pause(2500); // it tries once a second
    assertEquals(own.frames, []);
    await own.kill();
    await using trusted = await Listener.start(pipe, "--once", "--allow", OWNED_BY_ADMINISTRATORS);
    const { code } = await bounded(trusted.ended(), "the reports");
    assertEquals(code, 0);
    assert(trusted.frames.length > 1);
  });
}

for (const name of ["sql\\query", "ProtectedPrefix\\Administrators\\query"]) {
  Deno.test(`a pipe's name may have backslashes in it: ${name}`, needsKernel, async () => {
    const pipe = `${name}-${crypto.randomUUID()}`;
    await using reader = await Reader.open(pipe);
    await using _driver = await loadDriver({ Pipe: pipe });
    const frames: Uint8Array[] = [];
    await reader.untilGone((message) => frames.push(message.slice()));
    assertEquals(frames, Array(10).fill(helloFrame()));
  });
}
