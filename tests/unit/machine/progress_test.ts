import { assertEquals } from "@std/assert";
import { progressLine } from "../../machine/progress.ts";

Deno.test("progressLine() shows phase, detail and elapsed time, and never wraps", () => {
  assertEquals(progressLine(0, "Downloading", "120 of 262 MB", 4200, 80), "⠋ Downloading  120 of 262 MB  4s");
  assertEquals(progressLine(11, "Unpacking", "", 0, 80), "⠙ Unpacking  0s");
  assertEquals(progressLine(0, "Unpacking", "1 of 2", 0, 10), "⠋ Unpacki");
});
