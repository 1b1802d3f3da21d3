/**
 * Random structs must have the same layout as by mingw-w64's compiler.
 *
 * To reproduce a failure, set PIPELISTEN_SEED to the seed in the first line of the output.
 */
import { assertEquals } from "@std/assert";
import { compileReader } from "../../../cli/c/values/struct_reader.ts";
import type { Header } from "../../../cli/c/header/header.ts";
import { loadHeader } from "../../../cli/c/header/load_header.ts";
import type { Architecture } from "../../../cli/c/header/predefined.ts";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { SymbolicValue, type Value as Decoded } from "../../../cli/frame/value.ts";
import { Generator, type Leaf, type Sample } from "./generator.ts";
import { type Answer, askCompiler, headerOf, prologueOf, refusedAssertions } from "./oracle.ts";
import { needsCompiler } from "./kernel_headers.ts";
import { placeOf, sizeOfField, valueOf } from "./paths.ts";
import { Random, seed } from "./random.ts";
import type { Value } from "./scalars.ts";

const STRUCTS = 600;
const SEED = seed();
const generator = new Generator(new Random(SEED));
const samples: readonly Sample[] = Array.from({ length: STRUCTS }, () => generator.next());
const fields = samples.flatMap(({ leaves }) => leaves);
console.log(`PIPELISTEN_SEED=${SEED}: ${samples.length} structs, ${fields.length} fields`);

function load(arch: Architecture): Promise<Header> {
  return loadHeader("samples.h", { defines: new Map(), arch, readText: () => Promise.resolve(headerOf(samples)) });
}

let asked: Promise<Map<string, Answer>> | undefined;
const answers = () => asked ??= askCompiler(samples);

/** Every difference, with the text of its struct. */
async function differences(inSample: (sample: Sample, header: Header, answer: Answer) => string[]): Promise<string[]> {
  const header = await load("x64");
  const all = await answers();
  return samples.flatMap((sample) => {
    const found = inSample(sample, header, all.get(sample.name)!);
    return found.length === 0 ? [] : [`${sample.text}${found.join("\n")}`];
  });
}

Deno.test("the generator makes structs with every feature it promises", () => {
  const text = headerOf(samples);
  const wanted = [
    ...[1, 2, 4, 8, 16].map((pack) => `pack(push, ${pack})`),
    ...[
      "__declspec(align(",
      "union {",
      "struct {",
      "enum Colour",
      " : 0;",
      "[];",
      "[0];",
      "(NTAPI *",
      "BOOLEAN m",
      "Tag_",
    ],
  ];
  assertEquals(wanted.filter((words) => !text.includes(words)), []);
  assertEquals(
    [/\[[^\]]+\]\[[^\]]+\]\[/, /\n {2}(struct|union) [^;]*\{[^{}]*\n {2}(struct|union) [^;]*\{/].map((deep) =>
      deep.test(text)
    ),
    [true, true],
  );
});

Deno.test("loadHeader() gives every size, alignment and offset on x64 as the compiler does", async () => {
  assertEquals(
    await differences(({ name, leaves }, header, answer) => {
      const record = header.find(name);
      const sizes = [[record.size, record.align], [answer.size, answer.align]].map(String);
      const wrong = leaves.filter(({ kind }) => kind !== "bits").flatMap(({ path }) => {
        const ours = placeOf(record, path);
        const theirs = answer.places.get(path)!;
        const same = ours.offset === theirs.offset && sizeOfField(ours) === theirs.size;
        return same
          ? []
          : [`${path}: ${ours.offset} + ${sizeOfField(ours)}, the compiler's ${theirs.offset} + ${theirs.size}`];
      });
      return sizes[0] === sizes[1] ? wrong : [`size, align ${sizes[0]}, the compiler's ${sizes[1]}`, ...wrong];
    }),
    [],
  );
});

Deno.test("loadHeader() places every bit-field where the compiler sets its bits", async () => {
  assertEquals(
    await differences(({ name, leaves }, header, { size, bits }) => {
      const record = header.find(name);
      return leaves.filter(({ kind }) => kind === "bits").flatMap(({ path }) => {
        const { offset, bits: own } = placeOf(record, path);
        const mask = ((1n << BigInt(own!.width)) - 1n) << BigInt(own!.shift + offset * 8);
        const ours = Array.from({ length: size }, (_, at) => Number((mask >> BigInt(at * 8)) & 0xffn));
        const hex = Uint8Array.from(ours).toHex();
        return hex === bits.get(path) ? [] : [`${path}: ${hex}, the compiler's ${bits.get(path)}`];
      });
    }),
    [],
  );
});

Deno.test("compileReader() reads the same values from random bytes as the compiled program", async () => {
  const encoding = new TextEncoding("utf-8");
  let compared = 0;
  const found = await differences(({ name, leaves }, header, { bytes, values }) => {
    const { fields } = compileReader(header.find(name), encoding)(Uint8Array.fromHex(bytes));
    return leaves.filter((leaf): leaf is Leaf & { value: Value } => leaf.value !== undefined).flatMap(
      ({ path, value }) => {
        compared++;
        const [ours, theirs] = [spell(value, valueOf(fields, path)), spellAnswer(value, values.get(path)!)];
        return ours === theirs ? [] : [`${path}: ${ours}, the compiler's ${theirs}`];
      },
    );
  });
  assertEquals(found, []);
  assertEquals(compared, fields.filter(({ value }) => value !== undefined).length);
});

Deno.test(
  "loadHeader() gives every size and offset on x86 as the 32-bit compiler does",
  needsCompiler("x86"),
  async () => {
    const header = await load("x86");
    const assertions = samples.flatMap(({ name, leaves }) => {
      const record = header.find(name);
      const places = leaves.filter(({ kind }) => kind !== "bits").map(({ path }) =>
        `offsetof(${name}, ${path}) == ${placeOf(record, path).offset}`
      );
      return [`sizeof(${name}) == ${record.size}`, `_Alignof(${name}) == ${record.align}`, ...places];
    });
    assertEquals(await refusedAssertions("x86", prologueOf(samples), assertions), "");
  },
);

Deno.test("the 32-bit compiler rejects a wrong offset", needsCompiler("x86"), async () => {
  const [sample] = samples;
  const message = await refusedAssertions("x86", prologueOf(samples), [`sizeof(${sample!.name}) == 0`]);
  assertEquals(message.includes(`sizeof(${sample!.name}) == 0`), true, message);
});

/** A decoded value as the program prints it. */
function spell(kind: Value, value: Decoded | undefined): string {
  if (kind === "quad" || kind === "filetime") return String(BigInt.asUintN(64, value as bigint)); // the program can't tell which are signed
  if (kind === "guid" || kind === "hex") return (value as SymbolicValue).text.toLowerCase();
  if (value instanceof SymbolicValue) return String(value.number);
  return typeof value === "boolean" ? String(Number(value)) : String(value);
}

/** A printed value as a number; floats are printed as their bytes. */
function spellAnswer(kind: Value, text: string): string {
  if (kind === "pointer" || kind === "quad" || kind === "filetime") return String(BigInt(text));
  if (kind === "guid") return spellGuid(text);
  if (kind !== "float" && kind !== "double") return text;
  const view = new DataView(Uint8Array.fromHex(text).buffer);
  return String(kind === "float" ? view.getFloat32(0, true) : view.getFloat64(0, true));
}

/** The 16 bytes of a GUID in Windows' notation: three little-endian numbers, then bytes. */
function spellGuid(hex: string): string {
  const view = new DataView(Uint8Array.fromHex(hex).buffer);
  const digits = (value: number, width: number) => value.toString(16).padStart(width, "0");
  const numbers = [digits(view.getUint32(0, true), 8), digits(view.getUint16(4, true), 4)];
  return `{${[...numbers, digits(view.getUint16(6, true), 4), hex.slice(16, 20), hex.slice(20)].join("-")}}`;
}
