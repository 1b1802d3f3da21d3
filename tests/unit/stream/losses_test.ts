import { assertEquals } from "@std/assert";
import { Losses } from "../../../cli/stream/losses.ts";
import { frame, NOON } from "../items.ts";

Deno.test("Losses.take() gives an event for each client, with its frames, its bytes and the time of the last", () => {
  const losses = new Losses();
  losses.count(frame("12345"));
  losses.count(frame("123", { client: 2 }));
  losses.count(frame("1234567", { time: NOON + 1 }));
  assertEquals(losses.take(), [
    { kind: "lost", time: NOON + 1, client: 1, frames: 2, bytes: 12, by: "listener" },
    { kind: "lost", time: NOON, client: 2, frames: 1, bytes: 3, by: "listener" },
  ]);
});

Deno.test("Losses.take() tells each loss once", () => {
  const losses = new Losses();
  assertEquals(losses.take(), []);
  losses.count(frame("1"));
  losses.take();
  assertEquals(losses.take(), []);
});
