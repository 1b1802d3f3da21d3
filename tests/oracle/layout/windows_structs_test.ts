/** Compares the generated structs of the WDK and the SDK with mingw-w64's headers, by the compilers of both architectures. */
import { assertEquals, assertGreaterOrEqual } from "@std/assert";
import { loadHeader } from "../../../cli/c/header/load_header.ts";
import { WINDOWS_STRUCTS } from "../../../cli/c/header/windows_structs.ts";
import { pinnedTool } from "../../machine/tools.ts";
import { COMPILERS, kernelHeaders, needsCompiler } from "./kernel_headers.ts";
import { refusedAssertions } from "./oracle.ts";

const PROLOGUES = {
  drivers:
    "#include <ntifs.h>\n#include <ntdddisk.h>\n#include <ntddndis.h>\n#include <ntddscsi.h>\n#include <mountmgr.h>\n",
  programs: "#define WIN32_LEAN_AND_MEAN\n#include <winsock2.h>\n#include <windows.h>\n#include <winioctl.h>\n" +
    "#include <ws2tcpip.h>\n#include <usbioctl.h>\n",
};
const NAMES = [...WINDOWS_STRUCTS.matchAll(/^typedef (?:struct|union|enum).*\}(\w+)/gm)].map(([, name]) => name!);

for (const arch of ["x64", "x86"] as const) {
  for (const [where, prologue] of Object.entries(PROLOGUES)) {
    Deno.test(
      `the generated structs have the size and alignment of those of ${where} on ${arch}`,
      needsCompiler(arch),
      async () => {
        const text = NAMES.map((name) => `typedef struct { char c; ${name} m; } Has_${name};\n`).join("");
        const header = await loadHeader("x.h", { defines: new Map(), arch, readText: () => Promise.resolve(text) });
        const all = NAMES.map((name) => {
          const [, member] = header.find(`Has_${name}`).fields;
          return {
            name,
            assertion: `sizeof(${name}) == ${member?.type.size} && _Alignof(${name}) == ${member?.offset}`,
          };
        });
        const flags = await kernelHeaders(arch);
        const words = await wordsOf(arch, prologue, flags);
        const known = all.filter(({ name }) =>
          words.has(name) && /^[A-Z]\w+[A-Z\d]$/.test(name) && !/^SYS[NG]/.test(name)
        ).map(({ assertion }) => assertion);
        assertGreaterOrEqual(known.length, 500);
        assertEquals(await refusedAssertions(arch, prologue, known, flags), "");
      },
    );
  }
}

/** The names in these headers, with all that they include. */
async function wordsOf(arch: "x64" | "x86", prologue: string, flags: readonly string[]): Promise<Set<string>> {
  const path = await Deno.makeTempFile({ suffix: ".c" });
  try {
    await Deno.writeTextFile(path, prologue);
    const compiler = await pinnedTool(COMPILERS[arch]);
    const { stdout } = await compiler.command(["-E", "-P", ...flags, path], { stdin: "null", stderr: "null" }).output();
    return new Set(new TextDecoder().decode(stdout).match(/\w+/g));
  } finally {
    await Deno.remove(path);
  }
}
