/**
 * Frames that a compiled program has written are decoded to the values that it put in: nested structs and unions, the
 * one that a tag chooses, bit-fields, arrays of structs, strings.
 *
 * To reproduce a failure, set PIPELISTEN_SEED to the seed in the first line of the output.
 */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { compileReader } from "../../../cli/c/values/struct_reader.ts";
import { showUnions } from "../../../cli/c/values/union_tags.ts";
import { loadHeader } from "../../../cli/c/header/load_header.ts";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { jsonRenderer } from "../../../cli/render/json.ts";
import { decodeStage } from "../../../cli/stream/stages.ts";
import { buildProgram } from "../../../driver/build/build_driver.ts";
import { openMachine } from "../../machine/mod.ts";
import { frame, rendered } from "../../unit/items.ts";
import { seed } from "./random.ts";

const FRAMES = 300;
const SEED = seed();
const HEADER = fileURLToPath(new URL("../../fixtures/frames/protocol.h", import.meta.url));

/** The lines of the program that writes the frames, in x64's layout. */
async function written(): Promise<{ bytes: Uint8Array; json: string }[]> {
  const program = await buildProgram("tests/fixtures/frames/writer.c", ".build/writer.exe");
  const machine = await openMachine();
  const args = [String(FRAMES), String(SEED)];
  const { stdout, success } = await machine.command(program, args, { stdin: "null", stderr: "inherit" }).output();
  if (!success) throw new Error("the program that writes the frames failed");
  return new TextDecoder().decode(stdout).trimEnd().split(/\r?\n/).map((line) => {
    const [hex = "", json = ""] = line.split("\t");
    return { bytes: Uint8Array.fromHex(hex), json };
  });
}

async function reader() {
  const header = await loadHeader(HEADER, { arch: "x64", defines: new Map(), readText: Deno.readTextFile });
  const names = { constants: header.constants, enums: header.enums.values() };
  return compileReader(showUnions([header.find("EVENT")], names)[0]!, new TextEncoding("utf-8"));
}

Deno.test(`${FRAMES} events that a compiled program wrote are decoded to what it put in, and nothing is left over`, async () => {
  console.log(`PIPELISTEN_SEED=${SEED}`);
  const encoding = new TextEncoding("utf-8");
  const read = await reader();
  const decode = decodeStage(() => read);
  const frames = await written();
  assertEquals(frames.length, FRAMES);
  for (const { bytes, json } of frames) {
    const line = JSON.parse(rendered(jsonRenderer(encoding), decode(frame(bytes))[0]!));
    const members = Object.keys(line).filter((name) => ["error", "base64", "zeros"].includes(name));
    assertEquals({ fields: line.fields, members }, { fields: JSON.parse(json), members: [] });
  }
});
