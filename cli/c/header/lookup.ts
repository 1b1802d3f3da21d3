/**
 * What a header has to offer, by name.
 *
 * @module
 */

import { wordSimilaritySort } from "@std/text/word-similarity-sort";
import { BadInputError } from "../../errors.ts";
import { evaluate } from "./expressions.ts";
import type { Macros } from "./macros.ts";
import type { Names } from "./declared_names.ts";
import type { AnyType } from "./opaque.ts";
import type { EnumType, RecordType } from "./types.ts";

/** So many names are listed in an error. */
const MOST_LISTED = 12;

/** A header that has been read. */
export class Header {
  /** Structs and unions by typedef name and by tag, in order of declaration; those of included headers too. */
  readonly records: ReadonlyMap<string, RecordType>;
  /** Those that stand in the header itself, each once. */
  readonly own: readonly RecordType[];
  /** Enums by typedef name and by tag. */
  readonly enums: ReadonlyMap<string, EnumType>;
  /** Enum constants, and macros that are an integer. */
  readonly constants: ReadonlyMap<string, bigint>;
  /** Why each of the types that can't be laid out can't be. */
  readonly failures: readonly BadInputError[];
  readonly #path: string;
  readonly #names: Names;

  /** @param macros What `#define` left behind. */
  constructor(path: string, names: Names, failures: readonly BadInputError[], macros: Macros) {
    this.#path = path;
    this.#names = names;
    this.failures = failures;
    const types = names.declared.map(({ isTag, token }) => ({
      name: token.text,
      type: isTag ? names.tag(token.text) : names.typedef(token.text),
      isOwn: token.file.path === path,
    }));
    this.records = new Map(types.flatMap(({ name, type }) => isRecord(type) ? [[name, type]] : []));
    this.own = unique(types.flatMap(({ type, isOwn }) => isOwn && isRecord(type) ? [type] : []));
    this.enums = new Map(types.flatMap(({ name, type }) => type?.kind === "enum" ? [[name, type]] : []));
    this.constants = constantsOf(names, macros);
  }

  /**
   * The struct or union of that name; without a name, the only one there is.
   *
   * @throws {BadInputError} when there is none, with the names there are, the nearest first; or when it can't be laid out.
   */
  find(name?: string): RecordType {
    if (name === undefined) return this.#only();
    const found = this.records.get(name);
    if (found !== undefined) return found;
    const type = this.#names.typedef(name) ?? this.#names.tag(name);
    if (isRecord(type)) return type;
    if (type?.kind === "opaque" && type.why instanceof Error) throw type.why;
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
    const more = names.length - MOST_LISTED;
    return names.slice(0, MOST_LISTED).join(", ") + (more > 0 ? ` and ${more} more` : "");
  }
}

function isRecord(type: AnyType | undefined): type is RecordType {
  return type?.kind === "struct" || type?.kind === "union";
}

/** A record may have a tag and several typedefs: the first name is enough. */
function unique(records: readonly RecordType[]): RecordType[] {
  const seen = new Set<RecordType["fields"]>();
  return records.filter(({ fields }) => !seen.has(fields) && seen.add(fields));
}

function constantsOf(names: Names, macros: Macros): Map<string, bigint> {
  const all = new Map([...names.constants].map(([name, { value }]) => [name, value]));
  for (const [name, { parameters, body }] of macros.all) {
    const [first] = body;
    if (parameters !== undefined || first === undefined || first.file.path === "-D") continue;
    try {
      all.set(name, evaluate(macros.expand(body), names, first).value);
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error; // a macro that is no integer
    }
  }
  return all;
}
