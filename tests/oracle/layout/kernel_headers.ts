/** mingw-w64's headers, found where the compiler finds them. */
import { BadInputError } from "../../../cli/errors.ts";
import { includeFolders } from "../../../driver/build/build_driver.ts";
import { onPath } from "../../machine/process.ts";
import { openRoot } from "../../machine/root.ts";
import { pinnedTool } from "../../machine/tools.ts";

/** The compilers of the two architectures. */
export const COMPILERS = { x64: "x86_64-w64-mingw32-gcc", x86: "i686-w64-mingw32-gcc" } as const;

/** For tests that need the compiler: the prepared root has both, but MSYS2 and GitHub's Windows have only x64's. */
export function needsCompiler(arch: keyof typeof COMPILERS): { readonly ignore: boolean } {
  return { ignore: Deno.build.os === "windows" && onPath(COMPILERS[arch]) === undefined };
}

/** The compiler options for the kernel headers, which are in a folder `ddk` of their own. */
export async function kernelHeaders(arch: keyof typeof COMPILERS): Promise<string[]> {
  return (await folders(arch)).flatMap((folder) => ["-isystem", `${folder}/ddk`]);
}

/** Reads a header by its name in `#include`. */
export async function readKernelHeader(name: string): Promise<string> {
  const compiler = await pinnedTool(COMPILERS.x64);
  // A compiler of the private root is started through another program, and sees the root's files as /usr/…
  const root = compiler.argv.length > 1 ? (await openRoot()).folder : "";
  for (const folder of (await folders("x64")).flatMap((folder) => [folder, `${folder}/ddk`])) {
    try {
      return await Deno.readTextFile(`${root}${folder}/${name}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  throw new BadInputError(`Cannot read ${name}: there is no such file`);
}

const known = new Map<string, Promise<string[]>>();

function folders(arch: keyof typeof COMPILERS): Promise<string[]> {
  const found = known.get(arch) ?? ask(arch);
  known.set(arch, found);
  return found;
}

async function ask(arch: keyof typeof COMPILERS): Promise<string[]> {
  const compiler = await pinnedTool(COMPILERS[arch]);
  const { stderr } = await compiler.command(["-E", "-Wp,-v", "-xc", "-"], {
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  })
    .output();
  const own = /[\\/]gcc[\\/](?!.*\.\.)/; // gcc's own, which lead to the others by #include_next
  return includeFolders(new TextDecoder().decode(stderr)).filter((folder) => !own.test(folder));
}
