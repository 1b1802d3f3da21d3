/**
 * StartServiceW and ControlService on a thread of their own: both return only when the driver's routine has, and the thread
 * that calls is the only one that can read GetLastError, so that a nonblocking call would lose it. This file is a worker's
 * module; {@linkcode blockingCall} starts it.
 *
 * @module
 */

import { kernel32 } from "../pipe/kernel32.ts";
import { advapi32 } from "./advapi32.ts";

/** What to do with a service. */
export type ServiceCall = "start" | "stop";

const SERVICE_CONTROL_STOP = 1;
/** sizeof(SERVICE_STATUS): seven DWORDs. */
const SERVICE_STATUS_SIZE = 28;

let worker: Worker | undefined;
let last: Promise<unknown> = Promise.resolve();

/**
 * Gives the Win32 error, 0 for success, when the driver's routine has returned; one call after the other.
 *
 * The thread is never ended: the end of a worker and that of the process at the same time crashed now and then under Wine.
 */
export function blockingCall(call: ServiceCall, service: bigint): Promise<number> {
  const result = last.then(() => ask(call, service));
  last = result.catch(() => {});
  return result;
}

function ask(call: ServiceCall, service: bigint): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  worker ??= new Worker(import.meta.url, { type: "module" });
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => reject(new Error(message));
  worker.postMessage({ call, service });
  return promise;
}

function run(call: ServiceCall, service: bigint): number {
  const { StartServiceW, ControlService } = advapi32();
  const { GetLastError } = kernel32();
  const ok = call === "start"
    ? StartServiceW(service, 0, 0n)
    : ControlService(service, SERVICE_CONTROL_STOP, new Uint8Array(new ArrayBuffer(SERVICE_STATUS_SIZE)));
  return ok === 0 ? GetLastError() : 0;
}

/** The part of DedicatedWorkerGlobalScope that is used here; absent on the main thread. */
interface WorkerScope {
  readonly WorkerGlobalScope?: unknown;
  onmessage: (event: MessageEvent<{ readonly call: ServiceCall; readonly service: bigint }>) => void;
  postMessage(error: number): void;
}

const scope = globalThis as unknown as WorkerScope;
if (scope.WorkerGlobalScope !== undefined) {
  scope.onmessage = ({ data: { call, service } }) => scope.postMessage(run(call, service));
}
