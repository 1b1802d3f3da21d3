/**
 * Numbers of errors → their names in Windows' headers.
 *
 * @module
 */

import { ERROR_NAMES, STATUS_NAMES } from "./windows_errors.ts";

/** The names of each kind; read when the first is asked for. */
const NAMES = { STATUS: once(STATUS_NAMES), ERROR: once(ERROR_NAMES) } as const;

/** `STATUS_ACCESS_VIOLATION` of 0xC0000005, `ERROR_ACCESS_DENIED` of 5; undefined for a number without a name. */
export function errorName(kind: "STATUS" | "ERROR", number: number): string | undefined {
  const name = NAMES[kind]().get(number);
  return name === undefined ? undefined : `${kind}_${name}`;
}

function once(list: string): () => ReadonlyMap<number, string> {
  let names: ReadonlyMap<number, string> | undefined;
  return () => names ??= read(list);
}

function read(list: string): ReadonlyMap<number, string> {
  let number = 0;
  return new Map(
    list.trim().split(/\s+/).map((entry) => {
      const [difference = "", name = ""] = entry.split("=");
      number += parseInt(difference, 16);
      return [number, name];
    }),
  );
}
