/**
 * All that happens to frames between their source and the renderers:
 *
 *     open the event envelope → decode as a struct → keep those that --where asks for
 *
 * @module
 */

import type { Batch, Frame } from "../frame/frame.ts";
import type { Header } from "../c/header/header.ts";
import { compileReader } from "../c/values/struct_reader.ts";
import type { RecordType } from "../c/header/types.ts";
import { structChooser } from "../c/values/struct_chooser.ts";
import { imageStage } from "./images.ts";
import { structDecoder } from "./frames.ts";
import { TextEncoding } from "../frame/text_encoding.ts";
import { unwrapper } from "./unwrap.ts";
import type { Scope } from "../query/names.ts";
import { readTemplate, type TemplatePart } from "../query/template.ts";
import { compileWhere } from "../query/where.ts";

/** Which header, and which structs of it. */
export interface StructOptions {
  /** The path of the header. */
  readonly header: string;
  /** The structs; none for the only one, or for all that the header tells apart by a number. */
  readonly names: readonly string[];
  /** Macros. */
  readonly defines: ReadonlyMap<string, string>;
  /** Whose pointers. */
  readonly arch: "x64" | "x86";
}

/** What is to be done with frames. */
export interface DecodeOptions {
  /** Open event envelopes, rather than show them as part of the frame. */
  readonly envelopes: boolean;
  /** The encoding of text. */
  readonly encoding: string;
  /** Decode frames as a C struct. */
  readonly struct?: StructOptions;
  /** Only frames for which this expression holds. */
  readonly where?: string;
  /** The template that frames will be printed by. */
  readonly template?: string;
}

/** What has been made of the options. */
export interface Decoding {
  /** Does it all to a batch. */
  readonly stage: (batch: Batch) => Batch;
  /** The template, where one was given. */
  readonly template: readonly TemplatePart[] | undefined;
}

/**
 * Prepares it all, once: reads the header, compiles what is to run for every frame.
 *
 * @throws {BadInputError} when the header can't be read or has no such struct.
 * @throws {UsageError} when the expression or the template makes no sense.
 */
export async function prepareDecoding(options: DecodeOptions): Promise<Decoding> {
  const { envelopes, struct, where, template } = options;
  const encoding = new TextEncoding(options.encoding);
  const stages: ((batch: Batch) => Batch)[] = [];
  if (envelopes) stages.push(unwrapper());
  if (where !== undefined || template !== undefined) stages.push(imageStage());
  const records: RecordType[] = [];
  if (struct !== undefined) stages.push(await structStage(struct, encoding, records));
  const scope: Scope = { records, encoding };
  if (where !== undefined) stages.push(filter(compileWhere(where, scope)));
  return {
    stage: (batch) => stages.reduce((done, stage) => stage(done), batch),
    template: template === undefined ? undefined : readTemplate(template, scope),
  };
}

/** Adds to `records` all that frames may be decoded as. */
async function structStage(
  { header: path, names, defines, arch }: StructOptions,
  encoding: TextEncoding,
  records: RecordType[],
): Promise<(batch: Batch) => Batch> {
  // Not a static import: it would bring the parser of C along, for those too who give no header.
  const { loadHeader } = await import("../c/header/load_header.ts");
  const header = await loadHeader(path, { defines, arch });
  const choose = structChooser(
    { records: candidates(header, names), named: names.length > 0, enums: [...header.enums.values()] },
    (record) => {
      records.push(record);
      return compileReader(record, encoding);
    },
  );
  const decoder = structDecoder(choose);
  return (batch) => batch.map((item) => item.kind === "frame" ? decoder.decode(item) : item);
}

function candidates(header: Header, names: readonly string[]): readonly RecordType[] {
  if (names.length > 0) return [...new Set(names)].map((name) => header.find(name));
  return header.own.length > 1 ? header.own : [header.find()];
}

function filter(holds: (frame: Frame) => boolean): (batch: Batch) => Batch {
  return (batch) => batch.filter((item) => item.kind !== "frame" || holds(item));
}
