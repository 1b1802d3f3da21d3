/**
 * The kernel client as two files, `pipelisten.c` and `pipelisten.h`, to drop into a project. The text is that of the package's
 * own `driver/include` and `driver/client`, with every file of the client's own put where it is first included.
 *
 * @module
 */

import { VERSION } from "../version.ts";
import { namesIn, packageText } from "./package_files.ts";

const INCLUDE = /^#include [<"]([\w.]+)[>"]\n/gm;
/** An include guard, which a file that is there once does not need. */
const GUARD = /^#ifndef (\w+_H)\n#define \1\n([^]*)\n#endif\n$/m;
/** The public headers, which become one file. */
const PUBLIC = [
  "pipelisten.h",
  "pipelisten_event.h",
  "pipelisten_log.h",
  "pipelisten_log_argument.h",
  "pipelisten_log_check.h",
];
/** For hosts other than Windows, where only the client's own tests are compiled. */
const NOT_FOR_DRIVERS = "platform_host.h";

/** The texts of `pipelisten.c` and `pipelisten.h`. @throws {BadInputError} where the package's files can't be read. */
export function amalgamation(): { readonly source: string; readonly header: string } {
  return { source: banner("pipelisten.c") + source(), header: banner("pipelisten.h") + header() };
}

function header(): string {
  const included = new Set(["pipelisten.h"]);
  const inline = (text: string): string =>
    text.replace(INCLUDE, (line, name) => {
      if (!PUBLIC.includes(name)) return line;
      if (included.has(name)) return "";
      included.add(name);
      return `${inline(packageText(`driver/include/${name}`))}\n`;
    });
  return inline(packageText("driver/include/pipelisten.h"));
}

function source(): string {
  const names = namesIn("driver/client");
  const inlined = new Set<string>();
  const inline = (name: string): string => {
    inlined.add(name);
    const text = packageText(`driver/client/${name}`).replace(GUARD, "$2\n").replace(INCLUDE, (line, included) => {
      if (PUBLIC.includes(included)) return inlined.has("pipelisten.h") ? "" : include("pipelisten.h");
      if (included === NOT_FOR_DRIVERS) return '#error "pipelisten.c is for Windows drivers"\n';
      if (!names.includes(included)) return line;
      return inlined.has(included) ? "" : inline(included);
    });
    return `\n/* ---- driver/client/${name} ---- */\n\n${text}`;
  };
  const include = (name: string): string => {
    inlined.add(name);
    return `#include "${name}"\n`;
  };
  return names.filter((name) => name.endsWith(".c")).map(inline).join("");
}

function banner(name: string): string {
  const license = packageText("LICENSE").trim().split("\n").map((line) => ` * ${line}`.trimEnd()).join("\n");
  return `/*\n * ${name}: the kernel half of pipelisten ${VERSION}, made from its driver/include and driver/client.\n *\n${license}\n */\n`;
}
