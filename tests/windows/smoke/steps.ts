/** The steps of the smoke test, inside Windows: one check after another until one fails. Nothing is left behind. */
import type { Check } from "../../../cli/doctor/check.ts";
import type { DriverFacts } from "../../../cli/doctor/driver_facts.ts";
import type { MachineFacts } from "../../../cli/doctor/facts.ts";
import { machineChecks } from "../../../cli/doctor/machine_checks.ts";
import { availability } from "../../../cli/pipe/availability.ts";
import { Listener } from "../driver/listener.ts";
import { framesCheck } from "./frames.ts";
import { claimService, newServiceName, removeLeftovers } from "./leftovers.ts";
import type { SmokeOptions } from "./options.ts";
import { install, remove, ServiceError, start } from "./service.ts";

/** What is tested, and on which machine. */
export interface SmokeRun {
  readonly machine: MachineFacts;
  readonly driver: DriverFacts;
  readonly options: Pick<SmokeOptions, "count" | "timeout" | "pipe" | "service">;
}

/** Runs the test. However it ends, also when `signal` aborts, the driver is unloaded and its service removed. */
export async function* smoke(run: SmokeRun, signal: AbortSignal): AsyncGenerator<Check, void, undefined> {
  const prerequisites = machineChecks(run.machine, run.driver);
  yield* prerequisites;
  if (prerequisites.some(({ state }) => state === "failed")) return;
  try {
    yield* withService(run, signal);
  } catch (error) {
    // Ctrl+C ends sc.exe as well, whose failure is not worth a message; a service that is left is.
    const isLeft = error instanceof ServiceError && error.check.name === "unload";
    if (signal.aborted && !isLeft) yield { name: "interrupted", state: "failed", found: "the test was interrupted" };
    else if (error instanceof ServiceError) yield error.check;
    else throw error;
  }
}

async function* withService(run: SmokeRun, signal: AbortSignal): AsyncGenerator<Check, void, undefined> {
  const { pipe = `pipelisten-smoke-${crypto.randomUUID()}`, service = newServiceName() } = run.options;
  for (const prepare of [removeLeftovers, () => pipeCheck(pipe)]) {
    const check = await prepare();
    yield check;
    if (check.state === "failed") return;
  }
  using _claim = claimService(service);
  await using listener = await listen(pipe, run.options, signal);
  yield { name: "listen", state: "passed", found: `pipelisten listens on ${pipe}` };
  yield* withDriver(listener, pipe, service, run, signal);
}

/** From here on there is a service, and it is removed in any case. */
async function* withDriver(
  listener: Listener,
  pipe: string,
  service: string,
  { driver, options: { count } }: SmokeRun,
  signal: AbortSignal,
): AsyncGenerator<Check, void, undefined> {
  await install(service, driver.path, { Pipe: pipe, Count: count, Report: "hello" });
  try {
    yield { name: "install", state: "passed", found: `the service ${service} is created` };
    const started = performance.now();
    await start(service);
    yield { name: "load", state: "passed", found: "the driver is loaded" };
    const { code, stderr } = await unlessAborted(listener.ended(), signal);
    yield framesCheck({ frames: listener.frames, code, stderr, milliseconds: performance.now() - started }, count);
  } catch (error) {
    // Yielded before the service is removed, as a driver that hangs makes that fail, too.
    if (signal.aborted || !(error instanceof ServiceError)) throw error;
    yield error.check;
  } finally {
    await remove(service);
  }
  yield { name: "unload", state: "passed", found: "the driver is unloaded, and its service removed" };
}

function pipeCheck(pipe: string): Check {
  const name = "pipe";
  const path = `\\\\.\\pipe\\${pipe}`;
  if (availability(path) === "none") return { name, state: "passed", found: `${path} is free` };
  const advice = "stop it, or choose another --pipe";
  return { name, state: "failed", found: `another server owns ${path}`, advice };
}

async function listen(pipe: string, options: SmokeRun["options"], signal: AbortSignal): Promise<Listener> {
  const limits = ["-n", String(options.count), "--timeout", options.timeout];
  return await unlessAborted(Listener.start(pipe, ...limits), signal);
}

/** The promise's value; throws as soon as `signal` aborts. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  try {
    const value = await Promise.race([promise, aborted]);
    signal.throwIfAborted(); // Ctrl+C ends pipelisten as well, and its end may come first.
    return value;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
