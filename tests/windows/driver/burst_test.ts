/**
 * When the driver sends faster than its frames are read, it drops some: they are counted, and the reader can see it.
 *
 * @module
 */

import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { driverIsReal, loadDriver } from "./driver.ts";
import { Account, parseEvent } from "./events.ts";
import { Reader } from "./reader.ts";
import { newPipeName } from "./pipe_name.ts";

const needsKernel = { ignore: !driverIsReal };

/** PayloadType of a Burstreport (driver/include/report.h). */
const BURSTREPORT = 3;

/** Fails unless the payload is the Burstreport `index` of `count`, whole: every byte of its data is the lowest of index. */
function assertBurstreport(payload: Uint8Array<ArrayBuffer>, index: number, count: number): void {
  const view = new DataView(payload.buffer, payload.byteOffset);
  assertEquals([payload.length, view.getUint32(0, true), view.getUint32(4, true)], [4096, index, count]);
  assert(payload.subarray(8).every((byte) => byte === (index & 0xff)), `the data of ${index} is not all its own`);
}

Deno.test("of a burst of 1,000,000 events every one has arrived or is counted as dropped", needsKernel, async () => {
  const count = 1_000_000;
  const pipe = newPipeName();
  await using reader = await Reader.open(pipe);
  await using _driver = await loadDriver({ Report: "burst", Count: count, Pipe: pipe });
  const account = new Account();
  await reader.untilGone((message) => {
    const event = account.enter(message);
    assert(event !== undefined, "every message has an envelope");
    if (event.notice) return;
    assertEquals(event.payloadType, BURSTREPORT);
    assertBurstreport(event.payload, Number(event.sequence) - 1, count);
  });
  assertEquals(account.received + account.dropped, BigInt(count));
  assertEquals(account.sequence, BigInt(count), "the last envelope speaks of the last attempt");
  assertGreater(account.dropped, 0n, "nothing was dropped: this burst has shown nothing");
  console.log(`${account.received} arrived, ${account.dropped} were dropped, ${account.notices} notices`);
});

Deno.test("a burst that the ring has room for arrives whole, in order and without a notice", needsKernel, async () => {
  const pipe = newPipeName();
  await using reader = await Reader.open(pipe);
  await using _driver = await loadDriver({ Report: "burst", Count: 2000, RingSize: 16 << 20, Pipe: pipe });
  const account = new Account();
  await reader.untilGone((message) => {
    const event = account.enter(message)!;
    assertBurstreport(event.payload, Number(event.sequence) - 1, 2000);
  });
  const { received, dropped, notices } = account;
  assertEquals({ received, dropped, notices }, { received: 2000n, dropped: 0n, notices: 0 });
  assertLess(reader.messages, 2000, "no message had several events: this burst has shown nothing of them");
});

Deno.test("a loss is told of however small the ring is", needsKernel, async () => {
  const pipe = newPipeName();
  await using reader = await Reader.open(pipe);
  await using _driver = await loadDriver({ Report: "burst", Count: 10_000, RingSize: 16 << 10, Pipe: pipe });
  const account = new Account();
  await reader.untilGone((message) => void account.enter(message));
  assertEquals(account.received + account.dropped, 10_000n);
});

Deno.test("plain frames among events are in the account, and stay as they are", needsKernel, async () => {
  const pipe = newPipeName();
  await using reader = await Reader.open(pipe);
  await using _driver = await loadDriver({ Report: "hello,burst,report", Count: 5000, Pipe: pipe });
  const account = new Account();
  let plain = 0;
  await reader.untilGone((message) => {
    if (account.enter(message) !== undefined) return;
    plain++;
    assertEquals(message.length, 4096);
  });
  assertEquals(plain, 10_000, "hello and report wait for room");
});

Deno.test(
  "a second reader goes on with higher numbers when the first one goes away amid a burst",
  needsKernel,
  async () => {
    const count = 200_000;
    const pipe = newPipeName();
    const first = await Reader.open(pipe);
    await using _driver = await loadDriver({ Report: "burst", Count: count, Pipe: pipe });
    let last = 0n;
    const enter = (message: Uint8Array) => {
      const { sequence } = parseEvent(message)!;
      assertGreater(sequence, last);
      last = sequence;
    };
    await first.until(() => last > 0n, enter);
    await first[Symbol.asyncDispose]();
    const seenByFirst = last;
    await using second = await Reader.open(pipe);
    await second.untilGone(enter);
    assertGreater(last, seenByFirst);
    assertEquals(last, BigInt(count), "the last envelope speaks of the last attempt");
  },
);
