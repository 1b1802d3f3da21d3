/** What is around a listener changes: whoever read its stderr has gone, the clock is set back, the driver is unloaded. */
import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { kernel32 } from "../../../cli/pipe/kernel32.ts";
import { connectWhenThere, MainProcess } from "../pipe/child.ts";
import { driverIsReal, loadDriver } from "../driver/driver.ts";
import { Listener as Running } from "../driver/listener.ts";
import { newPipeName } from "../driver/pipe_name.ts";
import { connect, framesOf, Listener, newPipe, pattern, send } from "../pipe/harness.ts";
import { replaced } from "./refusal.ts";

const ENCODER = new TextEncoder();

Deno.test("pipelisten -v prints every frame, and ends with 0, when nobody reads its stderr any more", async () => {
  const pipe = newPipe();
  const main = new MainProcess(["-v", "-n", "3", pipe]);
  await main.stderr.until("listening on");
  await main.stderr.cancel();
  const output = new Response(main.stdout).text();
  for (const text of ["one", "two", "three"]) {
    using client = await connectWhenThere(pipe); // each is an event, of which -v would tell
    await send(client, ENCODER.encode(text));
  }
  const printed = (await output).split("\n").sort(); // clients have no order among each other
  assertEquals([printed, (await main.ended()).code], [["", "one", "three", "two"], 0]);
});

Deno.test("serve() loses nothing and keeps its order when the clock is set back by an hour", async () => {
  const HOUR = 36_000_000_000n; // in units of 100 ns
  await using listener = await Listener.start();
  using client = await connect(listener.pipe);
  const receive = async () => {
    await send(client, pattern(10, 1));
    const [frame] = framesOf(await listener.until((items) => framesOf(items).length === 1));
    return { seq: frame!.seq, time: frame!.time! };
  };
  const before = await receive();
  using _back = replaced(kernel32(), "GetSystemTimePreciseAsFileTime", (original) => (buffer) => {
    original(buffer);
    const bytes = buffer as Uint8Array<ArrayBuffer>;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    view.setBigUint64(0, view.getBigUint64(0, true) - HOUR, true);
  });
  const after = [await receive(), await receive()];
  assertEquals([before, ...after].map(({ seq }) => seq), [1, 2, 3]);
  assertLess(after[1]!.time, before.time);
});

Deno.test(
  "a driver that is unloaded in mid-stream leaves whole frames and its end, and is received when it is loaded again",
  {
    ignore: !driverIsReal, // a stand-in has no ring, which the unload would empty
  },
  async () => {
    const pipe = newPipeName();
    await using listener = await Running.start(pipe);
    const gone = (clients: number) =>
      listener.until(({ kind, client }) => kind === "disconnected" && client === clients);
    for (const client of [1, 2]) {
      await using driver = await loadDriver({ Report: "burst", Count: 1_000_000, Pipe: pipe });
      await listener.until((line) => line.kind === "frame" && line.client === client);
      await driver.unload();
      await gone(client);
      const frames = listener.frames.filter((line) => line.client === client);
      const sequences = frames.map(({ kernel }) => kernel!.sequence);
      assert(
        sequences.every((sequence, i) => i === 0 || sequence > sequences[i - 1]!),
        "the order is not the driver's",
      );
      assertEquals(new Set(frames.map(({ size, error }) => `${size} ${error}`)), new Set(["4096 undefined"]));
      assertGreater(frames.length, 0);
    }
  },
);
