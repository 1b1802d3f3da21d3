/**
 * What a smoke test is asked to do, and what of it listening is asked to do.
 *
 * @module
 */

import type { RegistryValue } from "../service/registry_value.ts";
import type { ExpectationOptions } from "../stream/expectations.ts";
import type { StreamOptions } from "../stream/options.ts";

/** What to test, and how; durations in milliseconds. */
export interface SmokeTestOptions extends
  Omit<
    StreamOptions,
    "follow" | "dropped" | "interactive" | "dropWhenFull" | "frameSize" | "read" | "expectations"
  > {
  /** The driver's file. */
  readonly driver: string;
  /** The registry values of its service. */
  readonly set: readonly RegistryValue[];
  /** Also its reports. */
  readonly expectations: ExpectationOptions;
  /** How often to load it. */
  readonly repeat: number;
  /** How long DriverEntry or DriverUnload may take. */
  readonly loadTimeout: number;
  /** The service's name, if not a new one. */
  readonly service?: string;
  /** Turn Driver Verifier on. */
  readonly verifier: boolean;
  /** Print nothing on stderr but what failed. */
  readonly quiet: boolean;
}

/** As for listening. One frame is expected if nothing else is. */
export function streamOptions({ expectations, count, once, ...options }: SmokeTestOptions): StreamOptions {
  const { junit: _junit, summary: _summary, update: _update, ...rules } = expectations;
  const isEmpty = (rule: unknown) => rule === false || (Array.isArray(rule) && rule.length === 0);
  const expectsNothing = Object.values(rules).every(isEmpty);
  const limit = count ?? (expectsNothing && !once ? 1 : undefined);
  return {
    ...options,
    once,
    follow: false,
    dropped: false,
    interactive: false,
    dropWhenFull: false,
    frameSize: 4096,
    ...limit === undefined ? {} : { count: limit },
    ...expectsNothing ? {} : { expectations },
  };
}
