/** The client adds no name to a driver's own but those with its prefix. */
import { assert, assertEquals } from "@std/assert";
import { amalgamate } from "../../../driver/build/amalgamate.ts";
import { buildSys, kernelHeaders } from "../../../driver/build/build_driver.ts";
import { readPe } from "../../../driver/build/pe.ts";
import { run } from "../../machine/process.ts";
import { openRoot } from "../../machine/root.ts";
import { tool } from "../../machine/tools.ts";
import { REPOSITORY } from "../../run_cli.ts";
import { clang } from "../../machine/clang.ts";
import { importsOf } from "./pe_imports.ts";

/** The reader of object files is the private root's. */
const needsRoot = { ignore: Deno.build.os !== "linux" };
const CLIENT = [...Deno.readDirSync(`${REPOSITORY}driver/client`)].map(({ name }) => `driver/client/${name}`)
  .filter((path) => path.endsWith(".c"));

/** Constants that the compiler names itself, and that the linker merges with equal ones: strings, numbers, addresses. */
const CONSTANT = /^(\?\?_C@|__(real|xmm|ymm)@|\.refptr\.)/;

/** The global symbols that an object file defines. */
async function globals(object: string): Promise<string[]> {
  const root = await openRoot();
  const nm = root.enter([
    "/usr/bin/x86_64-w64-mingw32-nm",
    "--extern-only",
    "--defined-only",
    "--just-symbols",
    object,
  ]);
  return (await run(`read ${object}`, nm)).split("\n").filter((line) => line !== "" && !CONSTANT.test(line));
}

async function objectOf(compiler: "gcc" | "clang", source: string, object: string): Promise<void> {
  const args = ["-std=c11", "-O2", "-Idriver/include", "-c", "-o", object, source];
  if (compiler === "clang") {
    const { success, stderr } = await clang({ headers: "mingw", architecture: "x86_64", args });
    assert(success, stderr);
  } else {
    const gcc = await tool("x86_64-w64-mingw32-gcc");
    await run(`compile ${source}`, [...gcc.argv, ...await kernelHeaders(gcc), ...args], { cwd: REPOSITORY });
  }
}

for (const compiler of ["gcc", "clang"] as const) {
  Deno.test(
    `every global name in the client's object files begins with Pipelisten, as ${compiler} compiles them`,
    needsRoot,
    async () => {
      const object = await Deno.makeTempFile({ suffix: ".o" });
      try {
        const names: string[] = [];
        for (const source of CLIENT) {
          await objectOf(compiler, source, object);
          names.push(...await globals(object));
        }
        assert(names.includes("PipelistenSendEvent") && names.includes("PipelistenRingReserve"));
        assertEquals(names.filter((name) => !name.startsWith("Pipelisten")), []);
      } finally {
        await Deno.remove(object);
      }
    },
  );
}

Deno.test(
  "its inline functions have the prefix, too: Microsoft's compiler makes them global where it does not inline them",
  async () => {
    const names: string[] = [];
    for (const folder of ["driver/client", "driver/include"]) {
      for await (const { name } of Deno.readDir(REPOSITORY + folder)) {
        const text = await Deno.readTextFile(`${REPOSITORY}${folder}/${name}`);
        names.push(
          ...Array.from(
            text.matchAll(/^(?!static\b|#).*\b(?:FORCE)?(?:INLINE|inline)\b.*?(\w+)\(/gm),
            ([, name]) => name!,
          ),
        );
      }
    }
    assert(names.includes("PipelistenAtomicFence") && names.includes("PipelistenAllocateNonpaged"));
    assertEquals(names.filter((name) => !name.startsWith("Pipelisten")), []);
  },
);

Deno.test(
  "mingw-w64 builds the tiny driver from the amalgamated pair, with the imports of the other one",
  needsRoot,
  async () => {
    const { source } = await amalgamate();
    const flags = ["-Wall", "-Wextra", "-Werror", "-Wpedantic", "-I.build/amalgamated"];
    const one = await buildSys([source, "driver/example/adopter.c"], ".build/adopter_amalgamated.sys", flags);
    const many = await buildSys([...CLIENT, "driver/example/adopter.c"], ".build/adopter_many.sys", [
      "-Idriver/include",
    ]);
    const imports = async (path: string) => Object.values(importsOf(readPe(await Deno.readFile(path)))).flat().sort();
    assertEquals(await imports(one), await imports(many));
  },
);
