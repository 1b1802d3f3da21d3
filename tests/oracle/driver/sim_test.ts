/** The driver against the simulated kernel (sim/sim.h): a short form of what `deno task prove` runs. */
import { assertEquals, assertMatch } from "@std/assert";
import { needsGcc, seed } from "./c_program.ts";
import { EFFECTS } from "./prove/models.ts";
import { Simulation, type SimulationForm } from "./sim/simulation.ts";

interface Effort {
  readonly deviations: number;
  /** How many schedules of a search, and how many at random, each scenario has. */
  readonly searched: number;
  readonly random: number;
}

const SHORT: [what: string, form: SimulationForm, effort: Effort][] = [
  ["as for Microsoft's compiler", { compiler: "msvc" }, { deviations: 2, searched: 1500, random: 1500 }],
  ["as for mingw-w64", { compiler: "mingw" }, { deviations: 1, searched: 300, random: 300 }],
  ["under sanitizers", { compiler: "msvc", isSanitized: true }, { deviations: 1, searched: 30, random: 30 }],
];

for (const [what, form, { deviations, searched, random }] of SHORT) {
  Deno.test(
    `the driver, compiled ${what}, keeps every rule of the simulated kernel, however its threads interleave and whichever call fails`,
    needsGcc,
    async () => {
      const number = seed();
      console.log(`PIPELISTEN_SEED=${number}`);
      await using simulation = await Simulation.build(form);
      const { program } = simulation;
      let schedules = 0;
      let failures = 0;
      for (const { name, hasFaults } of await program.scenarios()) {
        const lines = await Promise.all([
          program.play(["search", name, deviations, searched]),
          program.play(["random", name, number, random]),
          hasFaults ? program.play(["faults", name, number, form.isSanitized ? 0 : 1]) : "",
        ]);
        failures += Number(/(\d+) failures/.exec(lines[2])?.[1] ?? 0);
        schedules += lines.reduce((sum, line) => sum + Number(/: (\d+) schedules/.exec(line)?.[1] ?? 0), 0);
      }
      console.log(`${schedules} schedules, ${failures} calls made to fail`);
      const traces = await Promise.all([1, 2].map(() => program.try(["replay", "send", 0, 0, "3=1,12=1"])));
      assertEquals(traces[0], traces[1], "a run can be seen again");
      assertMatch(traces[0]!.stderr, /driver's +0 {2}ZwWriteFile/);
    },
  );
}

for (const { title, run } of EFFECTS) Deno.test(title, needsGcc, run);
