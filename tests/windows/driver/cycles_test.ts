/**
 * The driver releases all that it acquires.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { built, driverIsReal, Service } from "./driver.ts";
import { parseEvent } from "./events.ts";
import { reportFrame } from "./frames.ts";
import { newPipeName } from "./pipe_name.ts";
import { Reader } from "./reader.ts";
import { processUsage } from "../process_usage.ts";

const CYCLES = 1000;
/** First come those that load code and fill caches. */
const WARM_UP = 20;

/** The process that the kernel's threads and handles are in: under Wine one that drivers of a group share. */
async function hostOf(group: string): Promise<number> {
  const pipe = newPipeName();
  await using reader = await Reader.open(pipe);
  await using _driver = new Service(built("pipelisten.sys"), { Report: "modules", Pipe: pipe, AnyOwner: 1 }, group);
  await _driver.load();
  let host = 0;
  await reader.untilGone((message) => host = parseEvent(message)?.processId ?? host);
  return host;
}

Deno.test(
  `${CYCLES} times load, ten frames, unload against one listener: all arrive, and no handle, thread or memory stays`,
  { ignore: !driverIsReal },
  async () => {
    const group = crypto.randomUUID();
    await using keeper = new Service(built("adopter.sys"), {}, group); // a process ends with its last driver
    await keeper.load();
    const host = await hostOf(group);

    const pipe = newPipeName();
    await using reader = await Reader.open(pipe);
    await using service = new Service(built("pipelisten.sys"), { Report: "report", Count: 10, Pipe: pipe }, group);
    const cycle = async () => {
      const frames: Uint8Array[] = [];
      await service.load();
      await reader.untilGone((message) => frames.push(message.slice()));
      await service.unload();
      assertEquals(frames.length, 10);
      for (const [i, frame] of frames.entries()) assertEquals(frame, reportFrame(i));
    };
    for (let i = 0; i < WARM_UP; i++) await cycle();
    const before = processUsage(host);
    for (let i = 0; i < CYCLES; i++) await cycle();
    const after = processUsage(host);

    const grown = {
      handles: after.handles - before.handles,
      threads: after.threads - before.threads,
      kilobytes: Math.round((after.virtualSize - before.virtualSize) / 1024),
    };
    console.log("after the cycles, grown by", grown, "from", before);
    // One of anything that stayed of every cycle would be a thousand; a ring is 1 MiB.
    assert(grown.handles < CYCLES / 10, "handles");
    assert(grown.threads < 10, "threads");
    assert(grown.kilobytes < CYCLES / 10 * 1024, "memory");
  },
);
