import { assertEquals } from "@std/assert";
import { countOf } from "../../../cli/frame/count_of.ts";

Deno.test("countOf() uses the singular for one only", () => {
  assertEquals([0, 1, 2].map((count) => countOf(count, "frame")), ["0 frames", "1 frame", "2 frames"]);
  assertEquals(countOf(1234, "frame", "1,234"), "1,234 frames");
});
