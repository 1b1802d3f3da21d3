/** The layout of structs by the compiler: a C program that prints them all is compiled and run. */
import { openMachine } from "../../machine/mod.ts";
import { pinnedTool } from "../../machine/tools.ts";
import { COMPILERS } from "./kernel_headers.ts";
import { type Leaf, PREAMBLE, type Sample } from "./generator.ts";

/** The layout of a struct by mingw-w64's 64-bit compiler. */
export interface Answer {
  size: number;
  align: number;
  /** By path: offset and size; -1 for what has none. */
  readonly places: Map<string, { offset: number; size: number }>;
  /** By path of a bit-field: the struct's bytes, in hex, with nothing but its bits set. */
  readonly bits: Map<string, string>;
  /** Random bytes, in hex, */
  bytes: string;
  /** and by path the values that the struct then has. */
  readonly values: Map<string, string>;
}

/** MSVC's spelling of `aligned`, and its anonymous members. */
const FLAGS = ["-std=gnu11", "-fms-extensions", "-w", "-O0", "-Dalign(n)=aligned(n)"];
const WINDOWS = "#include <windows.h>\n#include <winternl.h>\n#include <stddef.h>\n#include <stdint.h>\n";

/** The header that both compilers read. */
export function headerOf(samples: readonly Sample[]): string {
  return PREAMBLE + samples.map(({ text }) => text).join("");
}

/** Compiles the samples into a program that prints their layouts, and runs it. */
export async function askCompiler(samples: readonly Sample[]): Promise<Map<string, Answer>> {
  return await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/samples.c`, program(samples));
    await compile([...FLAGS, "-o", `${folder}/samples.exe`, `${folder}/samples.c`]);
    const machine = await openMachine();
    const options = { stdin: "null", stderr: "inherit" } as const;
    const { stdout, success } = await machine.command(`${folder}/samples.exe`, [], options).output();
    if (!success) throw new Error("the program that prints the layouts failed");
    return readAnswers(new TextDecoder().decode(stdout));
  });
}

/**
 * Checks sizes and offsets as assertions after `prologue`; returns the compiler's messages for those that fail, or an
 * empty text.
 */
export async function refusedAssertions(
  arch: keyof typeof COMPILERS,
  prologue: string,
  assertions: readonly string[],
  flags: readonly string[] = [],
): Promise<string> {
  const checks = assertions.map((assertion) => `_Static_assert(${assertion}, "${assertion}");\n`).join("");
  return await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/asserts.c`, `${prologue}#include <stddef.h>\n${checks}`);
    const compiler = await pinnedTool(COMPILERS[arch]);
    const args = [...FLAGS, ...flags, "-fsyntax-only", "-fmax-errors=20", `${folder}/asserts.c`];
    const { stderr, success } = await compiler.command(args, { stdin: "null", stderr: "piped" }).output();
    const text = new TextDecoder().decode(stderr);
    return success ? "" : text || "the compiler failed and said nothing";
  });
}

/** The header with the Windows types that the samples need before them. */
export function prologueOf(samples: readonly Sample[]): string {
  return `${WINDOWS}${headerOf(samples)}`;
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "pipelisten-layout-" });
  try {
    return await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function compile(args: readonly string[]): Promise<void> {
  const compiler = await pinnedTool(COMPILERS.x64);
  const { success } = await compiler.command(args, { stdin: "null" }).spawn().status;
  if (!success) throw new Error("the compiler did not take the samples");
}

/** Prints lines of fields separated by tabs: what, struct, path, values. */
function program(samples: readonly Sample[]): string {
  return `#include <stdio.h>
#include <string.h>
${prologueOf(samples)}
static unsigned state = 1;
static void scatter(unsigned char *p, size_t n) { while (n--) { state = state * 1664525u + 1013904223u; *p++ = state >> 24; } }
static void dump(const char *what, const char *path, const void *p, size_t n) {
  printf("%s\\t%s\\t", what, path);
  for (size_t i = 0; i < n; i++) printf("%02x", ((const unsigned char *)p)[i]);
  printf("\\n");
}
${samples.map(functionOf).join("")}
int main(void) {
  setvbuf(stdout, 0, _IOFBF, 1 << 20);
${samples.map(({ name }) => `  ask${name}();\n`).join("")}  return 0;
}
`;
}

function functionOf({ name, leaves }: Sample): string {
  return `static void ask${name}(void) {
  static ${name} s;
  printf("struct\\t${name}\\t%u\\t%u\\n", (unsigned)sizeof s, (unsigned)_Alignof(${name}));
${leaves.map((leaf) => question(name, leaf)).join("")}  scatter((unsigned char *)&s, sizeof s);
  dump("bytes", "", &s, sizeof s);
${leaves.map(printValue).join("")}}
`;
}

function question(name: string, { path, kind }: Leaf): string {
  if (kind === "bits") return `  memset(&s, 0, sizeof s); s.${path} = -1; dump("bits", "${path}", &s, sizeof s);\n`;
  const size = kind === "flexible" ? "-1" : `(int)sizeof s.${path}`;
  return `  printf("place\\t${path}\\t%u\\t%d\\n", (unsigned)offsetof(${name}, ${path}), ${size});\n`;
}

function printValue({ path, value }: Leaf): string {
  const print = (format: string, cast: string) => `  printf("value\\t${path}\\t${format}\\n", ${cast} s.${path});\n`;
  switch (value) {
    case "signed":
      return print("%lld", "(long long)");
    case "unsigned":
      return print("%llu", "(unsigned long long)");
    case "status":
      return print("%llu", "(unsigned long long)(ULONG)");
    case "quad":
      return `  printf("value\\t${path}\\t%llu\\n", (unsigned long long) s.${path}.QuadPart);\n`;
    case "filetime":
      return `  printf("value\\t${path}\\t%llu\\n", (unsigned long long)s.${path}.dwHighDateTime << 32 | s.${path}.dwLowDateTime);\n`;
    case "guid":
    case "hex":
      return `  dump("value", "${path}", &s.${path}, sizeof s.${path});\n`;
    case "pointer":
      return print("0x%llx", "(unsigned long long)");
    case "float":
    case "double":
      return `  { ${value} x = s.${path}; dump("value", "${path}", &x, sizeof x); }\n`;
  }
  return "";
}

function readAnswers(text: string): Map<string, Answer> {
  const answers = new Map<string, Answer>();
  let answer: Answer = { size: 0, align: 0, places: new Map(), bits: new Map(), bytes: "", values: new Map() };
  for (const line of text.trim().split(/\r?\n/)) {
    const [what, path = "", value = "", more = ""] = line.split("\t");
    if (what === "struct") {
      answer = {
        size: Number(value),
        align: Number(more),
        places: new Map(),
        bits: new Map(),
        bytes: "",
        values: new Map(),
      };
      answers.set(path, answer);
    } else if (what === "place") answer.places.set(path, { offset: Number(value), size: Number(more) });
    else if (what === "bits") answer.bits.set(path, value);
    else if (what === "bytes") answer.bytes = value;
    else answer.values.set(path, value);
  }
  return answers;
}
