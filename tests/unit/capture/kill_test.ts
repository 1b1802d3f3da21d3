import { assertPrefixes } from "./kills.ts";

// tests/oracle/capture/kill_test.ts does this more often.
Deno.test("a recording whose recorder was killed, 3 times, is a prefix of what was sent", () => assertPrefixes(3));
