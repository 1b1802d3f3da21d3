/**
 * The Windows machine of the test bench: this one if it is Windows, else Wine. Opened once, it runs Windows programs and
 * the Windows Deno as ordinary child processes, with their stdio, exit codes and signals.
 *
 * ```ts
 * const machine = await openMachine();
 * await machine.command("sc.exe", ["query"]).output();
 * const { stdout } = await machine.deno(["run", "-A", "cli/main.ts", "--json"]).output();
 * ```
 */
import { fileURLToPath } from "node:url";
import { cacheFolder } from "./cache.ts";
import { openWine, winePath } from "./wine.ts";
import { install, windowsDeno } from "./windows_deno.ts";

export { driverMode } from "./driver_mode.ts";
export { exitOnMachineError, MachineError } from "./errors.ts";

/** As for Deno.Command; `env` is added to the machine's environment. */
export type CommandOptions = Omit<Deno.CommandOptions, "args" | "clearEnv">;

export interface Machine {
  readonly kind: "windows" | "wine";
  /** `Windows`, or which Wine, to print. */
  readonly description: string;
  /** The environment of its programs, for a command line built from `argv`. */
  readonly env: Readonly<Record<string, string>>;
  /** The host's command line for a Windows program: a name on its PATH (`sc.exe`) or the host's path of an .exe. */
  argv(program: string, args?: readonly string[]): string[];
  /** The host's command line for the Windows Deno. */
  denoArgv(args: readonly string[]): string[];
  /** A Windows program, as {@linkcode argv} says. */
  command(program: string, args?: readonly string[], options?: CommandOptions): Deno.Command;
  /**
   * The Windows Deno. Arguments that are paths are relative, or went through {@linkcode path}.
   * It uses node_modules as it is; see {@linkcode withFoundModules}.
   */
  deno(args: readonly string[], options?: CommandOptions): Deno.Command;
  /**
   * Keeps Windows up until disposed of. Wine starts its services with the first program, with that program's stdout and
   * stderr, and shuts down, drivers included, after the last one. So without this, waiting for the end of the first
   * program's output means waiting for the end of the last program.
   */
  hold(): Promise<AsyncDisposable>;
  /** How a Windows program sees an absolute path of the host: `Z:\work\x.sys` under Wine. */
  path(hostPath: string): string;
}

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));

let opened: Promise<Machine> | undefined;

/** Returns the machine, prepared if need be. @throws {MachineError} where that is impossible. */
export function openMachine(): Promise<Machine> {
  return opened ??= Deno.build.os === "windows" ? Promise.resolve(realWindows()) : wineMachine();
}

function realWindows(): Machine {
  return machine({
    kind: "windows",
    description: "Windows",
    env: Deno.env.toObject(),
    deno: Deno.execPath(),
    argv: (program, args) => [program, ...args],
    path: (hostPath) => hostPath,
    holder: undefined,
  });
}

async function wineMachine(): Promise<Machine> {
  const wine = await openWine();
  const deno = await windowsDeno();
  await install(REPOSITORY, "install the packages that deno.json names");
  const env = { ...wine.env, DENO_DIR: winePath(`${cacheFolder()}/deno-dir`), DENO_NO_UPDATE_CHECK: "1" };
  return machine({
    kind: "wine",
    description: wine.description,
    env,
    deno,
    argv: wine.argv,
    path: winePath,
    holder: "cmd.exe",
  });
}

interface Parts {
  readonly kind: Machine["kind"];
  readonly description: string;
  readonly env: Readonly<Record<string, string>>;
  readonly deno: string;
  readonly argv: (program: string, args: readonly string[]) => string[];
  readonly path: (hostPath: string) => string;
  /** The program that keeps Windows up as long as its stdin is open; undefined where it stays up anyway. */
  readonly holder: string | undefined;
}

function machine({ deno, argv, holder, ...parts }: Parts): Machine {
  const build = ([program = "", ...args]: string[], options: CommandOptions): Deno.Command =>
    new Deno.Command(program, { ...options, args, clearEnv: true, env: { ...parts.env, ...options.env } });
  return {
    ...parts,
    argv: (program, args = []) => argv(program, args),
    denoArgv: (args) => argv(deno, withFoundModules(args)),
    command: (program, args = [], options = {}) => build(argv(program, args), options),
    deno: (args, options = {}) => build(argv(deno, withFoundModules(args)), options),
    hold: async () => {
      if (holder === undefined) return { [Symbol.asyncDispose]: () => Promise.resolve() };
      const child = build(argv(holder, []), { stdin: "piped", stdout: "null", stderr: "null" }).spawn();
      // Once a program has ended, the services are up
      await build(argv(holder, ["/c", "exit"]), { stdin: "null", stdout: "null", stderr: "null" }).output();
      return {
        [Symbol.asyncDispose]: async () => {
          await child.stdin.close();
          await child.status;
        },
      };
    },
  };
}

const RUNS_CODE = ["run", "test", "eval", "bench"];

/**
 * Adds `--node-modules-dir=manual`: Deno under Wine cannot reach npm, and must neither look for newer packages nor
 * rewrite the node_modules and deno.lock of the Linux Deno.
 */
export function withFoundModules(args: readonly string[]): string[] {
  const [command = "", ...rest] = args;
  return RUNS_CODE.includes(command) ? [command, "--node-modules-dir=manual", ...rest] : [...args];
}
