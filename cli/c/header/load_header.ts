/**
 * A C header of a driver → its types with their layout, by MSVC's rules.
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
import { BadInputError, fileErrorReason } from "../../errors.ts";
import { Declarations } from "./declarations.ts";
import { DeclaredNames } from "./declared_names.ts";
import { Externals } from "./external.ts";
import { loadParser } from "./grammar.ts";
import { Header } from "./header.ts";
import { Packing } from "./packing.ts";
import { type Architecture, predefined } from "./predefined.ts";
import { Preprocessor, type PreprocessorOptions } from "./preprocessor.ts";
import { headerError, type SourceFile } from "./source_location.ts";
import { WINDOWS_TYPES } from "./windows_types.ts";

/** How to read a header. */
export interface HeaderOptions {
  /** Macros, as `-D NAME=VALUE` on the command line. */
  readonly defines: ReadonlyMap<string, string>;
  /** Decides the size of pointers, and whether `_WIN64` is defined. */
  readonly arch: Architecture;
  /** Reads a file; by default from the disk. It rejects with a BadInputError if it cannot. */
  readonly readText?: (path: string) => Promise<string>;
}

/** A header, and which of its structs are wanted. */
export interface StructOptions extends Pick<HeaderOptions, "defines" | "arch"> {
  /** The path of the header. */
  readonly header: string;
  /** The structs; empty for the only one, or for all that the header distinguishes by a number. */
  readonly names: readonly string[];
}

/** In UTF-16 units, with all includes: several times the size of <windows.h> with its own. */
const MAX_TEXT_LENGTH = 8 * 2 ** 20;

/**
 * Reads a header and what it includes by `#include "x.h"`. System headers in `<…>` may be missing, since their usual
 * types are built in.
 *
 * @throws {BadInputError} when a file is missing or not valid C, or an assertion in it fails. The error for a type that
 * cannot be laid out (a member of an unknown type) is thrown by {@linkcode Header.find}.
 */
export async function loadHeader(path: string, options: HeaderOptions): Promise<Header> {
  const { defines, arch, readText = readHeaderText } = options;
  const parser = await loadParser();
  const known = await windowsTypes(parser, arch);
  let size = 0;
  const open = async (path: string): Promise<SourceFile> => {
    const text = await readText(path);
    size += text.length;
    if (size <= MAX_TEXT_LENGTH) return { path, text };
    throw new BadInputError(`Cannot read ${path}: it is larger than 8 MiB with its includes (give a smaller header)`);
  };
  const names = new DeclaredNames(arch, known);
  const all = new Map([...predefined(arch), ...defines]);
  const { failures, macros } = await declareAll(await open(path), parser, names, all, async (name, quoted, from) => {
    const included = resolveInclude(from.file.path, name);
    try {
      return await open(included);
    } catch (error) {
      if (!(error instanceof BadInputError) || size > MAX_TEXT_LENGTH) throw error;
      if (!quoted) return undefined;
      throw headerError(from, `${included} cannot be read`, "check that it exists, and who may read it");
    }
  });
  return new Header(path, names, failures, macros);
}

/** Reads a file in UTF-8, or in UTF-16 with a byte order mark, as Visual Studio may save it. */
async function readHeaderText(path: string): Promise<string> {
  try {
    const bytes = await Deno.readFile(path);
    const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
    return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes);
  } catch (error) {
    throw new BadInputError(`Cannot read ${path}: ${fileErrorReason(error, path)}`, { cause: error });
  }
}

const windows = new Map<Architecture, Promise<DeclaredNames>>();

function windowsTypes(parser: Parser, arch: Architecture): Promise<DeclaredNames> {
  const loaded = windows.get(arch) ?? loadWindowsTypes(parser, arch);
  windows.set(arch, loaded);
  return loaded;
}

async function loadWindowsTypes(parser: Parser, arch: Architecture): Promise<DeclaredNames> {
  const names = new DeclaredNames(arch);
  const file = { path: "Windows types", text: WINDOWS_TYPES };
  await declareAll(file, parser, names, predefined(arch), () => Promise.resolve(undefined));
  return names;
}

async function declareAll(
  file: SourceFile,
  parser: Parser,
  names: DeclaredNames,
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

/** The path of a header that another one includes. */
function resolveInclude(path: string, name: string): string {
  if (/^(?:[\\/]|[A-Za-z]:)/.test(name)) return name;
  const folder = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1;
  return path.slice(0, folder) + name;
}
