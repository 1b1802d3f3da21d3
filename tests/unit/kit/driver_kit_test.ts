/** What `pipelisten driver-kit` writes, and that it overwrites nothing. */
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { join } from "node:path";
import config from "../../../deno.json" with { type: "json" };
import type { DriverKitOptions } from "../../../cli/commands/driver_kit.ts";
import { RecordingError, UsageError } from "../../../cli/errors.ts";
import { kitFiles, writeKit } from "../../../cli/kit/driver_kit.ts";
import { REPOSITORY, runCli } from "../../run_cli.ts";
import { optionsOf } from "../commands/command_line.ts";

const NAMES = ["pipelisten.h", "pipelisten.c", "pipelisten_example.c"];

/** Runs it with a folder that is removed afterwards. */
async function inFolder(run: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("kitFiles() are the client, with its licence and version, and the driver that driver/README.md shows", () => {
  const files = kitFiles();
  assertEquals(Object.keys(files), NAMES);
  const license = Deno.readTextFileSync(`${REPOSITORY}LICENSE`).trim().split("\n").at(-1)!;
  for (const name of ["pipelisten.h", "pipelisten.c"]) {
    assertMatch(files[name]!, new RegExp(`^/\\*\n \\* ${name}: the kernel half of pipelisten ${config.version},`));
    assertEquals(files[name]!.includes(` * ${license}\n */\n`), true);
  }
  assertEquals(files["pipelisten_example.c"], Deno.readTextFileSync(`${REPOSITORY}driver/example/adopter.c`));
});

Deno.test("the client's file includes nothing of its own but pipelisten.h, and that nothing but the WDK", () => {
  const files = kitFiles();
  const included = (name: string) => [...files[name]!.matchAll(/^\s*#\s*include "([^"]+)"/gm)].map(([, path]) => path);
  assertEquals([included("pipelisten.c"), included("pipelisten.h")], [["pipelisten.h"], []]);
});

Deno.test("pipelisten driver-kit creates the folder, writes the files and prints their paths", async () => {
  await inFolder(async (folder) => {
    const target = join(folder, "my", "driver");
    const paths = NAMES.map((name) => join(target, name));
    const { code, stdout, stderr } = await runCli(["driver-kit", target]);
    assertEquals([code, stdout, stderr], [0, paths.map((path) => `${path}\n`).join(""), ""]);
    assertEquals(paths.map((path) => Deno.readTextFileSync(path)), Object.values(kitFiles()));
  });
});

Deno.test("pipelisten driver-kit writes nothing where one of the files exists", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "pipelisten.c"), "mine");
    assertEquals(await runCli(["driver-kit", folder]), {
      code: 1,
      stdout: "",
      stderr: `pipelisten: Cannot write ${
        join(folder, "pipelisten.c")
      }: it exists (remove it, or choose another DIR)\n`,
    });
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["pipelisten.c"]);
    assertEquals(await Deno.readTextFile(join(folder, "pipelisten.c")), "mine");
  });
});

Deno.test("writeKit() fails where the folder's name is a file's", async () => {
  await inFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "mine");
    assertThrows(() => writeKit(file), RecordingError, `Cannot write ${join(file, "pipelisten.h")}: `);
    assertEquals(await Deno.readTextFile(file), "mine");
  });
});

Deno.test("the command line of driver-kit has one folder", () => {
  assertEquals(optionsOf<DriverKitOptions>(["driver-kit", "a b"]), { verbose: false, folder: "a b" });
  assertThrows(() => optionsOf(["driver-kit"]), UsageError, "Cannot write the kit: expected DIR");
  assertThrows(
    () => optionsOf(["driver-kit", "a", "b"]),
    UsageError,
    'Cannot write the kit to "a" and "b": expected one',
  );
});
