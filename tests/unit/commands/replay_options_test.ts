import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { readArgs } from "../../../cli/commands/commands.ts";
import type { ReplayOptions } from "../../../cli/commands/replay.ts";
import { UsageError } from "../../../cli/errors.ts";
import { helpOf, optionsOf } from "./command_line.ts";

const DEFAULTS: ReplayOptions = {
  file: "f",
  pipe: "\\\\.\\pipe\\LySharkPipeConn",
  speed: 1,
  loop: 1,
  frameSize: 4096,
  color: "auto",
  quiet: false,
  verbose: false,
};

function options(args: readonly string[]): ReplayOptions {
  return optionsOf(["replay", ...args]);
}

Deno.test("readArgs() reads every option of replay", () => {
  const cases: [string[], Partial<ReplayOptions>][] = [
    [["f"], {}],
    [["f", "mine"], { pipe: "\\\\.\\pipe\\mine" }],
    [["-"], { file: "-" }],
    [["f", "--speed", "10"], { speed: 10 }],
    [["--speed", "0.5", "f"], { speed: 0.5 }],
    [["--speed=max", "f"], { speed: Infinity }],
    [["--loop", "3", "f"], { loop: 3 }],
    [["--frame-size", "16", "f"], { frameSize: 16 }],
    [["--connect-timeout", "2s", "f"], { connectTimeout: 2000 }],
    [["-v", "f"], { verbose: true }],
  ];
  for (const [args, more] of cases) assertEquals(options(args), { ...DEFAULTS, ...more }, args.join(" "));
});

const SPEED = "expected max, or a number from 0.000001 to 1000000";
const ERRORS: [string[], string][] = [
  [[], "Cannot replay nothing: expected a FILE, or - for standard input"],
  [["f", "a", "b"], 'Cannot replay to "a" and "b": expected one PIPE'],
  [["f", "--speed", "0"], `Cannot use --speed "0": ${SPEED}`],
  [["f", "--speed", "fast"], `Cannot use --speed "fast": ${SPEED}`],
  [["f", "--speed", "1e3"], `Cannot use --speed "1e3": ${SPEED}`],
  [["f", "--loop", "0"], 'Cannot use --loop "0": expected a whole number from 1'],
  [["-", "--loop", "2"], "Cannot use --loop with standard input: it can be read only once"],
  [["f", "--count", "2"], "Cannot use --count: there is no such option (see pipelisten replay --help)"],
];

for (const [args, message] of ERRORS) {
  Deno.test(`readArgs() names what is wrong when given replay ${JSON.stringify(args)}`, () => {
    assertEquals(assertThrows(() => readArgs(["replay", ...args]), UsageError).message, message);
  });
}

Deno.test("the help of replay is printed by --help, and fits 120 columns", () => {
  assertMatch(helpOf("replay"), /^pipelisten replay: .*\n\nUsage: pipelisten replay /);
  for (const line of helpOf("replay").split("\n")) assertMatch(line, /^.{0,120}$/);
});
