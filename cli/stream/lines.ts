/**
 * Lines as messages.
 *
 * @module
 */

import { concat } from "@std/bytes/concat";

const LF = 0x0A;
const CR = 0x0D;

/** Something that bytes can be read from: Deno.stdin, or a test's. */
export interface LineInput {
  /** Reads up to as many bytes as `into` has; null at the end. */
  read(into: Uint8Array): Promise<number | null>;
}

/** Standard input; a console of Windows is read in UTF-16, as Deno would read it in its code page. */
export async function standardInput(): Promise<LineInput> {
  if (Deno.build.os !== "windows" || !Deno.stdin.isTerminal()) return Deno.stdin;
  const { ConsoleInput } = await import("../pipe/console_input.ts");
  return new ConsoleInput();
}

/**
 * The lines that are read, each as soon as its end has arrived, without that end (LF or CRLF). Their bytes stay as they
 * are, whatever their encoding, and belong to the caller. What follows the last line end is a line if it isn't empty.
 */
export async function* readLines(input: LineInput): AsyncGenerator<Uint8Array, void, undefined> {
  const chunk = new Uint8Array(1 << 16);
  let rest: Uint8Array[] = [];
  for (let read = await input.read(chunk); read !== null; read = await input.read(chunk)) {
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0 && end < read; end = chunk.indexOf(LF, start)) {
      const line = concat([...rest, chunk.subarray(start, end)]);
      rest = [];
      start = end + 1;
      yield line.at(-1) === CR ? line.subarray(0, -1) : line;
    }
    if (start < read) rest.push(chunk.slice(start, read));
  }
  if (rest.length > 0) yield concat(rest);
}
