/**
 * The functions of driver/include/pipelisten.h, called by the driver in tests/fixtures/probe.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { built, driverIsReal, Service } from "./driver.ts";
import { Account, parseEvent } from "./events.ts";
import { Reader } from "./reader.ts";

/** The driver knows one pipe name only. */
const PIPE = "PipelistenProbe";
const THREADS = 4;
const EVENTS = 5000;

const STATUS_SUCCESS = 0;
const STATUS_INVALID_PARAMETER = 0xc000000d;
const STATUS_OBJECT_NAME_INVALID = 0xc0000033;
const STATUS_OBJECT_NAME_NOT_FOUND = 0xc0000034;
const STATUS_INSUFFICIENT_RESOURCES = 0xc000009a;
const STATUS_IO_TIMEOUT = 0xc00000b5;
const STATUS_CANCELLED = 0xc0000120;
const STATUS_INVALID_BUFFER_SIZE = 0xc0000206;

/** What the driver records of a client with a ring of 16 KiB and a pipe without a server. */
const NOTES: readonly [string, number][] = [
  ["open with a ring one byte too small", STATUS_INVALID_PARAMETER],
  ["open with a ring one byte too large", STATUS_INVALID_PARAMETER],
  ["open with an empty name", STATUS_OBJECT_NAME_INVALID],
  ["open with a backslash at the start of the name", STATUS_OBJECT_NAME_INVALID],
  ["open with a backslash at its end", STATUS_OBJECT_NAME_INVALID],
  ["open with two backslashes in a row", STATUS_OBJECT_NAME_INVALID],
  ["open with an unknown flag", STATUS_INVALID_PARAMETER],
  ["open and close, with backslashes in the name", STATUS_SUCCESS],
  ["open and close", STATUS_SUCCESS],
  ["flush before anything was sent", STATUS_SUCCESS],
  ["the first event of 4096 bytes", STATUS_SUCCESS],
  ["the second", STATUS_SUCCESS],
  ["the third", STATUS_SUCCESS],
  ["the fourth", STATUS_INSUFFICIENT_RESOURCES],
  ["an empty frame", STATUS_SUCCESS],
  ["a frame of half the ring", STATUS_INVALID_BUFFER_SIZE],
  ["an event of 4 GiB - 1", STATUS_INVALID_BUFFER_SIZE],
  ["flush with no time", STATUS_IO_TIMEOUT],
  ["flush with 20 ms", STATUS_IO_TIMEOUT],
  ["flush with an event that is set", STATUS_CANCELLED],
  ["Attempts", 7],
  ["Queued", 4],
  ["Dropped", 3],
  ["Written", 0],
  ["Bytes", 0],
  ["Notices", 0],
  ["Connects", 0],
  ["LastFailure", STATUS_OBJECT_NAME_NOT_FOUND],
];

for (const first of ["the reader", "the driver"]) {
  const title = `pipelisten.h: statuses, counters, and ${THREADS} threads that send at once, when ${first} is first`;
  Deno.test(title, { ignore: !driverIsReal }, async () => {
    await using reader = first === "the reader" ? await Reader.open(PIPE) : undefined;
    const loaded = Service.start(built("probe.sys"));
    if (reader === undefined) await loaded;
    await using later = reader ?? await Reader.open(PIPE);

    let notes: number[] = [];
    const account = new Account();
    const indices: number[][] = Array.from({ length: THREADS }, () => []);
    const all = BigInt(1 + THREADS * EVENTS);
    await later.until(() => account.received === all, (message) => {
      account.enter(message);
      const payload = parseEvent(message)?.payload ?? message.slice();
      const numbers = new Uint32Array(payload.slice().buffer);
      if (account.received === 1n) notes = [...numbers];
      else indices[numbers[0]!]!.push(numbers[1]!);
    });
    await using _driver = await loaded;

    assertEquals(notes.map((value, i) => [NOTES[i]?.[0], value]), NOTES.map((note) => [...note]));
    const inOrder = Array.from({ length: EVENTS }, (_, i) => i);
    assertEquals(indices, Array(THREADS).fill(inOrder), "the events of each thread, in its order");
    assertEquals({ sequence: account.sequence, dropped: account.dropped }, { sequence: all, dropped: 0n });
  });
}
