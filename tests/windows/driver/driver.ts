/**
 * Loads a driver for tests and the demo, inside Windows, and unloads it.
 *
 * The environment variable PIPELISTEN_DRIVER, set by the runner on the host, selects one of two: `loaded` is the real .sys
 * as a kernel service; `user-mode` is a stand-in that writes the same frames, for a Windows that loads no test drivers.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { Service } from "./service.ts";

export { Service };

/** The registry parameters of the sample driver (driver/README.md). A type, as an interface is no {@linkcode Record}. */
export type DriverParameters = Readonly<{
  /** Which reports it sends, with commas between. */
  Report?: string;
  /** How many frames. */
  Count?: number;
  /** The name of the pipe. */
  Pipe?: string;
  /** The size of its ring in bytes. */
  RingSize?: number;
  /** 1 sends secret reports to whoever owns the pipe; the default here, because under Wine that is no administrator. */
  AnyOwner?: number;
}>;

/** Unloads when disposed of. */
export interface LoadedDriver extends AsyncDisposable {
  /** Unloads now; returns when the driver's unload routine has. */
  unload(): Promise<void>;
}

/** Whether the real driver is loaded, not the stand-in. */
export const driverIsReal = Deno.env.get("PIPELISTEN_DRIVER") === "loaded";

/** The path of a file in `.build/`, as Windows sees it. */
export function built(name: string): string {
  return fileURLToPath(new URL(`../../../.build/${name}`, import.meta.url));
}

/** Loads the sample driver, or its stand-in. */
export async function loadDriver(parameters: DriverParameters): Promise<LoadedDriver> {
  if (!driverIsReal) return standIn(parameters);
  return await Service.start(built("pipelisten.sys"), { AnyOwner: 1, ...parameters });
}

/** Runs the stand-in in a process of its own. */
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
      // It has sent its frames and ended.
    }
    await child.status;
  };
  return { unload, [Symbol.asyncDispose]: unload };
}
