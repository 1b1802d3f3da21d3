/**
 * A lifecycle event as the packet of a recording: its members except the time, as JSON.
 *
 *     {"kind":"connected","client":1,"pid":4,"image":"System"}
 *
 * @module
 */

import type { LifecycleEvent, Microseconds } from "../frame/frame.ts";

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The packet's bytes. The time is in the packet's block. */
export function formatEvent(event: LifecycleEvent): Uint8Array {
  return ENCODER.encode(JSON.stringify({ ...event, time: undefined }));
}

const isText = (value: unknown) => typeof value === "string";
const isTextOrNull = (value: unknown) => value === null || isText(value);
const isCount = (value: unknown) => Number.isSafeInteger(value) && value as number >= 0;
const isCountOrNull = (value: unknown) => value === null || isCount(value);
const isLossCause = (value: unknown) => value === "listener" || value === "driver";

/** The members of each kind in the order in which they are printed. */
const MEMBERS: Readonly<Record<LifecycleEvent["kind"], Readonly<Record<string, (value: unknown) => boolean>>>> = {
  listening: { pipe: isText },
  connected: { client: isCount, pid: isCountOrNull, image: isTextOrNull },
  disconnected: { client: isCount, pid: isCountOrNull, frames: isCount, bytes: isCount, error: isTextOrNull },
  lost: { client: isCountOrNull, frames: isCount, bytes: isCountOrNull, by: isLossCause },
};

/** The recorded event; undefined if the bytes aren't one of our events. */
export function parseEvent(bytes: Uint8Array, time: Microseconds): LifecycleEvent | undefined {
  const recorded = parseObject(bytes);
  const kind = recorded?.["kind"];
  if (recorded === undefined || typeof kind !== "string" || !Object.hasOwn(MEMBERS, kind)) return undefined;
  const members = Object.entries(MEMBERS[kind as LifecycleEvent["kind"]]);
  if (!members.every(([name, isValid]) => isValid(recorded[name]))) return undefined;
  return Object.fromEntries([
    ["kind", kind],
    ["time", time],
    ...members.map(([name]) => [name, recorded[name]]),
  ]) as unknown as LifecycleEvent;
}

function parseObject(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(DECODER.decode(bytes));
    return typeof value === "object" && value !== null ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}
