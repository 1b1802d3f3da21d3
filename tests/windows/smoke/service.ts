/**
 * A driver's service, with what an administrator would use: sc.exe and reg.exe. Their exit codes are Win32 errors, and
 * so say why.
 */
import type { Check } from "../../../cli/doctor/check.ts";

/** A program that takes longer hangs, as a driver does whose DriverEntry doesn't return; in milliseconds. */
const PATIENCE = 30_000;

const NOT_THERE = 1060;
const NOT_RUNNING = 1062;
const WAIT_TIMEOUT = 258;

const HANGS = ["it doesn't return", "see where its DriverEntry or DriverUnload hangs; restart the machine"] as const;
/** What the errors of winerror.h mean to a driver's service, and what to do. */
const REASONS: Readonly<Record<number, readonly [string, string]>> = {
  2: ["Windows finds no such file", "name the driver's file by its full path"],
  3: ["Windows finds no such file", "name the driver's file by its full path"],
  5: ["access is denied", "run it as administrator"],
  31: ["the driver's DriverEntry has failed", "check its parameters; a debugger shows what it prints"],
  193: ["the file is no driver for this machine", "build it for x64"],
  [WAIT_TIMEOUT]: HANGS,
  577: ["Windows doesn't accept its signature", "bcdedit /set testsigning on, restart, deno task sign:driver"],
  1053: HANGS, // the service manager has waited
  1072: ["it is to be deleted, but somebody has it open", "close services.msc and the like, or restart"],
  1073: ["a service of that name is there already", "choose another --service, or sc delete NAME if it is yours"],
  1114: ["the driver's DriverEntry has failed, or its file can't be loaded", "check its parameters and its imports"],
  1275: ["Windows blocks this driver", "see the event log, CodeIntegrity; memory integrity may be on"],
};

/** A program of Windows that said no. */
export class ServiceError extends Error {
  /** The check that has failed by it. */
  readonly check: Check;

  /** @param step The name of the check; `what` can't be done to the service `name`. */
  constructor(step: string, what: string, code: number, name: string) {
    const [why, advice] = REASONS[code] ?? [`Windows gives error ${code}`, `net helpmsg ${code} says what that is`];
    super(`${what}: ${why}`);
    this.check = { name: step, state: "failed", found: this.message, advice: advice.replace("NAME", name) };
  }
}

/** Creates the service and writes the driver's parameters. Nothing is left where that fails. */
export async function install(
  name: string,
  path: string,
  parameters: Readonly<Record<string, string | number>>,
): Promise<void> {
  const refused = await sc("create", name, "type=", "kernel", "binPath=", path);
  if (refused !== 0) throw new ServiceError("install", `the service ${name} can't be created`, refused, name);
  const key = `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${name}\\Parameters`;
  for (const [value, data] of Object.entries(parameters)) {
    const type = typeof data === "number" ? "REG_DWORD" : "REG_SZ";
    const failed = await run("reg.exe", "add", key, "/v", value, "/t", type, "/d", String(data), "/f");
    if (failed === 0) continue;
    await sc("delete", name);
    throw new ServiceError("install", `the parameter ${value} can't be written`, failed, name);
  }
}

/** Loads the driver; returns when its DriverEntry has. */
export async function start(name: string): Promise<void> {
  const code = await sc("start", name);
  if (code !== 0) throw new ServiceError("load", "the driver can't be loaded", code, name);
}

/** Unloads the driver if it is loaded, and deletes the service if it is there; fails if it is there still. */
export async function remove(name: string): Promise<void> {
  const stopped = await sc("stop", name);
  await sc("delete", name);
  const left = await sc("query", name);
  if (left === NOT_THERE) return;
  const isStop = stopped !== 0 && stopped !== NOT_RUNNING && stopped !== NOT_THERE;
  throw new ServiceError("unload", `the service ${name} can't be removed`, isStop ? stopped : 1072, name);
}

function sc(...args: string[]): Promise<number> {
  return run("sc.exe", ...args);
}

/** Runs a program to its end and gives its exit code; WAIT_TIMEOUT where that doesn't come. */
async function run(program: string, ...args: string[]): Promise<number> {
  const signal = AbortSignal.timeout(PATIENCE);
  const options = { args, stdin: "null", stdout: "null", stderr: "null", signal } as const;
  const { code } = await new Deno.Command(program, options).output();
  return signal.aborted ? WAIT_TIMEOUT : code;
}
