import { assertPrefixes } from "../../unit/capture/kills.ts";

/** PIPELISTEN_KILLS=100 takes 20 seconds. */
const KILLS = Number(Deno.env.get("PIPELISTEN_KILLS") ?? 25);

Deno.test(`a recording whose recorder was killed, ${KILLS} times, is a prefix of what was sent`, () =>
  assertPrefixes(KILLS));
