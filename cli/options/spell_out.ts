/**
 * Options as parseArgs can't misread them.
 *
 * @module
 */

/** What must be known of an option: its names, and whether it has a value. */
export interface Spelling {
  /** Its long name. */
  readonly long: string;
  /** Its letter. */
  readonly short?: string;
  /** The placeholder of its value; none for a switch. */
  readonly value?: string;
}

/**
 * Each option with its long name and its value behind `=`, as `--json --count=5` for `-jn5`; then `--` and the operands.
 *
 * Left to itself, parseArgs takes `n5` for the value of `-j`, `true` behind a switch for its value, and a `-` behind a
 * long option for none. What isn't known stays as it is.
 */
export function spellOut(args: readonly string[], options: readonly Spelling[]): string[] {
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

/** Whether it can be the value of the option before it: an option can't, but `-` can, and the error about a `-5`. */
function isValue(arg: string | undefined): boolean {
  return arg !== undefined && !/^-[^\d]/.test(arg);
}
