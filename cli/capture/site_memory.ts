/**
 * The sites of log lines that connected clients have described: each file of a rotated recording begins with them, so that
 * it can be read alone.
 *
 * @module
 */

import { framesIn, packed, payloadOf, siteEvents } from "../frame/envelope.ts";
import type { Frame, Item, Microseconds } from "../frame/frame.ts";
import { logSiteNumber } from "../frame/log_site.ts";
import { SiteMap } from "../frame/site_map.ts";

/** How many bytes of sites go into one message, and a site. */
const MESSAGE_SIZE = 1 << 16;

/** One client, and its events that describe sites. */
interface Client {
  readonly pid: number | null;
  readonly events: SiteMap<Uint8Array>;
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
      messagesOf(events.values()).map((bytes): Frame => {
        return { kind: "frame", seq: this.#seq, time, client, pid, bytes };
      })
    );
  }

  #remember({ client, pid }: Frame, events: readonly Uint8Array[]): void {
    let known = this.#clients.get(client);
    if (known === undefined) this.#clients.set(client, known = { pid, events: new SiteMap() });
    for (const event of events) known.events.set(logSiteNumber(payloadOf(event)), event);
  }
}

function messagesOf(events: Iterable<Uint8Array>): Uint8Array[] {
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
