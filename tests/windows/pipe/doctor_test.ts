/** `pipelisten doctor` on this very machine, and on real pipes. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { FFI, MainProcess } from "./child.ts";
import { connect, eventsOf, IS_WINE, Listener, newPipe } from "./harness.ts";

interface Checked {
  readonly name: string;
  readonly state: string;
  readonly found: string;
}

/** Runs doctor with only the permission to load the DLLs; returns its checks by name. */
async function doctor(...args: string[]): Promise<{ code: number; checks: Record<string, Checked> }> {
  const { code, stdout, stderr } = await new MainProcess(["doctor", "--json", ...args], FFI).output();
  assertEquals(stderr, "");
  const checks: Checked[] = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  return { code, checks: Object.fromEntries(checks.map((check) => [check.name, check])) };
}

Deno.test("pipelisten doctor names the system", async () => {
  const { checks } = await doctor();
  assertMatch(
    checks.system?.found ?? "",
    IS_WINE ? /^Wine \d+\.\d+, as Windows \d+\.\d+\.\d+$/ : /^Windows \d+\.\d+\.\d+$/,
  );
});

Deno.test(
  "pipelisten doctor skips what Wine doesn't need, and exits with 0",
  { ignore: !IS_WINE },
  async () => {
    const { code, checks } = await doctor();
    assertEquals(code, 0);
    for (const name of ["elevation", "secure-boot", "test-signing", "memory-integrity"]) {
      assertEquals(checks[name], { ...checks[name]!, state: "skipped", found: "not needed: Wine loads any driver" });
    }
  },
);

Deno.test("pipelisten doctor PIPE exits with 1 when it has no server", async () => {
  const pipe = newPipe();
  const { code, checks } = await doctor(pipe);
  assertEquals(code, 1);
  assertEquals([checks.pipe?.state, checks.pipe?.found], ["failed", `${pipe} has no server`]);
});

Deno.test("pipelisten doctor PIPE doesn't connect, and with --connect names the server's process", async () => {
  await using listener = await Listener.start();
  const { checks } = await doctor(listener.pipe);
  assertEquals([checks.pipe?.state, checks.server?.state], ["passed", "skipped"]);
  const asked = await doctor("--connect", listener.pipe);
  assert(asked.checks.server?.found.startsWith(`process ${Deno.pid}, `), asked.checks.server?.found);
  assertMatch(asked.checks.server?.found ?? "", /deno\.exe$/);
  // The first client of the server is that of --connect.
  const items = await listener.until((items) => eventsOf(items, "disconnected").length === 1);
  assertEquals(eventsOf(items, "connected").map(({ client }) => client), [1]);
});

Deno.test("pipelisten doctor PIPE exits with 1 when no instance is free", async () => {
  await using listener = await Listener.start();
  // No batch is requested: both spare instances get a client, and none is added.
  using _first = await connect(listener.pipe);
  using _second = await connect(listener.pipe);
  const { code, checks } = await doctor("--connect", listener.pipe);
  assertEquals([code, checks.pipe?.state, checks.server?.state], [1, "failed", "skipped"]);
});

Deno.test("pipelisten doctor names the missing permission, and exits with 1", async () => {
  const { code, stdout, stderr } = await new MainProcess(["doctor"], []).output();
  assertEquals([code, stderr], [1, ""]);
  assertEquals(
    stdout,
    `✗ permission: Deno does not let this program call Windows (run with ${FFI[0]} --allow-env=SystemRoot)\n`,
  );
});

/** The check of that name in doctor's output for a driver. */
async function driverCheck(driver: string, name: string): Promise<Checked & { code: number }> {
  const permissions = [...FFI, `--allow-read=${driver}`];
  const { code, stdout } = await new MainProcess(["doctor", "--json", "--driver", driver], permissions).output();
  const checks: Checked[] = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  return { code, ...checks.find((check) => check.name === name)! };
}

Deno.test("pipelisten doctor --driver exits with 1 when the file doesn't exist, or isn't a driver", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}\\text.sys`, "MZ, but nothing else");
  for (
    const [name, found] of [["none.sys", "PATH does not exist"], [
      "text.sys",
      "PATH is not a 64-bit driver, or is corrupt",
    ]] as const
  ) {
    const path = `${folder}\\${name}`;
    const check = await driverCheck(path, "driver");
    assertEquals([check.code, check.state, check.found], [1, "failed", found.replace("PATH", path)]);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("pipelisten doctor --driver exits with 1 when the file isn't signed", { ignore: !IS_WINE }, async () => {
  const path = "C:\\Windows\\System32\\kernel32.dll"; // Wine's own
  const check = await driverCheck(path, "driver");
  assertEquals([check.code, check.state, check.found], [1, "failed", `${path} is not signed`]);
});

Deno.test("pipelisten doctor --driver needs one more DLL to verify the signature, and does without", async () => {
  const check = await driverCheck(Deno.execPath(), "signature");
  assertEquals([check.state, check.found], ["skipped", "not verified"]);
  const { stdout } = await new MainProcess(["doctor", "--driver", Deno.execPath()], ["-A"]).output();
  assertMatch(stdout, /^✓ signature: valid$/m);
});

Deno.test("pipelisten doctor --driver names the signer of a file", async () => {
  const path = Deno.execPath();
  const check = await driverCheck(path, "driver");
  assertEquals([check.state, check.found], ["passed", `${path} is signed by "Deno Land Inc."`]);
});
