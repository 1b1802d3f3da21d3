/**
 * Which member holds the length of an array at the end of a struct. The first rule that gives one decides:
 *
 * 1. the array's SAL annotation;
 * 2. a member named after it: of `Data` `DataLength` or `cbData` (bytes), of `Events` `EventCount`, `NumberOfEvents` or
 *    `num_events` (elements); also one in a header, as `Header.DataLength`;
 * 3. the only member that counts what the array's name ends with: `NumberOfPackets` of `IsoPackets`;
 * 4. the only `Count`, `Length` or `Size` of the struct, if the array follows it. Elsewhere it may be that of the whole
 *    struct.
 *
 * Case and underscores don't matter, nor does the plural.
 *
 * @module
 */

import { type Bound, type CType, type Field, isRecord } from "./types.ts";

/** The names of lengths without case and underscores, better ones first; the group is the array's name. */
const BYTES = [
  /^(.+)len$/,
  /^(.+)length$/,
  /^(.+)size$/,
  /^(.+?)(?:bytes|bytecount|lengthinbytes|sizeinbytes)$/,
  /^(?:sizeof|lengthof)(.+)$/,
];
const ELEMENTS = [/^(.+)(?:count|cnt)$/, /^(?:numberof|numof|num|countof)(.+)$/, /^(.+s)number$/];
/** In Windows' notation, `cbData`, `cchName`, `cItems`, `nItems`. */
const HUNGARIAN: Readonly<Record<string, Bound["unit"]>> = {
  cb: "bytes",
  cch: "elements",
  c: "elements",
  n: "elements",
};
/** Prefixes that only give the type. */
const TYPE_PREFIX = /^(?:m_)?(?:dw|ul|us)?(?=[A-Z])/;
/** The length of an array whose name is not in it. */
const PLAIN = new Map<string, Bound["unit"]>([
  ["count", "elements"],
  ["length", "bytes"],
  ["len", "bytes"],
  ["size", "bytes"],
]);
/** Members that say nothing of what the array has. */
const BESIDE_THE_POINT = /^(?:max.*|reserved\d*|pad(?:ding)?\d*|spare\d*|unused\d*)$/;
/** Shorter names are parts of too many others. */
const MIN_ENDING = 4;

/** A member that may hold a length. */
interface Candidate {
  /** Its path in the record. */
  readonly path: string;
  readonly name: string;
}

/** Where the length of the flexible array `field` is, which stands after `before`; undefined if nothing tells. */
export function lengthOfArray({ name, type, bound }: Field, before: readonly Field[]): Bound | undefined {
  const own = candidates(before);
  if (bound !== undefined && own.some(({ path }) => path === bound.field)) return bound;
  const isOfRecords = type.kind === "array" && isRecord(type.element);
  return [own, inHeaders(before)].map((some) => namedAfter(name, isOfRecords, some)).find((found) => found) ??
    countsEnding(name, own) ?? plainBefore(before, own);
}

/** The members of a record that are numbers, also those of its anonymous members. */
function candidates(fields: readonly Field[], prefix = ""): Candidate[] {
  return fields.flatMap(({ name, type, bits }) => {
    if (name === "") return isRecord(type) ? candidates(type.fields, prefix) : [];
    return isLength(type) && bits === undefined ? [{ path: prefix + name, name }] : [];
  });
}

function isLength(type: CType): boolean {
  return type.kind === "integer" && (type.shown === "number" || type.shown === "byte");
}

function inHeaders(fields: readonly Field[]): Candidate[] {
  return fields.flatMap(({ name, type }) =>
    name !== "" && type.kind === "struct" ? candidates(type.fields, `${name}.`) : []
  );
}

/** Of two, a count for an array of records, bytes for any other: btrfs's `stripe_len` is not that of `stripe`. */
function namedAfter(array: string, isOfRecords: boolean, from: readonly Candidate[]): Bound | undefined {
  const first = (patterns: readonly RegExp[], unit: Bound["unit"]): Bound | undefined => {
    for (const pattern of patterns) {
      const found = from.find(({ name }) => isNamed(stemOf(name, pattern), array));
      if (found !== undefined) return { field: found.path, unit };
    }
    return undefined;
  };
  const units = [() => first(BYTES, "bytes"), () => first(ELEMENTS, "elements")];
  for (const find of isOfRecords ? units.toReversed() : units) {
    const found = find();
    if (found !== undefined) return found;
  }
  return from.flatMap((one) => hungarian(one, array) ?? [])[0];
}

function hungarian({ path, name }: Candidate, array: string): Bound | undefined {
  const [, prefix = "", stem] = /^(?:dw|ul|us)?(cb|cch|c|n)_?([A-Z].*)$/.exec(name) ?? [];
  return isNamed(stem, array) ? { field: path, unit: HUNGARIAN[prefix]! } : undefined;
}

function countsEnding(array: string, from: readonly Candidate[]): Bound | undefined {
  const endings = forms(array);
  const found = from.filter(({ name }) =>
    ELEMENTS.flatMap((pattern) => forms(stemOf(name, pattern) ?? "")).some((stem) =>
      stem.length >= MIN_ENDING && endings.some((ending) => ending.endsWith(stem))
    )
  );
  return found.length === 1 ? { field: found[0]!.path, unit: "elements" } : undefined;
}

function plainBefore(before: readonly Field[], from: readonly Candidate[]): Bound | undefined {
  const last = before.findLast(({ name }) => !BESIDE_THE_POINT.test(foldName(name)));
  const [only, ...others] = from.filter(({ name }) => PLAIN.has(foldName(name)));
  if (only === undefined || others.length > 0 || only.name !== last?.name) return undefined;
  return { field: only.path, unit: PLAIN.get(foldName(only.name))! };
}

/** What a pattern finds in a name, with or without its type prefix. */
function stemOf(name: string, pattern: RegExp): string | undefined {
  return (pattern.exec(foldName(name.replace(TYPE_PREFIX, ""))) ?? pattern.exec(foldName(name)))?.[1];
}

function isNamed(stem: string | undefined, array: string): boolean {
  if (stem === undefined) return false;
  const wanted = forms(array);
  return forms(stem).some((form) => wanted.includes(form));
}

/** The name as it is, and what it may be the plural of. */
function forms(name: string): string[] {
  const folded = foldName(name.replace(TYPE_PREFIX, ""));
  const singular = [folded.replace(/ies$/, "y"), folded.replace(/es$/, ""), folded.replace(/s$/, "")];
  return [folded, ...singular].filter((form) => form !== "");
}

/** The name without case and underscores: `buffer_data_len` and `BufferDataLen` are the same. */
export function foldName(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}
