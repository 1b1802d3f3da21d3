/** The contract of the command, run as a process: stdout, stderr and exit code. */
import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };
import { leastTime } from "../least_time.ts";
import type { Ended } from "../machine/process.ts";
import { MainProcess, runCli } from "../run_cli.ts";
import { helpOf } from "./commands/command_line.ts";
import { padded } from "./items.ts";

const POSIX = Deno.build.os !== "windows";

/** Runs it to its end, with these permissions only. */
function run(args: readonly string[], ...permissions: readonly string[]): Promise<Ended> {
  return runCli(args, permissions);
}

/** A running command, whose three streams a test holds. */
function start(...args: readonly string[]): MainProcess {
  return new MainProcess(args, [`--allow-read=${FOLDER}`], { stdin: "piped" });
}

type Case = [what: string, args: string[], result: Ended];

/** One test for each case. Their processes run side by side, in the time of the first test. */
function testEach(cases: readonly Case[], permission: string): void {
  const results = new Map<string, Ended>();
  Deno.test.beforeAll(async () => {
    const queue = cases.values();
    await Promise.all(Array.from({ length: navigator.hardwareConcurrency }, async () => {
      for (const [what, args] of queue) results.set(what, await run(args, permission));
    }));
  });
  for (const [what, , expected] of cases) {
    Deno.test(`pipelisten ${what}`, () => assertEquals(results.get(what), expected));
  }
}

const FOLDER = Deno.realPathSync(Deno.makeTempDirSync());
const FILE = `${FOLDER}/two frames.bin`;
const LONG = `${FOLDER}/long.bin`;

Deno.test.beforeAll(async () => {
  await Deno.writeFile(FILE, Uint8Array.of(...padded("hello lyshark", 64), ...padded("ä\n\x1b[31m", 64)));
  await Deno.writeFile(LONG, new Uint8Array(1 << 22).fill(0x61));
});
Deno.test.afterAll(() => Deno.remove(FOLDER, { recursive: true }));

const TEXT = "hello lyshark\nä\\n\\x1b[31m\n";
const JSON_LINES = `{"kind":"frame","seq":1,"time":null,"client":null,"pid":null,"size":64,"text":"hello lyshark"}
{"kind":"frame","seq":2,"time":null,"client":null,"pid":null,"size":64,"text":"ä\\n\\u001b[31m"}
`;
const HEXDUMP = `# frame 1  64 bytes
00000000  68 65 6c 6c 6f 20 6c 79  73 68 61 72 6b 00 00 00  |hello lyshark...|
00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|
*
00000040
# frame 2  64 bytes
00000000  c3 a4 0a 1b 5b 33 31 6d  00 00 00 00 00 00 00 00  |....[31m........|
00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|
*
00000040
`;
const OF_64 = ["-r", FILE, "--frame-size", "64"];

const ENDS: Case[] = [
  ["prints its help", ["--help"], { code: 0, stdout: helpOf(), stderr: "" }],
  ["prints its version", ["-V"], { code: 0, stdout: `pipelisten ${config.version}\n`, stderr: "" }],
  ["prints a recording as text", OF_64, { code: 0, stdout: TEXT, stderr: "" }],
  ["prints a recording as JSON", [...OF_64, "--json"], { code: 0, stdout: JSON_LINES, stderr: "" }],
  ["prints a recording as a hexdump", [...OF_64, "-x"], { code: 0, stdout: HEXDUMP, stderr: "" }],
  ["ends after -n frames", [...OF_64, "-n", "1"], { code: 0, stdout: "hello lyshark\n", stderr: "" }],
  ["ends with -n exactly at the end", [...OF_64, "-n2", "-q"], { code: 0, stdout: TEXT, stderr: "" }],
  ["prints nothing of an empty standard input", ["-r", "-", "-j"], { code: 0, stdout: "", stderr: "" }],
  ["prints the totals on stderr with -v", [...OF_64, "-v"], {
    code: 0,
    stdout: TEXT,
    stderr: "pipelisten: 2 frames, 128 B\n",
  }],
  ["lets --color=always override NO_COLOR", [...OF_64, "-n1", "-x", "--color=always"], {
    code: 0,
    stdout: `\x1b[36m# frame 1  64 bytes\x1b[39m\n${HEXDUMP.split("\n").slice(1, 5).join("\n")}\n`,
    stderr: "",
  }],
  ["fails when a recording is shorter than -n", [...OF_64, "-n", "3"], {
    code: 5,
    stdout: TEXT,
    stderr: `pipelisten: Cannot reach 3 frames: ${FILE} ends after 2 (use a longer recording, or a smaller -n)\n`,
  }],
  ["fails when a recording is missing", ["-r", `${FOLDER}/none`, "--json"], {
    code: 5,
    stdout: "",
    stderr: `pipelisten: Cannot read ${FOLDER}/none: there is no such file (check the path after -r)\n`,
  }],
  ["refuses an unknown option", ["--frob"], {
    code: 2,
    stdout: "",
    stderr: "pipelisten: Cannot use --frob: there is no such option (see pipelisten --help)\n",
  }],
  ["refuses a bad value, and escapes it", ["--json", "-n", "\x1b[2J"], {
    code: 2,
    stdout: "",
    stderr: 'pipelisten: Cannot use --count "\\x1b[2J": expected a whole number from 1\n',
  }],
  ["refuses two formats", ["--json", "-x"], {
    code: 2,
    stdout: "",
    stderr: "pipelisten: Cannot use --json and --hexdump together: expected one of them\n",
  }],
  ["send prints its help", ["send", "-h"], { code: 0, stdout: helpOf("send"), stderr: "" }],
  ["replay prints its help", ["replay", "-h"], { code: 0, stdout: helpOf("replay"), stderr: "" }],
  ["send refuses to send nothing", ["send", "mine"], {
    code: 2,
    stdout: "",
    stderr: "pipelisten: Cannot send nothing: expected one of --text, --hex, --file, --stdin, --struct, --log\n",
  }],
  ["replay refuses to replay nothing", ["replay"], {
    code: 2,
    stdout: "",
    stderr: "pipelisten: Cannot replay nothing: expected a FILE, or - for standard input\n",
  }],
  ["refuses --interactive with -r -", ["-r", "-", "--interactive"], {
    code: 2,
    stdout: "",
    stderr: "pipelisten: Cannot use --interactive with --read: it is for a pipe\n",
  }],
  ["refuses two PIPEs", ["a", "b"], {
    code: 2,
    stdout: "",
    stderr: 'pipelisten: Cannot listen on "a" and "b": expected one PIPE\n',
  }],
];

testEach(ENDS, `--allow-read=${FOLDER}`);

const REPORTS = `${FOLDER}/reports.bin`;
const HEADER = `${FOLDER}/report.h`;
/** To read a header: the file, and the parser of C. */
const READ = `--allow-read=${FOLDER},${fileURLToPath(new URL("../../node_modules", import.meta.url))}`;

Deno.test.beforeAll(async () => {
  await Deno.writeTextFile(
    HEADER,
    `#ifndef LIMIT
    #error no LIMIT
    #endif
    typedef struct { LONG type; ULONG address; ULONG data_len; CHAR data[]; } Report;
    typedef struct { ULONG64 a; } Other;`,
  );
  const reports = [[0, 401000, 5, "hello"], [1, 7, 4_000_000_000, "lie"], [3, 9, 1, "x\0y"]] as const;
  await Deno.writeFile(
    REPORTS,
    Uint8Array.of(...reports.flatMap(([type, address, length, data]) => {
      const head = new Uint8Array(Uint32Array.of(type, address, length).buffer);
      return [...head, ...padded(data, 12)];
    })),
  );
});

const STRUCT = ["-r", REPORTS, "--frame-size", "24", "-s", `${HEADER}:Report`, "-DLIMIT"];
const LIE = "data: data_len says 4000000000 bytes, the frame has 12";
const REPORT_TEXT = `Report type=0 address=401000 data_len=5 data="hello"
Report type=1 address=7 data_len=4000000000 data="lie" (${LIE})
Report type=3 address=9 data_len=1 data="x" (+ bytes outside the fields)
`;
const REPORT_JSON = `\
{"kind":"frame","seq":1,"time":null,"client":null,"pid":null,"size":24,"struct":"Report",\
"fields":{"type":0,"address":401000,"data_len":5,"data":"hello"}}
{"kind":"frame","seq":2,"time":null,"client":null,"pid":null,"size":24,"struct":"Report",\
"fields":{"type":1,"address":7,"data_len":4000000000,"data":"lie"},"error":"${LIE}",\
"base64":"AQAAAAcAAAAAKGvubGllAAAAAAAAAAAA"}
{"kind":"frame","seq":3,"time":null,"client":null,"pid":null,"size":24,"struct":"Report",\
"fields":{"type":3,"address":9,"data_len":1,"data":"x"},"base64":"AwAAAAkAAAABAAAAeAB5AAAAAAAAAAAA"}
`;

const DECODED: Case[] = [
  ["prints the fields of a struct as text", STRUCT, { code: 0, stdout: REPORT_TEXT, stderr: "" }],
  ["prints the fields of a struct as JSON", [...STRUCT, "-j"], { code: 0, stdout: REPORT_JSON, stderr: "" }],
  ["prints only the frames that --where selects", [...STRUCT, "--where", "type == 3 && size > 10"], {
    code: 0,
    stdout: REPORT_TEXT.split("\n")[2] + "\n",
    stderr: "",
  }],
  ["does not count filtered frames for -n", [...STRUCT, "--where=type > 0", "-n2", "-f", "{seq} "], {
    code: 0,
    stdout: "2 3 ",
    stderr: "",
  }],
  ["prints frames by a template", [...STRUCT, "-f", "{seq} {fields.type:04x} {data:6}|\\n"], {
    code: 0,
    stdout: "1 0000 hello |\n2 0001 lie   |\n3 0003 x     |\n",
    stderr: "",
  }],
  ["shows where an expression is wrong", [...STRUCT, "--where", "typo == 3"], {
    code: 2,
    stdout: "",
    stderr: 'pipelisten: Cannot use --where: there is no "typo" ' +
      "(there are type, time, text, seq, pid, size, error, data, …)\n  typo == 3\n  ^\n",
  }],
  ["shows where a template is wrong", [...OF_64, "-f", "{seq} {type}"], {
    code: 2,
    stdout: "",
    stderr: 'pipelisten: Cannot use --format: there is no "type" ' +
      "(there are time, size, text, seq, pid, image, client, struct, …; fields of a struct need --struct)\n" +
      "  {seq} {type}\n         ^\n",
  }],
  ["fails when a header does not exist", [...OF_64, "-s", `${FOLDER}/none.h`], {
    code: 5,
    stdout: "",
    stderr: `pipelisten: Cannot read ${FOLDER}/none.h: there is no such file (check the path)\n`,
  }],
  ["fails when a struct does not exist, and names the nearest", [...OF_64, "-s", `${HEADER}:Rapport`, "-DLIMIT"], {
    code: 5,
    stdout: "",
    stderr: `pipelisten: Cannot find struct "Rapport": ${HEADER} has Report, Other (correct the name)\n`,
  }],
];

testEach(DECODED, READ);

Deno.test({
  name: "pipelisten says outside Windows what works there",
  ignore: !POSIX,
  async fn() {
    assertEquals(await run(["--json", "mine"]), {
      code: 3,
      stdout: "",
      stderr: "pipelisten: Cannot listen on \\\\.\\pipe\\mine: named pipes need Windows or Wine " +
        "(what works here: -r FILE, --help)\n",
    });
    assertEquals(await run(["send", "--text", "a", "mine"]), {
      code: 3,
      stdout: "",
      stderr:
        "pipelisten: Cannot send to \\\\.\\pipe\\mine: named pipes need Windows or Wine (what works here: --help)\n",
    });
    assertEquals(await run(["replay", "x.pcapng", "mine"]), {
      code: 3,
      stdout: "",
      stderr: "pipelisten: Cannot replay to \\\\.\\pipe\\mine: named pipes need Windows or Wine " +
        "(what works here: pipelisten -r x.pcapng)\n",
    });
  },
});

Deno.test("pipelisten needs no permission for its help, its version and usage errors", async () => {
  assertEquals(await run(["--help"]), { code: 0, stdout: helpOf(), stderr: "" });
  assertEquals((await run(["-V"])).code, 0);
  assertEquals((await run(["--frob"])).code, 2);
});

Deno.test("pipelisten needs to read the recording and nothing else, and says so", async () => {
  assertEquals(await run(OF_64, `--allow-read=${FILE}`), { code: 0, stdout: TEXT, stderr: "" });
  assertEquals(await run(OF_64), {
    code: 5,
    stdout: "",
    stderr: `pipelisten: Cannot read ${FILE}: Deno may not (run with --allow-read=${FILE})\n`,
  });
});

Deno.test({
  name: "pipelisten escapes the controls in a file's name, and prints a stack with -v only",
  ignore: !POSIX, // Windows has no such file names.
  async fn() {
    const line =
      `pipelisten: Cannot read ${FOLDER}/\\x1b]0;x\\x07\\n: there is no such file (check the path after -r)\n`;
    const args = ["-r", `${FOLDER}/\x1b]0;x\x07\n`];
    assertEquals(await run(args, `--allow-read=${FOLDER}`), { code: 5, stdout: "", stderr: line });
    const { code, stdout, stderr } = await run([...args, "-v"], `--allow-read=${FOLDER}`);
    assertEquals([code, stdout, stderr.slice(0, 31)], [5, "", "pipelisten: 0 frames, 0 B\npipel"]);
    assert(stderr.includes(line));
    assertMatch(stderr, /^ {4}at .*input\.ts:\d+:\d+/m);
    assertMatch(stderr, /^[^\p{Cc}]+(\n[^\p{Cc}]+)*\n$/u);
  },
});

Deno.test("pipelisten prints a frame of standard input as soon as it is whole", async () => {
  await using running = start("-r", "-", "--frame-size", "8");
  await running.write("one\0");
  await running.write("\0\0\0\0two");
  assertEquals(await running.read(), "one\n");
  await running.write("\0\0\0\0\0thr");
  assertEquals(await running.read(), "two\n");
  await running.endInput();
  assertEquals(await running.read(), "thr\n");
  assertEquals(await running.read(), "");
  assertEquals(await running.ended(), { code: 0, stderr: "" });
});

Deno.test("pipelisten ends when the frames are there, not when standard input ends", async () => {
  await using running = start("-r", "-", "--frame-size", "4", "-n", "2", "--json");
  await running.write("one\0two\0three");
  assertMatch(await running.read(), /"seq":1.*\n.*"seq":2.*\n$/);
  assertEquals(await running.ended(), { code: 0, stderr: "" });
});

Deno.test("pipelisten ends quietly when its reader has left", async () => {
  await Promise.all(["--text", "--json", "--hexdump"].map(async (format) => {
    await using running = start("-r", LONG, format);
    assert((await running.read()).length > 0);
    await running.endReading();
    assertEquals(await running.ended(), { code: 0, stderr: "" });
  }));
});

Deno.test("pipelisten ends with 124 when the time runs out on a silent standard input", async () => {
  await using running = start("-r", "-", "--timeout", "100ms");
  assertEquals(await running.read(), "");
  assertEquals(await running.ended(), {
    code: 124,
    stderr: "pipelisten: Timed out after 100ms, 0 frames so far " +
      "(check the driver, or raise --timeout)\n",
  });
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.test({
    name: `pipelisten ends with 0 within a second of ${signal}, though standard input is silent`,
    ignore: !POSIX,
    async fn() {
      const least = await leastTime(1000, async () => {
        await using running = start("-r", "-", "--frame-size", "4");
        await running.write("one\0");
        assertEquals(await running.read(), "one\n"); // It runs, and listens for signals.
        const begin = performance.now();
        running.kill(signal);
        assertEquals(await running.ended(), { code: 0, stderr: "" });
        return performance.now() - begin;
      });
      assertLess(least, 1000);
    },
  });
}

Deno.test({
  name: "pipelisten ends with 0 within a second of SIGINT, though its output is not read",
  ignore: !POSIX,
  async fn() {
    const least = await leastTime(1000, async () => {
      await using running = start("-r", LONG);
      assert((await running.read()).length > 0);
      const begin = performance.now();
      running.kill("SIGINT");
      assertEquals(await running.ended(), { code: 0, stderr: "" });
      return performance.now() - begin;
    });
    assertLess(least, 1000);
  },
});

Deno.test("pipelisten list and doctor exit with 3 outside Windows", { ignore: !POSIX }, async () => {
  const works = "(what works here: -r FILE, --help)";
  for (
    const [command, why] of [
      ["list", "list the pipes: named pipes need Windows"],
      ["doctor", "examine this machine: drivers and their pipes need Windows or Wine"],
    ] as const
  ) {
    assertEquals(await run([command]), { code: 3, stdout: "", stderr: `pipelisten: Cannot ${why} ${works}\n` });
  }
});
