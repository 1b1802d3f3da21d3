/** Formats of PIPELISTEN_LOG that do not fit: compilers refuse each, and none that fits. */
import { assertEquals } from "@std/assert";
import { kernelHeaders } from "../../../driver/build/build_driver.ts";
import { clang } from "../../machine/clang.ts";
import { output } from "../../machine/process.ts";
import { tool } from "../../machine/tools.ts";
import { REPOSITORY } from "../../run_cli.ts";

const FIXTURE = "tests/fixtures/log/wrong.c";
const FLAGS = ["-O2", "-c", "-Idriver/include"];

/** What is compiled: the lines that the optimiser or a constant expression checks, and those that the types are enough for. */
const PARTS = { "formats that do not fit": [], "arguments of no type that can be logged": ["-DTYPES"] } as const;

const LINES = Deno.readTextFileSync(REPOSITORY + FIXTURE).split("\n");

/** The lines of the fixture that must not compile in one of the parts. */
function wrongLines(part: keyof typeof PARTS): number[] {
  const middle = LINES.indexOf("#else");
  return LINES.flatMap((line, i) =>
    line.endsWith("/* WRONG */") && (i < middle) === (PARTS[part].length > 0) ? [i + 1] : []
  );
}

/** The calls that a compiler names in its errors, and in what explains them. */
function refusedLines(stderr: string): number[] {
  const lines = [...stderr.matchAll(/wrong\.c:(\d+):\d+/g)].map(([, line]) => Number(line));
  return [...new Set(lines)].filter((line) => LINES[line - 1]!.includes("PIPELISTEN_LOG(")).sort((a, b) => a - b);
}

async function gcc(args: readonly string[]): Promise<string> {
  const compiler = await tool("x86_64-w64-mingw32-gcc");
  const headers = await kernelHeaders(compiler);
  const argv = [
    ...compiler.argv,
    "-std=c11",
    "-fmax-errors=0",
    ...headers,
    ...FLAGS,
    "-o",
    "/dev/null",
    ...args,
    FIXTURE,
  ];
  return (await output(argv, { cwd: REPOSITORY })).stderr;
}

async function cpp(standard: string, args: readonly string[]): Promise<string> {
  const flags = [`-std=${standard}`, "-ferror-limit=0", ...FLAGS, "-o", "/dev/null", ...args, "-xc++", FIXTURE];
  return (await clang({ headers: "wine", architecture: "x86_64", args: flags })).stderr;
}

const COMPILERS: Readonly<Record<string, (args: readonly string[]) => Promise<string>>> = {
  "C by gcc": gcc,
  ...Object.fromEntries(
    ["c++14", "c++17", "c++20"].map((standard) => [`${standard} by clang`, (args) => cpp(standard, args)] as const),
  ),
};

for (const part of Object.keys(PARTS) as (keyof typeof PARTS)[]) {
  for (const [name, compile] of Object.entries(COMPILERS)) {
    Deno.test(`${part} do not compile as ${name}`, { ignore: Deno.build.os !== "linux" }, async () => {
      const stderr = await compile(PARTS[part]);
      assertEquals(refusedLines(stderr), wrongLines(part), stderr);
    });
  }
}
