/** Headers from strings. */
import type { Header } from "../../../../cli/c/header/header.ts";
import { loadHeader } from "../../../../cli/c/header/load_header.ts";
import type { Architecture } from "../../../../cli/c/header/predefined.ts";
import { BadInputError } from "../../../../cli/errors.ts";
import type { CType, RecordType } from "../../../../cli/c/header/types.ts";

/** How to read a header in a string. */
export interface Setting {
  readonly arch?: Architecture;
  readonly defines?: Readonly<Record<string, string>>;
  /** Headers that it may include, by their paths. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Reads the text as `x.h`. */
export function header(text: string, { arch = "x64", defines = {}, files = {} }: Setting = {}): Promise<Header> {
  const all: Readonly<Record<string, string>> = { ...files, "x.h": text };
  return loadHeader("x.h", {
    arch,
    defines: new Map(Object.entries(defines)),
    readText: (path) => {
      const found = all[path];
      return found === undefined ? Promise.reject(new BadInputError(`no ${path}`)) : Promise.resolve(found);
    },
  });
}

/** The error for a header, when it is read or when the struct X is asked for. */
export async function refusal(text: string, setting?: Setting): Promise<string> {
  try {
    (await header(text, setting)).find("X");
  } catch (error) {
    if (error instanceof BadInputError) return error.message;
    throw error;
  }
  return "";
}

/** A layout on one line: `12/4 a@0 b@4:3+2 c@8` is size/align, then name@offset, for bit-fields with :shift+width. */
export function summary({ size, align, fields }: RecordType): string {
  return [`${size}/${align}`, ...fields.flatMap((field) => members(field))].join(" ");
}

function members({ name, offset, type, bits }: RecordType["fields"][number], start = 0): string[] {
  if (name === "" && isRecord(type)) return type.fields.flatMap((field) => members(field, start + offset));
  return [`${name}@${start + offset}${bits === undefined ? "" : `:${bits.shift}+${bits.width}`}`];
}

function isRecord(type: CType): type is RecordType {
  return type.kind === "struct" || type.kind === "union";
}
