/**
 * Which struct a frame is, where frames of several come down one pipe.
 *
 * A header declares it with an enum: a member names the struct that its own name ends with, case and underscores aside.
 *
 *     typedef enum { REPORT_TYPE_PROCESSREPORT = 1, REPORT_TYPE_MODULEREPORT = 2 } REPORT_TYPE;
 *     typedef struct { ULONG pid; … } Processreport;
 *
 * A frame is that struct if its event envelope has the member's value as payload type, or if, without an envelope, the
 * struct's first field is of this enum and has this value.
 *
 * @module
 */

import { BadInputError, UsageError } from "../../errors.ts";
import type { Frame } from "../../frame/frame.ts";
import type { EnumType, RecordType } from "../header/types.ts";

/** Finds the struct of a frame; undefined where it has none of those that are known. */
export type Choose<T> = (frame: Pick<Frame, "bytes" | "kernel">) => T | undefined;

/** What is to be chosen from. */
export interface Candidates {
  /** The structs, by the names that --struct gave, or all of the header. */
  readonly records: readonly RecordType[];
  /** Whether --struct gave names. */
  readonly named: boolean;
  /** The enums of the header. */
  readonly enums: readonly EnumType[];
}

/**
 * Makes the choice, once: `prepare` is called for each struct that can be chosen.
 *
 * One struct alone is every frame's. Of several, each has its number; when names were given, one may have none, and is
 * then what frames without a number are.
 *
 * @throws {BadInputError} where the header gives a number to two structs.
 * @throws {UsageError} where no struct, or more than one of those that were named, has a number.
 */
export function structChooser<T>(candidates: Candidates, prepare: (record: RecordType) => T): Choose<T> {
  const { records, named } = candidates;
  if (records.length === 1) {
    const only = prepare(records[0]!);
    return () => only;
  }
  const members = numbered(candidates);
  const fallback = named ? withoutNumber(records, members) : undefined;
  if (members.length === 0) {
    throw new UsageError(
      "Cannot tell the structs of --struct apart: no enum of the header names them (give one NAME, as in HEADER:NAME)",
    );
  }
  const prepared = new Map(records.map((record) => [record, prepare(record)]));
  const find = (found: readonly Member[]) => new Map(found.map(({ value, record }) => [value, prepared.get(record)!]));
  const byType = find(members);
  const byFirstField = find(members.filter(({ record, of }) => record.fields[0]?.type === of));
  const other = fallback === undefined ? undefined : prepared.get(fallback);
  return ({ bytes, kernel }) => {
    if (kernel !== undefined && kernel.type !== 0) return byType.get(kernel.type | 0);
    return (bytes.length < 4 ? undefined : byFirstField.get(firstNumber(bytes))) ?? other;
  };
}

/** A member of an enum that names a struct. */
interface Member {
  readonly value: number;
  readonly record: RecordType;
  readonly of: EnumType;
}

function numbered({ records, enums }: Candidates): Member[] {
  const members: Member[] = [];
  for (const of of enums) {
    for (const [number, name] of of.members) {
      const record = namedBy(name, records);
      if (record === undefined) continue;
      const value = number | 0;
      const same = members.find((member) => member.value === value && member.record !== record);
      if (same !== undefined) {
        throw new BadInputError(
          `Cannot tell ${same.record.name} and ${record.name} apart: the header gives both the number ${number} ` +
            `(give one NAME, as in HEADER:${record.name})`,
        );
      }
      members.push({ value, record, of });
    }
  }
  return members;
}

/** The struct with the longest name that the member's name ends with. */
function namedBy(member: string, records: readonly RecordType[]): RecordType | undefined {
  return records
    .filter(({ name }) => name !== "" && plain(member).endsWith(plain(name)))
    .sort((a, b) => plain(b.name).length - plain(a.name).length)[0];
}

function plain(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

function withoutNumber(records: readonly RecordType[], members: readonly Member[]): RecordType | undefined {
  const rest = records.filter((record) => !members.some((member) => member.record === record));
  if (rest.length <= 1) return rest[0];
  const names = rest.map(({ name }) => name).join(" and ");
  throw new UsageError(
    `Cannot tell ${names} apart: no enum of the header names them (of the names in --struct, one may be without)`,
  );
}

function firstNumber(bytes: Uint8Array): number {
  return bytes[0]! | bytes[1]! << 8 | bytes[2]! << 16 | bytes[3]! << 24;
}
