import { assertEquals } from "@std/assert";
import { imageStage } from "../../../cli/stream/stages.ts";
import type { Item } from "../../../cli/frame/frame.ts";
import { CONNECTED, DISCONNECTED, frame } from "../items.ts";

Deno.test("imageStage() puts the image of its client on each frame, as long as the client is there", () => {
  const stage = imageStage();
  const images = (...batch: Item[]) =>
    batch.flatMap(stage).map((item) => item.kind === "frame" ? item.image : item.kind);
  assertEquals(
    images(frame("", { client: 1 }), CONNECTED, frame("", { client: 1 }), frame("", { client: 2 })),
    [null, "connected", "System", null],
  );
  assertEquals(
    images(frame(""), { ...CONNECTED, client: 2, image: null }, frame("", { client: 2 }), DISCONNECTED, frame("")),
    ["System", "connected", null, "disconnected", null],
  );
  assertEquals(images(frame("", { client: null })), [undefined]);
});
