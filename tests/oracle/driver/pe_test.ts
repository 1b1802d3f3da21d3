/** Our reader of PE images sees what GNU objdump sees, and refuses what is broken. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { buildArticleDriver, buildDriver } from "../../../driver/build/build_driver.ts";
import { run } from "../../machine/process.ts";
import { pinnedTool } from "../../machine/tools.ts";
import { peChecksum, readPe, type Section, SECTION_IS } from "../../../driver/build/pe.ts";
import { needsCompiler } from "./needs.ts";
import { importsOf } from "./pe_imports.ts";
import { versionOf } from "./pe_version.ts";

/** The private root's, because what is printed depends on the version; that of MSYS2 on Windows. */
async function objdump(path: string): Promise<string> {
  const { argv } = await pinnedTool("x86_64-w64-mingw32-objdump");
  return await run("dump the image", [...argv, "-p", "-h", path]);
}

/** A hexadecimal number after a word at the beginning of a line. */
function field(dump: string, word: string): number {
  return parseInt(new RegExp(`^${word}\\s+(?:0x)?([0-9a-f]+)`, "m").exec(dump)?.[1] ?? "", 16);
}

/** A decimal one. */
function decimal(dump: string, word: string): string | undefined {
  return new RegExp(`^${word}\\s+(\\d+)`, "m").exec(dump)?.[1];
}

/** `  1 INIT  000006d0  0000000140002000  …  00000c00  2**2`, and a line of words. */
function sectionsOf(dump: string, base: number): Pick<Section, "name" | "size" | "address">[] {
  return [...dump.matchAll(/^ +\d+ (\S+) +([0-9a-f]{8}) +([0-9a-f]{16}) .*\n +.*\bALLOC\b/gm)].map((
    [, name = "", size = "", address = ""],
  ) => ({ name, size: parseInt(size, 16), address: parseInt(address, 16) - base }));
}

function importsIn(dump: string): string[] {
  return [...dump.matchAll(/^\t[0-9a-f]{8}\s+<none>\s+[0-9a-f]{4}\s+(\w+)$/gm)].map(([, name = ""]) => name);
}

Deno.test("readPe() reads what objdump -p prints", needsCompiler, async () => {
  for (const path of [await buildDriver(), await buildArticleDriver("text")]) {
    const dump = await objdump(path);
    const image = readPe(await Deno.readFile(path));
    assertEquals(image.characteristics, field(dump, "Characteristics"));
    assertEquals(image.subsystem, field(dump, "Subsystem"));
    assertEquals(image.dllCharacteristics, field(dump, "DllCharacteristics"));
    assertEquals(image.entryPoint, field(dump, "AddressOfEntryPoint"));
    assertEquals(image.sectionAlignment, field(dump, "SectionAlignment"));
    assertEquals(image.checksum, field(dump, "CheckSum"));
    const version = (of: string) => `${decimal(dump, `Major${of}Version`)}.${decimal(dump, `Minor${of}Version`)}`;
    assertEquals(image.osVersion, version("OSystem"));
    assertEquals(image.imageVersion, version("Image"));
    assertEquals(image.subsystemVersion, version("Subsystem"));
    const sections = image.sections.map(({ name, size, address }) => ({ name, size, address }));
    assert(sections.length >= 5);
    assertEquals(sections, sectionsOf(dump, field(dump, "ImageBase")));
    assertEquals(Object.keys(importsOf(image)), [...dump.matchAll(/DLL Name: (\S+)/g)].map(([, name]) => name));
    assertEquals(Object.values(importsOf(image)).flat(), importsIn(dump));
    const executable = image.sections.filter(({ characteristics }) => characteristics & SECTION_IS.executable);
    assertEquals(
      executable.map(({ name }) => name),
      [...dump.matchAll(/^ +\d+ (\S+).*\n.*\bCODE\b/gm)].map(([, n]) => n),
    );
  }
});

Deno.test("peChecksum() is the checksum that GNU ld writes", needsCompiler, async () => {
  const path = await Deno.makeTempFile({ suffix: ".exe" });
  try {
    const compiler = await pinnedTool("x86_64-w64-mingw32-gcc");
    const lengths: number[] = [];
    for (const name of ["seven", "seventeen", "seventy_seven_thousand"]) { // ends up in the file
      const args = ["-nostdlib", `-Wl,-e${name}`, `-DNAME=${name}`, "-xc", "-o", path, "-"];
      const child = compiler.command(args, { stdin: "piped" }).spawn();
      await new Blob(["int NAME(void) { return 7; }"]).stream().pipeTo(child.stdin);
      assert((await child.status).success);
      const bytes = await Deno.readFile(path);
      assertEquals(peChecksum(bytes), readPe(bytes).checksum);
      lengths.push(bytes.length);
    }
    assert(lengths.some((length) => length % 2 === 0) && lengths.some((length) => length % 2 === 1), `${lengths}`);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("readPe() refuses an image that ends in its headers", needsCompiler, async () => {
  const bytes = await Deno.readFile(await buildDriver());
  const lastHeader = readPe(bytes).sections.at(-1)!.characteristicsOffset + 4;
  for (let length = 0; length < lastHeader; length++) assertThrows(() => readPe(bytes.slice(0, length)), RangeError);
  readPe(bytes.slice(0, lastHeader));
});

Deno.test("whatever is in an image, reading it ends in a result or one of two errors", needsCompiler, async () => {
  const whole = await Deno.readFile(await buildDriver());
  for (let offset = 0; offset < whole.length; offset++) {
    for (const value of [0x00, 0x7f, 0xff]) {
      const bytes = whole.slice();
      bytes[offset] = value;
      try {
        const image = readPe(bytes);
        importsOf(image);
        versionOf(image);
      } catch (error) {
        assert(error instanceof RangeError || error instanceof TypeError, `${value} at ${offset}: ${error}`);
      }
    }
  }
});
