/** Unix tools of the test bench: the compilers, jq, hexdump, xxd, tshark, openssl. */
import { MachineError } from "./errors.ts";
import { type CommandOptions, onPath } from "./process.ts";
import { openRoot, type Root } from "./root.ts";

export interface Tool {
  /** Where it is; if it is the root's, then inside the root. */
  readonly path: string;
  /** The host's command line that runs it, for a shell pipeline. */
  readonly argv: readonly string[];
  command(args?: readonly string[], options?: CommandOptions): Deno.Command;
}

/** Debian names the compiler after its thread model; only its alternatives system adds the short name. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  "x86_64-w64-mingw32-gcc": ["x86_64-w64-mingw32-gcc-win32", "x86_64-w64-mingw32-gcc-posix"],
  "i686-w64-mingw32-gcc": ["i686-w64-mingw32-gcc-win32", "i686-w64-mingw32-gcc-posix"],
  // MSYS2 has no other name for it
  ...(Deno.build.os === "windows" ? { "x86_64-w64-mingw32-objdump": ["objdump"] } : {}),
};

/** The tool to build with: the host's if it has one, else the root's, which is prepared if need be. */
export async function tool(name: string): Promise<Tool> {
  return onHost(name) ?? inRoot(name, await openRootFor(name));
}

/**
 * The tool to compare with: the root's, whose version is pinned, so that no result depends on what the host has
 * installed. The host's only where there can be no root.
 */
export async function pinnedTool(name: string): Promise<Tool> {
  try {
    return inRoot(name, await openRootFor(name));
  } catch (error) {
    const found = onHost(name);
    if (found === undefined || !(error instanceof MachineError)) throw error;
    return found;
  }
}

/** Whether a test can have the tool: on Linux always, since the root has all of them. */
export function hasTool(name: string): boolean {
  return Deno.build.os === "linux" || onHost(name) !== undefined;
}

/** The host's tool. Of mingw-w64 all or nothing: its windres calls its gcc, and a host may have its binutils alone. */
export function onHost(name: string, folders?: string): Tool | undefined {
  const target = /^\w+-w64-mingw32-/.exec(name)?.[0];
  if (target !== undefined && pathOf(`${target}gcc`, folders) === undefined) return undefined;
  const path = pathOf(name, folders);
  return path === undefined ? undefined : toolAt(path, [path]);
}

function pathOf(name: string, folders?: string): string | undefined {
  return namesOf(name).map((name) => onPath(name, folders)).find((path) => path !== undefined);
}

function namesOf(name: string): string[] {
  return [name, ...OTHER_NAMES[name] ?? []];
}

async function openRootFor(name: string): Promise<Root> {
  if (Deno.build.os !== "windows") return await openRoot();
  throw new MachineError(`Cannot find ${name} on the PATH (install it, for example with MSYS2)`);
}

function inRoot(name: string, root: Root): Tool {
  const found = pathOf(name, `${root.folder}/usr/bin`);
  if (found === undefined) {
    throw new MachineError(`Cannot find ${name}: neither the host nor ${root.folder} has it (install it)`);
  }
  const path = found.slice(root.folder.length);
  return toolAt(path, root.enter([path]));
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
