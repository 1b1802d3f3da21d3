/**
 * A driver's C header → its types with their layout, as MSVC lays them out.
 *
 * ```ts
 * const header = await loadHeader("driver/include/report.h", { defines: new Map(), arch: "x64" });
 * header.find("Networkreport").fields.at(-1)?.offset; // 12
 * ```
 *
 * header → tokens → preprocessor → external declarations → tree-sitter → types → layout
 *
 * @module
 */

import type { Parser } from "web-tree-sitter";
import { BadInputError } from "../../errors.ts";
import { Declarations } from "./declarations.ts";
import { Externals } from "./external.ts";
import { loadParser } from "./grammar.ts";
import { Header } from "./lookup.ts";
import { Names } from "./declared_names.ts";
import { Packing } from "./packing.ts";
import { type Architecture, predefined } from "./predefined.ts";
import { Preprocessor, type PreprocessorOptions } from "./preprocessor.ts";
import { complaint, type SourceFile } from "./source.ts";
import { readHeaderText } from "./text_file.ts";
import { WINDOWS_TYPES } from "./windows_types.ts";

export { Header } from "./lookup.ts";
export type { Architecture } from "./predefined.ts";

/** How a header is to be read. */
export interface HeaderOptions {
  /** Macros, as `-D NAME=VALUE` on the command line. */
  readonly defines: ReadonlyMap<string, string>;
  /** Whose pointers, and whose `_WIN64`. */
  readonly arch: Architecture;
  /** Reads a header; by default from the disk. It rejects with a BadInputError where there is none. */
  readonly readText?: (path: string) => Promise<string>;
}

/** In UTF-16 units, all included headers counted: several times what <windows.h> has with all that it includes. */
const MOST_TEXT = 8 * 2 ** 20;

/**
 * Reads a header and what it includes by `#include "x.h"`. System headers in `<…>` need not be there: their usual types
 * are known.
 *
 * @throws {BadInputError} when a file is missing or isn't C, or an assertion in it doesn't hold. What merely can't be laid
 * out (a member of an unknown type) is thrown by {@linkcode Header.find}.
 */
export async function loadHeader(path: string, options: HeaderOptions): Promise<Header> {
  const { defines, arch, readText = readHeaderText } = options;
  const parser = await loadParser();
  const known = await windowsTypes(parser, arch);
  let size = 0;
  const open = async (path: string): Promise<SourceFile> => {
    const text = await readText(path);
    size += text.length;
    if (size <= MOST_TEXT) return { path, text };
    throw new BadInputError(`Cannot read ${path}: with its includes it has more than 8 MiB (give a smaller header)`);
  };
  const names = new Names(arch, known);
  const all = new Map([...predefined(arch), ...defines]);
  const { failures, macros } = await declareAll(await open(path), parser, names, all, async (name, quoted, from) => {
    const beside = besides(from.file.path, name);
    try {
      return await open(beside);
    } catch (error) {
      if (!(error instanceof BadInputError) || size > MOST_TEXT) throw error;
      if (!quoted) return undefined;
      throw complaint(from, `${beside} can't be read`, "check that it is there, and who may read it");
    }
  });
  return new Header(path, names, failures, macros);
}

const windows = new Map<Architecture, Promise<Names>>();

function windowsTypes(parser: Parser, arch: Architecture): Promise<Names> {
  const loaded = windows.get(arch) ?? loadWindowsTypes(parser, arch);
  windows.set(arch, loaded);
  return loaded;
}

async function loadWindowsTypes(parser: Parser, arch: Architecture): Promise<Names> {
  const names = new Names(arch);
  const file = { path: "Windows types", text: WINDOWS_TYPES };
  await declareAll(file, parser, names, predefined(arch), () => Promise.resolve(undefined));
  return names;
}

async function declareAll(
  file: SourceFile,
  parser: Parser,
  names: Names,
  defines: ReadonlyMap<string, string>,
  include: PreprocessorOptions["include"],
): Promise<{ failures: readonly BadInputError[]; macros: Preprocessor["macros"] }> {
  const packing = new Packing();
  const declarations = new Declarations(parser, names);
  const externals = new Externals(packing, (external) => declarations.add(external));
  const preprocessor = new Preprocessor({ defines, packing, include, emit: (token) => externals.push(token) });
  await preprocessor.read(file);
  externals.end();
  return { failures: declarations.failures, macros: preprocessor.macros };
}

/** The path of a header that is named from another one. */
function besides(path: string, name: string): string {
  if (/^(?:[\\/]|[A-Za-z]:)/.test(name)) return name;
  const folder = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1;
  return path.slice(0, folder) + name;
}
