/**
 * The command `pipelisten layout`: a header's structs → where their fields are.
 *
 * @module
 */

import type { LayoutArgs } from "./layout_options.ts";
import { layoutJson, layoutText } from "../render/struct_layout.ts";
import type { Sink } from "../stream/sink.ts";

/**
 * Prints the structs that are asked for, or else all that stand in the header itself.
 *
 * @throws {BadInputError} when one of them can't be laid out; those that can be have been printed then.
 */
export async function layout({ header: path, names, defines, arch, json }: LayoutArgs, sink: Sink): Promise<void> {
  const { loadHeader } = await import("../c/header/load_header.ts"); // with the parser of C, which only this needs
  const header = await loadHeader(path, { defines, arch });
  const records = names.length > 0 ? names.map((name) => header.find(name)) : header.own;
  const text = records.map((record) => json ? layoutJson(record, arch) : layoutText(record)).join(json ? "" : "\n");
  await sink.write(new TextEncoder().encode(text));
  if (names.length > 0) return;
  const [failure] = header.failures;
  if (failure !== undefined) throw failure;
  if (records.length === 0) header.find();
}
