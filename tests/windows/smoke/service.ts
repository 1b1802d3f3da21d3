/**
 * A driver's service, by the administrator's tools: sc.exe and reg.exe. Their exit codes are Win32 errors.
 */
import { delay } from "@std/async/delay";
import type { Check } from "../../../cli/doctor/check.ts";
import { output } from "../../machine/process.ts";

/** A program that takes longer hangs, as when DriverEntry does not return; in milliseconds. */
const MAX_WAIT = 30_000;

/** How long another program, as services.msc, may keep a deleted service open before that is an error; in milliseconds. */
const MAX_HELD = 10_000;

const NOT_THERE = 1060;
const NOT_RUNNING = 1062;
const WAIT_TIMEOUT = 258;

const HANGS = ["it does not return", "see where its DriverEntry or DriverUnload hangs; restart the machine"] as const;
/** What errors of winerror.h mean for a driver's service, and what to do. */
const REASONS: Readonly<Record<number, readonly [string, string]>> = {
  2: ["Windows cannot find the file", "name the driver's file by its full path"],
  3: ["Windows cannot find the file", "name the driver's file by its full path"],
  5: ["access is denied", "run it as administrator"],
  31: ["its DriverEntry failed", "check its parameters; a debugger shows its messages"],
  193: ["the file is not a driver for this machine", "build it for x64"],
  [WAIT_TIMEOUT]: HANGS,
  577: ["Windows rejects its signature", "bcdedit /set testsigning on, restart, deno task sign:driver"],
  1053: HANGS, // the service manager has waited
  1072: ["it is marked for deletion, but still open", "close services.msc and similar programs, or restart"],
  1073: ["a service of that name exists", "choose another --service, or sc delete NAME if it is yours"],
  1114: ["its DriverEntry failed, or its file cannot be loaded", "check its parameters and its imports"],
  1275: ["Windows blocks this driver", "see the event log, CodeIntegrity; memory integrity may be on"],
};

/** A program of Windows failed. */
export class ServiceError extends Error {
  /** The failed check. */
  readonly check: Check;

  /** @param step The name of the check; `what` follows "cannot". */
  constructor(step: string, what: string, code: number, name: string) {
    const [why, advice] = REASONS[code] ?? [`Win32 error ${code}`, `net helpmsg ${code} explains it`];
    super(`cannot ${what}: ${why}`);
    this.check = { name: step, state: "failed", found: this.message, advice: advice.replace("NAME", name) };
  }
}

/** Creates the service and writes the driver's parameters; removes the service if that fails. */
export async function install(
  name: string,
  path: string,
  parameters: Readonly<Record<string, string | number>>,
): Promise<void> {
  const refused = await sc("create", name, "type=", "kernel", "binPath=", path);
  if (refused !== 0) throw new ServiceError("install", `create the service ${name}`, refused, name);
  const key = `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${name}\\Parameters`;
  for (const [value, data] of Object.entries(parameters)) {
    const type = typeof data === "number" ? "REG_DWORD" : "REG_SZ";
    const failed = await run("reg.exe", "add", key, "/v", value, "/t", type, "/d", String(data), "/f");
    if (failed === 0) continue;
    await sc("delete", name);
    throw new ServiceError("install", `write the parameter ${value}`, failed, name);
  }
}

/** Loads the driver; returns when its DriverEntry has. */
export async function start(name: string): Promise<void> {
  const code = await sc("start", name);
  if (code !== 0) throw new ServiceError("load", "load the driver", code, name);
}

/**
 * Unloads the driver and deletes the service, if they are there; fails if the service still exists after `maxHeld`.
 *
 * Windows only marks a service for deletion: it goes with the last handle to it, and virus scanners and services.msc
 * open handles to services of others.
 */
export async function remove(name: string, maxHeld: number = MAX_HELD): Promise<void> {
  const stopped = await sc("stop", name);
  await sc("delete", name);
  if (await isGone(name, maxHeld)) return;
  const isStop = stopped !== 0 && stopped !== NOT_RUNNING && stopped !== NOT_THERE;
  throw new ServiceError("unload", `remove the service ${name}`, isStop ? stopped : 1072, name);
}

async function isGone(name: string, maxHeld: number): Promise<boolean> {
  const deadline = performance.now() + maxHeld;
  while (await sc("query", name) !== NOT_THERE) {
    if (performance.now() > deadline) return false;
    await delay(100);
  }
  return true;
}

function sc(...args: string[]): Promise<number> {
  return run("sc.exe", ...args);
}

/** Runs a program to its end and gives its exit code, or WAIT_TIMEOUT. */
async function run(program: string, ...args: string[]): Promise<number> {
  const signal = AbortSignal.timeout(MAX_WAIT);
  const { code } = await output([program, ...args], { signal });
  return signal.aborted ? WAIT_TIMEOUT : code;
}
