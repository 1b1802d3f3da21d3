/** Log sites and lines as a driver sends them, for tests. */
import type { Frame } from "../../cli/frame/frame.ts";
import { type LogArgument, LogKind, logLinePayload } from "../../cli/frame/log_arguments.ts";
import { type LogSite, logSitePayload } from "../../cli/frame/log_site.ts";
import { event, type EventMembers } from "./envelopes.ts";
import { utf16 } from "./items.ts";

/** A site; the members that a test doesn't care for are the same for all. */
export function site(more: Partial<LogSite> = {}): LogSite {
  return {
    number: 0,
    level: "info",
    keywords: 0,
    format: "hello",
    file: "c:\\src\\driver.c",
    line: 42,
    function: "DriverEntry",
    ...more,
  };
}

/** The event of a site. */
export function siteEvent(more: Partial<LogSite> = {}, members: EventMembers = {}): Uint8Array {
  return event(logSitePayload(site(more)), { Sequence: 0n, Flags: 8, ...members });
}

/** The event of a line. */
export function lineEvent(number: number, args: readonly LogArgument[], members: EventMembers = {}): Uint8Array {
  return event(logLinePayload(number, args), { Flags: 4, ...members });
}

export const i32 = (value: number): LogArgument => ({ kind: LogKind.I32, value });
export const u32 = (value: number): LogArgument => ({ kind: LogKind.U32, value });
export const i64 = (value: bigint): LogArgument => ({ kind: LogKind.I64, value });
export const u64 = (value: bigint): LogArgument => ({ kind: LogKind.U64, value });
export const pointer = (value: bigint): LogArgument => ({ kind: LogKind.POINTER, value });
export const NULL: LogArgument = { kind: LogKind.NULL };

/** A string; `length` where it was longer. */
export function ansi(text: string | Uint8Array, length?: number): LogArgument {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return { kind: LogKind.ANSI, bytes, length: length ?? bytes.length };
}

/** A wide string; `length`, in bytes, where it was longer. */
export function wide(text: string, length?: number): LogArgument {
  const bytes = utf16(text, true);
  return { kind: LogKind.WIDE, bytes, length: length ?? bytes.length };
}

/** A block of memory; `length` where it was longer. */
export function block(bytes: readonly number[], length?: number): LogArgument {
  return { kind: LogKind.BINARY, bytes: Uint8Array.from(bytes), length: length ?? bytes.length };
}

/** The GUID of bytes 0 to 15. */
export const SOME_GUID: LogArgument = { kind: LogKind.GUID, bytes: Uint8Array.from({ length: 16 }, (_, i) => i) };

/** The `log` of a frame, or a failure. */
export function logOf(frame: Frame | undefined) {
  if (frame?.log === undefined) throw new Error("this is no log line");
  return frame.log;
}
