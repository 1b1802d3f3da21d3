/**
 * Reads the structs of windows_structs.ts, each when a header uses its name, so that the many others take no time.
 *
 * @module
 */

import type { Parser } from "web-tree-sitter";
import { Declarations } from "./declarations.ts";
import type { DeclaredNames } from "./declared_names.ts";
import { Externals } from "./external.ts";
import { Packing } from "./packing.ts";
import { tokenize } from "./tokens.ts";
import { WINDOWS_STRUCTS } from "./windows_structs.ts";

/** The declarations by each name they declare, for {@linkcode declareOnDemand}. */
export function declarationsByName(text: string = WINDOWS_STRUCTS): Map<string, string> {
  const all = new Map<string, string>();
  for (const line of text.split("\n")) {
    const names = line.slice(line.lastIndexOf("}") + 1).match(/\w+/g) ?? [];
    const tag = /typedef \w+ (?:DECLSPEC_ALIGN\([^{]*\) )?(\w+) *\{/.exec(line)?.[1] ?? "";
    const enumerators = /^(?:typedef )?enum /.test(line) ? line.match(/\w+(?==)/g) ?? [] : [];
    for (const name of [...names, tag, ...enumerators]) if (!all.has(name)) all.set(name, line);
  }
  return all;
}

/** Makes `names` declare a type when it is first looked up. */
export function declareOnDemand(names: DeclaredNames, parser: Parser, texts: ReadonlyMap<string, string>): void {
  const read = new Set<string>();
  names.onDemand = (name) => {
    const text = texts.get(name);
    if (text === undefined || read.has(text)) return false;
    read.add(text);
    const declarations = new Declarations(parser, names);
    const externals = new Externals({
      packing: new Packing(),
      declare: (external) => declarations.add(external),
      fail: (error, external) => declarations.fail(error, external),
      ignore: () => {},
    });
    for (const token of tokenize({ path: "Windows types", text })) externals.push(token);
    return true;
  };
}
