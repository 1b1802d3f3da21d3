/**
 * The rate of random bytes to a hexdump, with pipelisten -x -r and with other programs.
 *
 * @module
 */

import { pinnedTool, tool } from "../machine/tools.ts";
import { denoRun, MAIN } from "../run_cli.ts";
import type { Contender, Contenders } from "./contender.ts";

export const XXD = "xxd";
const CHUNK = 1e6;

/** pipelisten and its peers, all reading the same `megabytes` of random bytes and printing to /dev/null. Figure: `rate`. */
export async function hexdumpContenders(megabytes: number): Promise<Contenders> {
  const input = await Deno.makeTempFile({ prefix: "pipelisten-bench-" });
  for (let i = 0; i < megabytes; i++) await Deno.writeFile(input, randomBytes(), { append: true });
  const contender = (name: string, argv: readonly string[]): Contender => ({
    name,
    run: async () => {
      const start = performance.now();
      const { success } = await new Deno.Command(argv[0]!, { args: argv.slice(1), stdout: "null" }).output();
      if (!success) throw new Error(`Cannot measure ${name}: it failed`);
      return { rate: megabytes / ((performance.now() - start) / 1000) };
    },
  });
  return {
    all: [
      contender("pipelisten -x", denoRun("--allow-read", MAIN, "-x", "-r", input)),
      contender(XXD, [...(await tool("xxd")).argv, input]),
      contender("hexdump -C", [...(await pinnedTool("hexdump")).argv, "-C", input]),
      contender("hexyl", [...(await pinnedTool("hexyl")).argv, input]),
    ],
    [Symbol.asyncDispose]: () => Deno.remove(input),
  };
}

function randomBytes(): Uint8Array {
  const bytes = new Uint8Array(CHUNK);
  for (let at = 0; at < CHUNK; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536)); // no more at once
  return bytes;
}
