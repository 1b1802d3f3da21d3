/** -w and -r as a process of its own: permissions, exit codes, signals, a terminal. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { output } from "../../machine/process.ts";
import { denoRun, MAIN, MainProcess, runCli } from "../../run_cli.ts";
import { frame, padded } from "../items.ts";
import { recorded } from "./sessions.ts";

const POSIX = Deno.build.os !== "windows";

const folder = Deno.realPathSync(Deno.makeTempDirSync());
const RAW = `${folder}/raw`;
const THREE = `${folder}/three.pcapng`;
Deno.test.beforeAll(async () => {
  await Deno.writeFile(RAW, new Uint8Array([...padded("one", 8), ...padded("two", 8)]));
  await Deno.writeFile(THREE, recorded([1, 2, 3].map((seq) => frame(`frame ${seq}`, { seq }))));
});
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

async function run(permissions: readonly string[], ...args: readonly string[]): Promise<[number, string, string]> {
  const { code, stdout, stderr } = await runCli(args, permissions);
  return [code, stdout, stderr];
}

Deno.test("pipelisten -w needs write access to FILE only, and asks for it", async () => {
  const path = `${folder}/permitted.pcapng`;
  const args = ["-r", RAW, "--frame-size", "8", "-w", path];
  const read = `--allow-read=${RAW}`;
  assertEquals(await run([read, `--allow-write=${path}`], ...args), [0, "one\ntwo\n", ""]);
  assertEquals(await run([read], ...args), [
    1,
    "",
    `pipelisten: Cannot record to ${path}: Deno may not (run with --allow-write=${path})\n`,
  ]);
  assertEquals(await run([`--allow-read=${path}`], "-r", path), [0, "one\ntwo\n", ""]);
});

Deno.test("pipelisten -w with --rotate needs write access to the folder, and asks for it", async () => {
  const own = `${folder}/rotated`;
  await Deno.mkdir(own);
  const args = ["-r", RAW, "--frame-size", "8", "-w", `${own}/run.pcapng`, "--rotate", "1MB", "--keep", "1"];
  const read = `--allow-read=${RAW}`;
  const [code, stdout, stderr] = await run([read, `--allow-write=${own}/run.pcapng`], ...args);
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, /run_00001_\d{14}\.pcapng: Deno may not \(run with --allow-write=.*\/rotated\)\n$/);
  assertEquals(await run([read, `--allow-write=${own}`], ...args), [0, "one\ntwo\n", ""]);
});

Deno.test("pipelisten ends with 1 when it can't record, and prints nothing", async () => {
  const [code, stdout, stderr] = await run(["-A"], "-r", RAW, "-w", `${folder}/none/run.pcapng`);
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, /^pipelisten: Cannot record to .*none\/run\.pcapng: .* \(choose another FILE\)\n$/);
});

Deno.test("pipelisten -r prints the whole frames of a truncated recording, and ends with 0, or with 5 if -n isn't met", async () => {
  const path = `${folder}/early.pcapng`;
  await Deno.writeFile(path, (await Deno.readFile(THREE)).slice(0, -100));
  const note = `pipelisten: ${path} ends in the middle of a block: everything before it was read\n`;
  const text = "frame 1\nframe 2\n";
  assertEquals(await run(["-A"], "-r", path), [0, text, note]);
  assertEquals(await run(["-A"], "-q", "-r", path), [0, text, ""]);
  assertEquals(await run(["-A"], "-r", path, "-n", "3"), [
    5,
    text,
    `${note}pipelisten: Cannot reach 3 frames: ${path} ends after 2 (use a longer recording, or a smaller -n)\n`,
  ]);
});

Deno.test("pipelisten -r prints the frames before the damage in a recording, and ends with 5", async () => {
  const path = `${folder}/damaged.pcapng`;
  const bytes = await Deno.readFile(THREE);
  bytes[bytes.length - 1] = 1; // The length after the statistics.
  await Deno.writeFile(path, bytes);
  const [code, stdout, stderr] = await run(["-A"], "-r", path);
  assertEquals([code, stdout], [5, "frame 1\nframe 2\nframe 3\n"]);
  assertMatch(
    stderr,
    /^pipelisten: Cannot read .* beyond byte \d+: a block of 88 bytes ends with the length 16777304 \(.*\)\n$/,
  );
});

Deno.test({
  name: "pipelisten --follow prints what is appended, and ends with 0 on SIGINT",
  ignore: !POSIX,
  async fn() {
    const path = `${folder}/growing.pcapng`;
    const bytes = await Deno.readFile(THREE);
    await Deno.writeFile(path, bytes.slice(0, -200));
    await using following = new MainProcess(["-r", path, "--follow"]);
    assertEquals(await following.read(), "frame 1\n");
    await Deno.writeFile(path, bytes.slice(-200), { append: true });
    assertEquals(await following.read(), "frame 2\nframe 3\n");
    following.kill("SIGINT");
    assertEquals(await following.ended(), { code: 0, stderr: "" });
    assertEquals(await following.read(), "");
  },
});

Deno.test({
  name: "pipelisten -r shows a progress bar on a terminal while its output is redirected",
  ignore: Deno.build.os !== "linux", // script(1) makes the terminal
  async fn() {
    const path = `${folder}/long`;
    await Deno.writeFile(path, new Uint8Array(64_000_000));
    const words = denoRun("-A", MAIN, "-r", path, "--json", "--frame-size", "64").map((word) => `'${word}'`);
    const { stdout: shown } = await output(["script", "-qec", `${words.join(" ")} > /dev/null`, "/dev/null"]);
    assertMatch(shown, /\[#*-+\] {1,2}\d+% {2}[\d,]+ frames, /);
    assert(shown.includes("pipelisten: 1,000,000 frames, 64 MB"), shown);
  },
});
