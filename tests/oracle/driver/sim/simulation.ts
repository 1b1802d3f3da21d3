/**
 * The driver, compiled for this machine against the simulated kernel (sim.h), and run.
 *
 * In two forms: as for Microsoft's compiler, with __finally, the kernel's atomics and ExAllocatePool2, and as for
 * mingw-w64. Its functions in PAGE and INIT are put into sections of these names, and all of them report that they are
 * entered, so that the simulation knows what may be paged out.
 */
import { output, run } from "../../../machine/process.ts";
import { pinnedTool } from "../../../machine/tools.ts";
import { REPOSITORY } from "../../../run_cli.ts";

const HERE = `${REPOSITORY}tests/oracle/driver/sim`;
const DRIVER_FOLDERS = ["driver/client", "driver/sample"];
const SECTIONS = ["PAGE", "INIT"];

const FLAGS = [
  ...["-std=gnu11", "-g", "-fno-omit-frame-pointer", "-fshort-wchar", "-fms-extensions", "-Wall", "-Wextra", "-Werror"],
  ...[`-ffile-prefix-map=${REPOSITORY}=`, `-I${HERE}/kernel`, `-I${REPOSITORY}driver/include`],
];
const DRIVER_FLAGS = [
  ...[
    "-ffreestanding",
    "-fno-builtin",
    "-ftrivial-auto-var-init=pattern",
    "-Wno-unknown-pragmas",
    "-D_WIN32",
    "-D_WIN64",
  ],
  ...["-ffunction-sections", "-finstrument-functions", ...DRIVER_FOLDERS.map((folder) => `-I${REPOSITORY}${folder}`)],
];

export interface SimulationForm {
  /** Whose compiler the driver is compiled as for. */
  readonly compiler: "msvc" | "mingw";
  /** With AddressSanitizer and UndefinedBehaviorSanitizer: some ten times slower. */
  readonly isSanitized?: boolean;
}

export class Simulation implements AsyncDisposable {
  readonly #folder: string;
  readonly #gcc: readonly string[];
  readonly #flags: readonly string[];
  readonly #driverFlags: readonly string[];
  readonly #link: readonly string[];
  readonly #sources = DRIVER_FOLDERS.flatMap((name) => sourcesIn(REPOSITORY + name));

  private constructor(folder: string, gcc: readonly string[], { compiler, isSanitized = false }: SimulationForm) {
    const sanitizers = isSanitized ? ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"] : [];
    this.#folder = folder;
    this.#gcc = gcc;
    this.#link = [...sanitizers, "-no-pie"];
    this.#flags = [...FLAGS, ...sanitizers, isSanitized ? "-O1" : "-O2"];
    this.#driverFlags = [...DRIVER_FLAGS, ...compiler === "msvc" ? ["-D_MSC_VER=1940"] : []];
  }

  /** Compiles and links all of it in a folder of its own. */
  static async build(form: SimulationForm): Promise<Simulation> {
    const folder = await Deno.makeTempDir({ prefix: "pipelisten-sim-" });
    const simulation = new Simulation(folder, (await pinnedTool("gcc")).argv, form);
    try {
      await Promise.all([
        simulation.#compile("driver", simulation.#sources, simulation.#driverFlags),
        simulation.#compile("kernel", [HERE, `${HERE}/scenarios`].flatMap(sourcesIn), [
          ...["-DSIM_KERNEL", "-Wshadow"],
          ...form.compiler === "msvc" ? ["-DSIM_HAS_FINALLY"] : [],
        ]),
      ]);
      await simulation.#linkTo("program", simulation.#objects(), sectionsScript(simulation.#texts()));
    } catch (error) {
      await simulation[Symbol.asyncDispose]();
      throw error;
    }
    return simulation;
  }

  /** The same with another text of one of the driver's sources; undefined if that doesn't compile. */
  async mutant(name: string, source: string, text: string): Promise<SimulationProgram | undefined> {
    const base = source.slice(source.lastIndexOf("/") + 1, -".c".length);
    const path = `${this.#folder}/${name}`;
    await Deno.writeTextFile(`${path}.c`, text);
    const flags = [...this.#flags, ...this.#driverFlags, "-w", "-c", "-o", `${path}.o`, `${path}.c`];
    if (!(await output([...this.#gcc, ...flags])).success) return undefined;
    const others = this.#objects().filter((object) => object !== `${this.#folder}/driver/${base}.o`);
    const texts = [...this.#texts().filter((_, i) => this.#sources[i] !== REPOSITORY + source), text];
    await this.#linkTo(name, [...others, `${path}.o`], sectionsScript(texts));
    return this.#program(name);
  }

  /** Whether the compiler makes the same machine code of another text of one of the driver's sources. */
  async isSameCode(source: string, text: string): Promise<boolean> {
    const codes = await Promise.all([await Deno.readTextFile(REPOSITORY + source), text].map(async (text, i) => {
      const folder = `${this.#folder}/code${i}-${crypto.randomUUID()}`;
      await Deno.mkdir(folder);
      await Deno.writeTextFile(`${folder}/code.c`, text); // of the same name, which is in the output
      const flags = [...this.#flags, ...this.#driverFlags, "-w", "-g0", "-S", "-o", "-", "code.c"];
      return (await output([...this.#gcc, ...flags], { cwd: folder })).stdout;
    }));
    return codes[0] === codes[1];
  }

  get program(): SimulationProgram {
    return this.#program("program");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }

  #program(name: string): SimulationProgram {
    return new SimulationProgram([...this.#gcc.slice(0, -1), `${this.#folder}/${name}`]);
  }

  async #compile(kind: string, sources: readonly string[], flags: readonly string[]): Promise<void> {
    const cwd = `${this.#folder}/${kind}`;
    await Deno.mkdir(cwd);
    await run(`build the simulation's ${kind}`, [...this.#gcc, ...this.#flags, ...flags, "-c", ...sources], { cwd });
  }

  #objects(): string[] {
    return ["driver", "kernel"].flatMap((kind) =>
      [...Deno.readDirSync(`${this.#folder}/${kind}`)].map(({ name }) => `${this.#folder}/${kind}/${name}`)
    );
  }

  #texts(): string[] {
    return this.#sources.map((path) => Deno.readTextFileSync(path));
  }

  async #linkTo(name: string, objects: readonly string[], script: string): Promise<void> {
    const path = `${this.#folder}/${name}`;
    await Deno.writeTextFile(`${path}.ld`, script);
    await run("link the simulation", [...this.#gcc, ...this.#link, `-Wl,-T,${path}.ld`, "-o", path, ...objects]);
  }
}

/** A scenario, and whether its calls may fail. */
export interface Scenario {
  readonly name: string;
  readonly hasFaults: boolean;
}

export class SimulationProgram {
  readonly #argv: readonly string[];

  constructor(argv: readonly string[]) {
    this.#argv = argv;
  }

  async scenarios(): Promise<Scenario[]> {
    return (await this.play(["list"])).split("\n").map((line) => {
      const [name = "", faults] = line.split(" ");
      return { name, hasFaults: faults === "faults" };
    });
  }

  /** Arguments as main.c describes them; gives what it printed, and fails with what is wrong. */
  async play(args: readonly (string | number)[]): Promise<string> {
    const { success, code, stdout, stderr } = await this.try(args);
    if (!success) throw new Error(`${args.join(" ")}: exit code ${code}\n${stderr}`);
    return stdout.trim();
  }

  /** The same, whatever comes of it, and killed after so many seconds. */
  try(args: readonly (string | number)[], seconds = 0) {
    return output(["timeout", "-s", "KILL", String(seconds), ...this.#argv, ...args.map(String)]); // 0: no limit
  }
}

function sourcesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => `${folder}/${name}`).filter((path) => path.endsWith(".c"))
    .sort();
}

/** Gathers the functions that `#pragma alloc_text` names, and marks where they begin and end. */
function sectionsScript(sources: readonly string[]): string {
  const text = sources.join("");
  const sections = SECTIONS.map((name) => {
    const mark = `Sim${name[0]}${name.slice(1).toLowerCase()}`;
    const functions = [...text.matchAll(new RegExp(`^#pragma alloc_text\\(${name}, (\\w+)\\)$`, "gm"))];
    // The optimiser's copies of a function are named function.constprop.0, and its rare parts are .text.unlikely.function
    const inputs = functions.flatMap(([, found]) => [`.text.${found}`, `.text.unlikely.${found}`])
      .map((section) => `*(${section} ${section}.*)`);
    return `${name} : { ${mark}Start = .; ${inputs.join(" ")} ${mark}End = .; }`;
  });
  // What the linker for Windows does with sections of such names
  const log = "SECTIONS { pllog : { KEEP(*(SORT_BY_NAME(pllog$*))) } } INSERT AFTER .rodata;\n";
  return `SECTIONS { ${sections.join(" ")} } INSERT AFTER .text;\n${log}`;
}
