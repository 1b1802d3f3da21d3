/**
 * Which member of a union is shown. All are views of the same bytes, and a frame has one of them: the one that a number
 * beside the union stands for, its tag.
 *
 *     typedef struct { MSG_TYPE Type; union { CREATE_DATA Create; READ_DATA Read; } Data; } MESSAGE;
 *
 * A tag is a member of the record that has the union, of a struct in that record (`Header.Type`), or of one around it. It
 * is found by itself if it is the only one whose constants have the names of all members: an enum, or another number
 * `Type` with constants like `MSG_TYPE_CREATE`. Where the value of the tag stands for no member, all are shown.
 *
 * @module
 */

import { UsageError } from "../../errors.ts";
import type { EnumType, Field, IntegerType, RecordType, UnionOptions, UnionTag } from "../header/types.ts";
import { type CType, isRecord } from "../header/types.ts";
import { foldName } from "../header/array_length.ts";
import { unionCases } from "./union_cases.ts";

/** What {@linkcode showUnions} knows of the header. */
export interface UnionNames {
  /** Of enums and macros. */
  readonly constants: ReadonlyMap<string, bigint>;
  readonly enums: Iterable<EnumType>;
}

const DEFAULT: UnionOptions = { by: [], others: "named" };
/** So many numbers beside a union are looked at, near ones first. */
const MAX_CANDIDATES = 64;
/** So many constants are compared with unions: it takes a second, and only generated headers reach it. */
const MAX_COMPARED = 10_000_000;
/** Shorter names of numbers are in too many constants. */
const MIN_TAG = 4;

/**
 * The same records, with the unions as they are to be shown.
 *
 * @throws {UsageError} when a member to go by is beside no union, or its values have no names like the union's members.
 */
export function showUnions(records: readonly RecordType[], names: UnionNames, options = DEFAULT): RecordType[] {
  const unions = new Unions(names, options);
  const shown = records.map((record) => unions.record(record, []));
  unions.checkUsed();
  return shown;
}

/** A number that may be a tag. */
interface Candidate {
  readonly path: string;
  /** From the start of the record at hand. */
  readonly offset: number;
  readonly type: IntegerType | EnumType;
  readonly bits?: Field["bits"];
  /** How far away it is: 0 in the same record, 1 in a struct of it, more around it. */
  readonly distance: number;
}

class Unions {
  readonly #options: UnionOptions;
  readonly #names: UnionNames;
  /** The members to go by that are beside a union, and whether one of those has a case. */
  readonly #used = new Map<string, boolean>();
  #constants: ReadonlyMap<string, bigint> | undefined;
  /** Those with the name of a tag in theirs. */
  readonly #byTag = new Map<string, ReadonlyMap<string, bigint>>();
  #compared = 0;

  constructor(names: UnionNames, options: UnionOptions) {
    this.#names = names;
    this.#options = options;
  }

  /** @param around The candidates of the records around it. */
  record(record: RecordType, around: readonly Candidate[]): RecordType {
    const isUnion = record.kind === "union";
    const beside = isUnion ? around : [...candidates(record.fields), ...around].slice(0, MAX_CANDIDATES);
    const fields = record.fields.map((field) => this.#field(field, beside));
    const isFirst = isUnion && this.#options.others === "first";
    return { ...record, fields: isFirst ? fields.slice(0, 1) : fields };
  }

  /** @throws {UsageError} when a member to go by is of no use. */
  checkUsed(): void {
    for (const name of this.#options.by) {
      const used = this.#used.get(name);
      if (used === true) continue;
      throw new UsageError(
        used === undefined
          ? `Cannot use --union ${name}: no union has a number of that name beside it (expected all, first, or its name)`
          : `Cannot use --union ${name}: no enum or macro has names like the members of the union beside it ` +
            "(use all or first)",
      );
    }
  }

  #field(field: Field, beside: readonly Candidate[]): Field {
    const { type, offset } = field;
    if (type.kind === "union") {
      const tag = this.#tagOf(type, beside);
      if (tag !== undefined) return { ...field, type: this.#all(type, shifted(beside, offset)), tag };
    }
    return { ...field, type: this.#type(type, shifted(beside, offset)) };
  }

  /** The type of a member. Nothing has a fixed distance from the elements of an array. */
  #type(type: CType, around: readonly Candidate[]): CType {
    if (type.kind === "array") return { ...type, element: this.#type(type.element, []) };
    return isRecord(type) ? this.record(type, around) : type;
  }

  /** A union of which no member is dropped. */
  #all(union: RecordType, around: readonly Candidate[]): RecordType {
    return { ...union, fields: union.fields.map((field) => this.#field(field, around)) };
  }

  #tagOf(union: RecordType, beside: readonly Candidate[]): UnionTag | undefined {
    for (const name of this.#options.by) {
      const found = beside.find(({ path }) => path === name || path.endsWith(`.${name}`));
      if (found === undefined) continue;
      const tag = this.#tag(union, found, false);
      this.#used.set(name, this.#used.get(name) === true || tag !== undefined);
      if (tag !== undefined) return tag;
    }
    return this.#options.others === "named" ? this.#named(union, beside) : undefined;
  }

  /** The nearest that names all members of the union; undefined if there are two. */
  #named(union: RecordType, beside: readonly Candidate[]): UnionTag | undefined {
    const tags = beside.flatMap((candidate) => {
      const tag = this.#tag(union, candidate, true);
      return tag === undefined ? [] : [{ tag, distance: candidate.distance }];
    });
    const nearest = tags.filter(({ distance }) => distance === Math.min(...tags.map(({ distance }) => distance)));
    return nearest.length === 1 ? nearest[0]!.tag : undefined;
  }

  #tag(union: RecordType, { path, offset, type, bits }: Candidate, isGuess: boolean): UnionTag | undefined {
    const tag = path.slice(path.lastIndexOf(".") + 1);
    const isOneEnum = type.kind === "enum";
    const constants = isOneEnum ? constantsOf(type) : isGuess ? this.#constantsLike(tag) : this.#allConstants();
    this.#compared += constants.size * union.fields.length;
    if (constants.size === 0 || (isGuess && this.#compared > MAX_COMPARED)) return undefined;
    const cases = unionCases(union, constants, { tag, isOneEnum, isGuess });
    if (cases.length === 0) return undefined;
    return { path, offset, type, ...bits === undefined ? {} : { bits }, cases };
  }

  #constantsLike(tag: string): ReadonlyMap<string, bigint> {
    const name = foldName(tag);
    if (name.length < MIN_TAG) return new Map();
    const known = this.#byTag.get(name);
    if (known !== undefined) return known;
    this.#compared += this.#allConstants().size;
    const found = new Map([...this.#allConstants()].filter(([constant]) => foldName(constant).includes(name)));
    this.#byTag.set(name, found);
    return found;
  }

  #allConstants(): ReadonlyMap<string, bigint> {
    return this.#constants ??= new Map([
      ...[...this.#names.enums].flatMap((type) => [...constantsOf(type)]),
      ...this.#names.constants,
    ]);
  }
}

const ofEnums = new WeakMap<EnumType, ReadonlyMap<string, bigint>>();

function constantsOf(type: EnumType): ReadonlyMap<string, bigint> {
  const known = ofEnums.get(type) ?? new Map([...type.members].map(([value, name]) => [name, BigInt(value)]));
  ofEnums.set(type, known);
  return known;
}

/** The numbers of a record, near ones first. Those in a union are in one of its members only. */
function candidates(fields: readonly Field[], prefix = "", start = 0, distance = 0): Candidate[] {
  const inner: Candidate[] = [];
  const own = fields.flatMap(({ name, offset, type, bits }): Candidate[] => {
    const path = prefix + name;
    if (type.kind === "struct") {
      if (name === "") return candidates(type.fields, prefix, start + offset, distance);
      inner.push(...candidates(type.fields, `${path}.`, start + offset, distance + 1));
      return [];
    }
    if (type.kind !== "enum" && (type.kind !== "integer" || type.shown === "boolean")) return [];
    return [{ path, offset: start + offset, type, distance, ...bits === undefined ? {} : { bits } }];
  });
  return [...own, ...inner];
}

/** The same candidates, for the record at `offset`. */
function shifted(candidates: readonly Candidate[], offset: number): Candidate[] {
  return candidates.map((candidate) => ({
    ...candidate,
    offset: candidate.offset - offset,
    distance: candidate.distance + 1,
  }));
}
