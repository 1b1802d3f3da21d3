/**
 * `pipelisten smoke`: loads a driver, checks the frames that it sends, unloads it, and leaves nothing behind.
 *
 * @module
 */

import { type ExitCode, NeedsWindowsError, UsageError } from "../errors.ts";
import { STATUS } from "../options/common.ts";
import { EXPECTATIONS, type GivenExpectations, readExpectations } from "../options/expectations.ts";
import { onlyOperand, pipeOperand } from "../options/pipe_operand.ts";
import { count, duration, flag, type Option, parsed, type Values, withDefault } from "../options/table.ts";
import { readValue, type RegistryValue } from "../service/registry_value.ts";
import type { RunContext } from "../stream/run_context.ts";
import { defineCommand } from "./command.ts";
import { LISTEN_TABLE } from "./listen.ts";

const { format, template, struct, where, encoding, time, write } = LISTEN_TABLE;
const { connectTimeout, idleTimeout, once, events, maxFrame, allow, filter, noEnvelope } = LISTEN_TABLE;

const TABLE = {
  set: {
    specs: [{
      long: "set",
      value: "NAME=TYPE:VALUE",
      help: "set a registry parameter (repeatable): dword, qword, sz, multi_sz, binary",
      expected: "NAME=TYPE:VALUE, as in Count=dword:10 or Pipe=sz:NAME",
      repeatable: true,
    }],
    read: (given): readonly RegistryValue[] => given.values("set", readValue),
  } satisfies Option<readonly RegistryValue[]>,
  count: count("count", {
    short: "n",
    value: "N",
    help: "stop after N frames (default 1, if nothing else is expected)",
  }),
  timeout: withDefault(duration("timeout", { help: "stop listening after D (default 60s)" }), 60_000),
  expectations: {
    specs: EXPECTATIONS.specs,
    read: readExpectations,
  } satisfies Option<GivenExpectations>,
  repeat: withDefault(count("repeat", { value: "N", help: "load and unload the driver N times" }, 100_000), 1),
  loadTimeout: withDefault(
    duration("load-timeout", { help: "fail if DriverEntry or DriverUnload takes longer than D (default 30s)" }),
    30_000,
  ),
  service: parsed("service", {
    value: "NAME",
    help: "the name of the service (default: a new one, which a later run can remove)",
    expected: "up to 256 letters, digits, _ . -",
  }, (text) => /^[\w.-]{1,256}$/.test(text) ? text : undefined),
  verifier: flag("verifier", { help: "turn on Driver Verifier's standard settings for the driver; needs a restart" }),
  format,
  template,
  struct,
  where,
  encoding,
  time,
  write,
  once,
  connectTimeout,
  idleTimeout,
  events,
  maxFrame,
  allow,
  filter,
  noEnvelope,
  ...STATUS,
};

/** What to test, and how; durations in milliseconds. */
export type SmokeOptions = Values<typeof TABLE> & {
  /** The driver's file. */
  readonly driver: string;
  /** The full path of the pipe. */
  readonly pipe: string;
};

/** Tests a driver. */
export const smoke = defineCommand({
  name: "smoke",
  summary: ["DRIVER [PIPE]", "load a driver, check its frames, unload it"],
  help: {
    title: "pipelisten smoke: loads a driver, checks the frames that it sends to PIPE, and unloads it.",
    usage: ["pipelisten smoke [OPTIONS] DRIVER.sys|DRIVER.inf [PIPE]"],
    notes:
      "It listens first, then installs DRIVER.sys as a service of its own, or what DRIVER.inf says, and starts it.\n" +
      "Frames are printed on\n" +
      "stdout as pipelisten does; each check is a line on stderr, and the last line is the result. The service is\n" +
      "removed in any case; that of a killed run, by the next run.",
    exitStatus: "0 passed, 1 a check failed, 2 usage, 3 needs Windows or Wine, 4 pipe unavailable,\n" +
      "5 bad input file, 6 an expectation failed, 124 too few frames in time.",
    examples: [`pipelisten smoke my.sys MyPipe --set Count=dword:10 --expect "text ~ 'ready'" --junit smoke.xml`],
  },
  table: TABLE,
  read: readSmoke,
  run: runSmoke,
});

function readSmoke(values: Values<typeof TABLE>, operands: readonly string[]): SmokeOptions {
  const [driver, ...rest] = operands;
  if (driver === undefined) throw new UsageError("Cannot test nothing: expected DRIVER.sys or DRIVER.inf");
  if (/\.inf$/i.test(driver) && values.service !== undefined) {
    throw new UsageError(`Cannot use --service with ${driver}: the .inf names the service`);
  }
  onlyOperand(rest, "listen on", "PIPE");
  if (values.repeat > 1 && values.write !== undefined) {
    throw new UsageError("Cannot use --repeat with --write: each run would overwrite the recording");
  }
  return { ...values, driver, pipe: pipeOperand(rest, "listen on") };
}

/** @throws {NeedsWindowsError} elsewhere. */
async function runSmoke(options: SmokeOptions, context: RunContext): Promise<ExitCode> {
  if (Deno.build.os !== "windows") {
    throw new NeedsWindowsError(
      `Cannot load ${options.driver}: drivers need Windows or Wine (what works here: -r FILE, --help)`,
    );
  }
  const { smokeTest } = await import("./smoke_run.ts");
  return await smokeTest(options, context);
}
