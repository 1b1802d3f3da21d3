import { assertEquals, assertRejects } from "@std/assert";
import { NeedsWindowsError } from "../../../cli/errors.ts";
import { matching, pipeJson, pipeLine, runList } from "../../../cli/commands/list.ts";
import { readEntries, toPipe } from "../../../cli/pipe/directory.ts";
import { toWide } from "../../../cli/pipe/wide.ts";
import { Status } from "../../../cli/stream/status.ts";
import { Sink } from "../../../cli/stream/sink.ts";

const CONTEXT = {
  sink: new Sink(Deno.stdout),
  status: new Status(Deno.stderr, { mode: "silent", sharedTerminal: false, color: false }),
  color: false,
  sharedTerminal: false,
  interrupt: new AbortController().signal,
};

/** FILE_DIRECTORY_INFORMATIONs as [MS-FSCC] 2.4.10 has them, each on a border of eight bytes. */
function directory(...entries: readonly [string, bigint, bigint][]): Uint8Array {
  const blocks = entries.map(([name, endOfFile, allocationSize], i) => {
    const wide = toWide(name).subarray(0, -2);
    const size = Math.ceil((64 + wide.length) / 8) * 8;
    const block = new Uint8Array(size);
    const view = new DataView(block.buffer);
    view.setUint32(0, i === entries.length - 1 ? 0 : size, true);
    view.setBigUint64(40, endOfFile, true);
    view.setBigUint64(48, allocationSize, true);
    view.setUint32(60, wide.length, true);
    block.set(wide, 64);
    return block;
  });
  return new Uint8Array(blocks.flatMap((block) => [...block]));
}

Deno.test("readEntries() reads what npfs tells of its pipes: names, instances, and -1 for no limit", () => {
  const buffer = directory(
    ["InitShutdown", 3n, 0xFFFF_FFFFn],
    ["Winsock2\\CatalogChangeListener-3a8-0", 1n, 1n],
    ["喂", 5n, 0xFFFF_FFFF_FFFF_FFFFn],
  );
  assertEquals([...readEntries(buffer)].map(toPipe), [
    { name: "InitShutdown", instances: 3, max: null },
    { name: "Winsock2\\CatalogChangeListener-3a8-0", instances: 1, max: 1 },
    { name: "喂", instances: 5, max: null },
  ]);
});

Deno.test("pipeLine() and pipeJson() print a pipe, and no name drives the terminal", () => {
  const pipe = { name: "a\x1b[2J\nb\u202e", instances: 12, max: null };
  assertEquals(pipeLine(pipe), "       12  unlimited  a\\x1b[2J\\nb\\u202e");
  assertEquals(
    pipeJson(pipe),
    '{"kind":"pipe","name":"a\\u001b[2J\\nb\\u202e","instances":12,"max":null}',
  );
  assertEquals(JSON.parse(pipeJson(pipe)), { kind: "pipe", ...pipe });
  assertEquals(pipeLine({ name: "x", instances: 1, max: 254 }), "        1        254  x");
});

Deno.test("matching() takes * and ? as wildcards, all else as it is, and upper case for lower case", () => {
  const names = [
    "LySharkPipeConn",
    "lsass",
    "a.b",
    "axb",
    "a[b]",
    "PIPE_EVENTROOT\\CIMV2SCM EVENT PROVIDER",
    "😀",
    "-",
  ];
  const pipes = names.map((name) => ({ name, instances: 1, max: 1 }));
  const cases: [string, string[]][] = [
    ["*", names],
    ["lysharkpipeconn", ["LySharkPipeConn"]],
    ["L*", ["LySharkPipeConn", "lsass"]],
    ["*s", ["lsass"]],
    ["a.b", ["a.b"]],
    ["a?b", ["a.b", "axb"]],
    ["a[b]", ["a[b]"]],
    ["*\\*", ["PIPE_EVENTROOT\\CIMV2SCM EVENT PROVIDER"]],
    ["?", ["😀", "-"]],
    ["-", ["-"]],
    ["lsas", []],
  ];
  for (const [pattern, expected] of cases) {
    assertEquals(matching(pipes, pattern).map(({ name }) => name), expected, pattern);
  }
});

Deno.test("runList() says that it needs Windows", { ignore: Deno.build.os === "windows" }, async () => {
  const error = await assertRejects(() => runList({ json: false, verbose: false }, CONTEXT), NeedsWindowsError);
  assertEquals(error.exitCode, 3);
});
