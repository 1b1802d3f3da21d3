import { assertEquals } from "@std/assert";
import { Progress } from "../../../cli/capture/replay_progress.ts";

Deno.test("Progress goes on evenly from where a batch begins in the file to where it ends", () => {
  const told: number[] = [];
  const progress = new Progress((done) => told.push(done));
  progress.read(0.5);
  for (const items of [1, 2]) progress.played(items, 2);
  progress.read(1);
  for (const items of [1, 2, 3, 4]) progress.played(items, 4);
  assertEquals(told, [0.25, 0.5, 0.625, 0.75, 0.875, 1]);
});

Deno.test("Progress is there, item by item, for a recording that is read at once", () => {
  const told: number[] = [];
  const progress = new Progress((done) => told.push(done));
  progress.read(1);
  for (const items of [1, 2, 3, 4]) progress.played(items, 4);
  assertEquals(told, [0.25, 0.5, 0.75, 1]);
});
