/**
 * The stage that opens event envelopes: frames lose them and gain what they say; losses they reveal become events.
 *
 * @module
 */

import type { Batch, Item } from "../frame/frame.ts";
import { openEnvelope, unwrapped } from "../frame/envelope.ts";
import { Gaps } from "./gaps.ts";

/** Makes the stage for one run. Batches without envelopes pass as they are. */
export function unwrapper(): (batch: Batch) => Batch {
  const gaps = new Gaps();
  return (batch) => {
    const items: Item[] = [];
    for (const item of batch) {
      if (item.kind === "disconnected") gaps.forget(item.client);
      if (item.kind !== "frame") {
        items.push(item);
        continue;
      }
      const envelope = openEnvelope(item);
      if (envelope === undefined) {
        gaps.plain(item);
        items.push(item);
        continue;
      }
      const lost = gaps.envelope(item, envelope.stamp, envelope.notice);
      if (lost !== undefined) items.push(lost);
      if (!envelope.notice) items.push(unwrapped(item, envelope.stamp));
    }
    return items;
  };
}
