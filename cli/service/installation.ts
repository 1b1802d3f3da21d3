/**
 * How a driver gets onto the machine for one run, and off it again: as a plain service, or by its INF file.
 *
 * @module
 */

import { DriverService } from "./driver_service.ts";
import type { Inf } from "./inf.ts";
import { newServiceName } from "./leftovers.ts";
import { forget, type InstalledPackage, installPackage, uninstallPackage } from "./package.ts";
import type { RegistryValue } from "./registry_value.ts";

/** One installation; create, then remove. */
export interface Installation {
  /** The name by which a later run finds what this one leaves when it is killed. */
  readonly run: string;
  /** The name of the service. */
  readonly service: string;
  /** What it has done, for a report. */
  readonly done: string;
  /** Installs the driver with its parameters. @throws {ServiceError} and then it is not installed. */
  create(values: readonly RegistryValue[], maxWait: number): DriverService;
  /** Unloads the driver and removes it. @throws {ServiceError} */
  remove(service: DriverService): Promise<void>;
}

/** A service for the driver's file, where it is. */
export function plainInstallation(service: string, path: string): Installation {
  return {
    run: service,
    service,
    done: `the service ${service} is created`,
    create: (values, maxWait) => DriverService.create(service, path, values, maxWait),
    remove: (created) => created.remove(),
  };
}

/** What the INF file says. @param isScripted Not in the driver store; see {@linkcode installPackage}. */
export function packageInstallation(inf: Inf, isScripted: boolean): Installation {
  const run = newServiceName();
  let installed: InstalledPackage | undefined;
  return {
    run,
    service: inf.service,
    done: `${inf.path} is installed, with the service ${inf.service}`,
    create: (values, maxWait) => {
      const created = installPackage(run, inf, isScripted, values, maxWait);
      installed = created.installed;
      return created.service;
    },
    remove: async (created) => {
      const done = installed;
      await created.remove(done && (() => uninstallPackage(done)));
      forget(run);
    },
  };
}
