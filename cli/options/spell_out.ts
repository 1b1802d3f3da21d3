/**
 * Options in a form that parseArgs can't misread.
 *
 * @module
 */

import type { OptionSpec } from "./spec.ts";

/**
 * Each option with its long name and its value after `=`, as `--json --count=5` for `-jn5`; then `--` and the operands.
 *
 * Left to itself, parseArgs takes `n5` for the value of `-j`, `true` after a switch for its value, and a `-` after a
 * long option for a missing value. Unknown options stay as they are.
 */
export function spellOut(args: readonly string[], options: readonly OptionSpec[]): string[] {
  const find = (arg: string) =>
    options.find(({ long, short }) => arg === `--${long}` || (short !== undefined && arg.startsWith(`-${short}`)));
  const spelled: string[] = [];
  const operands: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined && arg !== "--"; arg = rest.shift()) {
    const option = find(arg);
    const inline = arg.startsWith("--") ? "" : arg.slice(2);
    if (option === undefined) {
      (/^-./.test(arg) ? spelled : operands).push(arg);
    } else if (option.value !== undefined) {
      const value = inline !== "" ? inline.replace(/^=/, "") : isValue(rest[0]) ? rest.shift() : "";
      spelled.push(`--${option.long}=${value}`);
    } else if (/^[=-]/.test(inline)) {
      spelled.push(`--${option.long}=${inline.replace(/^=/, "")}`);
    } else {
      spelled.push(`--${option.long}`);
      if (inline !== "") rest.unshift(`-${inline}`);
    }
  }
  return [...spelled, "--", ...operands, ...rest];
}

/** Whether it can be the value of the option before it: an option can't, but `-` can, and `-5`, for the error about it. */
function isValue(arg: string | undefined): boolean {
  return arg !== undefined && !/^-[^\d]/.test(arg);
}
