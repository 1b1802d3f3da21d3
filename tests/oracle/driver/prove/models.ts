/**
 * Proofs by programs of the private root: CBMC on the driver's plain C, SPIN on a model of how producers and the worker
 * agree, each with a bound, which its title says; and clang, by what functions call, on the client as a whole.
 */
import { amalgamate } from "../../../../driver/build/amalgamate.ts";
import { CLANG } from "../../../machine/clang.ts";
import { output, run } from "../../../machine/process.ts";
import { pinnedTool } from "../../../machine/tools.ts";
import { REPOSITORY } from "../../../run_cli.ts";

const HERE = "tests/oracle/driver/prove";
/** The plain C as for any host, */
const PLAIN = ["-Itests/oracle/driver/c/kernel", "-Idriver/include", "-Idriver/client"];
/** and what includes the kernel's headers, with those of the simulation. */
const KERNEL = ["-D_WIN32", "-D_WIN64", "-Itests/oracle/driver/sim/kernel", ...PLAIN.slice(1), "-Idriver/sample"];
const WHOLE_LOOPS = "--unwinding-assertions";

/** A proof, and what it shows. */
export interface Proof {
  readonly title: string;
  /** Throws with what was found instead. */
  readonly run: () => Promise<void>;
}

/** Those that take no time. */
export const EFFECTS: readonly Proof[] = [
  effects("a send calls nothing that waits or allocates, by whatever way"),
  effects("a flush would be found to wait", "PipelistenFlush"),
];

/** All of them, the longest first. */
export const PROOFS: readonly Proof[] = [
  cbmc("entries of process and module lists of 700 bytes, whatever is in them: bounds, and each step goes forward", [
    ...["--unwind", "8", "--no-unwinding-assertions", ...KERNEL], // a module's path is looked through for 7 characters
    ...[`${HERE}/cbmc/snapshot.c`, "driver/sample/snapshot.c"],
  ]),
  cbmc("any 5 operations on a ring of 64 bytes at any position: bounds, order, counts", [
    ...["--unwind", "8", WHOLE_LOOPS, ...PLAIN, `${HERE}/cbmc/ring.c`, "driver/client/ring.c"],
  ]),
  spin("3 producers of 2 messages each and the worker, in a ring of 2: each record once, in order, no ring missed"),
  cbmc("any values of the registry: bounds, what is accepted, defaults", [
    ...["--unwind", "20", WHOLE_LOOPS, ...KERNEL, `${HERE}/cbmc/registry.c`, "driver/sample/registry.c"],
  ]),
  cbmc("any envelope: every byte of it is what it should be", [
    ...["--unwind", "8", WHOLE_LOOPS, ...PLAIN, `${HERE}/cbmc/envelope.c`, "driver/client/envelope.c"],
  ]),
  ...EFFECTS,
  spin("without the ringer's fence SPIN finds a ring that is missed", "NO_FENCE"),
  spin("without the sleeper's fence SPIN finds a ring that is missed", "ARM_WITHOUT_FENCE"),
];

function cbmc(title: string, args: readonly string[]): Proof {
  return {
    title: `CBMC: ${title}`,
    run: async () => {
      const { argv } = await pinnedTool("cbmc");
      const { success, stdout, stderr } = await output([...argv, ...args], { cwd: REPOSITORY });
      if (success && stdout.includes("VERIFICATION SUCCESSFUL")) return;
      const failures = stdout.split("\n").filter((line) => line.endsWith(": FAILURE"));
      throw new Error([...failures, stderr.trim()].filter((line) => line !== "").join("\n") || "CBMC gave no result");
    },
  };
}

/** @param culprit A function that waits: with it in the place of a send, clang must name it. */
function effects(title: string, culprit?: string): Proof {
  return {
    title: `clang's function effects: ${title}`,
    run: async () => {
      const { header } = await amalgamate();
      const { argv } = await pinnedTool(CLANG);
      const folders = ["-Itests/oracle/driver/sim/kernel", `-I${header.slice(0, header.lastIndexOf("/"))}`];
      const flags = [
        "-std=c11",
        "-fsyntax-only",
        "-fshort-wchar",
        "-D_WIN32",
        "-Wfunction-effects",
        "-Werror",
        ...folders,
      ];
      const fault = culprit === undefined ? [] : ["-DFLUSHES"];
      const { success, stderr } = await output([...argv, ...flags, ...fault, `${HERE}/effects/send.c`], {
        cwd: REPOSITORY,
      });
      if (culprit === undefined ? !success : !stderr.includes(`non-'nonblocking' function '${culprit}'`)) {
        throw new Error(stderr.trim() || "clang has found nothing");
      }
    },
  };
}

/** @param fault What is left out of the model: then SPIN must find the assertion violated. */
function spin(title: string, fault?: string): Proof {
  return {
    title: `SPIN: ${title}`,
    run: async () => {
      const folder = await Deno.makeTempDir({ prefix: "pipelisten-spin-" });
      try {
        const define = fault === undefined ? [] : [`-D${fault}`];
        const model = `${REPOSITORY}${HERE}/doorbell.pml`;
        const [spin, gcc] = [await pinnedTool("spin"), await pinnedTool("gcc")];
        await run("read the model", [...spin.argv, ...define, "-a", model], { cwd: folder });
        const flags = ["-O2", "-w", "-DSAFETY", "-DCOLLAPSE", "-o", `${folder}/pan`, `${folder}/pan.c`];
        await run("build the model", [...gcc.argv, ...flags], { cwd: folder });
        const { stdout } = await output([...gcc.argv.slice(0, -1), `${folder}/pan`, "-m1000000"], { cwd: folder });
        const errors = /errors: (\d+)/.exec(stdout)?.[1];
        if (errors !== (fault === undefined ? "0" : "1")) throw new Error(stdout.trim());
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  };
}
