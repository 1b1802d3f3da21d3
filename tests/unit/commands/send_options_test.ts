import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { readArgs } from "../../../cli/commands/commands.ts";
import type { SendOptions } from "../../../cli/commands/send.ts";
import { UsageError } from "../../../cli/errors.ts";
import { logLinePayload } from "../../../cli/frame/log_arguments.ts";
import { logSitePayload } from "../../../cli/frame/log_site.ts";
import { i32, site } from "../logs.ts";
import { helpOf, optionsOf } from "./command_line.ts";

const SITE = site({ file: "a.c", line: 1, function: "send", format: "x%d" });
const HI = ["--text", "hi"];
const HI_SOURCE = { from: "messages", messages: [Uint8Array.of(0x68, 0x69)] } as const;
const DEFAULTS: SendOptions = {
  pipe: "\\\\.\\pipe\\LySharkPipeConn",
  source: HI_SOURCE,
  count: 1,
  expect: 0,
  format: "text",
  color: "auto",
  quiet: false,
  verbose: false,
};

function options(args: readonly string[]): SendOptions {
  return optionsOf(["send", ...args]);
}

Deno.test("readArgs() reads every option of send", () => {
  const cases: [string[], Partial<SendOptions>][] = [
    [HI, {}],
    [["mine", ...HI], { pipe: "\\\\.\\pipe\\mine" }],
    [["--text", "a", "--text", "ä"], {
      source: { from: "messages", messages: [Uint8Array.of(0x61), Uint8Array.of(0xc3, 0xa4)] },
    }],
    [["--hex", "68 65", "--hex", "FfFF"], {
      source: { from: "messages", messages: [Uint8Array.of(0x68, 0x65), Uint8Array.of(0xff, 0xff)] },
    }],
    [["--hex", " "], { source: { from: "messages", messages: [new Uint8Array(0)] } }],
    [["--file", "f"], { source: { from: "file", path: "f", frameSize: 4096 } }],
    [["--file", "-", "--frame-size", "16"], { source: { from: "file", path: "-", frameSize: 16 } }],
    [["--stdin"], { source: { from: "lines" } }],
    [["--log", "info a.c:1 x%d", "--log", "info a.c:1 x%d", "--arg", "7", "--arg", "-8"], {
      source: {
        from: "log",
        sites: [logSitePayload(SITE)],
        lines: [logLinePayload(0, [i32(7)]), logLinePayload(0, [i32(-8)])],
      },
    }],
    [["--struct", "C:\\r.h:R", "--set", "type=3", "--set", "a[1].b=x=y", "-DX=2", "--arch", "x86"], {
      source: {
        from: "struct",
        struct: { header: "C:\\r.h", names: ["R"], defines: new Map([["X", "2"]]), arch: "x86" },
        settings: [{ path: "type", value: "3" }, { path: "a[1].b", value: "x=y" }],
      },
    }],
    [["-s", "r.h", "--set", "name="], {
      source: {
        from: "struct",
        struct: { header: "r.h", names: [], defines: new Map(), arch: "x64" },
        settings: [{ path: "name", value: "" }],
      },
    }],
    [[...HI, "--count", "5"], { count: 5 }],
    [[...HI, "-n5"], { count: 5 }],
    [[...HI, "-n0"], { count: Infinity }],
    [[...HI, "--interval", "1.5s"], { interval: 1500 }],
    [[...HI, "--pad", "2"], { pad: 2 }],
    [[...HI, "--event", "0"], { event: 0 }],
    [[...HI, "--event", "4294967295"], { event: 0xFFFF_FFFF }],
    [[...HI, "--expect", "3"], { expect: 3 }],
    [[...HI, "--expect", "3", "--json"], { expect: 3, format: "json" }],
    [[...HI, "--expect", "3", "-x"], { expect: 3, format: "hexdump" }],
    [[...HI, "--connect-timeout", "500ms"], { connectTimeout: 500 }],
    [[...HI, "--timeout", "2m"], { timeout: 120_000 }],
    [[...HI, "-q", "--color=never"], { quiet: true, color: "never" }],
  ];
  for (const [args, more] of cases) assertEquals(options(args), { ...DEFAULTS, ...more }, args.join(" "));
});

const ERRORS: [string[], string][] = [
  [[], "Cannot send nothing: expected one of --text, --hex, --file, --stdin, --struct, --log"],
  [["--text", "a", "--stdin"], "Cannot use --text and --stdin together: expected one of them"],
  [["--text"], "Cannot use --text without a value: expected a text"],
  [["--hex", "6"], 'Cannot use --hex "6": expected pairs of hexadecimal digits, as "68 65 6c 6c 6f"'],
  [["--hex", "0x68"], 'Cannot use --hex "0x68": expected pairs of hexadecimal digits, as "68 65 6c 6c 6f"'],
  [[...HI, "--pad", "1"], "Cannot pad a frame of 2 bytes to 1: raise --pad"],
  [[...HI, "--frame-size", "1"], "Cannot use --frame-size without --file: nothing else is cut"],
  [[...HI, "--set", "a=1"], "Cannot use --set without --struct: it is for a header"],
  [[...HI, "-DA"], "Cannot use --define without --struct: it is for a header"],
  [["-s", "r.h", "--set", "type"], 'Cannot use --set "type": expected PATH=VALUE, as in type=3'],
  [["-s", "r.h:A,B"], 'Cannot use --struct "r.h:A,B": expected HEADER, or HEADER:NAME, as in report.h:Networkreport'],
  [[...HI, "-n", "-1"], 'Cannot use --count "-1": expected a whole number'],
  [["--stdin", "-n2"], "Cannot use --count with standard input: it can be read only once"],
  [["--file", "-", "-n0"], "Cannot use --count with standard input: it can be read only once"],
  [[...HI, "--event", "4294967296"], 'Cannot use --event "4294967296": expected a whole number from 0 to 4294967295'],
  [[...HI, "--json"], "Cannot use --json without --expect: nothing is printed"],
  [[...HI, "--expect", "0"], 'Cannot use --expect "0": expected a whole number from 1'],
  [[...HI, "a", "b"], 'Cannot send to "a" and "b": expected one PIPE'],
  [[...HI, "--once"], "Cannot use --once: there is no such option (see pipelisten send --help)"],
];

for (const [args, message] of ERRORS) {
  Deno.test(`readArgs() names what is wrong when given send ${JSON.stringify(args)}`, () => {
    assertEquals(assertThrows(() => readArgs(["send", ...args]), UsageError).message, message);
  });
}

Deno.test("the help of send is printed by --help, and fits 120 columns", () => {
  assertMatch(helpOf("send"), /^pipelisten send: .*\n\nUsage: pipelisten send /);
  for (const line of helpOf("send").split("\n")) assertMatch(line, /^.{0,120}$/);
});

Deno.test("readArgs() refuses a --log whose arguments and formats don't go together", () => {
  const log = (format: string, ...args: string[]) => ["send", "--log", `info a.c:1 ${format}`, ...args];
  const cases: [string[], string][] = [
    [["send", "--log", "hello"], 'Cannot use --log "hello": expected a level, a place and a format, as "info'],
    [log("%d"), 'Cannot use --log "%d": %d needs an --arg'],
    [log("%d", "--arg", "x"), `Cannot use --arg "x": %d can't print it`],
    [log("%f", "--arg", "1"), 'Cannot use --log "%f": %f is not known'],
    [log("x", "--arg", "1"), 'Cannot use --arg "1": the formats take fewer arguments'],
    [log("%s", "--arg", "x".repeat(1100)), 'Cannot use --log "%s": its arguments have 1109 bytes (1024 at most'],
    [log("x", "--pad", "100"), "Cannot use --pad with --log: lines have their own events"],
    [log("x", "--event", "1"), "Cannot use --event with --log: lines have their own events"],
    [["send", "--text", "a", "--arg", "1"], "Cannot use --arg without --log: there is no format"],
  ];
  for (const [args, message] of cases) {
    const error = assertThrows(() => readArgs(args), UsageError);
    assertEquals(error.message.slice(0, message.length), message);
  }
});
