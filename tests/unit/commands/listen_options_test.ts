import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { readArgs } from "../../../cli/commands/commands.ts";
import { listen, type ListenOptions as Options } from "../../../cli/commands/listen.ts";
import { UsageError } from "../../../cli/errors.ts";
import type { StructOptions } from "../../../cli/c/header/load_header.ts";
import { commandOf, helpOf, optionsOf } from "./command_line.ts";

const DEFAULTS = options([]);

function header(path: string, names: readonly string[] = []): StructOptions {
  return { header: path, names, defines: new Map(), arch: "x64" };
}

function options(args: readonly string[]): Options {
  return optionsOf(args);
}

Deno.test("readArgs() listens on the article's pipe with the defaults when nothing is given", () => {
  assertEquals(commandOf([]), "");
  const { pipe, format, encoding, frameSize, maxFrame, color, ...flags } = options([]);
  assertEquals({ pipe, format, encoding, frameSize, maxFrame, color }, {
    pipe: "\\\\.\\pipe\\LySharkPipeConn",
    format: "text",
    encoding: "utf-8",
    frameSize: 4096,
    maxFrame: 1_048_576,
    color: "auto",
  });
  assertEquals(Object.entries(flags).filter(([, value]) => value !== false), []);
});

Deno.test("readArgs() reads every option, long and short", () => {
  const cases: [string[], Partial<Options>][] = [
    [["--text"], { format: "text" }],
    [["--json"], { format: "json" }],
    [["-j"], { format: "json" }],
    [["--hexdump"], { format: "hexdump" }],
    [["-x"], { format: "hexdump" }],
    [["--struct", "report.h"], { struct: header("report.h") }],
    [["-s", "report.h:Networkreport"], { struct: header("report.h", ["Networkreport"]) }],
    [["-s", "a.h:A,_B,C1"], { struct: header("a.h", ["A", "_B", "C1"]) }],
    [["-s", "C:\\x\\my.h"], { struct: header("C:\\x\\my.h") }],
    [["-s", "C:\\x\\my.h:NAME"], { struct: header("C:\\x\\my.h", ["NAME"]) }],
    [["-s", "C:/my.h"], { struct: header("C:/my.h") }],
    [["-s", "a.h", "-D", "N=1", "-DM", "--define=X=a=b", "--arch", "x86"], {
      struct: { ...header("a.h"), defines: new Map([["N", "1"], ["M", "1"], ["X", "a=b"]]), arch: "x86" },
    }],
    [["-s", "a.h", "-DN=", "-DN=2"], { struct: { ...header("a.h"), defines: new Map([["N", "2"]]) } }],
    [["--where", "size > 100"], { where: "size > 100" }],
    [["--where=!truncated"], { where: "!truncated" }],
    [["--format", "{seq}\\n"], { template: "{seq}\\n" }],
    [["-f", "{seq}", "--text"], { template: "{seq}" }],
    [["--encoding", "gbk"], { encoding: "gbk" }],
    [["--encoding=latin1"], { encoding: "windows-1252" }],
    [["--encoding", "UTF-16"], { encoding: "utf-16le" }],
    [["--time", "a"], { time: "a" }],
    [["-t", "d"], { time: "d" }],
    [["-t", "z"], { time: "z" }],
    [["-t", "A"], { time: "A" }],
    [["-tA"], { time: "A" }],
    [["--read", "f"], { read: "f" }],
    [["-r", "f"], { read: "f" }],
    [["-r", "-"], { read: "-" }],
    [["--read", "-"], { read: "-" }],
    [["-r-"], { read: "-" }],
    [["--read=-odd"], { read: "-odd" }],
    [["-r", "a\nb=c"], { read: "a\nb=c" }],
    [["--count", "5"], { count: 5 }],
    [["--count=5"], { count: 5 }],
    [["-n", "5"], { count: 5 }],
    [["-n5"], { count: 5 }],
    [["-n=5"], { count: 5 }],
    [["-r", "f", "--follow"], { read: "f", follow: true }],
    [["-r", "f", "--dropped"], { read: "f", dropped: true }],
    [["-w", "f"], { write: "f" }],
    [["--write", "f"], { write: "f" }],
    [["-r", "f", "-w", "g"], { read: "f", write: "g" }],
    [["-w", "f", "--rotate", "100MB"], { write: "f", rotation: { size: 100_000_000 } }],
    [["-w", "f", "--rotate", "1.5kB"], { write: "f", rotation: { size: 1500 } }],
    [["-w", "f", "--rotate", "10m"], { write: "f", rotation: { age: 600_000 } }],
    [["-w", "f", "--rotate", "2GB", "--keep", "3"], { write: "f", rotation: { size: 2_000_000_000, keep: 3 } }],
    [["--once"], { once: true }],
    [["--connect-timeout", "500ms"], { connectTimeout: 500 }],
    [["--idle-timeout", "30s"], { idleTimeout: 30_000 }],
    [["--timeout", "2m"], { timeout: 120_000 }],
    [["--events"], { events: true }],
    [["--drop-when-full"], { dropWhenFull: true }],
    [["--reply", "@answer.bin"], { reply: "@answer.bin" }],
    [["--level", "debug"], { filter: { level: "debug", keywords: 0xFFFF_FFFF } }],
    [["--level", "off", "--keywords", "0x3"], { filter: { level: "off", keywords: 3 } }],
    [["--keywords", "4294967295"], { filter: { level: "info", keywords: 0xFFFF_FFFF } }],
    [["--interactive"], { interactive: true }],
    [["--no-envelope"], { noEnvelope: true }],
    [["--frame-size", "512"], { frameSize: 512 }],
    [["--frame-size", "67108864"], { frameSize: 67_108_864 }],
    [["--max-frame", "1"], { maxFrame: 1 }],
    [["--allow", "D:P(A;;GA;;;WD)"], { allow: "D:P(A;;GA;;;WD)" }],
    [["--color", "never"], { color: "never" }],
    [["--color=always"], { color: "always" }],
    [["-q"], { quiet: true }],
    [["--quiet"], { quiet: true }],
    [["-v"], { verbose: true }],
    [["--verbose"], { verbose: true }],
    [["-jqn5"], { format: "json", quiet: true, count: 5 }],
    [["-xr", "f"], { format: "hexdump", read: "f" }],
    [["--json", "--json"], { format: "json" }],
    [["-r", "f", "-n", "1", "--timeout", "1s", "--events", "--frame-size", "8"], {
      read: "f",
      count: 1,
      timeout: 1000,
      events: true,
      frameSize: 8,
    }],
  ];
  for (const [args, changes] of cases) assertEquals(options(args), { ...DEFAULTS, ...changes }, args.join(" "));
});

Deno.test("readArgs() takes PIPE anywhere, whatever it looks like", () => {
  const cases: [string[], string, Options["format"]][] = [
    [["mine"], "mine", "text"],
    [["mine", "-j"], "mine", "json"],
    [["-j", "mine"], "mine", "json"],
    [["--json", "\\\\.\\pipe\\mine"], "mine", "json"],
    [["-j", "true"], "true", "json"],
    [["--json", "false"], "false", "json"],
    [["0x10"], "0x10", "text"],
    [["1e3", "-x"], "1e3", "hexdump"],
    [["-"], "-", "text"],
    [["-x", "--", "-j"], "-j", "hexdump"],
    [["--", "--help"], "--help", "text"],
  ];
  for (const [args, name, format] of cases) {
    assertEquals(options(args), { ...DEFAULTS, pipe: `\\\\.\\pipe\\${name}`, format }, args.join(" "));
  }
});

Deno.test("readArgs() prefers help to the version, and both to listening", () => {
  assertEquals(readArgs(["-h"]), { do: "help", text: helpOf() });
  assertEquals(readArgs(["--json", "--help", "mine"]), { do: "help", text: helpOf() });
  assertEquals(readArgs(["-V", "-h"]), { do: "help", text: helpOf() });
  assertEquals(readArgs(["-V"]), { do: "version" });
  assertEquals(readArgs(["--version", "-r", "f"]), { do: "version" });
});

const COUNT = "expected a whole number from 1";
const SIZE = "expected a whole number from 1 to 67108864";
const DURATION = "expected a duration such as 500ms, 30s or 2m";
const LABEL = "expected a label that TextDecoder knows, such as utf-8, gbk or utf-16le";
const FILE = "expected a file, or - for standard input";
const TARGET = "expected a file; standard output is for the frames";
const ROTATE = "expected a size such as 100MB, or a duration such as 10m";
const TEMPLATE = 'expected a template such as "{seq} {text}\\n"';
const HEADER = "expected HEADER, or HEADER:NAME, as in report.h:Networkreport";
const NO_VALUE = "expected the option without a value";
const NAME = "expected a name such as LySharkPipeConn, or \\\\.\\pipe\\NAME";

/** Each with the whole message. */
const ERRORS: [string[], string][] = [
  [["--frob"], "Cannot use --frob: there is no such option (see pipelisten --help)"],
  [["--frob=3"], "Cannot use --frob=3: there is no such option (see pipelisten --help)"],
  [["-z"], "Cannot use -z: there is no such option (see pipelisten --help)"],
  [["-jz"], "Cannot use -z: there is no such option (see pipelisten --help)"],
  [["-5"], "Cannot use -5: there is no such option (see pipelisten --help)"],
  [["--no-json"], "Cannot use --no-json: there is no such option (see pipelisten --help)"],
  [["--__proto__"], "Cannot use --__proto__: there is no such option (see pipelisten --help)"],
  [["--count.x", "3"], "Cannot use --count.x: there is no such option (see pipelisten --help)"],
  [["--help", "--frob"], "Cannot use --frob: there is no such option (see pipelisten --help)"],
  [["--text", "--json"], "Cannot use --text and --json together: expected one of them"],
  [["-jx"], "Cannot use --json and --hexdump together: expected one of them"],
  [["-x", "--text", "-j"], "Cannot use --text and --json and --hexdump together: expected one of them"],
  [["-j", "-f", "{seq}"], "Cannot use --json and --format together: expected one of them"],
  [["-x", "-f", "{seq}"], "Cannot use --hexdump and --format together: expected one of them"],
  [["-f", ""], `Cannot use --format without a value: ${TEMPLATE}`],
  [["-s", "a.h:"], `Cannot use --struct "a.h:": ${HEADER}`],
  [["-s", ":A"], `Cannot use --struct ":A": ${HEADER}`],
  [["--arch", "x86"], "Cannot use --arch without --struct: it is for a header"],
  [["-DN=1"], "Cannot use --define without --struct: it is for a header"],
  [["-s", "a.h", "-D", "1=N"], 'Cannot use --define "1=N": expected NAME=VALUE, or NAME for NAME=1'],
  [["-s", "a.h", "--arch", "arm64"], 'Cannot use --arch "arm64": expected x64 or x86'],
  [["-s", "a.h", "-s", "b.h"], "Cannot use --struct 2 times: give it once"],
  [["-q", "-v"], "Cannot use --quiet and --verbose together: expected one of them"],
  [["a", "b"], 'Cannot listen on "a" and "b": expected one PIPE'],
  [["-j", "a", "--", "-b"], 'Cannot listen on "a" and "-b": expected one PIPE'],
  [[""], `Cannot listen on "": ${NAME}`],
  [["\\\\server\\pipe\\x"], `Cannot listen on "\\\\server\\pipe\\x": ${NAME}`],
  [["--json=true"], `Cannot use --json=true: ${NO_VALUE}`],
  [["--once="], `Cannot use --once=: ${NO_VALUE}`],
  [["--help=yes"], `Cannot use --help=yes: ${NO_VALUE}`],
  [["-j=1"], `Cannot use --json=1: ${NO_VALUE}`],
  [["-j-"], `Cannot use --json=-: ${NO_VALUE}`],
  [["-n"], `Cannot use --count without a value: ${COUNT}`],
  [["-n", "--json"], `Cannot use --count without a value: ${COUNT}`],
  [["--count="], `Cannot use --count without a value: ${COUNT}`],
  [["--count", ""], `Cannot use --count without a value: ${COUNT}`],
  [["--frob", "--count"], "Cannot use --frob: there is no such option (see pipelisten --help)"],
  [["-n", "0"], `Cannot use --count "0": ${COUNT}`],
  [["-n", "-5"], `Cannot use --count "-5": ${COUNT}`],
  [["-n", "1e3"], `Cannot use --count "1e3": ${COUNT}`],
  [["-n", "ten"], `Cannot use --count "ten": ${COUNT}`],
  [["--count=5=6"], `Cannot use --count "5=6": ${COUNT}`],
  [["-n", "1", "-n", "1"], "Cannot use --count 2 times: give it once"],
  [["-n1", "--count=2", "--count", "3"], "Cannot use --count 3 times: give it once"],
  [["-r", "a", "--read", "b"], "Cannot use --read 2 times: give it once"],
  [["--frame-size", "0"], `Cannot use --frame-size "0": ${SIZE}`],
  [["--frame-size", "67108865"], `Cannot use --frame-size "67108865": ${SIZE}`],
  [["--max-frame", "1M"], `Cannot use --max-frame "1M": ${SIZE}`],
  [["--connect-timeout", "30"], `Cannot use --connect-timeout "30": ${DURATION}`],
  [["--idle-timeout", "0s"], `Cannot use --idle-timeout "0s": ${DURATION}`],
  [["--timeout", "597h"], `Cannot use --timeout "597h": ${DURATION}`],
  [["--timeout"], `Cannot use --timeout without a value: ${DURATION}`],
  [["--encoding", "klingon"], `Cannot use --encoding "klingon": ${LABEL}`],
  [["--encoding", "iso-2022-kr"], `Cannot use --encoding "iso-2022-kr": ${LABEL}`],
  [["--encoding"], `Cannot use --encoding without a value: ${LABEL}`],
  [["-t", "b"], 'Cannot use --time "b": expected a, d, z or A'],
  [["-t"], "Cannot use --time without a value: expected a, d, z or A"],
  [["--color", "yes"], 'Cannot use --color "yes": expected auto, always or never'],
  [["--allow"], 'Cannot use --allow without a value: expected SDDL, as in "D:P(A;;GA;;;SY)(A;;GA;;;BA)"'],
  [["-r"], `Cannot use --read without a value: ${FILE}`],
  [["--read="], `Cannot use --read without a value: ${FILE}`],
  [["-w"], `Cannot use --write without a value: ${TARGET}`],
  [["-w", "-"], `Cannot use --write "-": ${TARGET}`],
  [["-w", "f", "--rotate", "100"], `Cannot use --rotate "100": ${ROTATE}`],
  [["-w", "f", "--rotate", "10M"], `Cannot use --rotate "10M": ${ROTATE}`],
  [["-w", "f", "--rotate", "0MB"], `Cannot use --rotate "0MB": ${ROTATE}`],
  [["-w", "f", "--rotate", "1MB", "--keep", "0"], `Cannot use --keep "0": ${COUNT}`],
  [["--rotate", "1MB"], "Cannot use --rotate without --write: there is nothing to rotate"],
  [["-w", "f", "--keep", "2"], "Cannot use --keep without --rotate: there is only one file"],
  [["--follow"], "Cannot use --follow without --read: it is for a recording"],
  [["--dropped"], "Cannot use --dropped without --read: it is for a recording"],
  [["-r", "-", "--follow"], "Cannot use --follow with standard input: it is read to its end anyway"],
  [["-r", "f", "mine"], 'Cannot use --read with PIPE "mine": expected one of them'],
  [["-r", "f", "--once"], "Cannot use --once with --read: it is for a pipe"],
  [["-r", "f", "--connect-timeout", "1s"], "Cannot use --connect-timeout with --read: it is for a pipe"],
  [["-r", "f", "--idle-timeout", "1s"], "Cannot use --idle-timeout with --read: it is for a pipe"],
  [["-r", "f", "--max-frame", "9"], "Cannot use --max-frame with --read: it is for a pipe"],
  [["-r", "f", "--allow", "D:"], "Cannot use --allow with --read: it is for a pipe"],
];

for (const [args, message] of ERRORS) {
  Deno.test(`readArgs() names what is wrong when given ${JSON.stringify(args)}`, () => {
    assertEquals(assertThrows(() => readArgs(args), UsageError).message, message);
  });
}

Deno.test("helpOf() has every option on a line of its own and fits 120 columns", () => {
  const lines = helpOf().split("\n");
  assertEquals(lines.filter((line) => line.length > 120), []);
  const options = lines.flatMap((line) => /^ {2}(?:-\w,| {3}) --([a-z-]+) /.exec(line)?.[1] ?? []);
  assertEquals(options, listen.specs.map(({ long }) => long));
  assertEquals(new Set(options).size, options.length);
  assertMatch(helpOf(), /\n$/);
});
