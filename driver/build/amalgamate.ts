/**
 * `deno task amalgamate`: the client as two files, `.build/amalgamated/pipelisten.c` and `pipelisten.h`. `pipelisten driver-kit`
 * writes the same into a project.
 */
import { fileURLToPath } from "node:url";
import { amalgamation } from "../../cli/kit/amalgamation.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const OUT = ".build/amalgamated";

/** Writes both files; gives their paths relative to the repository. */
export async function amalgamate(): Promise<{ source: string; header: string }> {
  const paths = { source: `${OUT}/pipelisten.c`, header: `${OUT}/pipelisten.h` };
  const { source, header } = amalgamation();
  await Deno.mkdir(REPOSITORY + OUT, { recursive: true });
  await writeIfChanged(REPOSITORY + paths.header, header);
  await writeIfChanged(REPOSITORY + paths.source, source);
  return paths;
}

/** Keeps the file's time if nothing has changed, so that it is not built again. */
async function writeIfChanged(path: string, text: string): Promise<void> {
  const old = await Deno.readTextFile(path).catch(() => undefined);
  if (old !== text) await Deno.writeTextFile(path, text);
}

if (import.meta.main) {
  const { source, header } = await amalgamate();
  console.log(`${REPOSITORY}${source}\n${REPOSITORY}${header}`);
}
