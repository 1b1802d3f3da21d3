/**
 * The signed sample driver: a signature is appended to the file, and must not get in the way of loading it.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { built, driverIsReal, Service } from "./driver.ts";
import { helloFrame } from "./frames.ts";
import { Listener } from "./listener.ts";

Deno.test("the signed driver's ten frames arrive whole", { ignore: !driverIsReal }, async () => {
  const pipe = `pipelisten-test-${crypto.randomUUID()}`;
  await using listener = await Listener.start(pipe, "--once");
  await using _driver = await Service.start(built("signed/pipelisten.sys"), { Pipe: pipe });
  const { code } = await listener.ended();
  const frames = listener.frames.map(({ text, size }) => ({ text, size }));
  assertEquals(code, 0);
  assertEquals(frames, Array(10).fill({ text: "hello lyshark", size: helloFrame().length }));
});
