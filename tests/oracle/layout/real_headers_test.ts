/**
 * mingw-w64's own kernel headers, with all that they include: every struct that can be laid out must have the layout that
 * the compiler gives it.
 */
import { assertEquals, assertGreaterOrEqual } from "@std/assert";
import type { Header } from "../../../cli/c/header/header.ts";
import { loadHeader } from "../../../cli/c/header/load_header.ts";
import type { Architecture } from "../../../cli/c/header/predefined.ts";
import { isAnnotation } from "../../../cli/c/header/sal.ts";
import type { RecordType } from "../../../cli/c/header/types.ts";
import { BadInputError } from "../../../cli/errors.ts";
import { kernelHeaders, needsCompiler, readKernelHeader } from "./kernel_headers.ts";
import { refusedAssertions } from "./oracle.ts";

/** A header, what must be included before it, the minimum number of its own structs, and some of them. */
const HEADERS = [
  {
    name: "wdm.h",
    before: "",
    atLeast: 300,
    some: ["KDPC", "IRP", "IO_STACK_LOCATION", "MDL", "DEVICE_OBJECT", "FILE_OBJECT", "KEVENT", "TIME_FIELDS"],
  },
  {
    name: "ntifs.h",
    before: "",
    atLeast: 250,
    some: ["FILE_BOTH_DIR_INFORMATION", "SECURITY_CLIENT_CONTEXT", "REPARSE_DATA_BUFFER", "FILE_LOCK", "TUNNEL"],
  },
  {
    name: "winternl.h",
    before: "#include <windows.h>\n",
    atLeast: 70,
    some: ["PEB", "TEB", "SYSTEM_PROCESS_INFORMATION", "RTL_USER_PROCESS_PARAMETERS", "LDR_DATA_TABLE_ENTRY"],
  },
] as const;

/** The architecture macros that the headers test; gcc defines them by itself. */
const MACHINE = { x64: "__x86_64__", x86: "__i386__" } as const;

/** It has an `__attribute__((aligned(8)))`, which mingw's headers define as nothing for compilers other than gcc. */
const OTHER_FOR_GCC = ["CLS_SCAN_CONTEXT"];

function load(name: string, arch: Architecture): Promise<Header> {
  return loadHeader(name, { defines: new Map([[MACHINE[arch], "1"]]), arch, readText: readKernelHeader });
}

/** `offsetof(KDPC, DpcListEntry.Next) == 8`, of every field that has an address, and the size. */
function assertionsAbout(name: string, record: RecordType): string[] {
  const fields = function* (inside: RecordType, path: string, start: number): Generator<string> {
    for (const { name: field, type, offset, bits } of inside.fields) {
      if (bits !== undefined) continue;
      const here = field === "" ? path : `${path}${field}`;
      if (field !== "") yield `offsetof(${name}, ${here}) == ${start + offset}`;
      const isRecord = type.kind === "struct" || type.kind === "union";
      if (isRecord) yield* fields(type, field === "" ? path : `${here}.`, start + offset);
    }
  };
  return [`sizeof(${name}) == ${record.size}`, ...fields(record, "", 0)];
}

for (const { name, before, atLeast, some } of HEADERS) {
  for (const arch of ["x64", "x86"] as const) {
    Deno.test(
      `loadHeader() gives structs of mingw-w64's ${name} the compiler's size and offsets on ${arch}`,
      needsCompiler(arch),
      async () => {
        const header = await load(name, arch);
        for (const wanted of some) assertEquals(header.find(wanted).name, wanted);
        const typedefs = header.own.filter(({ name }) => !name.startsWith("_") && !OTHER_FOR_GCC.includes(name));
        assertGreaterOrEqual(typedefs.length, atLeast);
        const assertions = typedefs.flatMap((record) => assertionsAbout(record.name, record));
        console.log(`${name}, ${arch}: ${typedefs.length} structs, ${assertions.length} sizes and offsets`);
        const prologue = `${before}#include <${name}>\n`;
        assertEquals(await refusedAssertions(arch, prologue, assertions, await kernelHeaders(arch)), "");
      },
    );
  }
}

Deno.test("loadHeader() reads a header that includes wdm.h and contains its structs", async () => {
  const text = '#include "wdm.h"\ntypedef struct { ULONG Tag; KDPC Dpc; LARGE_INTEGER Due; } MINE;\n';
  const readText = (path: string) => path === "mine.h" ? Promise.resolve(text) : readKernelHeader(path);
  const header = await loadHeader("mine.h", { defines: new Map([["__x86_64__", "1"]]), arch: "x64", readText });
  assertEquals(header.own.map(({ name, size }) => [name, size]), [["MINE", 80]]);
  const [, dpc] = header.find("MINE").fields;
  assertEquals([dpc?.offset, dpc?.type.size], [8, 64]);
});

Deno.test("isAnnotation() knows every annotation that mingw-w64's sal.h and driverspecs.h define", async () => {
  const headers = await Promise.all(
    ["sal.h", "driverspecs.h", "specstrings.h", "concurrencysal.h"].map(readKernelHeader),
  );
  const names = headers.flatMap((text) => [...text.matchAll(/^[ \t]*#[ \t]*define[ \t]+(_[A-Z]\w*_|__[a-z]\w*)\b/gm)])
    .map(([, name]) => name!);
  assertGreaterOrEqual(names.length, 400);
  assertEquals(names.filter((name) => !isAnnotation(name)), []);
});

Deno.test("Header.find() fails only for the structs of a real header that cannot be laid out", async () => {
  const header = await load("ntifs.h", "x64");
  const failures = header.failures.map(({ message }) => message.replace(/:\d+:\d+/, ""));
  assertEquals(failures, [
    'Cannot read ntifs.h: a union without a size in "_ANONYMOUS_UNION union {" (give it a member with one)',
  ]);
  assertEquals(header.failures.every((error) => error instanceof BadInputError), true);
});
