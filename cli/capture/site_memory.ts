/**
 * The sites of log lines that connected clients have described: each file of a rotated recording begins with them, so that
 * it can be read alone.
 *
 * @module
 */

import { framesIn, packed, payloadOf, siteEvents } from "../frame/envelope.ts";
import type { Frame, Item, Microseconds } from "../frame/frame.ts";
import { logSiteNumber } from "../frame/log_site.ts";

/** Sites and bytes of one client that are remembered; no driver has so many. */
const MAX_SITES = 65_536;
const MAX_BYTES = 32 << 20;
/** How many bytes of sites go into one message, and a site. */
const MESSAGE_SIZE = 1 << 16;

/** One client, and its events that describe sites, by the sites' numbers. */
interface Client {
  readonly pid: number | null;
  readonly events: Map<number, Uint8Array>;
  /** The sizes of all. */
  bytes: number;
}

/** Remembers the sites of all clients that are connected. */
export class SiteMemory {
  readonly #clients = new Map<number | null, Client>();
  /** The number of the next frame. */
  #seq = 1;

  /** To be called for each item that is recorded. */
  item(item: Item): void {
    if (item.kind === "disconnected") this.#clients.delete(item.client);
    if (item.kind !== "frame") return;
    this.#seq = item.seq + framesIn(item);
    const events = siteEvents(item);
    if (events.length > 0) this.#remember(item, events);
  }

  /** The messages that describe all of them again. */
  messages(time: Microseconds | null): Frame[] {
    return [...this.#clients].flatMap(([client, { pid, events }]) =>
      messagesOf([...events.values()]).map((bytes): Frame => {
        return { kind: "frame", seq: this.#seq, time, client, pid, bytes };
      })
    );
  }

  #remember({ client, pid }: Frame, events: readonly Uint8Array[]): void {
    let known = this.#clients.get(client);
    if (known === undefined) this.#clients.set(client, known = { pid, events: new Map(), bytes: 0 });
    for (const event of events) {
      const number = logSiteNumber(payloadOf(event));
      const before = known.events.get(number)?.length;
      const bytes = known.bytes - (before ?? 0) + event.length;
      if (bytes > MAX_BYTES || (before === undefined && known.events.size >= MAX_SITES)) continue;
      known.bytes = bytes;
      known.events.set(number, event);
    }
  }
}

function messagesOf(events: readonly Uint8Array[]): Uint8Array[] {
  const messages: Uint8Array[][] = [];
  let size = Infinity;
  for (const event of events) {
    if (size >= MESSAGE_SIZE) {
      messages.push([]);
      size = 0;
    }
    messages.at(-1)!.push(event);
    size += event.length;
  }
  return messages.map(packed);
}
