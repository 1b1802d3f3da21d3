/** Compares the built-in Windows types with those of mingw-w64's headers, by the compilers of both architectures. */
import { assertEquals, assertGreaterOrEqual } from "@std/assert";
import { loadHeader } from "../../../cli/c/header/load_header.ts";
import { WINDOWS_TYPES } from "../../../cli/c/header/windows_types.ts";
import { kernelHeaders, needsCompiler } from "./kernel_headers.ts";
import { refusedAssertions } from "./oracle.ts";

/** What programs include, and which of the types <ntifs.h> lacks; and vice versa. */
const USER = {
  prologue: "#include <windows.h>\n#include <winternl.h>\n#include <stdint.h>\n",
  lacks:
    ("SCHAR KPROCESSOR_MODE KIRQL CSHORT LOGICAL PKIRQL PDEVICE_OBJECT PDRIVER_OBJECT PFILE_OBJECT PIO_STACK_LOCATION " +
      "PIRP PMDL PKEVENT PRKEVENT PKTHREAD PKPROCESS PETHREAD PEPROCESS PHYSICAL_ADDRESS PPHYSICAL_ADDRESS PGUID " +
      "TIME_FIELDS PTIME_FIELDS").split(" "),
};
const KERNEL = {
  prologue: "#include <ntifs.h>\n#include <stdint.h>\n",
  lacks:
    ("BYTE WORD ATOM UINT DWORD FLOAT LPVOID LPCVOID HMODULE HINSTANCE HWND HKEY LPHANDLE PBYTE LPBYTE PWORD LPWORD " +
      "PINT LPINT PUINT LPLONG PDWORD LPDWORD FILETIME PFILETIME LPFILETIME SYSTEMTIME PSYSTEMTIME LPSYSTEMTIME").split(
        " ",
      ),
};

/** The names that the typedefs define, without the contents of braces. */
const BODIES = /\{[^{}]*\}/g;
const NAMES = [
  ...new Set(
    [...WINDOWS_TYPES.replace(BODIES, "").replace(BODIES, "").matchAll(/[\s*,](\w+)(?=[,;])/g)].map(([, name]) =>
      name!
    ),
  ),
].filter((name) => name !== "VOID" && name !== "PVOID64"); // gcc knows no pointers of 64 bits on x86

for (const arch of ["x64", "x86"] as const) {
  for (const [where, { prologue, lacks }] of Object.entries({ programs: USER, drivers: KERNEL })) {
    Deno.test(
      `the built-in types are those of ${where} on ${arch}`,
      needsCompiler(arch),
      async () => {
        const names = NAMES.filter((name) => !lacks.includes(name));
        assertGreaterOrEqual(names.length, 180);
        const text = names.map((name) => `typedef struct { char c; ${name} m; } Has_${name};\n`).join("");
        const readText = () => Promise.resolve(text);
        const header = await loadHeader("x.h", { defines: new Map(), arch, readText });
        const assertions = names.map((name) => {
          const [, member] = header.find(`Has_${name}`).fields;
          return `sizeof(${name}) == ${member?.type.size} && _Alignof(${name}) == ${member?.offset}`;
        });
        assertEquals(await refusedAssertions(arch, prologue, assertions, await kernelHeaders(arch)), "");
      },
    );
  }
}

Deno.test("every built-in type belongs to Windows, for programs or for drivers", () => {
  assertEquals(USER.lacks.filter((name) => KERNEL.lacks.includes(name)), []);
  assertEquals([...USER.lacks, ...KERNEL.lacks].filter((name) => !NAMES.includes(name)), []);
});
