/**
 * Leftovers of killed runs: services with the name of a smoke test whose process has ended.
 *
 * A run shows that it is alive by a pipe with the service's name. The kernel removes that when the process ends, however it
 * ends; a process number could already belong to another process.
 *
 * @module
 */

import { availability } from "../pipe/availability.ts";
import { INVALID_HANDLE_VALUE, kernel32 } from "../pipe/kernel32.ts";
import { toWide } from "../pipe/wide.ts";
import { DriverService } from "./driver_service.ts";
import { forget, type InstalledPackage, rememberedPackages, uninstallPackage } from "./package.ts";
import { serviceNames } from "./registry.ts";

/** A UUID follows, so that no other program has such a name. */
const PREFIX = "pipelisten-smoke-";
const OURS = new RegExp(`^${PREFIX}[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$`);

const PIPE_ACCESS_DUPLEX = 3;

/** A name for the service of a run. */
export function newServiceName(): string {
  return `${PREFIX}${crypto.randomUUID()}`;
}

/** Whether a run has made this name. */
export function isOurs(name: string): boolean {
  return OURS.test(name);
}

/** Marks the run with this service as alive, until disposed of. */
export function claimService(name: string): Disposable {
  const { CreateNamedPipeW, GetLastError, CloseHandle } = kernel32();
  const handle = CreateNamedPipeW(toWide(ownerPipe(name)), PIPE_ACCESS_DUPLEX, 0, 1, 0, 0, 0, null);
  if (handle === INVALID_HANDLE_VALUE) {
    throw new Error(`Cannot create ${ownerPipe(name)}: Win32 error ${GetLastError()}`);
  }
  return { [Symbol.dispose]: () => void CloseHandle(handle) };
}

/** Removes the services and packages of runs that were killed, and gives their names. @throws {ServiceError} */
export async function removeLeftovers(maxWait: number): Promise<string[]> {
  const services = serviceNames().filter(isLeft);
  for (const name of services) await DriverService.open(name, maxWait)?.remove();
  const packages = rememberedPackages().filter(({ run }) => isLeft(run));
  for (const { run, installed } of packages) {
    if (installed !== undefined) await removePackage(installed, DriverService.open(installed.service, maxWait));
    forget(run);
  }
  return [...services, ...packages.flatMap(({ installed }) => installed?.service ?? [])];
}

/** Removes a package, with its service if there is one. @throws {ServiceError} */
async function removePackage(installed: InstalledPackage, service: DriverService | undefined): Promise<void> {
  if (service === undefined) uninstallPackage(installed);
  else await service.remove(() => uninstallPackage(installed));
}

/** Whether a run has made this name, and is no longer alive. */
function isLeft(name: string): boolean {
  return isOurs(name) && availability(ownerPipe(name)) === "none";
}

function ownerPipe(service: string): string {
  return `\\\\.\\pipe\\${service}`;
}
