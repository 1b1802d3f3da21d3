/** What expressions and templates can say about log lines. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { packed } from "../../../cli/frame/envelope.ts";
import type { Frame } from "../../../cli/frame/frame.ts";
import type { LogLevel } from "../../../cli/frame/log_site.ts";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { UsageError } from "../../../cli/errors.ts";
import { readTemplate } from "../../../cli/query/template.ts";
import { compileWhere } from "../../../cli/query/where.ts";
import { formatRenderer } from "../../../cli/render/format.ts";
import { unwrapStage } from "../../../cli/stream/unwrap.ts";
import { frame, rendered } from "../items.ts";
import { ansi, i32, lineEvent, NULL, pointer, siteEvent, u32, u64 } from "../logs.ts";

const SCOPE = { records: [], encoding: new TextEncoding("utf-8") };
const FORMAT = "%s by %u of %I64u, %!STATUS! %p %s";
const ARGS = [ansi("svc.exe"), u32(4), u64(2n ** 60n), i32(-0x3FFF_FFFB), pointer(0xABn), NULL];

function lineOf(level: LogLevel): Frame {
  const site = siteEvent({ level, keywords: 6, format: FORMAT });
  return unwrapStage()(frame(packed([site, lineEvent(0, ARGS)])))[0] as Frame;
}

function holds(expression: string, item: Frame): boolean {
  return compileWhere(expression, SCOPE)(item);
}

const HOLD: readonly string[] = [
  'log.level <= "warning" && log.args[1] == 4',
  'log.level == "warning"',
  'log.level != "info" && log.level < "info" && log.level > "error"',
  '"trace" > log.level',
  "log.level == 2",
  'log.level ~ "warn"',
  'log.file == "driver.c" && log.line == 42 && log.function ~ "Entry"',
  "log.keywords == 6",
  `log.format == "${FORMAT}"`,
  'log.message ~ "svc.exe by 4 .* STATUS_ACCESS_VIOLATION"',
  'log.args[0] == "svc.exe" && log.args[0] ~ "^svc"',
  "log.args[2] == 1152921504606846976",
  "log.args[3] == 0xC0000005",
  'log.args[3] == "0xC0000005"',
  "log.args[4] == 0xab",
  "log.args[5] == null && log.args[0] != null",
  "error == null",
];

for (const expression of HOLD) {
  Deno.test(`--where '${expression}' holds for a line of which it is true`, () => {
    assert(holds(expression, lineOf("warning")));
  });
}

Deno.test("levels compare by their severity: error < warning < info < debug < trace", () => {
  const levels = ["error", "warning", "info", "debug", "trace"] as const;
  for (const [i, one] of levels.entries()) {
    for (const [j, other] of levels.entries()) {
      assertEquals(holds(`log.level <= "${other}"`, lineOf(one)), i <= j, `${one} <= ${other}`);
    }
  }
});

Deno.test("comparisons of what a frame doesn't have are false: of one that is no log line, or has fewer arguments", () => {
  for (const expression of ['log.level != "info"', "log.args[0] != 1", 'log.message !~ "x"', "log.line >= 0"]) {
    assertEquals(holds(expression, frame("hello")), false);
  }
  assertEquals(holds("log.args[6] != 1", lineOf("info")), false);
});

Deno.test("--where says what is wrong about a level or a name", () => {
  const message = (expression: string) => assertThrows(() => compileWhere(expression, SCOPE), UsageError).message;
  assertEquals(
    message('log.level <= "warn"'),
    'Cannot use --where: there is no level "warn" (there are warning, error, info, trace, debug)',
  );
  assert(message("log.lvl == 2").startsWith('Cannot use --where: there is no "log.lvl" (there are log.level, log.'));
  assert(message("log.args == 2").startsWith('Cannot use --where: there is no "log.args" (there are log.args[0], '));
});

Deno.test("--format prints the values of a log line, and - for frames that have none", () => {
  const render = formatRenderer(
    readTemplate(
      "{log.level:>7} {log.file}:{log.line} {log.message}|{log.args[1]:04x} {log.args[3]} {log.args[5]}\\n",
      SCOPE,
    ),
    { color: false },
  );
  assertEquals(
    rendered(render, lineOf("debug"), frame("hello")),
    "  debug driver.c:42 svc.exe by 4 of 1152921504606846976, STATUS_ACCESS_VIOLATION 00000000000000AB (null)|" +
      "0004 0xC0000005 -\n      - -:- -|   - - -\n",
  );
});
