/** What the help texts show can be typed into any shell of Windows, and into bash. */
import { assert, assertEquals } from "@std/assert";
import { helpOf } from "../commands/command_line.ts";
import { readLine, SHELLS } from "./shells/mod.ts";

const COMMANDS = ["", "send", "replay", "layout", "list", "doctor", "smoke", "driver-kit"];

/** The examples of a help text, and each option with a quoted value that it shows. */
function shown(help: string): string[] {
  const examples = help.split(/^Examples?: /m)[1]!.trim().split("\n").map((line) => line.trim());
  const values = [...help.matchAll(/^.{4}.*--(\S+) .* as ((["']).*?\3)/gm)].map(([, name, value]) =>
    `pipelisten --${name} ${value}`
  );
  return [...examples, ...values];
}

for (const command of COMMANDS) {
  Deno.test(`what pipelisten ${command} --help shows means the same in ${SHELLS.join(", ")}`, () => {
    const help = helpOf(...command === "" ? [] : [command]);
    const lines = shown(help);
    assert(lines.length > 0);
    for (const line of lines) {
      const expected = readLine("sh", line);
      for (const shell of SHELLS) assertEquals(readLine(shell, line), expected, `${shell}: ${line}`);
    }
  });
}

Deno.test("the help texts show quoted values", () => {
  const lines = COMMANDS.flatMap((command) => shown(helpOf(...command === "" ? [] : [command])));
  assert(lines.some((line) => line.includes('--where "')), lines.join("\n"));
  assert(lines.some((line) => line.includes('--hex "')), lines.join("\n"));
});
