/**
 * A driver as a kernel service of a name of its own.
 *
 * By the service manager's functions and not by sc.exe: a process for every step takes longer than the step, a hundred
 * times over where a driver is loaded a thousand times.
 *
 * @module
 */

import { toWide } from "../../../cli/pipe/wide.ts";
import { advapi32 } from "./advapi32.ts";

const SC_MANAGER_CREATE_SERVICE = 2;
const SERVICE_ALL_ACCESS = 0xf01ff;
const SERVICE_KERNEL_DRIVER = 1;
const SERVICE_DEMAND_START = 3;
const SERVICE_ERROR_IGNORE = 0;
const SERVICE_CONTROL_STOP = 1;
const SIZEOF_SERVICE_STATUS = 28;

const HKEY_LOCAL_MACHINE = 0xffffffff80000002n;
const REG_SZ = 1;
const REG_DWORD = 4;

/** Values of its registry key `Parameters`. */
export type ServiceParameters = Readonly<Record<string, string | number>>;

/** Unloads and deletes when disposed of. */
export class Service implements AsyncDisposable {
  readonly #name: string;
  readonly #manager: bigint;
  readonly #handle: bigint;
  #loaded = false;

  /**
   * Creates the service and writes its parameters. Drivers of one `group` share a process under Wine, as on Windows all do;
   * the others have one each.
   */
  constructor(path: string, parameters: ServiceParameters = {}, group?: string) {
    this.#name = `pipelisten-${crypto.randomUUID()}`;
    this.#manager = advapi32().OpenSCManagerW(0n, 0n, SC_MANAGER_CREATE_SERVICE);
    // deno-fmt-ignore
    this.#handle = this.#manager === 0n ? 0n : advapi32().CreateServiceW(
      this.#manager, toWide(this.#name), 0n, SERVICE_ALL_ACCESS, SERVICE_KERNEL_DRIVER, SERVICE_DEMAND_START,
      SERVICE_ERROR_IGNORE, toWide(path), group === undefined ? null : toWide(group), 0n, 0n, 0n, 0n,
    );
    if (this.#handle === 0n) throw new Error(`Cannot create a service for ${path} (are you an administrator?)`);
    for (const [name, value] of Object.entries(parameters)) this.#write(name, value);
  }

  /** Creates it and loads the driver. Nothing is left when that fails. */
  static async start(path: string, parameters: ServiceParameters = {}): Promise<Service> {
    const service = new Service(path, parameters);
    try {
      await service.load();
    } catch (error) {
      await service[Symbol.asyncDispose]();
      throw error;
    }
    return service;
  }

  /** The name of the service, which is new. */
  get name(): string {
    return this.#name;
  }

  /** Loads the driver; returns when its DriverEntry has. */
  async load(): Promise<void> {
    if (await advapi32().StartServiceW(this.#handle, 0, 0n) === 0) throw new Error(`Cannot start ${this.#state()}`);
    this.#loaded = true;
  }

  /** Unloads it; returns when its DriverUnload has. */
  async unload(): Promise<void> {
    this.#loaded = false;
    const status = new Uint8Array(SIZEOF_SERVICE_STATUS);
    if (await advapi32().ControlService(this.#handle, SERVICE_CONTROL_STOP, status) === 0) {
      throw new Error(`Cannot stop ${this.#state()}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#loaded) await this.unload();
    advapi32().DeleteService(this.#handle);
    advapi32().CloseServiceHandle(this.#handle);
    advapi32().CloseServiceHandle(this.#manager);
  }

  /** The service and what became of it: GetLastError isn't to be had of calls that ran on another thread. */
  #state(): string {
    const status = new Uint32Array(SIZEOF_SERVICE_STATUS / 4);
    if (advapi32().QueryServiceStatus(this.#handle, new Uint8Array(status.buffer)) === 0) return this.#name;
    return `${this.#name} (dwCurrentState ${status[1]}, dwWin32ExitCode ${status[3]})`;
  }

  #write(name: string, value: string | number): void {
    const key = toWide(`SYSTEM\\CurrentControlSet\\Services\\${this.#name}\\Parameters`);
    const [type, data] = typeof value === "number"
      ? [REG_DWORD, new Uint8Array(new Uint32Array([value]).buffer)]
      : [REG_SZ, toWide(value)];
    const error = advapi32().RegSetKeyValueW(HKEY_LOCAL_MACHINE, key, toWide(name), type, data, data.length);
    if (error !== 0) throw new Error(`Cannot write the parameter ${name} of ${this.#name}: error ${error}`);
  }
}
