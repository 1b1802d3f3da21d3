/**
 * A driver that is loaded and will be unloaded: for tests and the demo, inside Windows.
 *
 * Which of two it is, says the environment variable PIPELISTEN_DRIVER, which the runner on the host sets: `loaded` is the
 * real .sys as a kernel service; `user-mode` is a stand-in that writes the same frames, for a Windows that loads no test
 * drivers.
 *
 * @module
 */

import { fileURLToPath } from "node:url";

/** The registry parameters of the sample driver (driver/README.md). */
export interface DriverParameters {
  /** Which report it sends. */
  readonly Report?: string;
  /** How many frames. */
  readonly Count?: number;
  /** The name of the pipe. */
  readonly Pipe?: string;
}

/** Unloads when disposed of. */
export interface LoadedDriver extends AsyncDisposable {
  /** Unloads now; `sc stop` returns when the driver's unload routine has. */
  unload(): Promise<void>;
}

/** Whether the real driver is loaded, or the stand-in plays it. */
export const driverIsReal = Deno.env.get("PIPELISTEN_DRIVER") === "loaded";

/** A file that the host has built into `.build/`, as Windows sees it. */
export function built(name: string): string {
  return fileURLToPath(new URL(`../../../.build/${name}`, import.meta.url));
}

/** Loads the sample driver, or its stand-in. */
export async function loadDriver(parameters: DriverParameters): Promise<LoadedDriver> {
  return driverIsReal ? await Service.start(built("pipelisten.sys"), parameters) : standIn(parameters);
}

/** A kernel service of its own name, with a driver. */
export class Service implements LoadedDriver {
  readonly #name: string;
  #running = false;

  private constructor(name: string) {
    this.#name = name;
  }

  /** Creates the service, writes its parameters, starts it. Nothing is left where one of these fails. */
  static async start(path: string, parameters: DriverParameters = {}): Promise<Service> {
    const service = new Service(`pipelisten-${crypto.randomUUID()}`);
    await sc("create", service.#name, "type=", "kernel", "binPath=", path);
    try {
      const key = `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${service.#name}\\Parameters`;
      for (const [name, value] of Object.entries(parameters)) {
        const type = typeof value === "number" ? "REG_DWORD" : "REG_SZ";
        await run("reg.exe", "add", key, "/v", name, "/t", type, "/d", String(value), "/f");
      }
      await sc("start", service.#name);
      service.#running = true;
    } catch (error) {
      await service[Symbol.asyncDispose]();
      throw error;
    }
    return service;
  }

  async unload(): Promise<void> {
    this.#running = false;
    await sc("stop", this.#name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#running) await this.unload();
    await sc("delete", this.#name);
  }
}

async function sc(...args: string[]): Promise<void> {
  await run("sc.exe", ...args);
}

async function run(program: string, ...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args }).output();
  const printed = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  if (code !== 0) throw new Error(`Cannot ${program} ${args.join(" ")}: exit code ${code}, ${printed.trim()}`);
}

/** The stand-in as a process of its own, as the driver is something of its own. */
function standIn(parameters: DriverParameters): LoadedDriver {
  const script = fileURLToPath(new URL("./stand_in.ts", import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script, JSON.stringify(parameters)],
    stdin: "null",
  }).spawn();
  const unload = async () => {
    try {
      child.kill();
    } catch {
      // It has ended by itself, its frames sent.
    }
    await child.status;
  };
  return { unload, [Symbol.asyncDispose]: unload };
}
