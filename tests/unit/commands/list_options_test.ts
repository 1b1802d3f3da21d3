/** The command lines of `list` and `doctor`. */
import { assertEquals, assertThrows } from "@std/assert";
import { readArgs } from "../../../cli/commands/commands.ts";
import { doctorHelp } from "../../../cli/commands/doctor_options.ts";
import { listHelp } from "../../../cli/commands/list_options.ts";
import { UsageError } from "../../../cli/errors.ts";

const COMMON = { color: "auto", quiet: false, verbose: false } as const;
const DOCTOR = { ...COMMON, connect: false, json: false };

Deno.test("readArgs() reads list with its pattern, whose path is cut off", () => {
  const cases: [string[], Record<string, unknown>][] = [
    [[], {}],
    [["--json"], { json: true }],
    [["-j", "Ly*"], { json: true, pattern: "Ly*" }],
    [["\\\\.\\pipe\\a b"], { pattern: "a b" }],
    [["\\DosDevices\\Pipe\\?x"], { pattern: "?x" }],
  ];
  for (const [args, expected] of cases) {
    const options = { ...COMMON, json: false, ...expected };
    assertEquals(readArgs(["list", ...args]), { do: "list", options } as ReturnType<typeof readArgs>);
  }
});

Deno.test("readArgs() reads doctor with its pipe and its options", () => {
  const cases: [string[], Record<string, unknown>][] = [
    [[], {}],
    [["x"], { pipe: "\\\\.\\pipe\\x" }],
    [["--connect", "-j", "x"], { pipe: "\\\\.\\pipe\\x", connect: true, json: true }],
    [["--driver", "a.sys"], { driver: "a.sys" }],
  ];
  for (const [args, expected] of cases) {
    const options = { ...DOCTOR, ...expected };
    assertEquals(readArgs(["doctor", ...args]), { do: "doctor", options } as ReturnType<typeof readArgs>);
  }
});

Deno.test("readArgs() prints the help of the command that stands before --help", () => {
  assertEquals(readArgs(["list", "--help"]), { do: "help", text: listHelp() });
  assertEquals(readArgs(["doctor", "-h"]), { do: "help", text: doctorHelp() });
});

Deno.test("readArgs() listens on a pipe that has the name of a command when its path is given", () => {
  const command = readArgs(["\\\\.\\pipe\\list"]);
  assertEquals(command.do === "listen" && command.options.pipe, "\\\\.\\pipe\\list");
});

for (
  const [args, message] of [
    [["list", "a", "b"], 'Cannot list "a" and "b": expected one PATTERN'],
    [["list", ""], 'Cannot list "": expected the name of a pipe, or one with * and ?'],
    [
      ["list", "\\\\server\\pipe\\x"],
      'Cannot list "\\\\server\\pipe\\x": expected the name of a pipe, or one with * and ?',
    ],
    [["list", "-n", "3"], "Cannot use -n: there is no such option (see pipelisten list --help)"],
    [["doctor", "--connect"], "Cannot use --connect without PIPE: expected the name of a pipe"],
    [["doctor", "a", "b"], 'Cannot examine "a" and "b": expected one PIPE'],
    [["doctor", "--driver"], "Cannot use --driver without a value: expected a .sys file"],
  ] as const
) {
  Deno.test(`readArgs() refuses ${args.join(" ")}`, () => {
    assertEquals(assertThrows(() => readArgs(args), UsageError).message, message);
  });
}
