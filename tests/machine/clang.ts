/**
 * Clang as Microsoft's compiler: its language, its predefined macros, its layout and its structured exceptions, for
 * drivers on x64 and ARM64. With mingw-w64's kernel headers or with Wine's, both from the private root.
 *
 * Neither set of headers is made for that, so tests/fixtures/headers adds what they lack of the WDK's.
 */
import { fileURLToPath } from "node:url";
import { output } from "./process.ts";
import { openRoot } from "./root.ts";

export type Headers = "mingw" | "wine";
export type Architecture = "x86_64" | "aarch64";

/** Every combination there is: mingw-w64's wdm.h has no ARM64. */
export const TARGETS: readonly { headers: Headers; architecture: Architecture }[] = [
  { headers: "mingw", architecture: "x86_64" },
  { headers: "wine", architecture: "x86_64" },
  { headers: "wine", architecture: "aarch64" },
];

/** What comes near /W4 /WX, and more. */
export const WARNINGS = [
  ...["-Wall", "-Wextra", "-Werror", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wstrict-prototypes"],
  ...["-Wmissing-prototypes", "-Wundef", "-Wvla", "-Wunused-macros", "-Wimplicit-fallthrough"],
  "-Wno-language-extension-token", // __try and __finally are extensions, and meant to be
];

/** The package, and the name of the program. */
export const CLANG = "clang-22";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
/** The compiler's own headers. */
const INCLUDE = "/usr/lib/llvm-22/lib/clang/22/include";
const SHIMS = "tests/fixtures/headers";
const WINE = "/usr/include/wine/wine";
const FOLDERS: Readonly<Record<Headers, readonly string[]>> = {
  mingw: ["/usr/share/mingw-w64/include/ddk", "/usr/share/mingw-w64/include"],
  wine: [`${WINE}/windows/ddk`, `${WINE}/windows`, `${WINE}/msvcrt`],
};
/** mingw-w64's headers put away __attribute__, which clang's own need, if the compiler does not say it knows GNU C. */
const EXTRA: Readonly<Record<Headers, readonly string[]>> = {
  mingw: ["-fgnuc-version=4.2.1", "-include", `${SHIMS}/wdk.h`],
  wine: ["-isystem", `${SHIMS}/wine`],
};

export interface Compilation {
  readonly headers: Headers;
  readonly architecture: Architecture;
  /** Options and sources; paths are relative to the repository. */
  readonly args: readonly string[];
}

/** Runs the compiler to its end. */
export async function clang({ headers, architecture, args }: Compilation) {
  const root = await openRoot();
  const mode = [
    `--target=${architecture}-pc-windows-msvc`,
    ...["-fms-extensions", "-fms-compatibility", "-fms-compatibility-version=19.40", "-ffreestanding", "-nostdinc"],
    "-DALLOC_PRAGMA", // as the WDK's wdm.h does: the compiler knows #pragma alloc_text
  ];
  const folders = [INCLUDE, ...FOLDERS[headers]].flatMap((path) => ["-isystem", path]);
  const argv = root.enter([`/usr/bin/${CLANG}`, ...mode, ...EXTRA[headers], ...folders, ...args]);
  return await output(argv, { cwd: REPOSITORY });
}
