/**
 * The stage that opens event envelopes: each event of a message becomes a frame of its own, which loses its envelope and
 * gains what the envelope says; a loss that it reveals becomes an event. A log line gains what its site says, and the sites
 * themselves are no frames.
 *
 * @module
 */

import { type Envelope, openEnvelopes, unwrapped } from "../frame/envelope.ts";
import type { Frame, Item } from "../frame/frame.ts";
import { TextEncoding } from "../frame/text_encoding.ts";
import { SiteTables } from "../log/site_tables.ts";
import { Gaps } from "./gaps.ts";
import type { Stage } from "./stage.ts";

/** Makes the stage for one run. @param encoding That of the strings in log lines. */
export function unwrapStage(encoding = new TextEncoding("utf-8")): Stage {
  const gaps = new Gaps();
  const sites = new SiteTables(encoding);
  return (item) => {
    if (item.kind === "disconnected") {
      gaps.forget(item.client);
      sites.forget(item.client);
    }
    if (item.kind !== "frame") return [item];
    const envelopes = openEnvelopes(item);
    if (envelopes === undefined) {
      gaps.plain(item);
      return [item];
    }
    sites.message();
    const items: Item[] = [];
    let seq = item.seq;
    for (const envelope of envelopes) {
      const { stamp, carries } = envelope;
      if (carries === "site") {
        sites.describe(item.client, item.bytes.subarray(envelope.start, envelope.end));
        continue;
      }
      const isNotice = carries === "notice";
      if (isNotice || !gaps.isRepeated(item, stamp)) {
        const lost = gaps.envelope(item, stamp, isNotice);
        if (lost !== undefined) items.push(lost);
        if (!isNotice) items.push(event(item, seq, envelope, sites));
      }
      seq++;
    }
    return items;
  };
}

/** The frame that an event is. Those of log lines are written out: they are many, and copying a frame takes its time. */
function event(message: Frame, seq: number, envelope: Envelope, sites: SiteTables): Frame {
  if (envelope.carries !== "log") return unwrapped(seq === message.seq ? message : { ...message, seq }, envelope);
  const { time, client, pid } = message;
  const bytes = message.bytes.subarray(envelope.start, envelope.end);
  const log = sites.line(client, bytes);
  const line: Frame = { kind: "frame", seq, time, client, pid, bytes, kernel: envelope.stamp, log };
  return message.dropped === undefined ? line : { ...line, dropped: message.dropped };
}
