/** The command line of `deno task smoke`. */
import { parseArgs } from "@std/cli/parse-args";
import { readPipeName } from "../../../cli/options/pipe_operand.ts";
import { readCount, readDuration } from "../../../cli/options/values.ts";

export interface SmokeOptions {
  /** How many frames the driver sends. */
  readonly count: number;
  /** How long pipelisten waits for them, as its own `--timeout` takes it. */
  readonly timeout: string;
  /** The driver's file; absent means to build and sign the sample driver. */
  readonly driver?: string;
  /** The name of the pipe; absent means one of this run's own. */
  readonly pipe?: string;
  /** The name of the service; absent means one of this run's own, which a later run can remove. */
  readonly service?: string;
  /** The file for the JUnit XML. */
  readonly junit?: string;
}

export const USAGE = "deno task smoke [--count N] [--timeout D] [--driver FILE.sys] [--pipe NAME] [--service NAME] " +
  "[--junit FILE]";

const NAMES = ["count", "timeout", "driver", "pipe", "service", "junit"];
/** The driver's parameter Count is a DWORD; this is plenty. */
const MAX_COUNT = 1_000_000;

/** Reads the command line. @throws {RangeError} whose message follows `smoke: `. */
export function readSmoke(args: readonly string[]): SmokeOptions {
  const unknown = (arg: string): never => fail(arg, "there is no such option");
  const given = parseArgs(args, { string: NAMES, unknown });
  const value = <T>(name: string, expected: string, read: (text: string) => T | undefined): T | undefined => {
    const text = given[name];
    if (text === undefined) return undefined;
    return read(String(text)) ?? fail(`--${name} "${text}"`, `expected ${expected}`);
  };
  const texts = {
    driver: value("driver", "a .sys file", some),
    pipe: value("pipe", "the name of a pipe", readPipeName),
    service: value("service", "the name of a service", serviceName),
    junit: value("junit", "a file", some),
  };
  return {
    count: value("count", `a whole number from 1 to ${MAX_COUNT}`, (text) => readCount(text, MAX_COUNT)) ?? 10,
    timeout: value("timeout", "a duration such as 30s or 2m", duration) ?? "60s",
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)),
  };
}

function some(text: string): string | undefined {
  return text === "" ? undefined : text;
}

function duration(text: string): string | undefined {
  return readDuration(text) === undefined ? undefined : text;
}

/** Up to 256 characters, and no slashes, as CreateServiceW has it; a quote or a space would need quoting for sc.exe. */
function serviceName(text: string): string | undefined {
  return /^[\w.-]{1,256}$/.test(text) ? text : undefined;
}

function fail(what: string, why: string): never {
  throw new RangeError(`Cannot use ${what}: ${why} (usage: ${USAGE})`);
}
