/**
 * The names of log lines: `log.level`, `log.message`, `log.args[1]`. Frames that are none have none of these values.
 *
 * @module
 */

import { LOG_LEVELS, type LogSite, sourceName } from "../frame/log_site.ts";
import type { Frame } from "../frame/frame.ts";
import { SymbolicValue } from "../frame/value.ts";
import { Mistake, suggestion } from "./mistake.ts";
import type { Kind, NamedValue } from "./named_value.ts";

const LEVELS = new Map(LOG_LEVELS.map((level, i) => [level, new SymbolicValue(level, i + 1)]));

/** What a site says, if it is known. */
function ofSite(kinds: readonly Kind[], get: (site: LogSite) => string | number): NamedValue {
  return { kinds: new Set(kinds), get: ({ log }) => log?.site === undefined ? undefined : get(log.site) };
}

/** All but those of arguments. */
export const LOG_NAMES: readonly (readonly [string, NamedValue])[] = [
  ["log.level", {
    kinds: new Set<Kind>(["level", "number", "string"]),
    words: LOG_LEVELS,
    get: ({ log }) => log?.site === undefined ? undefined : LEVELS.get(log.site.level),
  }],
  ["log.file", ofSite(["string"], ({ file }) => sourceName(file))],
  ["log.line", ofSite(["number"], ({ line }) => line)],
  ["log.function", ofSite(["string"], (site) => site.function)],
  ["log.keywords", ofSite(["number"], ({ keywords }) => keywords)],
  ["log.format", ofSite(["string"], ({ format }) => format)],
  ["log.message", { kinds: new Set<Kind>(["string"]), get: ({ log }: Frame) => log?.message }],
];

/** The mistake of a name that begins with `log.` and is none of these. */
export function unknownLogName(name: string, at: number): Mistake {
  return new Mistake(
    `there is no "${name}" (${suggestion(name, [...LOG_NAMES.map(([known]) => known), "log.args[0]"])})`,
    at,
  );
}

/** The value of `log.args[N]`; undefined for another name. */
export function argumentValue(name: string): NamedValue | undefined {
  const [, digits] = /^log\.args\[(\d+)\]$/.exec(name) ?? [];
  if (digits === undefined) return undefined;
  const index = Number(digits);
  return { kinds: new Set<Kind>(["number", "string", "null"]), get: ({ log }) => log?.args[index] };
}
