/** The built pipelisten.sys is what Windows loads, as far as its file shows. */
import { assert, assertEquals } from "@std/assert";
import { buildDriver } from "../../../driver/build/build_driver.ts";
import { finishSections } from "../../../driver/build/code_sections.ts";
import {
  atAddress,
  DIRECTORY,
  peChecksum,
  type PeImage,
  readPe,
  type Section,
  SECTION_IS,
  viewOf,
} from "../../../driver/build/pe.ts";
import { DOCUMENTED } from "./documented.ts";
import { importsOf } from "./pe_imports.ts";
import { needsCompiler } from "./needs.ts";
import { versionOf } from "./pe_version.ts";

const MACHINE_AMD64 = 0x8664;
const SUBSYSTEM_NATIVE = 1;
const FILE = { relocationsStripped: 0x0001, executable: 0x0002, largeAddressAware: 0x0020, dll: 0x2000 };
const DLL = { highEntropyVa: 0x0020, dynamicBase: 0x0040, nxCompatible: 0x0100 };
/** A relocation block's address, its size, and entries of 4 bits type and 12 bits offset. */
const RELOCATION = { headerSize: 8, entrySize: 2, none: 0, dir64: 10 };

async function driver(): Promise<PeImage> {
  return readPe(await Deno.readFile(await buildDriver()));
}

function is(section: Section, ...what: (keyof typeof SECTION_IS)[]): boolean {
  return what.every((one) => (section.characteristics & SECTION_IS[one]) !== 0);
}

Deno.test("pipelisten.sys is a native program for x64, not a DLL, and exports nothing", needsCompiler, async () => {
  const { machine, subsystem, characteristics, directories } = await driver();
  assertEquals({ machine, subsystem }, { machine: MACHINE_AMD64, subsystem: SUBSYSTEM_NATIVE });
  const looked = characteristics & (FILE.executable | FILE.largeAddressAware | FILE.dll);
  assertEquals(looked, FILE.executable | FILE.largeAddressAware);
  assertEquals(directories[DIRECTORY.export], { address: 0, size: 0 });
});

Deno.test("pipelisten.sys has the checksum that Windows asks of drivers", needsCompiler, async () => {
  const { bytes, checksum } = await driver();
  assertEquals(checksum, peChecksum(bytes));
});

Deno.test("pipelisten.sys can be loaded at any 64-bit address, and says so", needsCompiler, async () => {
  const image = await driver();
  const wanted = DLL.highEntropyVa | DLL.dynamicBase | DLL.nxCompatible;
  assertEquals(image.dllCharacteristics & wanted, wanted);
  assertEquals(image.characteristics & FILE.relocationsStripped, 0);
  const types = relocationTypes(image);
  assert(types.includes(RELOCATION.dir64), "it has pointers to relocate");
  assertEquals(types.filter((type) => type !== RELOCATION.dir64 && type !== RELOCATION.none), []);
});

Deno.test("pipelisten.sys is for Windows 10 by all three versions in its header", needsCompiler, async () => {
  const { osVersion, imageVersion, subsystemVersion } = await driver();
  assertEquals({ osVersion, imageVersion, subsystemVersion }, {
    osVersion: "10.0",
    imageVersion: "10.0",
    subsystemVersion: "10.0",
  });
});

Deno.test("the imports of pipelisten.sys are read-only: nothing can redirect a call", needsCompiler, async () => {
  const { sections, directories } = await driver();
  const { address } = directories[DIRECTORY.import]!;
  const section = sections.find((one) => address >= one.address && address < one.address + one.size);
  assert(section !== undefined && is(section, "readable") && !is(section, "writable"), section?.name);
});

Deno.test("finishSections() makes imports read-only that an older linker left writable", needsCompiler, async () => {
  const { bytes, sections } = await driver();
  const imports = sections.find(({ name }) => name === ".idata")!;
  viewOf(bytes).setUint32(imports.characteristicsOffset, (imports.characteristics | SECTION_IS.writable) >>> 0, true);
  const path = await Deno.makeTempFile({ suffix: ".sys" });
  try {
    await Deno.writeFile(path, bytes);
    await finishSections(path);
    const finished = readPe(await Deno.readFile(path));
    assertEquals(finished.sections.find(({ name }) => name === ".idata"), imports);
    assertEquals(finished.checksum, peChecksum(finished.bytes));
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("no section of pipelisten.sys is writable and executable", needsCompiler, async () => {
  const { sections, sectionAlignment } = await driver();
  assertEquals(sections.filter((section) => is(section, "writable", "executable")), []);
  assertEquals(sections.filter(({ address }) => address % sectionAlignment !== 0), []);
});

Deno.test("pipelisten.sys has DriverEntry in a section INIT that is discarded after it", needsCompiler, async () => {
  const image = await driver();
  const init = image.sections.filter(({ name }) => name === "INIT");
  assertEquals(init.length, 1);
  const [section] = init;
  assert(section !== undefined && is(section, "code", "executable", "readable", "discardable"));
  assert(image.entryPoint >= section.address && image.entryPoint < section.address + section.size);
  const others = image.sections.filter((other) => is(other, "executable", "discardable"));
  assertEquals(others, init, "all other code stays, PAGE too");
});

Deno.test("pipelisten.sys uses documented kernel functions only", needsCompiler, async () => {
  const imports = importsOf(await driver());
  for (const library of Object.keys(imports)) assert(["ntoskrnl.exe", "hal.dll"].includes(library), library);
  const names = [...Object.values(imports).flat(), ...routineNames(await driver())];
  assert(names.includes("ZwWriteFile"), "it writes to a pipe");
  assertEquals(names.filter((name) => DOCUMENTED[name] === undefined), [], "not in documented.ts: look them up");
  assertEquals(Object.keys(DOCUMENTED).filter((name) => !names.includes(name)), [], "in documented.ts for nothing");
});

Deno.test("pipelisten.sys has the version of deno.json", needsCompiler, async () => {
  const { version } = JSON.parse(await Deno.readTextFile(new URL("../../../deno.json", import.meta.url)));
  const info = versionOf(await driver());
  assertEquals(info?.fileVersion, `${version}.0`);
  assertEquals(info?.productVersion, `${version}.0`);
  assertEquals(info?.strings, {
    FileDescription: "pipelisten: sends reports to a named pipe",
    FileVersion: version,
    InternalName: "pipelisten",
    LegalCopyright: "MIT License",
    OriginalFilename: "pipelisten.sys",
    ProductName: "pipelisten",
    ProductVersion: version,
  });
});

/** What it looks up with MmGetSystemRoutineAddress: strings that look like names of kernel functions. */
function routineNames({ bytes }: PeImage): string[] {
  const text = new TextDecoder("utf-16le").decode(bytes);
  return [...text.matchAll(/(?<!\w)(?:Ex|Io|Ke|Mm|Ob|Ps|Rtl|Zw)[A-Z][a-z]\w+(?=\0)/g)].map(([name]) => name);
}

/** The types of all base relocations, which come in blocks of one page each. */
function relocationTypes(image: PeImage): number[] {
  const { address, size } = image.directories[DIRECTORY.baseRelocation] ?? { address: 0, size: 0 };
  const table = viewOf(atAddress(image, address).subarray(0, size));
  const types: number[] = [];
  for (let block = 0; block < size;) {
    const blockSize = table.getUint32(block + 4, true);
    assert(blockSize >= RELOCATION.headerSize);
    for (let entry = RELOCATION.headerSize; entry < blockSize; entry += RELOCATION.entrySize) {
      types.push(table.getUint16(block + entry, true) >>> 12);
    }
    block += blockSize;
  }
  return types;
}
