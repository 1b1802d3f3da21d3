/**
 * Which program sent a frame: known when its client connects, and wanted with every frame of it.
 *
 * @module
 */

import type { Stage } from "./stage.ts";

/** Makes the stage that adds the client's image to its frames. */
export function imageStage(): Stage {
  const images = new Map<number, string | null>();
  return (item) => {
    if (item.kind === "connected") images.set(item.client, item.image);
    if (item.kind === "disconnected") images.delete(item.client);
    if (item.kind !== "frame" || item.client === null) return [item];
    return [{ ...item, image: images.get(item.client) ?? null }];
  };
}
