/**
 * All that happens to an item between its source and the renderers:
 *
 *     open the event envelope, find the site of a log line → add the client's image → decode as a struct
 *     → keep the frames that --where selects
 *
 * @module
 */

import type { Header } from "../c/header/header.ts";
import type { StructOptions } from "../c/header/load_header.ts";
import type { RecordType } from "../c/header/types.ts";
import type { Frame } from "../frame/frame.ts";
import { TextEncoding } from "../frame/text_encoding.ts";
import type { Decoded } from "../frame/value.ts";
import type { Scope } from "../query/names.ts";
import { readTemplate, type TemplatePart } from "../query/template.ts";
import type { ExpectationOptions, Expectations } from "./expectations.ts";
import { inSequence, type Stage } from "./stage.ts";
import { unwrapStage } from "./unwrap.ts";

/** What is to be done with frames. */
export interface StageOptions {
  /** Show event envelopes as part of the frame instead of opening them. */
  readonly noEnvelope: boolean;
  /** The encoding of text. */
  readonly encoding: string;
  /** Decode frames as a C struct. */
  readonly struct?: StructOptions;
  /** Keep only frames that this expression selects. */
  readonly where?: string;
  /** The template that frames will be printed with. */
  readonly template?: string;
}

/** What has been made of the options. */
export interface Stages {
  /** Does it all to one item. */
  readonly stage: Stage;
  /** The template, if there is one. */
  readonly template: readonly TemplatePart[] | undefined;
}

/**
 * Prepares the stages once: reads the header, compiles what will run for every frame.
 *
 * @param warn Receives what is doubtful about the header.
 * @throws {BadInputError} when the header can't be read or has no such struct.
 * @throws {UsageError} when an expression or the template can't be parsed.
 */
export async function prepareStages(
  options: StageOptions,
  warn: (message: string) => void = () => {},
): Promise<Stages> {
  const { stage, template } = await prepareRun(options, warn);
  return { stage, template };
}

/** The stages of a run, and what its frames are judged by. */
export interface RunStages extends Stages {
  /** Undefined where nothing is expected of them. */
  readonly expectations: Expectations | undefined;
}

/** The same for a run that may expect something of its frames. */
export async function prepareRun(
  options: StageOptions & { readonly expectations?: ExpectationOptions },
  warn: (message: string) => void = () => {},
): Promise<RunStages> {
  const { noEnvelope, struct, where, template, expectations } = options;
  const encoding = new TextEncoding(options.encoding);
  const stages: Stage[] = [];
  if (!noEnvelope) stages.push(unwrapStage(encoding));
  if (where !== undefined || template !== undefined || expectations !== undefined) stages.push(imageStage());
  const { records, stage } = await structStage(struct, encoding, warn);
  if (stage !== undefined) stages.push(stage);
  const scope: Scope = { records, encoding };
  if (where !== undefined) stages.push(await whereStage(where, scope));
  return {
    stage: inSequence(stages),
    template: template === undefined ? undefined : readTemplate(template, scope),
    expectations: expectations === undefined ? undefined : await judging(expectations, scope),
  };
}

async function judging(options: ExpectationOptions, scope: Scope): Promise<Expectations> {
  const { Expectations } = await import("./expectations.ts"); // as in whereStage()
  return new Expectations(options, scope);
}

/** Makes the stage that adds the path of the client's executable, known since it connected, to each of its frames. */
export function imageStage(): Stage {
  const images = new Map<number, string | null>();
  return (item) => {
    if (item.kind === "connected") images.set(item.client, item.image);
    if (item.kind === "disconnected") images.delete(item.client);
    if (item.kind !== "frame" || item.client === null) return [item];
    return [{ ...item, image: images.get(item.client) ?? null }];
  };
}

/** The stage that decodes, and all that frames may be decoded as. */
async function structStage(
  struct: StructOptions | undefined,
  encoding: TextEncoding,
  warn: (message: string) => void,
): Promise<{ readonly records: readonly RecordType[]; readonly stage?: Stage }> {
  if (struct === undefined) return { records: [] };
  const { names, unions } = struct;
  // Not static imports: they would load the C parser even where there is no header.
  const [{ loadHeader }, { showUnions }, { structChooser }, { compileReader }] = await Promise.all([
    import("../c/header/load_header.ts"),
    import("../c/values/union_tags.ts"),
    import("../c/values/struct_chooser.ts"),
    import("../c/values/struct_reader.ts"),
  ]);
  const header = await loadHeader(struct.header, { ...struct, warn });
  const { constants, enums } = header;
  const records = showUnions(candidates(header, names), { constants, enums: enums.values() }, unions);
  const choose = structChooser(
    { records, named: names.length > 0, enums: [...header.enums.values()] },
    (record) => compileReader(record, encoding),
  );
  return { records, stage: decodeStage(choose) };
}

function candidates(header: Header, names: readonly string[]): readonly RecordType[] {
  if (names.length > 0) return [...new Set(names)].map((name) => header.find(name));
  return header.own.length > 1 ? header.own : [header.find()];
}

/** Makes the stage that decodes frames as structs. @param choose Gives the reader of a frame's struct; undefined where the frame matches none, and stays as it is. */
export function decodeStage(choose: (frame: Frame) => ((bytes: Uint8Array) => Decoded) | undefined): Stage {
  return (item) => {
    const read = item.kind === "frame" && item.log === undefined ? choose(item) : undefined;
    return read === undefined || item.kind !== "frame" ? [item] : [{ ...item, decoded: read(item.bytes) }];
  };
}

async function whereStage(where: string, scope: Scope): Promise<Stage> {
  // Not a static import: it would load the engine of regular expressions, some 20 ms, even where there is none.
  const { compileWhere } = await import("../query/where.ts");
  const holds = compileWhere(where, scope);
  return (item) => item.kind !== "frame" || holds(item) ? [item] : [];
}
