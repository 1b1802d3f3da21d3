/**
 * Chooses the struct of each frame where one pipe carries several.
 *
 * A header declares the numbers in an enum: a member names the struct whose name it ends with, ignoring case and
 * underscores.
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
import { foldName } from "../header/array_length.ts";
import type { EnumType, RecordType } from "../header/types.ts";

/** Finds the struct of a frame; undefined if it matches none. */
export type Choose<T> = (frame: Pick<Frame, "bytes" | "kernel">) => T | undefined;

/** What to choose from. */
export interface Candidates {
  /** The structs named by --struct, or all of the header. */
  readonly records: readonly RecordType[];
  /** Whether --struct names them. */
  readonly named: boolean;
  /** The enums of the header. */
  readonly enums: readonly EnumType[];
}

/**
 * Makes the chooser; `prepare` is called once for each struct that can be chosen.
 *
 * A single struct is chosen for every frame. Of several, each has a number; of structs that --struct names, one may have
 * none and is then chosen for frames without a number.
 *
 * @throws {BadInputError} when the header gives two structs the same number.
 * @throws {UsageError} when no struct has a number, or several that --struct names have none.
 */
export function structChooser<T>(candidates: Candidates, prepare: (record: RecordType) => T): Choose<T> {
  const { records, named } = candidates;
  if (records.length === 1) {
    const only = prepare(records[0]!);
    return () => only;
  }
  const numbers = structNumbers(candidates);
  const fallback = named ? withoutNumber(records, numbers) : undefined;
  if (numbers.length === 0) {
    throw new UsageError(
      "Cannot distinguish the structs of --struct: no enum of the header names them (give one NAME, as in HEADER:NAME)",
    );
  }
  const prepared = new Map(records.map((record) => [record, prepare(record)]));
  const find = (found: readonly StructNumber[]) =>
    new Map(found.map(({ value, record }) => [value, prepared.get(record)!]));
  const byType = find(numbers);
  const byFirstField = find(numbers.filter(({ record, of }) => record.fields[0]?.type === of));
  const other = fallback === undefined ? undefined : prepared.get(fallback);
  return ({ bytes, kernel }) => {
    if (kernel !== undefined && kernel.type !== 0) return byType.get(kernel.type | 0);
    return (bytes.length < 4 ? undefined : byFirstField.get(firstNumber(bytes))) ?? other;
  };
}

/** The number of a struct: a member of an enum that names it. */
interface StructNumber {
  readonly value: number;
  readonly record: RecordType;
  readonly of: EnumType;
}

function structNumbers({ records, enums }: Candidates): StructNumber[] {
  const numbers: StructNumber[] = [];
  for (const of of enums) {
    for (const [number, name] of of.members) {
      const record = namedBy(name, records);
      if (record === undefined) continue;
      const value = number | 0;
      const same = numbers.find((known) => known.value === value && known.record !== record);
      if (same !== undefined) {
        throw new BadInputError(
          `Cannot distinguish ${same.record.name} and ${record.name}: the header gives both the number ${number} ` +
            `(give one NAME, as in HEADER:${record.name})`,
        );
      }
      numbers.push({ value, record, of });
    }
  }
  return numbers;
}

/** The struct with the longest name that the member ends with. */
function namedBy(member: string, records: readonly RecordType[]): RecordType | undefined {
  return records
    .filter(({ name }) => name !== "" && foldName(member).endsWith(foldName(name)))
    .sort((a, b) => foldName(b.name).length - foldName(a.name).length)[0];
}

function withoutNumber(records: readonly RecordType[], numbers: readonly StructNumber[]): RecordType | undefined {
  const rest = records.filter((record) => !numbers.some((number) => number.record === record));
  if (rest.length <= 1) return rest[0];
  const names = rest.map(({ name }) => name).join(" and ");
  throw new UsageError(
    `Cannot distinguish ${names}: no enum of the header names them (only one name in --struct may have no number)`,
  );
}

function firstNumber(bytes: Uint8Array): number {
  return bytes[0]! | bytes[1]! << 8 | bytes[2]! << 16 | bytes[3]! << 24;
}
