/**
 * `pipelisten layout`: prints where the fields of a header's structs are.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { VERBOSE } from "../options/common.ts";
import type { Given } from "../options/given.ts";
import { HEADER_SPECS, readHeader, UNION_SPEC } from "../options/header.ts";
import { quotedList } from "../options/pipe_operand.ts";
import { flag, type Option, type Values } from "../options/table.ts";
import type { RunContext } from "../stream/run_context.ts";
import type { StructOptions } from "../c/header/load_header.ts";
import type { UnionOptions } from "../c/header/types.ts";
import { defineCommand } from "./command.ts";

const TABLE = {
  json: flag("json", { short: "j", help: "print each struct as a line of JSON" }),
  struct: { specs: [...HEADER_SPECS, UNION_SPEC], read: readStruct } satisfies Option<StructOptions>,
  ...VERBOSE,
};

/** What to lay out, and how to print it. */
export type LayoutOptions = Values<typeof TABLE>;

/** Prints struct layouts. */
export const layout = defineCommand({
  name: "layout",
  summary: ["HEADER", "print struct layouts"],
  help: {
    title:
      "pipelisten layout: prints offset, size and type of every field, as MSVC lays out the structs of a C header.",
    usage: ["pipelisten layout [OPTIONS] HEADER[:NAME[,NAME...]]     without NAME: all structs of the header"],
    exitStatus: "0 done, 1 failure, 2 usage, 5 the header can't be read, or has no such struct.",
    examples: ["pipelisten layout driver/include/report.h:Networkreport"],
  },
  table: TABLE,
  read: (values): LayoutOptions => values,
  run: runLayout,
  terminalStatus: () => "losses", // it has none, but what the header lets it warn of is said
});

/** A layout has every member of a union, whichever is printed of frames. */
function allMembers(unions: UnionOptions | undefined): UnionOptions | undefined {
  return unions?.others === "first" ? { ...unions, others: "all" } : unions;
}

/** The operand, and how the header is read. */
function readStruct(given: Given): StructOptions {
  const [operand, ...more] = given.operands;
  if (operand === undefined || more.length > 0) {
    const which = operand === undefined ? "nothing" : quotedList(given.operands);
    throw new UsageError(`Cannot lay out ${which}: expected one HEADER or HEADER:NAME (see pipelisten layout --help)`);
  }
  const struct = readHeader(given, operand);
  if (struct !== undefined) return struct;
  throw new UsageError(`Cannot lay out "${operand}": expected HEADER, or HEADER:NAME, as in report.h:Networkreport`);
}

/**
 * Prints the structs that were named, or else all that the header itself defines.
 *
 * @throws {BadInputError} when one of them can't be laid out; the others have been printed then.
 */
async function runLayout({ struct, json }: LayoutOptions, { sink, status }: RunContext): Promise<void> {
  const { names, arch, unions } = struct;
  // With the C parser, which only this needs
  const [{ loadHeader }, { showUnions }, { layoutJson, layoutText }] = await Promise.all([
    import("../c/header/load_header.ts"),
    import("../c/values/union_tags.ts"),
    import("../render/struct_layout.ts"),
  ]);
  const header = await loadHeader(struct.header, { ...struct, warn: (message) => status.warn(message) });
  const found = names.length > 0 ? names.map((name) => header.find(name)) : header.own;
  const records = showUnions(found, { constants: header.constants, enums: header.enums.values() }, allMembers(unions));
  const text = records.map((record) => json ? layoutJson(record, arch) : layoutText(record)).join(json ? "" : "\n");
  await sink.write(new TextEncoder().encode(text));
  if (names.length > 0) return;
  const [failure, ...others] = header.failures;
  for (const { message } of others) status.warn(message);
  if (failure !== undefined) throw failure;
  if (records.length === 0) header.find();
}
