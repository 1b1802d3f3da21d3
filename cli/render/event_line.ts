/**
 * Lifecycle events in words: the `#` lines of text and hexdump, and the status on stderr.
 *
 * @module
 */

import { countOf } from "../frame/count_of.ts";
import type { KernelStamp, LifecycleEvent, Truncation } from "../frame/frame.ts";
import { terminalText } from "./escape.ts";

/** One line without its newline, such as `client 1 connected: pid 4, System`. */
export function eventLine(event: LifecycleEvent): string {
  switch (event.kind) {
    case "listening":
      return `listening on ${terminalText(event.pipe)}`;
    case "connected": {
      const image = event.image === null ? "" : `, ${terminalText(event.image)}`;
      return `client ${event.client} connected: pid ${event.pid ?? "unknown"}${image}`;
    }
    case "disconnected": {
      const why = event.error === null ? "" : `: ${terminalText(event.error)}`;
      return `client ${event.client} disconnected after ${count(event.frames, event.bytes)}${why}`;
    }
    case "lost":
      return `${event.client === null ? "" : `client ${event.client} `}lost ${count(event.frames, event.bytes)} (${
        event.by === "driver" ? "dropped by the driver" : "the reader was slow"
      })`;
  }
}

/** How much of the message a truncated frame has: `truncated: 1048576 of 3000000 bytes`. */
export function truncationNote(size: number, { messageSize }: Truncation): string {
  return `truncated: ${size} of ${messageSize ?? "unknown"} bytes`;
}

/** An event envelope in short: `17 cpu1 4.116` is number 17, processor 1, process 4, thread 116. */
export function kernelNote({ sequence, processor, pid, tid }: KernelStamp): string {
  return `${sequence} cpu${processor} ${pid}.${tid}`;
}

function count(frames: number, bytes: number | null): string {
  return `${countOf(frames, "frame")}${bytes === null ? "" : `, ${bytes} bytes`}`;
}
