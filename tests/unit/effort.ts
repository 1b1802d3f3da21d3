/**
 * How much a test tries: a tenth in `deno task test:unit`, which is run after every change, and everything in `deno task
 * test`, which sets the variable PIPELISTEN_EFFORT to `full`.
 */

/** Whether everything is to be tried. */
export const FULL_EFFORT = Deno.env.get("PIPELISTEN_EFFORT") === "full";

/** `all` of something, or a tenth of it. */
export function scaled(all: number): number {
  return FULL_EFFORT ? all : Math.ceil(all / 10);
}
