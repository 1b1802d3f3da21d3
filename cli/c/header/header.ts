/**
 * A header that has been read: its structs, unions, enums and constants by name.
 *
 * @module
 */

import { wordSimilaritySort } from "@std/text/word-similarity-sort";
import { BadInputError } from "../../errors.ts";
import type { DeclaredNames } from "./declared_names.ts";
import { evaluate } from "./expressions.ts";
import type { Macros } from "./macros.ts";
import { HeaderError } from "./source_location.ts";
import { type EnumType, isRecord, type RecordType } from "./types.ts";

/** How many names an error lists. */
const MAX_LISTED = 12;

/** What was found in a header, besides its names. */
export interface HeaderContents {
  readonly failures: readonly BadInputError[];
  /** The first failure whose names are not known. */
  readonly lost: BadInputError | undefined;
  readonly macros: Macros;
}

/** The types and constants of a header. */
export class Header {
  /** Structs and unions by typedef name and by tag, in order of declaration, including those of included headers. */
  readonly records: ReadonlyMap<string, RecordType>;
  /** Structs and unions of the header itself, each once, without empty ones. */
  readonly own: readonly RecordType[];
  /** The types that cannot be laid out, also those of included headers, by name, and why. */
  readonly unread: ReadonlyMap<string, Error>;
  /** Enums by typedef name and by tag. */
  readonly enums: ReadonlyMap<string, EnumType>;
  /** Enum constants, and macros with an integer value. */
  readonly constants: ReadonlyMap<string, bigint>;
  /** The reason for each type of the header itself that cannot be laid out. */
  readonly failures: readonly BadInputError[];
  readonly #path: string;
  readonly #names: DeclaredNames;

  readonly #lost: BadInputError | undefined;

  /** @param macros The macros defined at its end. */
  constructor(path: string, names: DeclaredNames, { failures, lost, macros }: HeaderContents) {
    this.#path = path;
    this.#names = names;
    this.#lost = lost;
    this.failures = failures.filter((error) => !(error instanceof HeaderError) || error.location.file.path === path);
    const types = names.declared.map(({ isTag, token, name }) => ({
      name,
      type: isTag ? names.tag(name) : names.typedef(name),
      isOwn: token.file.path === path,
    }));
    this.records = new Map(types.flatMap(({ name, type }) => isRecord(type) ? [[name, type]] : []));
    this.own = unique(
      types.flatMap(({ type, isOwn }) => isOwn && isRecord(type) && type.fields.length > 0 ? [type] : []),
    );
    const invalid = names.invalid.filter(({ token }) => !this.records.has(token.text));
    const unread = new Map(invalid.map(({ token, why }) => [token.text, why]));
    for (const { token: { text } } of invalid) {
      if (unread.has(text.replace(/^_+/, "")) && /^_/.test(text)) unread.delete(text);
    }
    this.unread = unread;
    this.enums = new Map(types.flatMap(({ name, type }) => type?.kind === "enum" ? [[name, type]] : []));
    this.constants = constantsOf(names, macros);
  }

  /**
   * The struct or union of that name; without a name, the only one of the header.
   *
   * @throws {BadInputError} when there is none, with the names that exist, nearest first; or when it cannot be laid out.
   */
  find(name?: string): RecordType {
    if (name === undefined) return this.#only();
    const found = this.records.get(name);
    if (found !== undefined) return found;
    const type = this.#names.typedef(name) ?? this.#names.tag(name);
    if (isRecord(type)) return type;
    if (type?.kind === "opaque" && type.why instanceof Error) throw type.why;
    const scoped = [...this.records].find(([key]) => key.endsWith(`::${name}`))?.[1];
    if (scoped !== undefined) return scoped;
    const why = this.unread.get(name);
    if (why !== undefined) throw why;
    if (this.#lost !== undefined) throw this.#lost;
    throw new BadInputError(`Cannot find struct "${name}": ${this.#path} has ${this.#listed(name)} (correct the name)`);
  }

  #only(): RecordType {
    const [only, ...others] = this.own;
    if (only !== undefined && others.length === 0 && this.failures.length === 0) return only;
    if (only === undefined && this.failures[0] !== undefined) throw this.failures[0];
    throw new BadInputError(`Cannot choose a struct: ${this.#path} has ${this.#listed("")} (write ${this.#path}:NAME)`);
  }

  #listed(wanted: string): string {
    const names = wordSimilaritySort(wanted, unique([...this.records.values()]).map(({ name }) => name));
    if (names.length === 0) return "none";
    const more = names.length - MAX_LISTED;
    return names.slice(0, MAX_LISTED).join(", ") + (more > 0 ? ` and ${more} more` : "");
  }
}

/** A record may have a tag and several typedefs, of which the first is listed. */
function unique(records: readonly RecordType[]): RecordType[] {
  const seen = new Set<RecordType["fields"]>();
  return records.filter(({ fields }) => !seen.has(fields) && seen.add(fields));
}

function constantsOf(names: DeclaredNames, macros: Macros): Map<string, bigint> {
  const all = new Map([...names.constants].map(([name, { value }]) => [name, value]));
  for (const [name, { parameters, body }] of macros.all) {
    const [first] = body;
    if (parameters !== undefined || first === undefined || first.file.path === "-D") continue;
    try {
      all.set(name, evaluate(macros.expand(body), names, first).value);
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error; // the macro is not an integer
    }
  }
  return all;
}
