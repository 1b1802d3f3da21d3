/** The driver compiled as Microsoft's compiler would: by clang in that mode, against two sets of kernel headers. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { amalgamate } from "../../../driver/build/amalgamate.ts";
import { REPOSITORY } from "../../run_cli.ts";
import { clang, type Compilation, TARGETS, WARNINGS } from "../../machine/clang.ts";

/** The compiler and the headers are the private root's. */
const needsRoot = { ignore: Deno.build.os !== "linux" };
const CLIENT = sources("driver/client");
const SAMPLE = sources("driver/sample");
const FOLDERS = ["-Idriver/include", "-Idriver/client"];
/** The kernel header that a driver's author includes; none: pipelisten.h alone. */
const KERNEL_HEADERS = ["none", "wdm.h", "ntddk.h", "ntifs.h", "fltkernel.h"];

function sources(folder: string): string[] {
  return [...Deno.readDirSync(REPOSITORY + folder)].map(({ name }) => `${folder}/${name}`)
    .filter((path) => path.endsWith(".c")).sort();
}

async function assertCompiles(compilation: Compilation): Promise<void> {
  const { success, stderr } = await clang(compilation);
  assert(success, stderr);
  assertEquals(stderr, "");
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "pipelisten-msvc-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const { headers, architecture } of TARGETS) {
  const target = `${architecture} and ${headers}'s headers`;

  Deno.test(`client and sample compile as C11 without a warning, for ${target}`, needsRoot, async () => {
    const args = ["-std=c11", "-fsyntax-only", ...WARNINGS, ...FOLDERS, ...CLIENT, ...SAMPLE];
    await assertCompiles({ headers, architecture, args });
  });

  Deno.test(`pipelisten.h compiles after any kernel header, as C11 and C++17, for ${target}`, needsRoot, async () => {
    const use = "tests/fixtures/headers/use.c";
    for (const language of [["-xc", "-std=c11"], ["-xc++", "-std=c++17"]]) {
      for (const header of KERNEL_HEADERS) {
        if (headers === "mingw" && header === "fltkernel.h") continue; // mingw-w64 has none
        const first = header === "none" ? [] : [`-DKERNEL_HEADER=<${header}>`];
        const args = ["-fsyntax-only", "-Wall", "-Wextra", "-Werror", ...first, "-Idriver/include", ...language, use];
        await assertCompiles({ headers, architecture, args });
      }
    }
  });

  Deno.test(`the amalgamated pair builds the tiny driver, for ${target}`, needsRoot, async () => {
    const { source, header } = await amalgamate();
    await inFolder(async (folder) => {
      await Deno.copyFile(REPOSITORY + source, `${folder}/pipelisten.c`);
      await Deno.copyFile(REPOSITORY + header, `${folder}/pipelisten.h`);
      for (const path of [`${folder}/pipelisten.c`, "driver/example/adopter.c"]) {
        const args = ["-std=c11", ...WARNINGS, `-I${folder}`, "-c", "-o", `${folder}/object.obj`, path];
        await assertCompiles({ headers, architecture, args });
      }
    });
  });
}

Deno.test(
  "pipelisten.h needs wdm.h and no other kernel header, and its functions have C linkage in C++",
  needsRoot,
  async () => {
    const use = "tests/fixtures/headers/use.c";
    const args = ["-S", "-o", "-", "-H", "-Idriver/include", "-xc++", "-std=c++17", use];
    const { stdout, stderr } = await clang({ headers: "wine", architecture: "x86_64", args });
    const kernel = [...stderr.matchAll(/^\.+ .*\/ddk\/(\w+\.h)$/gm)].map(([, name]) => name);
    assertEquals(kernel, ["wdm.h"]);
    const called = [...stdout.matchAll(/^\s+call\w*\s+.*?(\S*Pipelisten\w+)/gm)].map(([, name]) => name);
    assertEquals([...new Set(called)].sort(), [
      ...["PipelistenClose", "PipelistenFlush", "PipelistenOpen", "PipelistenQueryCounters", "PipelistenSend"],
      "PipelistenSendEvent",
    ]);
  },
);

Deno.test(
  "ntifs.h comes before wdm.h in every source: the WDK's headers cannot be included the other way",
  needsRoot,
  async () => {
    for (const path of [...CLIENT, ...SAMPLE]) {
      const args = ["-std=c11", "-fsyntax-only", "-H", ...FOLDERS, path];
      const { stderr } = await clang({ headers: "wine", architecture: "x86_64", args });
      const kernel = [...stderr.matchAll(/^\.+ .*\/(wdm|ntddk|ntifs)\.h$/gm)].map(([, name]) => name);
      assertEquals(kernel[0], "ntifs", path);
    }
  },
);

Deno.test(
  "no initialiser needs more than constants: Microsoft's compiler warns of others (C4204, C4221)",
  needsRoot,
  async () => {
    const warn = (args: readonly string[]) => clang({ headers: "wine", architecture: "x86_64", args });
    const flags = ["-std=c89", "-fsyntax-only", "-Wc99-extensions", ...FOLDERS];
    const warning = /initializer for aggregate is not a compile-time constant/;
    const { stderr } = await warn([...flags, ...CLIENT, ...SAMPLE]);
    assertEquals(stderr.split("\n").filter((line) => warning.test(line)), []);
    assertMatch((await warn([...flags, "tests/fixtures/headers/initialiser.c"])).stderr, warning);
  },
);

Deno.test("pool comes from the function that the targeted Windows has", needsRoot, async () => {
  const expected = { "0x0A000008": "ExAllocatePool2", "0x0A000007": "ExAllocatePoolUninitialized" };
  for (const [version, name] of Object.entries(expected)) {
    for (const path of ["driver/client/client.c", "driver/sample/snapshot.c"]) {
      const flags = ["-std=c11", "-O2", "-S", "-o", "-", `-DNTDDI_VERSION=${version}`, ...FOLDERS];
      const { stdout, stderr } = await clang({ headers: "wine", architecture: "x86_64", args: [...flags, path] });
      assertEquals([...new Set(stdout.match(/ExAllocatePool\w*/g))], [name], stderr);
    }
  }
});
