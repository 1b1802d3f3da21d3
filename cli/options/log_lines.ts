/**
 * The options of `send` that play a driver's log.
 *
 *     --log "info driver.c:42 opened %s by %u" --arg notepad.exe --arg 4
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { type LogArgument, logLinePayload } from "../frame/log_arguments.ts";
import { type LogSite, logSitePayload } from "../frame/log_site.ts";
import { type CallSite, isKnown, readArgument, readCallSite, wantedArguments } from "../log/call.ts";
import type { Given } from "./given.ts";
import type { OptionSpec } from "./spec.ts";

/** A driver's log: payloads of LOG_SITE and of LOG events. */
export interface LogPayloads {
  /** Those of its sites. */
  readonly sites: readonly Uint8Array[];
  /** Those of its lines. */
  readonly lines: readonly Uint8Array[];
}

/** A driver sends no longer line. */
const MAX_LINE = 1024;

/** `--log` and `--arg`. */
export const LOG_LINE_SPECS: readonly OptionSpec[] = [
  {
    long: "log",
    value: "LINE",
    help: 'send a log line, as "info driver.c:42 opened %s by %u" (repeatable)',
    expected: 'a level, a place and a format, as "info driver.c:42 opened %s by %u"',
    repeatable: true,
  },
  {
    long: "arg",
    value: "VALUE",
    help: "with --log: the next argument of the lines, in their order (repeatable)",
    expected: "a value",
    repeatable: true,
    needs: ["log", "there is no format"],
  },
];

/** What the options say. @throws {UsageError} where arguments and formats don't go together. */
export function readLogLines(given: Given): LogPayloads {
  const calls = given.values("log", readCallSite);
  const rest = [...given.texts("arg")];
  const sites = new Map<string, LogSite>();
  const lines = calls.map((call) => {
    const key = JSON.stringify(call);
    const site = sites.get(key) ?? { number: sites.size, ...call };
    sites.set(key, site);
    return linePayload(site, argumentsFor(call, rest));
  });
  if (rest.length > 0) throw new UsageError(`Cannot use --arg "${rest[0]}": the formats take fewer arguments`);
  return { sites: [...sites.values()].map(logSitePayload), lines };
}

/** Takes the arguments of a call from the front of those that are left. */
function argumentsFor({ format }: CallSite, rest: string[]): LogArgument[] {
  return wantedArguments(format).map(({ conversion, isStar }) => {
    if (!isKnown(conversion)) throw new UsageError(`Cannot use --log "${format}": ${conversion.text} is not known`);
    const text = rest.shift();
    if (text === undefined) throw new UsageError(`Cannot use --log "${format}": ${conversion.text} needs an --arg`);
    const argument = readArgument(text, conversion, isStar);
    if (argument === undefined) throw new UsageError(`Cannot use --arg "${text}": ${conversion.text} can't print it`);
    return argument;
  });
}

function linePayload(site: LogSite, args: readonly LogArgument[]): Uint8Array {
  const payload = logLinePayload(site.number, args);
  if (payload.length <= MAX_LINE) return payload;
  throw new UsageError(
    `Cannot use --log "${site.format}": its arguments have ${payload.length} bytes (${MAX_LINE} at most; shorten them)`,
  );
}
