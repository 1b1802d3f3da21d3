/**
 * The stage that opens event envelopes: a frame loses its envelope and gains what the envelope says; a loss that it reveals
 * becomes an event.
 *
 * @module
 */

import { openEnvelope, unwrapped } from "../frame/envelope.ts";
import { Gaps } from "./gaps.ts";
import type { Stage } from "./stage.ts";

/** Makes the stage for one run. */
export function unwrapStage(): Stage {
  const gaps = new Gaps();
  return (item) => {
    if (item.kind === "disconnected") gaps.forget(item.client);
    if (item.kind !== "frame") return [item];
    const envelope = openEnvelope(item);
    if (envelope === undefined) {
      gaps.plain(item);
      return [item];
    }
    const lost = gaps.envelope(item, envelope.stamp, envelope.notice);
    const payload = envelope.notice ? [] : [unwrapped(item, envelope.stamp)];
    return lost === undefined ? payload : [lost, ...payload];
  };
}
