/** Record layouts by clang for the targets of MSVC. */
import { fileURLToPath } from "node:url";
import type { Architecture } from "../../../cli/c/header/predefined.ts";
import { CLANG } from "../../machine/clang.ts";
import { tool } from "../../machine/tools.ts";

/** In bytes; the offsets of the fields in bits, without those of bases and of unnamed bit-fields. */
export interface ClangLayout {
  readonly size: number;
  readonly align: number;
  readonly offsets: string;
}

const TARGETS = { x64: "x86_64-pc-windows-msvc", x86: "i686-pc-windows-msvc" };
const MINGW = "/usr/share/mingw-w64/include";
const FLAGS = [
  ..."-fsyntax-only -w -ferror-limit=0 -fno-spell-checking -fms-extensions -fms-compatibility -fms-compatibility-version=19.40"
    .split(" "),
  ..."-Xclang -fdump-record-layouts-complete -Xclang -fdump-record-layouts-simple".split(" "),
  ...["-D_ANONYMOUS_UNION=", "-D_ANONYMOUS_STRUCT=", "-D__MINGW_EXTENSION=", "-D__MINGW32__", "-D_WIN32_WINNT=0x0A00"],
  ...["-DNTDDI_VERSION=0x0A000010", "-isystem", MINGW, "-isystem", `${MINGW}/ddk`],
];

/** What only mingw-w64's own headers need is undefined before the header is read. */
const AS_MSVC = fileURLToPath(new URL("as_msvc.h", import.meta.url));

/** How each header is compiled with the fewest errors. */
const best = new Map<string, { readonly language: string; readonly prologue: string }>();

/** By name; of a header in C or in C++, and after the headers of programs or of drivers. */
export async function clangLayouts(
  path: string,
  folders: readonly string[],
  arch: Architecture,
): Promise<Map<string, ClangLayout>> {
  const languages = /\.hpp$/.test(path) ? ["c++"] : ["c", "c++"];
  const ways = languages.flatMap((language) =>
    ["windows.h winioctl.h", "ntifs.h"].map((prologue) => ({ language, prologue }))
  );
  const known = best.get(path);
  const runs = await Promise.all((known === undefined ? ways : [known]).map(async (way) => ({
    way,
    ...await layoutsBy(path, folders, arch, way.language, way.prologue),
  })));
  // The one with the fewest errors is the header as it is meant
  runs.sort((a, b) => a.errors - b.errors);
  const [first] = runs;
  if (first !== undefined) best.set(path, first.way);
  return first?.layouts ?? new Map();
}

async function layoutsBy(
  path: string,
  folders: readonly string[],
  arch: Architecture,
  language: string,
  prologue: string,
): Promise<{ errors: number; layouts: Map<string, ClangLayout> }> {
  const clang = await tool(CLANG);
  const args = [
    ...["-target", TARGETS[arch], "-x", language, ...language === "c++" ? ["-std=c++20"] : []],
    ...FLAGS,
    ...prologue.startsWith("nt") ? ["-D_KERNEL_MODE=1"] : [],
    ...folders.flatMap((folder) => ["-I", folder]),
    ...prologue.split(" ").concat("stdint.h", AS_MSVC).flatMap((name) => ["-include", name]),
    path,
  ];
  const { stdout, stderr } = await clang.command(args, { stdin: "null", stdout: "piped", stderr: "piped" }).output();
  const errors = new TextDecoder().decode(stderr);
  if (Deno.env.has("CLANG")) {
    console.log(errors.split("\n").filter((line) => / error: /.test(line)).slice(0, 10).join("\n"));
  }
  return { errors: (errors.match(/ error: /g) ?? []).length, layouts: parse(new TextDecoder().decode(stdout)) };
}

const RECORD =
  /^Type: (?:(?:struct|union|class) )?(.+)\n\nLayout: <ASTRecordLayout\n\s*Size:(\d+)\n(?:\s*DataSize:\d+\n)?\s*Alignment:(\d+)\n[^]*?FieldOffsets: \[([^\]]*)\]/gm;

function parse(text: string): Map<string, ClangLayout> {
  const layouts = new Map<string, ClangLayout>();
  for (const [, name = "", size, align, offsets = ""] of text.matchAll(RECORD)) {
    layouts.set(name, { size: Number(size) / 8, align: Number(align) / 8, offsets: offsets.replaceAll(" ", "") });
  }
  return layouts;
}
