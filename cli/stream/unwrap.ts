/**
 * The stage that opens event envelopes: each event of a message becomes a frame of its own, which loses its envelope and
 * gains what the envelope says; a loss that it reveals becomes an event.
 *
 * @module
 */

import { openEnvelopes, unwrapped } from "../frame/envelope.ts";
import type { Item } from "../frame/frame.ts";
import { Gaps } from "./gaps.ts";
import type { Stage } from "./stage.ts";

/** Makes the stage for one run. */
export function unwrapStage(): Stage {
  const gaps = new Gaps();
  return (item) => {
    if (item.kind === "disconnected") gaps.forget(item.client);
    if (item.kind !== "frame") return [item];
    const envelopes = openEnvelopes(item);
    if (envelopes === undefined) {
      gaps.plain(item);
      return [item];
    }
    const items: Item[] = [];
    let seq = item.seq;
    for (const envelope of envelopes) {
      const { stamp, notice } = envelope;
      if (notice || !gaps.isRepeated(item, stamp)) {
        const lost = gaps.envelope(item, stamp, notice);
        if (lost !== undefined) items.push(lost);
        if (!notice) items.push(unwrapped(seq === item.seq ? item : { ...item, seq }, envelope));
      }
      seq++;
    }
    return items;
  };
}
