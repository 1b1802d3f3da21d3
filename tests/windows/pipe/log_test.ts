/** Log lines on a real pipe: `send --log` plays a driver's, and --level is sent to clients that read it and to one that doesn't. */
import { assert, assertEquals } from "@std/assert";
import { PipeClient } from "../../../cli/pipe/client.ts";
import { connectWhenThere, MainProcess } from "./child.ts";
import { bounded, newPipe, send } from "./harness.ts";

const FOLDER = Deno.makeTempDirSync();
Deno.test.afterAll(() => Deno.remove(FOLDER, { recursive: true }));

const NEVER = new AbortController().signal;
const bytes = (text: string) => new TextEncoder().encode(text);

const LOG = [
  ...["--log", "info driver.c:42 opened %wZ by %u, status %!STATUS!", "--log", "error driver.c:57 %s"],
  ...["--arg", "\\Device\\X", "--arg", "4", "--arg", "0", "--arg", "it's broken"],
];
const LINES = [
  "info  driver.c:42 opened \\Device\\X by 4, status STATUS_SUCCESS",
  "error driver.c:57 it's broken",
];

/** Lines of text output without their times. */
function withoutTimes(stdout: string): string[] {
  return stdout.trimEnd().split("\n").map((line) => line.replace(/^\d\d:\d\d:\d\d\.\d{6} /, ""));
}

Deno.test("send --log plays a driver's log, which is printed, recorded, printed again, and replayed", async () => {
  const [pipe, file] = [newPipe(), `${FOLDER}\\run.pcapng`];
  const listener = new MainProcess(["--once", "-w", file, pipe]).output();
  assertEquals(await new MainProcess(["send", ...LOG, "-n", "2", pipe]).output(), { code: 0, stdout: "", stderr: "" });
  const { code, stdout, stderr } = await listener;
  assertEquals([code, stderr], [0, ""]);
  assertEquals(withoutTimes(stdout), [...LINES, ...LINES]);

  assertEquals(await new MainProcess(["-r", file]).output(), { code: 0, stdout, stderr: "" });
  const errors = await new MainProcess(["-r", file, "--where", 'log.level < "info"', "--json"]).output();
  assertEquals(errors.stdout.trimEnd().split("\n").map((line) => JSON.parse(line).log.message), [
    "it's broken",
    "it's broken",
  ]);

  const again = newPipe();
  const replayed = new MainProcess(["--once", again]).output();
  assertEquals((await new MainProcess(["replay", "--speed", "max", file, again]).output()).code, 0);
  assertEquals((await replayed).stdout, stdout);
});

Deno.test("--no-envelope shows the sites and lines of a log as the messages that they are", async () => {
  const pipe = newPipe();
  const listener = new MainProcess(["--once", "--no-envelope", "--json", pipe]).output();
  await new MainProcess(["send", ...LOG, pipe]).output();
  const frames = (await listener).stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(frames.map(({ log, text }) => [log, text.slice(0, 4)]), Array(3).fill([undefined, "PLEV"]));
});

Deno.test("pipelisten --level tells each client that connects, and ends at once though one never reads it", async () => {
  const pipe = newPipe();
  const output = new MainProcess(["--level", "debug", "--keywords", "0x3", "-n", "2", pipe]).output();
  using deaf = await connectWhenThere(pipe);
  await using client = await PipeClient.connect({ pipe, signal: NEVER });
  const message = await bounded(client.read(), "the filter");
  assertEquals(message?.toHex(), "504c4354010010000400000003000000");
  await send(deaf, bytes("not read"));
  await client.write(bytes("read"));
  const { code, stdout, stderr } = await bounded(output, "the end of the listener");
  assertEquals([code, stdout, stderr], [0, "not read\nread\n", ""]);
});

Deno.test("send prints the filter of a listener that has --level", async () => {
  const pipe = newPipe();
  const listener = new MainProcess(["--once", "--level", "off", pipe]).output();
  const { code, stdout } = await new MainProcess(["send", "--text", "x", "--expect", "1", "--json", pipe]).output();
  const { size, base64 } = JSON.parse(stdout);
  assertEquals([code, size], [0, 16]);
  assert(base64.startsWith("UExDVA")); // PLCT
  assertEquals((await listener).code, 0);
});
