/**
 * What a send costs its caller, in nanoseconds: the client library compiled for this machine (c/send_cost.c).
 *
 * @module
 */

import { run } from "../machine/process.ts";
import { tool } from "../machine/tools.ts";
import { REPOSITORY } from "../run_cli.ts";
import type { Contenders } from "./contender.ts";

const KERNEL = "tests/oracle/driver/sim/kernel";
const CLIENT = ["send", "ring", "batch", "envelope", "origin", "doorbell"].map((name) => `driver/client/${name}.c`);
const FLAGS = ["-O2", "-flto", "-std=gnu11", "-D_WIN32", "-fshort-wchar", "-pthread", "-Wall", "-Werror"];

/** The client, with `producers` threads that send events of `size` bytes. Figures: `mean`, `p50`, `p99`, `p999`. */
export async function sendContenders(size: number, producers: number, sends: number): Promise<Contenders> {
  const folder = await Deno.makeTempDir({ prefix: "pipelisten-bench-" });
  const program = `${folder}/send_cost`;
  const { argv } = await tool("gcc");
  const includes = [KERNEL, "driver/include", "driver/client"].map((path) => `-I${path}`);
  const sources = ["tests/bench/c/send_cost.c", ...CLIENT];
  await run("build send_cost", [...argv, ...FLAGS, ...includes, "-o", program, ...sources], { cwd: REPOSITORY });
  const command = [...argv.slice(0, -1), program, String(size), String(producers), String(sends)];
  return {
    all: [{
      name: "PipelistenSendEvent",
      run: async () => {
        const [mean, p50, p99, p999, dropped] = (await run("measure", command)).split(" ").map(Number);
        if (dropped !== 0) throw new Error(`Cannot measure: ${dropped} events were dropped, which costs less`);
        return { mean: mean!, p50: p50!, p99: p99!, p999: p999! };
      },
    }],
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
