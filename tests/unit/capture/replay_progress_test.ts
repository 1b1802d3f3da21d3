import { assertEquals } from "@std/assert";
import { ReplayProgress } from "../../../cli/capture/replay_progress.ts";

Deno.test("ReplayProgress advances evenly from the start of a batch in the file to its end", () => {
  const told: number[] = [];
  const progress = new ReplayProgress((done) => told.push(done));
  progress.read(0.5);
  for (const items of [1, 2]) progress.replayed(items, 2);
  progress.read(1);
  for (const items of [1, 2, 3, 4]) progress.replayed(items, 4);
  assertEquals(told, [0.25, 0.5, 0.625, 0.75, 0.875, 1]);
});

Deno.test("ReplayProgress advances item by item for a recording of one batch", () => {
  const told: number[] = [];
  const progress = new ReplayProgress((done) => told.push(done));
  progress.read(1);
  for (const items of [1, 2, 3, 4]) progress.replayed(items, 4);
  assertEquals(told, [0.25, 0.5, 0.75, 1]);
});
