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
import { BadInputError } from "../../errors.ts";
import { Declarations } from "./declarations.ts";
import { DeclaredNames } from "./declared_names.ts";
import { Externals } from "./external.ts";
import { loadParser } from "./grammar.ts";
import { Header, type HeaderContents } from "./header.ts";
import { readHeaderText } from "./header_text.ts";
import { Packing } from "./packing.ts";
import { type Architecture, predefined } from "./predefined.ts";
import { Preprocessor, type PreprocessorOptions } from "./preprocessor.ts";
import { headerError, type SourceFile } from "./source_location.ts";
import { isSystemHeader } from "./system_headers.ts";
import type { Token } from "./tokens.ts";
import type { UnionOptions } from "./types.ts";
import { declarationsByName, declareOnDemand } from "./windows_structs_reader.ts";
import { WINDOWS_TYPES } from "./windows_types.ts";

/** How to read a header. */
export interface HeaderOptions {
  /** Macros, as `-D NAME=VALUE` on the command line. */
  readonly defines: ReadonlyMap<string, string>;
  /** Decides the size of pointers, and whether `_WIN64` is defined. */
  readonly arch: Architecture;
  /** Folders of included headers, as `-I DIR` on the command line. */
  readonly folders?: readonly string[];
  /** Headers to read before, as `-include FILE` of compilers. */
  readonly before?: readonly string[];
  /** The encoding of all files, a name that TextDecoder knows; by default UTF-8, or UTF-16 with a byte order mark. */
  readonly encoding?: string;
  /** Reads a file; by default from the disk. It rejects with a BadInputError if it cannot. */
  readonly readText?: (path: string) => Promise<string>;
  /** Receives, once each, what may make the layout another than the compiler's, and what of includes was not read. */
  readonly warn?: (message: string) => void;
}

/** A header, and which of its structs are wanted. */
export interface StructOptions extends Omit<HeaderOptions, "readText" | "warn"> {
  /** The path of the header. */
  readonly header: string;
  /** The structs; empty for the only one, or for all that the header distinguishes by a number. */
  readonly names: readonly string[];
  /** Which members of unions are shown; by default the one that an enum beside the union names. */
  readonly unions?: UnionOptions;
}

/** In UTF-16 units, with all includes: several times the size of <windows.h> with its own. */
const MAX_TEXT_LENGTH = 8 * 2 ** 20;
const MAX_WARNINGS = 50;

/**
 * Reads a header and what it includes. Headers of Windows may be missing, since their usual types are built in; for
 * others that are not found there is a warning.
 *
 * @throws {BadInputError} when a file is missing, a directive is invalid, or an assertion fails. The error for a type
 * that cannot be laid out (a member of an unknown type) is thrown by {@linkcode Header.find}.
 */
export async function loadHeader(path: string, options: HeaderOptions): Promise<Header> {
  const first: string[] = [];
  const { header, isReadAgain } = await readAs(isCpp(path), path, {
    ...options,
    warn: (message) => first.push(message),
  });
  if (isReadAgain) return (await readAs(true, path, options)).header;
  for (const message of first) options.warn?.(message);
  return header;
}

/**
 * Reads it as C++ or, until something that only C++ has, as C. Where that came too late for what was read as C, it has to
 * be read again.
 */
async function readAs(
  asCpp: boolean,
  path: string,
  options: HeaderOptions,
): Promise<{ readonly header: Header; readonly isReadAgain: boolean }> {
  const { defines, arch, encoding, folders = [], before = [] } = options;
  const warn = once(options.warn ?? (() => {}));
  const parser = await loadParser();
  const known = await windowsTypes(parser, arch);
  const readText = options.readText ?? ((path) => readHeaderText(path, encoding));
  const files = new Files(readText, warn);
  const names = new DeclaredNames(arch, known);
  names.isCpp = asCpp;
  const all = new Map([...predefined(arch, isCpp(path)), ...defines]);
  const sources = [];
  for (const name of [...before, path]) sources.push(await files.open(name));
  const contents = await declareAll(sources, parser, names, {
    defines: all,
    warn,
    include: async (name, quoted, from) => {
      const found = await files.find(includePaths(name, quoted, from.file.path, folders));
      if (found !== undefined || isSystemHeader(name)) return found;
      const written = quoted ? `"${name}"` : `<${name}>`;
      names.missing.push(written);
      warn(headerError(from, `${written} was not found`, "give its folder with -I DIR").message);
      return undefined;
    },
  });
  const header = new Header(path, names, contents);
  for (const error of contents.failures) if (!header.failures.includes(error)) warn(error.message);
  return { header, isReadAgain: names.isCpp && names.isReadAsC };
}

/** The files of a header, of limited size in total. */
class Files {
  readonly #readText: (path: string) => Promise<string>;
  readonly #warn: (message: string) => void;
  #size = 0;

  constructor(readText: (path: string) => Promise<string>, warn: (message: string) => void) {
    this.#readText = readText;
    this.#warn = warn;
  }

  async open(path: string): Promise<SourceFile> {
    const text = await this.#readText(path);
    this.#size += text.length;
    if (this.#size > MAX_TEXT_LENGTH) {
      throw new BadInputError(`Cannot read ${path}: it is larger than 8 MiB with its includes (give a smaller header)`);
    }
    const file = { path, text };
    const swallowing = swallowedLine(text);
    if (swallowing !== undefined) {
      const why = "a comment ends in a byte that hides the next line";
      this.#warn(
        headerError({ file, offset: swallowing }, why, "give --header-encoding, as big5 or shift_jis").message,
      );
    }
    return file;
  }

  /** The first file that can be read. */
  async find(paths: readonly string[]): Promise<SourceFile | undefined> {
    for (const path of paths) {
      try {
        return await this.open(path);
      } catch (error) {
        if (!(error instanceof BadInputError) || this.#size > MAX_TEXT_LENGTH) throw error;
      }
    }
    return undefined;
  }
}

/** Where an included header may be, in the order of the compiler. */
function includePaths(name: string, quoted: boolean, from: string, folders: readonly string[]): string[] {
  const path = name.replaceAll("\\", "/");
  if (/^(?:\/|[A-Za-z]:)/.test(path)) return [path];
  const near = from.slice(0, Math.max(from.lastIndexOf("/"), from.lastIndexOf("\\")) + 1) + path;
  const others = folders.map((folder) => `${folder.replace(/[\\/]$/, "")}/${path}`);
  return (quoted ? [near, ...others] : [...others, near]).map(straight);
}

/** Without `x/../`, so that `#pragma once` knows a file by one path. */
function straight(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    const isBack = part === ".." && !["", ".", "..", undefined].includes(parts.at(-1));
    if (isBack) parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}

/**
 * The offset of a line comment that ends in a backslash after a byte that is not UTF-8: in Big5, GBK and Shift-JIS the
 * two are one character, while in any other encoding the backslash makes the next line a part of the comment.
 */
function swallowedLine(text: string): number | undefined {
  for (const ending of ["\uFFFD\\\n", "\uFFFD\\\r\n"]) {
    for (let at = text.indexOf(ending); at >= 0; at = text.indexOf(ending, at + 1)) {
      if (text.slice(text.lastIndexOf("\n", at) + 1, at).includes("//")) return at;
    }
  }
  return undefined;
}

/** Whether a header is for C++ only, by its name. */
function isCpp(path: string): boolean {
  return /\.(?:hpp|hh|hxx|h\+\+)$/i.test(path);
}

function once(warn: (message: string) => void): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (said.has(message) || said.size >= MAX_WARNINGS) return;
    said.add(message);
    warn(message);
  };
}

const windows = new Map<Architecture, Promise<DeclaredNames>>();

function windowsTypes(parser: Parser, arch: Architecture): Promise<DeclaredNames> {
  const loaded = windows.get(arch) ?? loadWindowsTypes(parser, arch);
  windows.set(arch, loaded);
  return loaded;
}

/**
 * The types of Windows that are built in.
 *
 * @param structs Those that are read when they are used, one per line.
 */
export async function loadWindowsTypes(parser: Parser, arch: Architecture, structs?: string): Promise<DeclaredNames> {
  const names = new DeclaredNames(arch);
  const file = { path: "Windows types", text: WINDOWS_TYPES };
  const include = () => Promise.resolve(undefined);
  await declareAll([file], parser, names, { defines: predefined(arch), warn: () => {}, include });
  declareOnDemand(names, parser, declarationsByName(structs));
  return names;
}

/** How {@linkcode declareAll} reads. */
interface Reading {
  readonly defines: ReadonlyMap<string, string>;
  readonly include: PreprocessorOptions["include"];
  readonly warn: (message: string) => void;
}

async function declareAll(
  files: readonly SourceFile[],
  parser: Parser,
  names: DeclaredNames,
  { defines, include, warn }: Reading,
): Promise<HeaderContents> {
  const packing = new Packing();
  const declarations = new Declarations(parser, names);
  const externals = new Externals({
    packing,
    declare: (external) => declarations.add(external),
    fail: (error, external) => declarations.fail(error, external),
    ignore: (word) => warn(ignored(word).message),
  });
  const preprocessor = new Preprocessor({
    ...{ defines, packing, include },
    emit: (token) => externals.push(token),
    failed: (error) => warn(error.message),
    undefined: (name) => warn(undefinedName(name).message),
  });
  for (const file of files) await preprocessor.read(file);
  externals.end();
  const { failures, lost } = declarations;
  return { failures, lost, macros: preprocessor.macros };
}

function ignored(word: Token): Error {
  return headerError(word, `"${word.text}" is not defined and was ignored`, `set it with -D ${word.text}=`);
}

function undefinedName(name: Token): Error {
  return headerError(name, `"${name.text}" is not defined and counts as 0`, `set it with -D ${name.text}=VALUE`);
}
