/**
 * Which program sent a frame: known when its client connects, and wanted with every frame of it.
 *
 * @module
 */

import type { Batch, Item } from "../frame/frame.ts";

/** Makes the stage that puts the client's image on its frames. */
export function imageStage(): (batch: Batch) => Batch {
  const images = new Map<number, string | null>();
  const stage = (item: Item): Item => {
    if (item.kind === "connected") images.set(item.client, item.image);
    if (item.kind === "disconnected") images.delete(item.client);
    if (item.kind !== "frame" || item.client === null) return item;
    return { ...item, image: images.get(item.client) ?? null };
  };
  return (batch) => batch.map(stage);
}
