/**
 * A driver as a kernel service, by the service manager's functions.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import { kernel32 } from "../pipe/kernel32.ts";
import { toWide } from "../pipe/wide.ts";
import { advapi32 } from "./advapi32.ts";
import { blockingCall, type ServiceCall } from "./blocking_calls.ts";
import { writeValue } from "./registry.ts";
import type { RegistryValue } from "./registry_value.ts";
import { ServiceError, ServiceErrorCode } from "./reasons.ts";

const SC_MANAGER_CONNECT = 1;
const SC_MANAGER_CREATE_SERVICE = 2;
const SERVICE_ALL_ACCESS = 0xf01ff;
const SERVICE_QUERY_STATUS = 4;
const SERVICE_KERNEL_DRIVER = 1;
const SERVICE_DEMAND_START = 3;
const SERVICE_ERROR_IGNORE = 0;

/** Between two looks whether a deleted service is gone, or others let ours start, in milliseconds. */
const POLL = 50;
/** How long others may hold a deleted service, in milliseconds, when nothing of ours is under way. */
const MAX_HELD = 2_000;

/** A service of this program's. Remove it in any case. */
export class DriverService {
  readonly #name: string;
  readonly #maxWait: number;
  readonly #manager: bigint;
  #handle: bigint;
  /** The call that has not returned yet, or the last one. */
  #pending: Promise<unknown> = Promise.resolve();

  private constructor(name: string, maxWait: number, manager: bigint, handle: bigint) {
    this.#name = name;
    this.#maxWait = maxWait;
    this.#manager = manager;
    this.#handle = handle;
  }

  /**
   * Creates the service and writes its parameters.
   *
   * @param path The driver's file, absolute.
   * @param maxWait How long its routines may take, in milliseconds.
   * @throws {ServiceError} and then there is no such service, or none of ours.
   */
  static create(name: string, path: string, values: readonly RegistryValue[], maxWait: number): DriverService {
    const manager = openManager(SC_MANAGER_CREATE_SERVICE, name);
    // deno-fmt-ignore
    const handle = advapi32().CreateServiceW(
      manager, toWide(name), 0n, SERVICE_ALL_ACCESS, SERVICE_KERNEL_DRIVER, SERVICE_DEMAND_START, SERVICE_ERROR_IGNORE,
      toWide(path), 0n, 0n, 0n, 0n, 0n,
    );
    const error = handle === 0n ? kernel32().GetLastError() : 0;
    if (error !== 0) {
      advapi32().CloseServiceHandle(manager);
      throw new ServiceError(`create the service ${name}`, error, name);
    }
    const service = new DriverService(name, maxWait, manager, handle);
    try {
      for (const value of values) writeValue(name, value);
    } catch (error) {
      service.discard();
      throw error;
    }
    return service;
  }

  /** Opens the service that another run left; undefined if it is gone. @throws {ServiceError} */
  static open(name: string, maxWait: number): DriverService | undefined {
    const manager = openManager(SC_MANAGER_CONNECT, name);
    const handle = advapi32().OpenServiceW(manager, toWide(name), SERVICE_ALL_ACCESS);
    const error = handle === 0n ? kernel32().GetLastError() : 0;
    if (error === 0) return new DriverService(name, maxWait, manager, handle);
    advapi32().CloseServiceHandle(manager);
    if (error === ServiceErrorCode.ERROR_SERVICE_DOES_NOT_EXIST) return undefined;
    throw new ServiceError(`open the service ${name}`, error, name);
  }

  /** Loads the driver; returns when its DriverEntry has. @throws {ServiceError} */
  async start(): Promise<void> {
    const start = performance.now();
    let error = await this.#call("start");
    while (error === ServiceErrorCode.ERROR_SERVICE_DATABASE_LOCKED && performance.now() - start < this.#maxWait) {
      await delay(POLL); // another service is starting
      error = await this.#call("start");
    }
    if (error !== 0) throw new ServiceError("load the driver", error, this.#name);
  }

  /** Unloads the driver if it is loaded; returns when its DriverUnload has. @throws {ServiceError} */
  async stop(): Promise<void> {
    const error = await this.#call("stop");
    if (error === 0 || error === ServiceErrorCode.ERROR_SERVICE_NOT_ACTIVE) return;
    throw new ServiceError("unload the driver", error, this.#name);
  }

  /**
   * Unloads the driver, deletes the service, and waits until it is gone: a routine that takes too long is waited for once more.
   *
   * @param uninstall Runs before the service is deleted, with no handle of ours to it open.
   * @throws {ServiceError} when the driver could not be unloaded in time, or the service still exists.
   */
  async remove(uninstall?: () => void): Promise<void> {
    await Promise.race([this.#pending, delay(this.#maxWait)]);
    let problem: unknown;
    try {
      await this.stop();
    } catch (error) {
      problem = error;
    }
    await Promise.race([this.#pending, delay(this.#maxWait)]);
    if (uninstall === undefined) this.discard();
    else {
      this.#close();
      try {
        uninstall();
      } catch (error) {
        problem ??= error;
      }
      DriverService.open(this.#name, this.#maxWait)?.discard();
    }
    const isGone = await disappears(this.#name, MAX_HELD);
    if (problem !== undefined) throw problem;
    if (isGone) return;
    throw new ServiceError(
      `remove the service ${this.#name}`,
      ServiceErrorCode.ERROR_SERVICE_MARKED_FOR_DELETE,
      this.#name,
    );
  }

  /** Deletes the service as it is, or marks it for that, and closes our handles, which would keep it. */
  discard(): void {
    if (this.#handle === 0n) return;
    advapi32().DeleteService(this.#handle);
    this.#close();
  }

  #close(): void {
    advapi32().CloseServiceHandle(this.#handle);
    advapi32().CloseServiceHandle(this.#manager);
    this.#handle = 0n;
  }

  /** The Win32 error, WAIT_TIMEOUT when it takes too long; it may still return after that. */
  async #call(call: ServiceCall): Promise<number> {
    const waiting = new AbortController();
    const returned = blockingCall(call, this.#handle);
    this.#pending = returned.catch(() => {});
    const late = delay(this.#maxWait, { signal: waiting.signal })
      .then(() => ServiceErrorCode.WAIT_TIMEOUT, () => ServiceErrorCode.WAIT_TIMEOUT);
    try {
      return await Promise.race([returned, late]);
    } finally {
      waiting.abort();
    }
  }
}

function openManager(access: number, name: string): bigint {
  const manager = advapi32().OpenSCManagerW(0n, 0n, access);
  if (manager !== 0n) return manager;
  throw new ServiceError("open the service manager", kernel32().GetLastError(), name);
}

/** Whether the service is gone within so many milliseconds. */
async function disappears(name: string, maxWait: number): Promise<boolean> {
  for (const start = performance.now();; await delay(POLL)) {
    if (!serviceExists(name)) return true;
    if (performance.now() - start > maxWait) return false;
  }
}

/** Whether there is such a service, also one that is marked for deletion. */
export function serviceExists(name: string): boolean {
  const { OpenServiceW, CloseServiceHandle } = advapi32();
  const manager = openManager(SC_MANAGER_CONNECT, name);
  const handle = OpenServiceW(manager, toWide(name), SERVICE_QUERY_STATUS);
  const error = handle === 0n ? kernel32().GetLastError() : 0;
  if (handle !== 0n) CloseServiceHandle(handle);
  CloseServiceHandle(manager);
  return error !== ServiceErrorCode.ERROR_SERVICE_DOES_NOT_EXIST;
}
