import { assertEquals } from "@std/assert";
import { EVENT_LAYOUT } from "../../../cli/frame/envelope.ts";

Deno.test("EVENT_LAYOUT has the offsets that the header asserts", async () => {
  const header = await Deno.readTextFile(new URL("../../../driver/include/pipelisten_event.h", import.meta.url));
  const asserted = Object.fromEntries(
    [...header.matchAll(/C_ASSERT\(FIELD_OFFSET\(PIPELISTEN_EVENT, (\w+)\) == (\d+)\)/g)]
      .map(([, name, offset]) => [name, Number(offset)]),
  );
  const size = /C_ASSERT\(sizeof\(PIPELISTEN_EVENT\) == (\d+)\)/.exec(header)?.[1];
  assertEquals<Record<string, number>>({ ...EVENT_LAYOUT }, { ...asserted, sizeof: Number(size) });
});
