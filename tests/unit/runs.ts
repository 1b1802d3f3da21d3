/**
 * How often fast-check tries a property. The unit tests have 30 s for all of them, so that they are run often: a fifth of
 * `full` has to do. `deno task test` sets PIPELISTEN_THOROUGH and gets all.
 */
export function runs(full: number): { readonly numRuns: number } {
  return { numRuns: Deno.env.has("PIPELISTEN_THOROUGH") ? full : Math.ceil(full / 5) };
}
