import { assertEquals } from "@std/assert";
import { onHost } from "../../machine/tools.ts";

const EXTENSION = Deno.build.os === "windows" ? ".exe" : "";

/** Whether each tool is found where only these programs are installed. */
async function found(programs: readonly string[], tools: readonly string[]): Promise<boolean[]> {
  const folder = await Deno.makeTempDir({ prefix: "pipelisten-tools-" });
  try {
    for (const name of programs) await Deno.writeTextFile(`${folder}/${name}${EXTENSION}`, "", { mode: 0o755 });
    return tools.map((name) => onHost(name, folder) !== undefined);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const MINGW = "x86_64-w64-mingw32";

Deno.test("onHost() finds a tool by its name, and a compiler by Debian's name as well", async () => {
  assertEquals(await found(["jq"], ["jq", "xxd"]), [true, false]);
  assertEquals(await found([`${MINGW}-gcc-win32`], [`${MINGW}-gcc`]), [true]);
});

Deno.test("onHost() takes mingw-w64's binutils only together with its compiler", async () => {
  const tools = [`${MINGW}-windres`, `${MINGW}-objdump`];
  assertEquals(await found(tools, tools), [false, false]);
  assertEquals(await found([...tools, `${MINGW}-gcc-posix`], tools), [true, true]);
  assertEquals(await found([...tools, "i686-w64-mingw32-gcc"], tools), [false, false]);
});
