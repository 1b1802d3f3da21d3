/**
 * README's lines for a clone on Windows, run by cmd.exe: pipelisten by its file, and the launcher pipelisten.cmd that
 * `deno install -g` makes.
 *
 * @module
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { dirname } from "node:path";
import config from "../../deno.json" with { type: "json" };
import { type Machine, openMachine } from "../machine/mod.ts";
import { type Ended, Program, run } from "../machine/process.ts";
import { windowsDeno } from "../machine/windows_deno.ts";
import { REPOSITORY } from "../run_cli.ts";
import { linesRunBy } from "./docs/pages.ts";
import { heldDriver, uniquePipe } from "./shell.ts";

/** A folder with an installed launcher, and cmd.exe to run it. */
class Installation implements AsyncDisposable {
  private constructor(
    readonly folder: string,
    readonly machine: Machine,
    readonly env: Readonly<Record<string, string>>,
  ) {}

  /** Has a cache of its own: Deno under Wine reaches no registry, so the host's Deno fetches the packages into it. */
  static async prepare(): Promise<Installation> {
    const machine = await openMachine();
    const folder = await Deno.makeTempDir({ prefix: "pipelisten-launcher-" });
    const cache = `${folder}/deno-dir`;
    await run("fill Deno's cache", [Deno.execPath(), ...INSTALL, "cli/main.ts", "--root", `${folder}/host`], {
      cwd: REPOSITORY,
      env: { DENO_DIR: cache, NO_COLOR: "1" },
    });
    const deno = dirname(machine.kind === "wine" ? await windowsDeno() : Deno.execPath());
    const path = machine.kind === "wine"
      ? { WINEPATH: machine.path(deno) }
      : { PATH: `${deno};${Deno.env.get("PATH")}` };
    return new Installation(folder, machine, { ...path, DENO_DIR: machine.path(cache), NO_COLOR: "1" });
  }

  /** The launcher, as Windows sees it. */
  get launcher(): string {
    return `${this.machine.path(this.folder)}\\bin\\pipelisten.cmd`;
  }

  /** Starts a command line of cmd.exe. */
  cmd(line: string, cwd = this.folder): Program {
    const env = { ...this.machine.env, ...this.env };
    return new Program(this.machine.argv("cmd.exe", ["/d", "/c", line]), { cwd, env, clearEnv: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

const INSTALL = ["install", "-g", "-A", "--config", "deno.json", "-n", "pipelisten"];

/** What a launcher prints, without cmd.exe's line ends. */
async function launched(program: Program): Promise<Ended> {
  const { code, stdout, stderr } = await program.output();
  return { code, stdout: stdout.replaceAll("\r\n", "\n"), stderr };
}

let windows: AsyncDisposable;
Deno.test.beforeAll(async () => void (windows = await (await openMachine()).hold()));
Deno.test.afterAll(async () => await windows[Symbol.asyncDispose]());

Deno.test("README's lines for a clone on Windows do what they say", async (test) => {
  await using installation = await Installation.prepare();
  const { folder, launcher } = installation;
  const [runLine = "", installLine = "", ...others] = linesRunBy("tests/shell/launcher_test.ts");
  assertEquals(others, []);

  await test.step("deno run prints ten frames of the loaded driver's", async () => {
    const pipe = uniquePipe();
    const line = runLine.replace("deno run", "deno run --node-modules-dir=manual"); // what the host's Deno has put there
    const child = installation.cmd(`${line} ${pipe}`, REPOSITORY);
    await using _driver = await heldDriver({ Pipe: pipe });
    const { code, stdout, stderr } = await launched(child);
    assertEquals([code, stderr], [0, ""]);
    const texts = stdout.trimEnd().split("\n").map((line) => JSON.parse(line).text);
    assertEquals(texts, Array(10).fill("hello lyshark"));
  });
  await test.step("deno install -g writes pipelisten.cmd", async () => {
    const root = installation.machine.path(folder);
    const { code, stdout, stderr } = await installation.cmd(`${installLine} --root ${root}`, REPOSITORY).output();
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout + stderr, launcher);
  });
  await test.step("pipelisten.cmd -V prints the version", async () => {
    assertEquals(await launched(installation.cmd(`${launcher} -V`)), {
      code: 0,
      stdout: `pipelisten ${config.version}\n`,
      stderr: "",
    });
  });
  await test.step("pipelisten.cmd prints a frame of the loaded driver's", async () => {
    const pipe = uniquePipe();
    const child = installation.cmd(`${launcher} -n 1 ${pipe}`);
    await using _driver = await heldDriver({ Pipe: pipe });
    assertEquals(await launched(child), { code: 0, stdout: "hello lyshark\n", stderr: "" });
  });
  await test.step("pipelisten.cmd passes the exit code on", async () => {
    assertEquals((await launched(installation.cmd(`${launcher} --connect-timeout 1ms ${uniquePipe()}`))).code, 124);
  });
});
