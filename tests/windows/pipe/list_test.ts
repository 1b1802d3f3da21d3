/** `pipelisten list` on real pipes; under Wine, which has no list of pipes, listDirectory() on a folder of files. */
import { assert, assertEquals } from "@std/assert";
import { listDirectory, toPipe } from "../../../cli/pipe/directory.ts";
import { ntdll } from "../../../cli/pipe/ntdll.ts";
import { FFI, MainProcess } from "./child.ts";
import { connect, IS_WINE, Listener, newPipe } from "./harness.ts";

// Not in a test: as with kernel32, Deno would report it as a leak.
ntdll();

function nameOf(pipe: string): string {
  return pipe.slice("\\\\.\\pipe\\".length);
}

Deno.test("listDirectory() returns the name and size of every file in a folder that takes several calls", async () => {
  const folder = await Deno.makeTempDir();
  const files = Array.from({ length: 1000 }, (_, i) => ({ name: `${"喂".repeat(i % 40)}${i}`, size: i }));
  for (const { name, size } of files) await Deno.writeFile(`${folder}\\${name}`, new Uint8Array(size));
  const entries = listDirectory(`${folder}\\`).map(toPipe).filter(({ name }) => !/^\.+$/.test(name));
  await Deno.remove(folder, { recursive: true });
  const sizes = new Map(entries.map(({ name, instances }) => [name, instances]));
  assertEquals(sizes, new Map(files.map(({ name, size }) => [name, size])));
});

Deno.test("pipelisten list shows a pipe with its instances", { ignore: IS_WINE }, async () => {
  await using listener = await Listener.start();
  const name = nameOf(listener.pipe);
  const { code, stdout } = await new MainProcess(["list", "--json", name.toUpperCase()], FFI).output();
  assertEquals([code, JSON.parse(stdout)], [0, { kind: "pipe", name, instances: 2, max: null }]);
  const all = await new MainProcess(["list"], FFI).output();
  assert(all.stdout.split("\n").includes(`        2  unlimited  ${name}`));
});

Deno.test("pipelisten list says that Wine has no list, and exits with 3", { ignore: !IS_WINE }, async () => {
  for (const pattern of [[], ["*"], ["Ly?harkPipeConn"]]) {
    assertEquals(await new MainProcess(["list", ...pattern], FFI).output(), {
      code: 3,
      stdout: "",
      stderr: "pipelisten: Cannot list the pipes: Wine has no list of them (name one: pipelisten list NAME)\n",
    });
  }
});

Deno.test("pipelisten list NAME says under Wine whether an instance is free", { ignore: !IS_WINE }, async () => {
  await using listener = await Listener.start();
  const name = nameOf(listener.pipe);
  const text = await new MainProcess(["list", listener.pipe], FFI).output();
  assertEquals(text, { code: 0, stdout: `${name}: an instance is free (Wine does not count them)\n`, stderr: "" });
  // No batch is requested: both spare instances get a client, and none is added.
  using _first = await connect(listener.pipe);
  using _second = await connect(listener.pipe);
  const json = await new MainProcess(["list", "-j", name], FFI).output();
  assertEquals(json, { code: 0, stdout: `{"kind":"pipe","name":"${name}","free":false}\n`, stderr: "" });
});

Deno.test("pipelisten list exits with 4 when no pipe has the name", async () => {
  const name = nameOf(newPipe());
  assertEquals(await new MainProcess(["list", name], FFI).output(), {
    code: 4,
    stdout: "",
    stderr: `pipelisten: Cannot list "${name}": no pipe has such a name (start its server, or use *)\n`,
  });
});
