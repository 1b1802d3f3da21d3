/**
 * Builds the driver in tests/fixtures/fault, which needs structured exceptions: compiled by clang as Microsoft's compiler,
 * linked by mingw-w64.
 */
import { fileURLToPath } from "node:url";
import { clang } from "./clang.ts";
import { MachineError } from "./errors.ts";
import { run } from "./process.ts";
import { openRoot } from "./root.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const FIXTURE = "tests/fixtures/fault/fault.c";
/** A part of the fixture, which includes it. */
const INCLUDED = "send.c";
const OUT = ".build/fault.sys";
/** Unwind tables for every function, as Microsoft's compiler always makes: an exception passes through any of them. */
const COMPILER_FLAGS = [
  ...["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-fasynchronous-unwind-tables"],
  ...["-Idriver/include", "-Idriver/client"],
];
const LINKER_FLAGS = [
  "-nostdlib",
  ...["subsystem,native", "entry,DriverEntry", "image-base,0x140000000", "dynamicbase", "nxcompat"].map((flag) =>
    `-Wl,--${flag}`
  ),
];
/** The latter for __readcr8, which mingw-w64 keeps there and which imports nothing. */
const LIBRARIES = ["-lntoskrnl", "-lkernel32"];

/** Builds it; gives its absolute path on the host. */
export async function buildFaultDriver(): Promise<string> {
  const objects = `${REPOSITORY}.build/fault`;
  await Deno.mkdir(objects, { recursive: true });
  const names = [...Deno.readDirSync(`${REPOSITORY}driver/client`)].map(({ name }) => name);
  const client = names.filter((name) => name.endsWith(".c") && name !== INCLUDED).map((name) =>
    `driver/client/${name}`
  );
  const built = [...client, FIXTURE].map(async (source) => {
    const object = `${objects}/${source.slice(source.lastIndexOf("/") + 1)}.o`;
    const compiled = await clang({
      headers: "mingw",
      architecture: "x86_64",
      args: [...COMPILER_FLAGS, "-c", "-o", object, source],
    });
    if (!compiled.success) throw new MachineError(`Cannot compile ${source}: ${compiled.stderr}`);
    return object;
  });
  const root = await openRoot();
  const linker = root.enter(["/usr/bin/x86_64-w64-mingw32-gcc-win32", ...LINKER_FLAGS, "-o", REPOSITORY + OUT]);
  await run(`link ${OUT}`, [...linker, ...await Promise.all(built), ...LIBRARIES]);
  return REPOSITORY + OUT;
}
