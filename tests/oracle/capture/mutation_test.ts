import { assertSurvives } from "../../unit/capture/mutants.ts";

/** PIPELISTEN_MUTANTS=200000 takes half a minute. */
const MUTANTS = Number(Deno.env.get("PIPELISTEN_MUTANTS") ?? 20_000);

Deno.test(`the reader survives ${MUTANTS.toLocaleString("en-US")} damaged recordings`, () => assertSurvives(MUTANTS));
