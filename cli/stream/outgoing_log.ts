/**
 * A driver's log as `send` plays it: its sites in one message, then a message for each line.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import { packed, wrapped } from "../frame/envelope.ts";
import { fileTimeOfMicroseconds } from "../frame/file_time.ts";

/** Payloads of LOG_SITE and of LOG events. */
export interface OutgoingLog {
  /** Those of its sites. */
  readonly sites: readonly Uint8Array[];
  /** Those of its lines. */
  readonly lines: readonly Uint8Array[];
}

/** The messages; the lines `count` times, with `interval` milliseconds between them. @param signal Ends the waiting. */
export async function* outgoingLog(
  { sites, lines }: OutgoingLog,
  count: number,
  interval: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  let sequence = 0;
  const event = (payload: Uint8Array, carries: "site" | "log") => {
    return wrapped(payload, {
      sequence,
      type: 0,
      time: fileTimeOfMicroseconds(Date.now() * 1000),
      pid: Deno.pid,
      carries,
    });
  };
  yield packed(sites.map((payload) => event(payload, "site")));
  for (let round = 0; round < count; round++) {
    for (const payload of lines) {
      if (sequence++ > 0 && interval !== undefined) await delay(interval, { signal }).catch(() => {});
      yield event(payload, "log");
    }
  }
}
