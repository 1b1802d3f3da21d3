/** `deno install -g` from a checkout, by the line that README has for it. */
import { assertEquals, assertMatch } from "@std/assert";
import { delimiter, dirname } from "node:path";
import config from "../../../deno.json" with { type: "json" };
import { linesRunBy } from "../../shell/docs/pages.ts";
import { REPOSITORY } from "../../run_cli.ts";
import { ran, temporaryFolder } from "./ran.ts";

/** README's line, for this OS. */
function installLine(): string[] {
  const line = linesRunBy("tests/shell/launcher_test.ts").find((line) => line.startsWith("deno install -g ")) ?? "";
  return (Deno.build.os === "windows" ? line : line.replaceAll("\\", "/")).split(" ");
}

Deno.test("deno install -g, as README has it, makes a launcher that works from any folder", async () => {
  await using root = await temporaryFolder();
  const [, ...words] = installLine();
  const installed = await ran([Deno.execPath(), ...words, "--root", root.path], REPOSITORY);
  assertEquals(installed.code, 0, installed.stderr);

  const launcher = `${root.path}/bin/pipelisten`;
  const shell = Deno.build.os === "windows" ? ["cmd.exe", "/d", "/c", `${launcher}.cmd`] : [launcher];
  const raw = `${root.path}/frames.raw`;
  await Deno.writeTextFile(raw, "hello lyshark\0\0\0second frame\0\0\0\0");
  const path = [dirname(Deno.execPath()), Deno.env.get("PATH")].join(delimiter); // a launcher looks for deno there
  const launch = (...args: string[]) => ran([...shell, ...args], root.path, { PATH: path });

  assertEquals(await launch("-V"), { code: 0, stdout: `pipelisten ${config.version}\n`, stderr: "" });
  assertEquals(await launch("--frame-size", "16", "-r", raw), {
    code: 0,
    stdout: "hello lyshark\nsecond frame\n",
    stderr: "",
  });
  const { code, stderr } = await launch("--no-such-option");
  assertEquals(code, 2);
  assertMatch(stderr, /^pipelisten: .*--no-such-option/);
});
