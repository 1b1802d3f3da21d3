/**
 * The command line of `pipelisten doctor`.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { COMMON_OPTIONS, type CommonOptions, readCommon } from "../options/common.ts";
import { type Given, optional, optionLines, type OptionSpec } from "../options/options.ts";
import { pipeOperand } from "../options/pipe.ts";

/** What the command line asks for. */
export interface DoctorArgs extends CommonOptions {
  /** The full path of a pipe that a driver can't reach. */
  readonly pipe?: string;
  /** A driver's file that is to be loaded. */
  readonly driver?: string;
  /** Also connect to the pipe. */
  readonly connect: boolean;
  /** A line of JSON for each check, rather than text. */
  readonly json: boolean;
}

/** All options, in the order of the help. */
export const DOCTOR_OPTIONS: readonly OptionSpec[] = [
  { long: "json", short: "j", help: "print each check as a line of JSON" },
  {
    long: "driver",
    value: "FILE",
    help: "also check this driver's signature, and its certificate on this machine",
    expected: "a .sys file",
  },
  { long: "connect", help: "connect to PIPE for a moment, as a driver would, to tell who its server is" },
  ...COMMON_OPTIONS,
];

/** The help text, ending in a newline. */
export function doctorHelp(): string {
  return `pipelisten doctor: what this machine needs to load a test driver, and why a driver can't reach a pipe.

Usage: pipelisten doctor [OPTIONS] [PIPE]

Each check is a line: ✓ as it should be, ✗ not so, with what to do, – not needed here, or not to be found out.
Without --connect nobody is connected to: the server of PIPE isn't disturbed, and who it is remains unknown.

${optionLines(DOCTOR_OPTIONS)}

Exit status: 0 no check failed, 1 one did, 2 usage, 3 needs Windows or Wine.

Example: pipelisten doctor --connect LySharkPipeConn
`;
}

/** Reads what was given. @throws {UsageError} where it makes no sense. */
export function readDoctor(given: Given): DoctorArgs {
  const common = readCommon(given);
  const pipe = given.operands.length === 0 ? undefined : pipeOperand(given.operands, "examine");
  if (pipe === undefined && given.has("connect")) {
    throw new UsageError("Cannot use --connect without PIPE: expected the name of a pipe");
  }
  return {
    ...optional("pipe", pipe),
    ...optional("driver", given.text("driver")),
    connect: given.has("connect"),
    json: given.has("json"),
    ...common,
  };
}
