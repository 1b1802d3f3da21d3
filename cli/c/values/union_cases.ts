/**
 * Which constants stand for which members of a union, by their names:
 *
 *     enum { MSG_TYPE_NONE, MSG_TYPE_CREATE, MSG_TYPE_READ };
 *     union { CREATE_DATA Create; READ_DATA Read; };
 *
 * Constants that are the name of a member, with the same beginning and the same end for several members, stand for them.
 * What all members begin or end with does not count: `CreateInfo` and `ReadInfo` are the same as `Create` and `Read`.
 *
 * @module
 */

import { foldName } from "../header/array_length.ts";
import { isRecord, type RecordType, type UnionCase } from "../header/types.ts";

/** One may be named alike by chance. */
const MIN_MEMBERS = 2;

/** Cases of constants with the same beginning and end. */
interface Family {
  readonly affixes: readonly [before: string, after: string];
  readonly members: Set<string>;
  readonly cases: UnionCase[];
}

/** What a family must be. */
export interface Wanted {
  /** The name of the tag. */
  readonly tag: string;
  /** Whether the constants are those of the tag's enum. Others count if none names more members, or if they have its name. */
  readonly isOneEnum: boolean;
  /** Whether nobody said that this is the tag: then it must name all members, and other constants must have its name. */
  readonly isGuess: boolean;
}

/** The cases that constants give, each value once. One that families of equal size give to different members is none. */
export function unionCases(union: RecordType, constants: ReadonlyMap<string, bigint>, wanted: Wanted): UnionCase[] {
  const counted = countedMembers(union);
  const name = foldName(wanted.tag);
  const isNamed = ({ affixes }: Family) => affixes.some((affix) => affix.includes(name));
  const families = [...familiesOf(union, constants).values()].filter(({ members }) => {
    const named = counted.filter((member) => members.has(member)).length;
    return wanted.isGuess
      ? named === counted.length && named >= MIN_MEMBERS
      : 2 * named >= counted.length && named >= Math.min(MIN_MEMBERS, counted.length);
  });
  if (wanted.isOneEnum) return merged(families);
  const named = families.filter(isNamed);
  if (wanted.isGuess) return merged(named);
  const among = named.length > 0 ? named : families;
  const largest = among.reduce((most, { members }) => Math.max(most, members.size), 0);
  return merged(among.filter(({ members }) => members.size === largest));
}

/** The members that must be named: numbers and bytes beside structs are other views of these. */
function countedMembers({ fields }: RecordType): string[] {
  const named = fields.filter(({ name }) => name !== "");
  const records = named.filter(({ type }) => isRecord(type));
  return (records.length >= MIN_MEMBERS ? records : named).map(({ name }) => name);
}

/** Every family is asked for the values that larger ones have not. */
function merged(families: readonly Family[]): UnionCase[] {
  const cases = new Map<bigint, UnionCase & { readonly size: number }>();
  const doubtful = new Set<bigint>();
  for (const family of families.toSorted((a, b) => b.members.size - a.members.size)) {
    for (const one of family.cases) {
      const known = cases.get(one.value);
      if (known === undefined) cases.set(one.value, { ...one, size: family.members.size });
      else if (known.member !== one.member && known.size === family.members.size) doubtful.add(one.value);
    }
  }
  return [...cases.values()].filter(({ value }) => !doubtful.has(value))
    .map(({ value, constant, member }) => ({ value, constant, member }));
}

function familiesOf(union: RecordType, constants: ReadonlyMap<string, bigint>): Map<string, Family> {
  const families = new Map<string, Family>();
  const stems = stemsOf(union.fields.map(({ name }) => name).filter((name) => name !== ""));
  for (const [constant, value] of constants) {
    const folded = foldName(constant);
    for (const [form, stem, member] of stems) {
      for (let at = folded.indexOf(stem); at >= 0; at = folded.indexOf(stem, at + 1)) {
        const affixes = [folded.slice(0, at), folded.slice(at + stem.length)] as const;
        const key = `${form} ${affixes.join(" ")}`;
        const family = families.get(key) ?? { affixes, members: new Set(), cases: [] };
        families.set(key, family);
        family.members.add(member);
        family.cases.push({ value, constant, member });
      }
    }
  }
  return families;
}

/** What constants may have of each member's name: all of it, and without what all members begin and end with. */
function stemsOf(members: readonly string[]): (readonly [form: number, stem: string, member: string])[] {
  const words = members.map((name) => name.split(/_+|(?<=[a-z\d])(?=[A-Z])/).filter((word) => word !== ""));
  const shortest = Math.min(...words.map(({ length }) => length));
  const isCommon = (at: number) =>
    members.length > 1 && words.every((all) => foldName(all.at(at)!) === foldName(words[0]!.at(at)!));
  let before = 0;
  while (before < shortest - 1 && isCommon(before)) before++;
  let after = 0;
  while (after < shortest - 1 - before && isCommon(-1 - after)) after++;
  return members.flatMap((member, i) => {
    const whole = [0, foldName(member), member] as const;
    const inner = foldName(words[i]!.slice(before, words[i]!.length - after).join(""));
    return before + after === 0 || inner === "" ? [whole] : [whole, [1, inner, member] as const];
  }).filter(([, stem]) => stem !== "");
}
