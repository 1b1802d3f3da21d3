/**
 * `pipelisten doctor`: checks what keeps a test driver from being loaded, or from reaching a pipe.
 *
 * @module
 */

import { allowFfi } from "../pipe/system_dlls.ts";
import { type Check, checkJson, checkLine } from "../doctor/check.ts";
import { ExitCode, NeedsWindowsError, PipeUnavailableError, UsageError } from "../errors.ts";
import { VERBOSE } from "../options/common.ts";
import { pipeOperand } from "../options/pipe_operand.ts";
import { flag, text, type Values } from "../options/table.ts";
import type { RunContext } from "../stream/run_context.ts";
import { defineCommand } from "./command.ts";

const TABLE = {
  json: flag("json", { short: "j", help: "print each check as a line of JSON" }),
  driver: text("driver", {
    value: "FILE",
    help: "also check this driver's signature, and its certificate on this machine",
    expected: "a .sys file",
  }),
  connect: flag("connect", { help: "connect to PIPE for a moment, as a driver would, to identify its server" }),
  ...VERBOSE,
};

/** What to examine, and how to print it. */
export type DoctorOptions = Values<typeof TABLE> & {
  /** The full path of a pipe that a driver can't reach. */
  readonly pipe?: string;
};

/** Examines the machine. */
export const doctor = defineCommand({
  name: "doctor",
  summary: ["[PIPE]", "check why a driver can't be loaded, or can't reach a pipe"],
  help: {
    title:
      "pipelisten doctor: checks what this machine needs to load a test driver, and why a driver can't reach a pipe.",
    usage: ["pipelisten doctor [OPTIONS] [PIPE]"],
    notes: "Each check is a line: ✓ passed, ✗ failed, with what to do, – not needed here, or unknown.\n" +
      "Without --connect it does not connect: the server of PIPE is not disturbed, and remains unidentified.",
    exitStatus: "0 no check failed, 1 one did, 2 usage, 3 needs Windows or Wine.",
    examples: ["pipelisten doctor --connect LySharkPipeConn"],
  },
  table: TABLE,
  read: readDoctor,
  run: runDoctor,
});

function readDoctor(values: Values<typeof TABLE>, operands: readonly string[]): DoctorOptions {
  if (operands.length > 0) return { ...values, pipe: pipeOperand(operands, "examine") };
  if (values.connect) throw new UsageError("Cannot use --connect without PIPE: expected the name of a pipe");
  return values;
}

/**
 * Prints a line for each check.
 *
 * @returns {@linkcode ExitCode.Failed} when a check has failed.
 * @throws {NeedsWindowsError} elsewhere.
 */
async function runDoctor(options: DoctorOptions, { sink }: RunContext): Promise<ExitCode> {
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

/** All checks, or the one that all others depend on. */
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
    return { name, state: "passed", found: "Deno lets this program call Windows" };
  } catch (error) {
    if (!(error instanceof PipeUnavailableError)) throw error;
    const found = "Deno does not let this program call Windows";
    return { name, state: "failed", found, advice: `run with ${allowFfi()}` };
  }
}
