/** Unix tools of the test bench (the compiler, jq, hexdump, xxd): the host's where it has them, else the root's. */
import { MachineError } from "./errors.ts";
import { type CommandOptions, onPath } from "./process.ts";
import { openRoot } from "./root.ts";

export interface Tool {
  /** Where it is; if it is the root's, then inside the root. */
  readonly path: string;
  /** The host's command line that runs it; for those who build a shell pipeline. */
  readonly argv: readonly string[];
  command(args?: readonly string[], options?: CommandOptions): Deno.Command;
}

/** Debian installs the compiler under a name that tells its thread model; alternatives make the short one. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  "x86_64-w64-mingw32-gcc": ["x86_64-w64-mingw32-gcc-win32", "x86_64-w64-mingw32-gcc-posix"],
  "i686-w64-mingw32-gcc": ["i686-w64-mingw32-gcc-win32", "i686-w64-mingw32-gcc-posix"],
};

/** Finds the tool, and prepares the root if only that has it. */
export async function tool(name: string): Promise<Tool> {
  const names = [name, ...OTHER_NAMES[name] ?? []];
  const onHost = names.map((name) => onPath(name)).find((path) => path !== undefined);
  if (onHost !== undefined) return toolAt(onHost, [onHost]);
  if (Deno.build.os === "windows") {
    throw new MachineError(`Cannot find ${name} on the PATH (install it, as with MSYS2)`);
  }
  const root = await openRoot();
  for (const name of names) {
    const path = `/usr/bin/${name}`;
    if (onPath(name, `${root.folder}/usr/bin`) !== undefined) return toolAt(path, root.enter([path]));
  }
  throw new MachineError(`Cannot find ${name}: neither the host nor ${root.folder} has it (install it)`);
}

/** A tool whose place is known: its path, and the host's command line that runs it. */
export function toolAt(path: string, argv: readonly string[]): Tool {
  const [program = "", ...prefix] = argv;
  return {
    path,
    argv,
    command: (args = [], options) => new Deno.Command(program, { ...options, args: [...prefix, ...args] }),
  };
}
