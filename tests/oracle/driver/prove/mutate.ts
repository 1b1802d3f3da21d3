/**
 * Does anything see a fault in driver/client? Puts mutants in and runs the tests that need no Windows on each: first a
 * short simulation, then the host's models of that file, then a longer simulation.
 */
import { REPOSITORY } from "../../../run_cli.ts";
import { runC } from "../c_program.ts";
import { Simulation } from "../sim/simulation.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";

const FOLDER = "driver/client";
const MODELS = "tests/oracle/driver/c";

/** Arguments of the simulation (sim/main.c) and how many seconds it has: one that takes longer hangs. */
const SHORT = [["all", 1, 200, 1, 100], 60] as const;
const LONG = [["all", 2, 1000, 7, 500], 120] as const;

/** The models (c_test.ts) that a source is compiled into, with the other sources they need and their arguments. */
const MODELS_OF: Readonly<Record<string, readonly (readonly [model: string, others: string[], args: string[]])[]>> = {
  "ring.c": [["ring_model.c", [], ["1", "40"]], ["batch_model.c", ["batch.c", "envelope.c"], ["1", "20"]]],
  "batch.c": [["batch_model.c", ["ring.c", "envelope.c"], ["1", "20"]]],
  "envelope.c": [["envelope_bytes.c", [], []]],
  "pipe_send.c": [["pipe_send_model.c", [], []]],
};

/** Who saw a mutant first. */
export type Outcome = "simulation" | "models" | "longer simulation" | "nobody" | NoMutant;

/** No program that differs: it doesn't compile, or the same machine code comes of it. */
export type NoMutant = "does not compile" | "same code";

/** All mutants of driver/client. */
export async function allMutants(): Promise<Mutant[]> {
  const names = [...Deno.readDirSync(REPOSITORY + FOLDER)].map(({ name }) => name).filter((name) =>
    name.endsWith(".c")
  );
  const lists = await Promise.all(
    names.sort().map(async (name) => {
      const path = `${FOLDER}/${name}`;
      return mutantsOf(path, await Deno.readTextFile(REPOSITORY + path));
    }),
  );
  return lists.flat();
}

/** Runs the tests on each mutant, two at a time. */
export async function mutate(mutants: readonly Mutant[], report: (mutant: Mutant, outcome: Outcome) => void) {
  await using simulation = await Simulation.build({ compiler: "msvc" });
  const queue = mutants.map((mutant, i) => [mutant, `mutant${i}`] as const);
  await Promise.all([1, 2].map(async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      report(next[0], await outcomeOf(simulation, ...next));
    }
  }));
}

async function outcomeOf(simulation: Simulation, mutant: Mutant, name: string): Promise<Outcome> {
  const program = await simulation.mutant(name, mutant.path, mutant.text);
  if (program === undefined) return "does not compile";
  if (await simulation.isSameCode(mutant.path, mutant.text)) return "same code";
  if (!(await program.try(...SHORT)).success) return "simulation";
  if (await isSeenByModels(mutant)) return "models";
  return (await program.try(...LONG)).success ? "nobody" : "longer simulation";
}

async function isSeenByModels({ path, text }: Mutant): Promise<boolean> {
  const name = path.slice(FOLDER.length + 1);
  const folder = await Deno.makeTempDir({ prefix: "pipelisten-mutant-" });
  try {
    await Deno.writeTextFile(`${folder}/${name}`, text);
    for (const [model, others, args] of MODELS_OF[name] ?? []) {
      const sources = [`${MODELS}/${model}`, `${folder}/${name}`, ...others.map((other) => `${FOLDER}/${other}`)];
      try {
        await runC({ sources, sanitizers: "address,undefined", args, flags: ["-w"] });
      } catch {
        return true;
      }
    }
    return false;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
