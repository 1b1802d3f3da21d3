/**
 * Log lines have the text that Windows prints: random formats and arguments, through _snprintf of ntdll and of msvcrt. Both
 * are of the family of the kernel's RtlStringCbPrintf; on Linux they are Wine's.
 *
 * To reproduce a failure, set PIPELISTEN_SEED to the seed in the first line of the output.
 */
import { assertEquals } from "@std/assert";
import { ByteBuffer } from "../../../cli/frame/byte_buffer.ts";
import { logLinePayload } from "../../../cli/frame/log_arguments.ts";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { Formatter } from "../../../cli/log/formatter.ts";
import { buildProgram } from "../../../driver/build/build_driver.ts";
import { openMachine } from "../../machine/mod.ts";
import { Random, seed } from "../layout/random.ts";
import { type Case, randomCase } from "./cases.ts";

const CALLS = 4000;
const SEED = seed();
const UTF_8 = new TextEncoding("utf-8");

/** What Windows prints for each call, in hexadecimal. */
async function printed(dll: string, calls: readonly Case[]): Promise<string[]> {
  const program = await buildProgram("tests/oracle/log/printf.c", ".build/printf.exe");
  const machine = await openMachine();
  const child = machine.command(program, [dll], { stdin: "piped", stdout: "piped", stderr: "inherit" }).spawn();
  const lines = calls.map(({ format, words }) => [`f${new TextEncoder().encode(format).toHex()}`, ...words].join(" "));
  const writer = child.stdin.getWriter();
  const [{ stdout, success }] = await Promise.all([
    child.output(),
    writer.write(new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""))).then(() => writer.close()),
  ]);
  if (!success) throw new Error(`the program that prints with ${dll} failed`);
  return new TextDecoder().decode(stdout).split(/\r?\n/).slice(0, -1);
}

/** What a log line of the call says. */
function logged({ format, args }: Case): { text: string; error: string | undefined } {
  const out = new ByteBuffer();
  const error = new Formatter(format, UTF_8).append(logLinePayload(0, args), out);
  return { text: new TextDecoder().decode(out.view), error };
}

for (const dll of ["ntdll.dll", "msvcrt.dll"]) {
  Deno.test(`${CALLS} random calls are logged with the text that _snprintf of ${dll} prints`, async () => {
    console.log(`PIPELISTEN_SEED=${SEED}`);
    const random = new Random(SEED);
    const calls = Array.from({ length: CALLS }, () => randomCase(random));
    const lines = await printed(dll, calls);
    assertEquals(lines.length, CALLS);
    for (const [i, call] of calls.entries()) {
      const text = new TextDecoder().decode(Uint8Array.fromHex(lines[i]!));
      assertEquals(logged(call), { text, error: undefined }, `${call.format} with ${call.words.join(" ")}`);
    }
  });
}
