import { assertSurvives } from "../../unit/capture/mutants.ts";

/** They take half a minute. */
const MUTANTS = Number(Deno.env.get("PIPELISTEN_MUTANTS") ?? 200_000);

Deno.test(`the reader survives ${MUTANTS.toLocaleString("en-US")} damaged recordings`, () => assertSurvives(MUTANTS));
