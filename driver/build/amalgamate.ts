/**
 * `deno task amalgamate`: the client as two files, `.build/amalgamated/pipelisten.c` and `pipelisten.h`, to drop into a
 * project. The text is that of `driver/include` and `driver/client`, with every file of the client's own put where it is
 * first included.
 */
import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const OUT = ".build/amalgamated";
const INCLUDE = /^#include [<"]([\w.]+)[>"]\n/gm;
/** An include guard, which a file that is there once does not need. */
const GUARD = /^#ifndef (\w+_H)\n#define \1\n([^]*)\n#endif\n$/m;
/** The public headers, which become one file. */
const PUBLIC = ["pipelisten.h", "pipelisten_event.h"];
/** For hosts other than Windows, where only the client's own tests are compiled. */
const NOT_FOR_DRIVERS = "platform_host.h";

/** Writes both files; gives their paths relative to the repository. */
export async function amalgamate(): Promise<{ source: string; header: string }> {
  const paths = { source: `${OUT}/pipelisten.c`, header: `${OUT}/pipelisten.h` };
  await Deno.mkdir(REPOSITORY + OUT, { recursive: true });
  await writeIfChanged(REPOSITORY + paths.header, await banner("pipelisten.h") + header());
  await writeIfChanged(REPOSITORY + paths.source, await banner("pipelisten.c") + source());
  return paths;
}

function header(): string {
  const event = read("driver/include/pipelisten_event.h");
  return read("driver/include/pipelisten.h").replace(
    INCLUDE,
    (line, name) => PUBLIC.includes(name) ? `${event}\n` : line,
  );
}

function source(): string {
  const names = [...Deno.readDirSync(`${REPOSITORY}driver/client`)].map(({ name }) => name);
  const inlined = new Set<string>();
  const inline = (name: string): string => {
    inlined.add(name);
    const text = read(`driver/client/${name}`).replace(GUARD, "$2\n").replace(INCLUDE, (line, included) => {
      if (PUBLIC.includes(included)) return inlined.has("pipelisten.h") ? "" : include("pipelisten.h");
      if (included === NOT_FOR_DRIVERS) return '#error "pipelisten.c is for Windows drivers"\n';
      if (!names.includes(included)) return line;
      return inlined.has(included) ? "" : inline(included);
    });
    return `\n/* ---- driver/client/${name} ---- */\n\n${text}`;
  };
  const include = (name: string): string => {
    inlined.add(name);
    return `#include "${name}"\n`;
  };
  return names.filter((name) => name.endsWith(".c")).sort().map(inline).join("");
}

async function banner(name: string): Promise<string> {
  const { version } = JSON.parse(await Deno.readTextFile(`${REPOSITORY}deno.json`));
  const license = read("LICENSE").trim().split("\n").map((line) => ` * ${line}`.trimEnd()).join("\n");
  return `/*\n * ${name}: the kernel half of pipelisten ${version}, made from its sources by \`deno task amalgamate\`.\n *\n${license}\n */\n`;
}

/** Keeps the file's time if nothing has changed, so that it is not built again. */
async function writeIfChanged(path: string, text: string): Promise<void> {
  const old = await Deno.readTextFile(path).catch(() => undefined);
  if (old !== text) await Deno.writeTextFile(path, text);
}

function read(path: string): string {
  return Deno.readTextFileSync(REPOSITORY + path);
}

if (import.meta.main) {
  const { source, header } = await amalgamate();
  console.log(`${REPOSITORY}${source}\n${REPOSITORY}${header}`);
}
