/**
 * The rate of random bytes to a hexdump, with pipelisten -x -r and with xxd.
 *
 * @module
 */

import { tool } from "../machine/tools.ts";
import { MAIN } from "../run_cli.ts";
import type { Contender } from "./race.ts";

/** pipelisten and xxd, both reading the same `megabytes` of random bytes and printing to /dev/null. */
export async function hexdumpContenders(megabytes: number): Promise<{ ours: Contender; peer: Contender }> {
  const input = await Deno.makeTempFile({ prefix: "pipelisten-bench-" });
  for (let i = 0; i < megabytes; i++) {
    const chunk = new Uint8Array(1e6);
    for (let at = 0; at < chunk.length; at += 65536) crypto.getRandomValues(chunk.subarray(at, at + 65536));
    await Deno.writeFile(input, chunk, { append: true });
  }
  const xxd = await tool("xxd");
  const contender = (name: string, argv: readonly string[]): Contender => ({
    name,
    run: async () => {
      const start = performance.now();
      const { success } = await new Deno.Command(argv[0]!, { args: argv.slice(1), stdout: "null" }).output();
      if (!success) throw new Error(`Cannot measure ${name}: it failed`);
      return megabytes / ((performance.now() - start) / 1000);
    },
  });
  return {
    ours: contender("pipelisten -x", [Deno.execPath(), "run", "--allow-read", MAIN, "-x", "-r", input]),
    peer: contender("xxd", [...xxd.argv, input]),
  };
}
