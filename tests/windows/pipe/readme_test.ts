/** The commands that README shows of send, replay and the way back, run as they stand there, on pipes of the test's own. */
import { assertEquals } from "@std/assert";
import type { Ended } from "../../machine/process.ts";
import { runCli } from "../../run_cli.ts";
import { linesRunBy } from "../../shell/docs/pages.ts";
import { readLine } from "../../unit/docs/shells/mod.ts";
import { bounded, newPipe } from "./harness.ts";

const LINES = linesRunBy("tests/windows/pipe/readme_test.ts");
const [SEND_TEXT = "", SEND_STRUCT = "", SEND_LOG = "", REPLAY = "", REPLY = "", EXPECT = "", ...OTHERS] = LINES;

/** Runs a line, with more words after it. */
async function run(line: string, ...more: string[]): Promise<Ended> {
  const [program, ...args] = readLine("sh", line).commands[0]!.argv;
  assertEquals(program, "pipelisten");
  return await bounded(runCli([...args, ...more]), `the end of ${line}`);
}

Deno.test("README shows no command of these that isn't run here", () => assertEquals(OTHERS, []));

Deno.test("README's text arrives ten times", async () => {
  const pipe = newPipe();
  const [listener, sender] = await Promise.all([run("pipelisten --once", pipe), run(SEND_TEXT, pipe)]);
  assertEquals(sender, { code: 0, stdout: "", stderr: "" });
  assertEquals(listener, { code: 0, stdout: "hello lyshark\n".repeat(10), stderr: "" });
});

Deno.test("README's log line arrives", async () => {
  const pipe = newPipe();
  const format = "{log.level} {log.file}:{log.line} {log.message}\\n";
  const [listener, sender] = await Promise.all([run(`pipelisten --once -f '${format}'`, pipe), run(SEND_LOG, pipe)]);
  assertEquals(sender, { code: 0, stdout: "", stderr: "" });
  assertEquals(listener, { code: 0, stdout: "info driver.c:42 opened notepad.exe by process 4\n", stderr: "" });
});

Deno.test("README's struct arrives with the fields that were set, and a recording of it is replayed", async () => {
  const recording = await Deno.makeTempFile({ suffix: ".pcapng" });
  const listen = "pipelisten --once --struct driver/include/report.h:Networkreport";
  const expected = 'Networkreport type=3 address=0 buffer_data_len=5 buffer_data="hello"\n';
  try {
    const pipe = newPipe();
    const [listener, sender] = await Promise.all([run(listen, "-w", recording, pipe), run(SEND_STRUCT, pipe)]);
    assertEquals([sender, listener], [
      { code: 0, stdout: "", stderr: "" },
      { code: 0, stdout: expected, stderr: "" },
    ]);
    const again = newPipe();
    const [second, replay] = await Promise.all([
      run(listen, again),
      run(REPLAY.replace("session.pcapng", `'${recording}'`), again),
    ]);
    assertEquals([replay.code, second.stdout], [0, expected]);
  } finally {
    await Deno.remove(recording);
  }
});

Deno.test("README's reply comes back to README's sender", async () => {
  const pipe = newPipe();
  const line = (text: string) => text.replace(/ Echo$/, "");
  const [listener, sender] = await Promise.all([run(line(REPLY), "--once", pipe), run(line(EXPECT), pipe)]);
  assertEquals([listener.code, listener.stdout], [0, "ping\n"]);
  assertEquals(sender, { code: 0, stdout: "pong\n", stderr: "" });
});
