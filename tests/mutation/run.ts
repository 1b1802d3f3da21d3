/**
 * `deno task mutate`: makes mistakes in a copy of cli/, one at a time, and counts those that the tests notice.
 *
 *     deno task mutate [--rooms pipe,capture,c,stream] [--count N] [--seed N]
 *
 * Of each room, N mutants are drawn. A mutant is killed when a test fails or doesn't end. Those that survive are printed:
 * each is a test that is missing, or a line that makes no difference.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { exitOnMachineError, type Machine, openMachine } from "../machine/mod.ts";
import { run } from "../machine/process.ts";
import { Random } from "../oracle/layout/random.ts";
import { REPOSITORY } from "../run_cli.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";

/** What is mutated, and the tests that must notice; those of `windows` run inside Windows. */
const ROOMS: Readonly<Record<string, { readonly unit: readonly string[]; readonly windows?: readonly string[] }>> = {
  pipe: {
    unit: ["tests/unit/pipe"],
    windows: ["tests/windows/pipe", "tests/windows/faults/refusal_test.ts", "tests/windows/faults/kill_test.ts"],
  },
  capture: { unit: ["tests/unit/capture"] },
  c: { unit: ["tests/unit/c"] },
  stream: { unit: ["tests/unit/stream", "tests/unit/commands", "tests/unit/main_test.ts"] },
};
/** Data, which is compared with the headers of Windows elsewhere, and tables of functions. */
const NOT_MUTATED = ["windows_structs.ts", "kernel32.ts", "ntdll.ts"];
/** What the copy needs of the repository. */
const COPIED = ["cli", "driver", "tests", "deno.json", "deno.lock", "README.md", "RECIPES.md", ".github", ".ci"];
/** How long the tests of a mutant may take, in milliseconds: several times what they take without one. */
const MAX_RUN = 120_000;
const COUNT = 40;

/** In a group of its own, which ends together when a mutant has a child of a test run for ever. */
const QUIET = { stdin: "null", stdout: "null", stderr: "null", detached: true } as const;

/** A mutant, and the file that has it. */
interface Placed extends Mutant {
  readonly path: string;
}

const given = parseArgs(Deno.args, { string: ["rooms", "count", "seed", "_"] });
const rooms = given.rooms === undefined ? Object.keys(ROOMS) : String(given.rooms).split(",");
const count = Number(given.count ?? COUNT);
const seed = Number(given.seed ?? 1);
if (rooms.some((room) => !Object.hasOwn(ROOMS, room)) || !(count > 0) || given._.length > 0) {
  console.error(`usage: deno task mutate [--rooms ${Object.keys(ROOMS).join(",")}] [--count N] [--seed N]`);
  Deno.exit(2);
}

await exitOnMachineError(async () => {
  const needsWindows = rooms.some((room) => ROOMS[room]!.windows !== undefined);
  const machine = needsWindows ? await openMachine() : undefined;
  await using _windows = await machine?.hold();
  const copy = await Deno.makeTempDir({ prefix: "pipelisten-mutate-" });
  try {
    for (const name of COPIED) await copyTree(`${REPOSITORY}${name}`, `${copy}/${name}`);
    await run("install the packages", [Deno.execPath(), "install", "--frozen", "--quiet"], { cwd: copy });
    for (const room of rooms) await mutateRoom(copy, room, machine);
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
  return 0;
});

async function mutateRoom(copy: string, room: string, machine: Machine | undefined): Promise<void> {
  if (!await passes(copy, room, machine)) throw new Error(`Cannot mutate cli/${room}: its tests fail without a mutant`);
  const all = await mutantsIn(`${copy}/cli/${room}`);
  const random = new Random(seed);
  const drawn = Array.from({ length: Math.min(count, all.length) }, () => {
    return all.splice(random.below(all.length), 1)[0]!;
  });
  let killed = 0;
  for (const { path, line, before, after, text } of drawn) {
    const original = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text);
    const survives = await passes(copy, room, machine);
    await Deno.writeTextFile(path, original);
    if (survives) console.log(`${path.slice(copy.length + 1)}:${line}: ${before}   →   ${after || "nothing"}`);
    else killed++;
  }
  const share = Math.floor(100 * killed / drawn.length);
  console.log(`cli/${room}: ${killed} of ${drawn.length} mutants killed (${share} %), of ${all.length + drawn.length}`);
}

/** Whether all tests of a room pass. */
async function passes(copy: string, room: string, machine: Machine | undefined): Promise<boolean> {
  const { unit, windows } = ROOMS[room]!;
  const args = ["test", "-A", "--no-check", "--fail-fast"];
  const host = new Deno.Command(Deno.execPath(), { args: [...args, "--parallel", ...unit], ...QUIET, cwd: copy });
  if (!await succeeds(host)) return false;
  if (windows === undefined) return true;
  return await succeeds(machine!.deno([...args, ...windows], { ...QUIET, cwd: copy }));
}

async function succeeds(command: Deno.Command): Promise<boolean> {
  const child = command.spawn();
  const timer = setTimeout(() => Deno.kill(-child.pid, "SIGKILL"), MAX_RUN);
  const { success } = await child.status;
  clearTimeout(timer);
  return success;
}

async function mutantsIn(folder: string): Promise<Placed[]> {
  const found: Placed[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await mutantsIn(path));
    else if (!NOT_MUTATED.includes(name)) {
      found.push(...mutantsOf(await Deno.readTextFile(path)).map((mutant) => ({ path, ...mutant })));
    }
  }
  return found.sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line);
}

async function copyTree(from: string, to: string): Promise<void> {
  if (!(await Deno.stat(from)).isDirectory) return await Deno.copyFile(from, to);
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) await copyTree(`${from}/${name}`, `${to}/${name}`);
}
