/**
 * `pipelisten doctor`: what keeps a test driver from being loaded, or from reaching a pipe.
 *
 * @module
 */

import { type Check, checkJson, checkLine } from "../doctor/check.ts";
import { ExitCode, NeedsWindowsError, PipeUnavailableError } from "../errors.ts";
import { allowFfi } from "../pipe/system_dlls.ts";
import type { Sink } from "../stream/sink.ts";

/** What is to be examined. */
export interface DoctorOptions {
  /** The full path of a pipe that a driver can't reach. */
  readonly pipe?: string;
  /** A driver's file that is to be loaded. */
  readonly driver?: string;
  /** Also connect to the pipe, to learn whose it is. */
  readonly connect: boolean;
  /** A line of JSON for each check, rather than text. */
  readonly json: boolean;
}

/**
 * Prints a line for each check.
 *
 * @returns {@linkcode ExitCode.Failed} when a check has failed.
 * @throws {NeedsWindowsError} elsewhere.
 */
export async function doctor(options: DoctorOptions, sink: Sink): Promise<ExitCode> {
  if (Deno.build.os !== "windows") {
    throw new NeedsWindowsError(
      "Cannot examine this machine: drivers and their pipes need Windows or Wine (what works here: -r FILE, --help)",
    );
  }
  const checks = await examine(options);
  const format = options.json ? checkJson : checkLine;
  await sink.write(new TextEncoder().encode(checks.map((check) => `${format(check)}\n`).join("")));
  return checks.some(({ state }) => state === "failed") ? ExitCode.Failed : ExitCode.Done;
}

/** All checks, or the one that no other can be made without. */
async function examine({ driver, pipe, connect }: DoctorOptions): Promise<Check[]> {
  const permission = await permissionCheck();
  if (permission.state === "failed") return [permission];
  const { machineFacts } = await import("../doctor/facts.ts");
  const { machineChecks } = await import("../doctor/machine_checks.ts");
  const { driverFacts } = await import("../doctor/driver_facts.ts");
  const { pipeChecks, pipeFacts } = await import("../doctor/pipe_checks.ts");
  return [
    permission,
    ...machineChecks(machineFacts(), driver === undefined ? undefined : await driverFacts(driver)),
    ...(pipe === undefined ? [] : pipeChecks(pipeFacts(pipe, connect))),
  ];
}

async function permissionCheck(): Promise<Check> {
  const name = "permission";
  const { kernel32 } = await import("../pipe/kernel32.ts");
  const { ntdll } = await import("../pipe/ntdll.ts");
  try {
    kernel32();
    ntdll();
    return { name, state: "passed", found: "Deno lets this program ask Windows" };
  } catch (error) {
    if (!(error instanceof PipeUnavailableError)) throw error;
    const found = "Deno doesn't let this program ask Windows";
    return { name, state: "failed", found, advice: `run with ${allowFfi()}` };
  }
}
