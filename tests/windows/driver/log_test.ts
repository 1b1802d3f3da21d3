/**
 * PIPELISTEN_LOG in drivers that are loaded: every conversion, a filter that the listener sets, and the sample's own log.
 *
 * @module
 */

import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import { MainProcess } from "../pipe/child.ts";
import { built, driverIsReal, loadDriver, Service } from "./driver.ts";
import { Listener, type Log } from "./listener.ts";
import { newPipeName } from "./pipe_name.ts";

/** The driver in tests/fixtures/log knows one pipe name only. */
const PIPE = "PipelistenLog";

const FOLDER = Deno.makeTempDirSync();
Deno.test.afterAll(() => Deno.remove(FOLDER, { recursive: true }));

/** Of 1024 bytes: less the site's number, a number, what is before a string, and the most that the next argument may need. */
const CUT = 1024 - 4 - 5 - 5 - 17;

/** What tests/fixtures/log/log.c logs: level and text, as a person reads them. */
const LINES: readonly [string, string][] = [
  ["info", "nothing but text, 100 %"],
  ["error", "-1 -2 3 abc ABC 10 c"],
  ["warning", "   42|42   |00042|+42| 42|0x2a|052|042"],
  ["info", "44 4464 -3 4 -5 -6 18446744073709551615 7"],
  ["info", "-1 2 3 4"],
  ["info", "0000000000001234 0000000000000000"],
  ["info", "one|two|     three|four      |fiv|si"],
  ["info", "one|twö|three|€"],
  ["info", "counted|\\Device\\X| \\Device\\X"],
  ["info", "(null)|(null)"],
  ["info", "STATUS_SUCCESS STATUS_ACCESS_DENIED ERROR_ACCESS_DENIED"],
  ["info", "{12345678-9ABC-DEF0-0102-030405060708} 01 ff 20 70 69 70 65"],
  ["info", `1 ${"x".repeat(CUT)}… 2`],
  ["info", "1 2 3 4 5 6 7 8 9 10 11 12"],
  ["info", "unloads"],
];

/** The lines of `--json`, as level and message. */
function logsOf(stdout: string): Log[] {
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line).log);
}

const shown = (logs: readonly Log[]) => logs.map(({ level, message }) => [level, message]);

Deno.test(
  "a driver logs every conversion; its lines are read live, and from a recording after it is gone",
  { ignore: !driverIsReal },
  async () => {
    const file = `${FOLDER}\\log.pcapng`;
    await using listener = await Listener.start(PIPE, "--once", "--timeout", "60s", "-w", file);
    const driver = await Service.start(built("log.sys"));
    await driver[Symbol.asyncDispose]();
    const { code, stderr } = await listener.ended();
    assertEquals([code, stderr], [0, ""]);
    const logs = listener.frames.map(({ log }) => log!);
    assertEquals(shown(logs), LINES.map((line) => [...line]));
    assertEquals(logs.map(({ error }) => error), logs.map(() => undefined));
    assert(logs.slice(0, -1).every(({ file, function: name }) => file === "log.c" && name === "LogEverything"));
    assertEquals(logs.at(-2)?.keywords, 6);

    const { stdout: again } = await new MainProcess(["-r", file, "--json"]).output();
    assertEquals(logsOf(again), logs);
    const text = await new MainProcess(["-r", file]).output();
    assertMatch(text.stdout, /^\d\d:\d\d:\d\d\.\d{6} error log\.c:\d+ -1 -2 3 abc ABC 10 c$/m);
  },
);

Deno.test(
  "a listener's --level and --keywords hold in the driver while it is connected",
  { ignore: !driverIsReal },
  async () => {
    const args = ["--json", "--timeout", "60s", "--level", "trace", "--keywords", "0x10", "-n", "5"];
    const ticks = new MainProcess([...args, "--where", 'log.level == "trace"', PIPE]).output();
    await using _driver = await Service.start(built("log.sys"));
    const { code, stdout, stderr } = await ticks;
    assertEquals([code, stderr], [0, ""]);
    const numbers = logsOf(stdout).map(({ message }) => Number(message.replace("tick ", "")));
    assertEquals(numbers, Array.from({ length: 5 }, (_, i) => numbers[0]! + i));
  },
);

Deno.test(
  "the sample driver logs its own life with the report log, and not without",
  { ignore: !driverIsReal },
  async () => {
    const pipe = newPipeName();
    const output = new MainProcess(["--json", "--once", "--timeout", "60s", pipe]).output();
    await using _driver = await loadDriver({ Report: "log", Count: 2, Pipe: pipe });
    const { code, stdout, stderr } = await output;
    assertEquals([code, stderr], [0, ""]);
    const messages = logsOf(stdout).map(({ message }) => message);
    assertEquals(messages.length, 5);
    assertMatch(messages[0]!, /^started as .+\\pipelisten-\S+, with 1 reports for the pipe \S+$/);
    assertMatch(messages[1]!, /^Windows 10\.0, build \d+$/);
    assertEquals(messages.slice(2), ["line 1 of 2", "line 2 of 2", "stops after 4 messages, 0 of them dropped"]);
    assertGreater(messages[0]!.length, pipe.length);
  },
);
