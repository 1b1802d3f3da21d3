/** C programs of this machine's own architecture: built by gcc, run where gcc is (here, or in the private root). */
import { output, run } from "../../machine/process.ts";
import { pinnedTool } from "../../machine/tools.ts";
import { REPOSITORY } from "../../run_cli.ts";

/** Tests that build one: Linux, where the test bench brings gcc. */
export const needsGcc = { ignore: Deno.build.os !== "linux" };

const FLAGS = [
  ...["-std=gnu11", "-O1", "-g", "-fno-omit-frame-pointer", "-fno-sanitize-recover=all", "-pthread"],
  ...["-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror", "-Idriver/include", "-Idriver/client"],
  ...["-Itests/oracle/driver/c/kernel", "-fshort-wchar"],
];
/** ThreadSanitizer of older compilers, where the kernel scatters memory more widely than it knows. */
const LAYOUT_TROUBLE = /ThreadSanitizer: unexpected memory mapping/;

/** What to build, and how to run it. */
export interface CProgram {
  /** Paths relative to the repository. */
  readonly sources: readonly string[];
  /** As in `-fsanitize=…`. */
  readonly sanitizers: string;
  readonly args: readonly string[];
  /** For the compiler, after all others. */
  readonly flags?: readonly string[];
}

/** Builds and runs it; gives its stdout, and fails with all it said if it does not end well. */
export async function runC({ sources, sanitizers, args, flags: more = [] }: CProgram): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "pipelisten-c-" });
  try {
    const program = `${folder}/program`;
    const { argv } = await pinnedTool("gcc");
    const flags = [...FLAGS, `-fsanitize=${sanitizers}`, "-o", program, ...more];
    await run(`build ${sources[0]}`, [...argv, ...flags, ...sources], { cwd: REPOSITORY });
    const command = [...argv.slice(0, -1), program, ...args]; // argv's last is gcc, after what enters the root
    let result = await output(command);
    if (LAYOUT_TROUBLE.test(result.stderr)) result = await output(["setarch", "-R", ...command]);
    if (!result.success) throw new Error(`${sources[0]} ${args.join(" ")}: exit code ${result.code}\n${result.stderr}`);
    return result.stdout;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The seed that PIPELISTEN_SEED gives, to see a failure again; else a new one. */
export function seed(): string {
  return Deno.env.get("PIPELISTEN_SEED") ?? String(crypto.getRandomValues(new Uint32Array(1))[0]);
}
