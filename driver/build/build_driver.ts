/**
 * Compiles kernel drivers and Windows programs with mingw-w64. `deno task build:driver` makes `.build/pipelisten.sys`
 * from all of `driver/client` and `driver/sample`.
 */
import { fileURLToPath } from "node:url";
import { codeSectionsScript, finishSections } from "./code_sections.ts";
import { exitOnMachineError, MachineError } from "../../tests/machine/mod.ts";
import { onPath } from "../../tests/machine/process.ts";
import { type Tool, tool, toolAt } from "../../tests/machine/tools.ts";
import { signForTest } from "./signing/powershell.ts";

const COMPILER = "x86_64-w64-mingw32-gcc";
const RESOURCE_COMPILER = "x86_64-w64-mingw32-windres";
const C_FLAGS = ["-std=c11", "-O2"];
const WARNINGS = ["-Wall", "-Wextra", "-Werror"];
/** What our own drivers are held to, beyond {@linkcode WARNINGS}. */
const STRICT_WARNINGS = [
  "-Wpedantic",
  "-Wconversion",
  "-Wshadow",
  "-Wstrict-prototypes",
  "-Wmissing-prototypes",
  "-Wundef",
  "-Wvla",
];
/** No C library, no start-up code, no DLL; relocatable, no executable data, no exports, the same bytes at every build. */
const SYS_FLAGS = [
  ...["-ffreestanding", "-fno-strict-aliasing", "-fno-ident", "-ffunction-sections", "-fno-jump-tables"],
  ...["-nostdlib", "-s"],
  ...["subsystem,native", "entry,DriverEntry", "exclude-all-symbols", "image-base,0x140000000", "dynamicbase"],
  ...["nxcompat", "high-entropy-va", "no-insert-timestamp", "fatal-warnings"],
  ...["os", "image", "subsystem"].flatMap((of) => [`major-${of}-version,10`, `minor-${of}-version,0`]),
].map((flag) => flag.startsWith("-") ? flag : `-Wl,--${flag}`);
/** memcpy and memset come from it, too. */
const SYS_LIBRARIES = ["-lntoskrnl"];

/** The repository's folder, for paths as the compiler prints them: `driver/client/pipe.c`. */
const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));

/** Builds the project's driver unless it is up to date; returns its absolute path on the host. */
export async function buildDriver(): Promise<string> {
  const sources = ["driver/client", "driver/sample"].flatMap((folder) => files(folder, ".c"));
  const headers = ["-Idriver/include", "-Idriver/client", "-Idriver/sample"];
  const version = await buildVersion("driver/sample/version.rc", ".build/pipelisten_version.o");
  return await buildSys([...sources, version], ".build/pipelisten.sys", [...WARNINGS, ...STRICT_WARNINGS, ...headers]);
}

/** Builds a driver. Paths are relative to the repository; `extra` are more options, as -W, -I and -D. */
export async function buildSys(sources: readonly string[], out: string, extra: readonly string[]): Promise<string> {
  const compiler = await tool(COMPILER);
  const flags = [...C_FLAGS, ...extra, ...await kernelHeaders(compiler), ...SYS_FLAGS];
  const code = sources.filter((path) => path.endsWith(".c"));
  const linkerScript = codeSectionsScript(code.map((path) => Deno.readTextFileSync(absolute(path))));
  const finish = async (path: string) => {
    await finishSections(path);
    await signForTest(path);
  };
  return await build({ compiler, sources, out, flags, libraries: SYS_LIBRARIES, linkerScript, finish });
}

/** Compiles a version resource; it gets the version of deno.json as three numbers. */
async function buildVersion(source: string, out: string): Promise<string> {
  const { version } = JSON.parse(await Deno.readTextFile(absolute("deno.json")));
  const [major, minor, patch] = version.split(".");
  const numbers = [`-DVERSION_MAJOR=${major}`, `-DVERSION_MINOR=${minor}`, `-DVERSION_PATCH=${patch}`];
  // By itself it looks for a preprocessor under the one name that Debian's package does not have
  const compiler = await tool(COMPILER);
  const preprocessor = [compiler.path, "-E", "-xc", "-DRC_INVOKED"].map((argument, i) =>
    i === 0 ? `--preprocessor=${argument}` : `--preprocessor-arg=${argument}`
  );
  return await build({
    compiler: resourceCompiler(compiler),
    sources: [source],
    out,
    flags: [...preprocessor, "-Ocoff", ...numbers],
    libraries: [],
  });
}

/** The resource compiler that is installed with this C compiler; MSYS2 has it under its short name only. */
function resourceCompiler({ path, argv }: Tool): Tool {
  const folder = path.slice(0, Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  const isHosts = argv.length === 1;
  const name = isHosts && onPath(RESOURCE_COMPILER, folder) === undefined ? "windres" : RESOURCE_COMPILER;
  return toolAt(folder + name, [...argv.slice(0, -1), folder + name]);
}

/** Drivers that use the client: the tiny one that driver/README.md shows, one that calls every function, one that logs. */
const FIXTURES = {
  adopter: "driver/example/adopter.c",
  log: "tests/fixtures/log/log.c",
  probe: "tests/fixtures/probe/probe.c",
} as const;

/** Builds one of them, from `driver/client`, `driver/include` and its own source. */
export async function buildFixtureDriver(name: keyof typeof FIXTURES): Promise<string> {
  const sources = [...files("driver/client", ".c"), FIXTURES[name]];
  return await buildSys(sources, `.build/${name}.sys`, [...WARNINGS, ...STRICT_WARNINGS, "-Idriver/include"]);
}

/** Builds one of the article's drivers, unchanged but for NdisMSleep, and so with all their warnings. */
export async function buildArticleDriver(name: "text" | "struct"): Promise<string> {
  const folder = "tests/fixtures/article";
  return await buildSys([`${folder}/${name}.c`], `.build/article_${name}.sys`, ["-w", `-I${folder}/shim`]);
}

/** Builds a user-mode program, as an .exe; `extra` may name libraries, as -ladvapi32. */
export async function buildProgram(
  source: string | readonly string[],
  out: string,
  extra: readonly string[] = [],
): Promise<string> {
  const compiler = await tool(COMPILER);
  return await build({ compiler, sources: [source].flat(), out, flags: [...C_FLAGS, ...WARNINGS], libraries: extra });
}

/** Options for the kernel headers, which mingw keeps in a folder `ddk`; as system headers they cause no warnings. */
export async function kernelHeaders(compiler: Tool): Promise<string[]> {
  const { stderr } = await compiler.command(["-E", "-Wp,-v", "-xc", "-"], { stdin: "null" }).output();
  return includeFolders(new TextDecoder().decode(stderr)).flatMap((folder) => ["-isystem", `${folder}/ddk`]);
}

/** The folders that `gcc -Wp,-v` lists: the lines that begin with a space. */
export function includeFolders(verbose: string): string[] {
  return verbose.split(/\r?\n/).filter((line) => line.startsWith(" ")).map((line) => line.trim());
}

interface Build {
  readonly compiler: Tool;
  readonly sources: readonly string[];
  readonly out: string;
  readonly flags: readonly string[];
  /** After the sources, because the linker takes from a library only what is undefined by then. */
  readonly libraries: readonly string[];
  /** What it adds to the linker's own script. */
  readonly linkerScript?: string | undefined;
  /** What is done to the output before it gets its final name. */
  readonly finish?: (path: string) => Promise<void>;
}

async function build(parts: Build): Promise<string> {
  const { compiler, sources, out, flags, libraries, linkerScript, finish } = parts;
  const path = absolute(out);
  const commandLine = JSON.stringify([compiler.argv, ...flags, ...sources, ...libraries]);
  if (isFresh(path, commandLine, [...sources, ...headersOf(sources, [...flags, ...libraries])])) return path;

  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  const unfinished = `${path}.${Deno.pid}`; // renamed when complete: another run may be loading the old one
  const args = [...flags, "-o", unfinished, ...sources, ...libraries];
  const script = `${unfinished}.ld`;
  if (linkerScript !== undefined) {
    await Deno.writeTextFile(script, linkerScript);
    args.push(`-Wl,-T,${script}`);
  }
  const { success } = await compiler.command(args, { cwd: REPOSITORY, stdin: "null" }).spawn().status;
  if (!success) throw new MachineError(`Cannot build ${out}: the compiler gave up (its reasons are above)`);
  if (linkerScript !== undefined) await Deno.remove(script);
  await finish?.(unfinished);
  await Deno.rename(unfinished, path);
  await Deno.writeTextFile(`${path}.command`, commandLine);
  return path;
}

/** Whether the output was made by this very command and is newer than everything it was made of. */
function isFresh(path: string, commandLine: string, inputs: readonly string[]): boolean {
  try {
    if (Deno.readTextFileSync(`${path}.command`) !== commandLine) return false;
    const made = modified(path);
    return inputs.every((input) => modified(input) < made);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Any header beside a source or in a folder that -I names. */
function headersOf(sources: readonly string[], flags: readonly string[]): string[] {
  const beside = sources.map((source) => source.slice(0, source.lastIndexOf("/")));
  const named = flags.filter((flag) => flag.startsWith("-I")).map((flag) => flag.slice("-I".length));
  return [...new Set([...beside, ...named])].flatMap((folder) => files(folder, ".h"));
}

function files(folder: string, extension: string): string[] {
  return [...Deno.readDirSync(absolute(folder))].map(({ name }) => name).filter((name) => name.endsWith(extension))
    .sort().map((name) => `${folder}/${name}`);
}

function modified(path: string): number {
  return Deno.statSync(absolute(path)).mtime?.getTime() ?? 0;
}

function absolute(path: string): string {
  return /^(\/|[A-Za-z]:)/.test(path) ? path : REPOSITORY + path;
}

if (import.meta.main) {
  await exitOnMachineError(async () => {
    console.log(await buildDriver());
    return 0;
  });
}
