/** The command lines of `list` and `doctor`. */
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import type { RunOptions } from "../../../cli/commands/command.ts";
import { readArgs } from "../../../cli/commands/commands.ts";
import type { ListenOptions } from "../../../cli/commands/listen.ts";
import { UsageError } from "../../../cli/errors.ts";
import { commandOf, helpOf, optionsOf } from "./command_line.ts";

const COMMON = { verbose: false };
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
    assertEquals(commandOf(["list", ...args]), "list");
    assertEquals(optionsOf<Record<string, unknown> & RunOptions>(["list", ...args]), {
      ...COMMON,
      json: false,
      ...expected,
    });
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
    assertEquals(commandOf(["doctor", ...args]), "doctor");
    assertEquals(optionsOf<Record<string, unknown> & RunOptions>(["doctor", ...args]), { ...DOCTOR, ...expected });
  }
});

Deno.test("readArgs() prints the help of the command that stands before --help", () => {
  assertMatch(helpOf("list"), /^pipelisten list: /);
  assertMatch(helpOf("doctor"), /^pipelisten doctor: /);
});

Deno.test("readArgs() listens on a pipe that has the name of a command when its path is given", () => {
  const args = ["\\\\.\\pipe\\list"];
  assertEquals(commandOf(args), "");
  assertEquals(optionsOf<ListenOptions>(args).pipe, args[0]!);
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
