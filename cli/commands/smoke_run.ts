/**
 * The steps of a smoke test: check after check until one fails. The service is removed however it ends.
 *
 * @module
 */

import { resolve } from "node:path";
import { type DriverFacts, driverFacts } from "../doctor/driver_facts.ts";
import { type MachineFacts, machineFacts } from "../doctor/facts.ts";
import { machineChecks } from "../doctor/machine_checks.ts";
import { ExitCode, ExpectationError, ExpectedError, PipeUnavailableError } from "../errors.ts";
import { countOf } from "../frame/count_of.ts";
import type { Item } from "../frame/frame.ts";
import type { DriverService } from "../service/driver_service.ts";
import { imageArchitecture, ownArchitecture } from "../service/image.ts";
import { readInf } from "../service/inf.ts";
import { type Installation, packageInstallation, plainInstallation } from "../service/installation.ts";
import { claimService, newServiceName, removeLeftovers } from "../service/leftovers.ts";
import { ServiceError } from "../service/reasons.ts";
import { turnVerifierOn } from "../service/verifier.ts";
import { summaryFile, writeReports } from "../stream/reports.ts";
import { runStream } from "../stream/run.ts";
import type { RunContext } from "../stream/run_context.ts";
import { ReaderGone } from "../stream/sink.ts";
import { type SmokeTestOptions, streamOptions } from "./smoke_options.ts";
import { SmokeReport } from "./smoke_report.ts";

/** Runs the test and its reports. @throws {ExpectedError} for what is wrong before anything is installed. */
export async function smokeTest(options: SmokeTestOptions, context: RunContext): Promise<ExitCode> {
  const { junit, summary } = options.expectations;
  if (summary) summaryFile();
  const { interrupt } = context; // from here on, Ctrl+C does not end the process
  const report = new SmokeReport((line) => console.error(line), options.quiet);
  const machine = machineFacts();
  const path = resolve(options.driver);
  const inf = /\.inf$/i.test(path) ? readInf(path) : undefined;
  const driver = inf?.image ?? path;
  const installation = inf && packageInstallation(inf, !hasPrimitiveDrivers(machine));
  const test = new SmokeTest({ ...options, driver }, { ...context, interrupt }, report, installation);
  const code = await test.run(machine, await driverFacts(driver));
  const where = machine.wine === null ? `Windows ${machine.windows}` : `Wine ${machine.wine}`;
  writeReports(
    { summary, ...junit === undefined ? {} : { junit } },
    report.checks,
    { name: "pipelisten smoke", where, when: report.start },
    (line) => console.error(line),
  );
  report.end();
  return code;
}

/** Windows 10 1903 is build 18362. */
function hasPrimitiveDrivers({ windows, wine }: MachineFacts): boolean {
  return wine === null && Number(windows.split(".")[2]) >= 18362;
}

/** One test, of which every step adds to the report. The path of the driver is absolute. */
export class SmokeTest {
  readonly #options: SmokeTestOptions;
  readonly #context: RunContext;
  readonly #report: SmokeReport;
  readonly #path: string;
  readonly #installation: Installation;
  readonly #isPackage: boolean;
  #service: DriverService | undefined;

  /** @param installation By default a service of its own. */
  constructor(options: SmokeTestOptions, context: RunContext, report: SmokeReport, installation?: Installation) {
    this.#options = options;
    this.#context = context;
    this.#report = report;
    this.#path = options.driver;
    this.#isPackage = installation !== undefined;
    this.#installation = installation ?? plainInstallation(options.service ?? newServiceName(), options.driver);
  }

  /** Runs the steps, on this machine and with this driver. */
  async run(machine: MachineFacts, driver: DriverFacts): Promise<ExitCode> {
    for (const check of machineChecks(machine, driver, this.#isPackage)) this.#report.add(check);
    if (!this.#report.failed) this.#checkArchitecture();
    if (this.#report.failed || !await this.#step("leftovers", () => this.#removeLeftovers())) return ExitCode.Failed;
    if (this.#options.verifier && !await this.#step("verifier", () => this.#turnVerifierOn(machine))) {
      return ExitCode.Failed;
    }
    using _claim = claimService(this.#installation.run);
    let code: ExitCode = ExitCode.Failed;
    try {
      code = await this.#rounds();
    } finally {
      const isRemoved = await this.#remove();
      if (!isRemoved && code === ExitCode.Done) code = ExitCode.Failed;
    }
    return code;
  }

  async #rounds(): Promise<ExitCode> {
    const { repeat } = this.#options;
    for (let round = 1; round <= repeat; round++) {
      const suffix = repeat === 1 ? "" : ` ${round}`;
      const code = await this.#round(suffix);
      if (code !== ExitCode.Done || round === repeat) return code;
      if (!await this.#step(`unload${suffix}`, () => this.#unload(suffix))) return ExitCode.Failed;
    }
    return ExitCode.Done;
  }

  /** Listens, loads the driver as soon as the pipe is there, and judges what came. */
  async #round(suffix: string): Promise<ExitCode> {
    const notLoaded = new AbortController();
    let loading: Promise<boolean> | undefined;
    let frames = 0;
    let started = performance.now();
    const item = (item: Item): void => {
      if (item.kind === "frame") frames++;
      if (item.kind !== "listening") return;
      this.#report.pass(`listen${suffix}`, `pipelisten listens on ${item.pipe}`);
      started = performance.now();
      loading = this.#load(suffix);
      loading.then((isLoaded) => isLoaded || notLoaded.abort(), () => notLoaded.abort());
    };
    const interrupt = AbortSignal.any([this.#context.interrupt, notLoaded.signal]);
    const outcomes: { readonly name: string; readonly passed: boolean; readonly found: string }[] = [];
    const error = await runStream(streamOptions(this.#options), { ...this.#context, interrupt }, {
      item,
      outcomes: (all) => outcomes.push(...all),
    }).then(() => undefined, (error: unknown) => error instanceof ReaderGone ? undefined : error);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (loading === undefined && !(error instanceof PipeUnavailableError) && error !== undefined) throw error;
    if (await loading === false) return ExitCode.Failed;
    if (this.#context.interrupt.aborted) {
      this.#report.fail("interrupted", "the test was interrupted");
      return ExitCode.Failed;
    }
    return this.#judge(suffix, error, `${countOf(frames, "frame")} from the loaded driver in ${seconds} s`, outcomes);
  }

  #judge(
    suffix: string,
    error: unknown,
    found: string,
    outcomes: readonly { readonly name: string; readonly passed: boolean; readonly found: string }[],
  ): ExitCode {
    if (error !== undefined && !(error instanceof ExpectedError)) throw error;
    if (error instanceof PipeUnavailableError) this.#report.fail(`listen${suffix}`, error.message);
    else if (error !== undefined && !(error instanceof ExpectationError)) {
      this.#report.fail(`frames${suffix}`, found, error.message);
    } else this.#report.pass(`frames${suffix}`, found);
    for (const { name, passed, found } of outcomes) {
      if (name !== "run") this.#report.add({ name: name + suffix, state: passed ? "passed" : "failed", found });
    }
    return error?.exitCode ?? ExitCode.Done;
  }

  #checkArchitecture(): void {
    const [image, own] = [imageArchitecture(Deno.readFileSync(this.#path)) ?? "unknown", ownArchitecture()];
    if (image === own) return this.#report.pass("architecture", image);
    this.#report.fail("architecture", `${this.#path} is for ${image}, this machine is ${own}`, `build it for ${own}`);
  }

  async #removeLeftovers(): Promise<void> {
    const left = await removeLeftovers(this.#options.loadTimeout);
    const found = left.length === 0
      ? "no earlier run has left a service"
      : `removed what a killed run left: ${left.join(", ")}`;
    this.#report.pass("leftovers", found);
  }

  #turnVerifierOn({ wine }: MachineFacts): void {
    const file = this.#path.replace(/^.*[\\/]/, "");
    const name = "verifier";
    if (wine !== null) return this.#report.add({ name, state: "skipped", found: "not available under Wine" });
    if (turnVerifierOn(file, this.#installation.service)) {
      return this.#report.pass(name, `on for ${file}; verifier /reset turns it off`);
    }
    this.#report.fail(name, `turned on for ${file}, from the next start on`, "restart the machine, and run this again");
  }

  /** Whether the driver is loaded. The service is created the first time. */
  #load(suffix: string): Promise<boolean> {
    return this.#step(this.#service === undefined ? "install" : `load${suffix}`, async () => {
      if (this.#service === undefined) {
        this.#service = this.#installation.create(this.#options.set, this.#options.loadTimeout);
        this.#report.pass("install", this.#installation.done);
      }
      const service = this.#service;
      await this.#step(`load${suffix}`, async () => {
        await service.start();
        this.#report.pass(`load${suffix}`, "the driver is loaded");
      });
    });
  }

  async #unload(suffix: string): Promise<void> {
    await this.#service?.stop();
    this.#report.pass(`unload${suffix}`, "the driver is unloaded");
  }

  async #remove(): Promise<boolean> {
    const service = this.#service;
    return service === undefined || await this.#step("unload", async () => {
      await this.#installation.remove(service);
      this.#report.pass("unload", "the driver is unloaded, and its service removed");
    });
  }

  /** Whether the step, and those within it, succeeded; a failed one is a failed check. */
  async #step(name: string, run: () => Promise<void> | void): Promise<boolean> {
    const before = this.#report.checks.length;
    try {
      await run();
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      this.#report.fail(name, error.message, error.advice);
    }
    return this.#report.checks.slice(before).every(({ state }) => state !== "failed");
  }
}
