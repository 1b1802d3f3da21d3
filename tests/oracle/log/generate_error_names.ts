/**
 * Generates cli/log/windows_errors.ts from mingw-w64's ntstatus.h and winerror.h: the names of NTSTATUS values and of Win32
 * errors.
 *
 *     deno task generate:errors
 */
import { tool } from "../../machine/tools.ts";

const OUTPUT = new URL("../../../cli/log/windows_errors.ts", import.meta.url);
const WIDTH = 120;

const compiler = await tool("x86_64-w64-mingw32-gcc");

/** The names of a header's numbers, the first of each number but those of waits, without their common beginning. */
async function names(header: string, pattern: RegExp): Promise<Map<number, string>> {
  const path = await Deno.makeTempFile({ suffix: ".c" });
  await Deno.writeTextFile(path, `#include <windef.h>\n#include <${header}>\n`);
  const { stdout, success } = await compiler.command(["-E", "-dD", "-DUMDF_USING_NTSTATUS", path], {
    stdin: "null",
    stderr: "inherit",
  }).output();
  await Deno.remove(path);
  if (!success) throw new Error(`${header} cannot be read`);
  const found = new Map<number, string>();
  for (const [, name, number] of new TextDecoder().decode(stdout).matchAll(pattern)) {
    const value = Number(number);
    if (!found.has(value) && !/WAIT_0$/.test(name!)) found.set(value, name!);
  }
  return new Map([...found].sort(([one], [other]) => one - other));
}

/** `number=NAME` in hexadecimal, each number as the difference to the one before. */
function listed(names: ReadonlyMap<number, string>): string {
  const lines = [""];
  let before = 0;
  for (const [number, name] of names) {
    const entry = `${(number - before).toString(16)}=${name}`;
    before = number;
    if (lines.at(-1)!.length + entry.length + 1 > WIDTH) lines.push(entry);
    else lines[lines.length - 1] += lines.at(-1) === "" ? entry : ` ${entry}`;
  }
  return lines.join("\n");
}

const statuses = await names("ntstatus.h", /^#define STATUS_(\w+) \(\(NTSTATUS\)(0x\w+)\)/gm);
const errors = await names("winerror.h", /^#define ERROR_(\w+) (?:__MSABI_LONG\()?(\d+)\b/gm);
await Deno.writeTextFile(
  OUTPUT,
  `/**
 * The names of NTSTATUS values and of Win32 errors.
 *
 * Generated from mingw-w64's headers by \`deno task generate:errors\`; not to be edited.
 *
 * @module
 */

// deno-fmt-ignore-file
/** \`STATUS_\` names: number=NAME, each number in hexadecimal as the difference to the one before. */
export const STATUS_NAMES = \`
${listed(statuses)}
\`;

/** \`ERROR_\` names, in the same form. */
export const ERROR_NAMES = \`
${listed(errors)}
\`;
`,
);
console.log(`${statuses.size} NTSTATUS values, ${errors.size} Win32 errors`);
