/**
 * The options that set what drivers log, while they are connected.
 *
 * @module
 */

import { DEFAULT_FILTER, FILTER_LEVELS, type LogFilter } from "../frame/log_filter.ts";
import type { Option } from "./table.ts";

const LIVE = ["read", "it is for a pipe"] as const;

/** The filter that is sent to each client; undefined where neither option is given. */
export const LOG_FILTER: Option<LogFilter | undefined> = {
  specs: [
    {
      long: "level",
      value: "LEVEL",
      help: "have drivers log up to this level: off, error, warning, info, debug, trace",
      expected: `${FILTER_LEVELS.slice(0, -1).join(", ")} or ${FILTER_LEVELS.at(-1)}`,
      excludes: LIVE,
    },
    {
      long: "keywords",
      value: "MASK",
      help: "have drivers log only calls without keywords, or with one of MASK, as 0x3",
      expected: "a mask of 32 bits, as 3 or 0x3",
      excludes: LIVE,
    },
  ],
  read: (given) => {
    const level = given.value("level", (text) => FILTER_LEVELS.find((level) => level === text));
    const keywords = given.value("keywords", readMask);
    if (level === undefined && keywords === undefined) return undefined;
    return { level: level ?? DEFAULT_FILTER.level, keywords: keywords ?? DEFAULT_FILTER.keywords };
  },
};

function readMask(text: string): number | undefined {
  const mask = /^(?:0[xX][\da-fA-F]+|\d+)$/.test(text) ? Number(text) : NaN;
  return mask <= 0xFFFF_FFFF ? mask : undefined;
}
