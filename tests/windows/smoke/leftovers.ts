/**
 * What earlier runs left behind that were killed: services whose names say that a smoke test made them, and whose owner
 * is no more.
 *
 * A run shows that it lives by a pipe of the service's name. The kernel takes that away with the process, however it
 * ends; a process number would have been given to another process by then.
 */
import type { Check } from "../../../cli/doctor/check.ts";
import { availability } from "../../../cli/pipe/availability.ts";
import { INVALID_HANDLE_VALUE, kernel32 } from "../../../cli/pipe/kernel32.ts";
import { toWide } from "../../../cli/pipe/wide.ts";
import { remove, ServiceError } from "./service.ts";

const SERVICES = "HKLM\\SYSTEM\\CurrentControlSet\\Services";
/** With the UUID that follows, it is nobody else's name. */
const PREFIX = "pipelisten-smoke-";
const OURS = new RegExp(`\\\\(${PREFIX}[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\s*$`, "gm");

const PIPE_ACCESS_DUPLEX = 3;

/** A name for the service of a run. */
export function newServiceName(): string {
  return `${PREFIX}${crypto.randomUUID()}`;
}

/** Shows that the run with this service lives, until disposed of. */
export function claimService(name: string): Disposable {
  const { CreateNamedPipeW, GetLastError, CloseHandle } = kernel32();
  const handle = CreateNamedPipeW(toWide(ownerPipe(name)), PIPE_ACCESS_DUPLEX, 0, 1, 0, 0, 0, null);
  if (handle === INVALID_HANDLE_VALUE) {
    throw new Error(`Cannot create ${ownerPipe(name)}: Win32 error ${GetLastError()}`);
  }
  return { [Symbol.dispose]: () => void CloseHandle(handle) };
}

/** Removes the services of runs that were killed. */
export async function removeLeftovers(): Promise<Check> {
  const name = "leftovers";
  const left = (await ourServices()).filter((service) => availability(ownerPipe(service)) === "none");
  if (left.length === 0) return { name, state: "passed", found: "no earlier run has left any" };
  try {
    for (const service of left) await remove(service);
    return { name, state: "passed", found: `removed what a killed run left: ${left.join(", ")}` };
  } catch (error) {
    if (error instanceof ServiceError) return { ...error.check, name };
    throw error;
  }
}

/** The services that have such names; reg.exe prints one key a line, in any language. */
async function ourServices(): Promise<string[]> {
  const { stdout } = await new Deno.Command("reg.exe", { args: ["query", SERVICES], stdin: "null" }).output();
  return serviceNames(new TextDecoder().decode(stdout));
}

/** From the output of `reg query`: `HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\pipelisten-smoke-…`. */
export function serviceNames(printed: string): string[] {
  return [...printed.matchAll(OURS)].map((match) => match[1]!);
}

function ownerPipe(service: string): string {
  return `\\\\.\\pipe\\${service}`;
}
