/**
 * A send whose memory cannot be read: the exception reaches the caller, and the client goes on. Sent by the driver in
 * tests/fixtures/fault.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { built, driverIsReal, Service } from "./driver.ts";
import { parseEvent } from "./events.ts";
import { Reader } from "./reader.ts";

/** The driver knows one pipe name only. */
const PIPE = "PipelistenFault";

const STATUS_SUCCESS = 0;
const STATUS_ACCESS_VIOLATION = 0xc0000005;

/** For each send its result, and the attempts and losses so far. */
const NOTES: readonly [string, ...number[]][] = [
  ["an event before", STATUS_SUCCESS, 1, 0],
  ["a short payload that is not there", STATUS_ACCESS_VIOLATION, 1, 0],
  ["a long payload that is not there", STATUS_ACCESS_VIOLATION, 1, 0],
  ["a long payload that goes away amid the send", STATUS_ACCESS_VIOLATION, 2, 1],
  ["an event after", STATUS_SUCCESS, 3, 1],
  ["critical regions that were not left", 0],
  ["flush", STATUS_SUCCESS],
];

Deno.test("an exception while a payload is copied reaches the caller, and what is sent later arrives", {
  ignore: !driverIsReal,
}, async () => {
  await using reader = await Reader.open(PIPE);
  await using _driver = await Service.start(built("fault.sys"));
  const messages: Uint8Array<ArrayBuffer>[] = [];
  await reader.until(() => messages.length === 3, (message) => messages.push(message.slice()));
  const events = messages.slice(0, 2).map((message) => parseEvent(message)!);
  const seen = events.map(({ payload, sequence, dropped }) => [new TextDecoder().decode(payload), sequence, dropped]);
  assertEquals(seen, [["before", 1n, 0n], ["after", 3n, 1n]]);

  const numbers = [...new Uint32Array(messages[2]!.buffer)];
  const notes = NOTES.map(([what, ...expected]) => [what, ...numbers.splice(0, expected.length)]);
  assertEquals(notes, NOTES.map((note) => [...note]));
  assertEquals(numbers, []);
});
