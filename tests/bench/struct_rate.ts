/**
 * The rate of frames to JSON, decoded with the driver's header and not.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { MAIN } from "../run_cli.ts";
import type { Contender } from "./race.ts";

const HEADER = fileURLToPath(new URL("../../driver/include/report.h", import.meta.url));
const FRAME_SIZE = 4096;
const TEXT = new TextEncoder().encode("hello lyshark");

/** The two of them; disposing of them removes the file of 1 GB that they read. */
interface Contenders extends AsyncDisposable {
  readonly ours: Contender;
  readonly peer: Contender;
}

/** pipelisten with --struct and without it, both reading the same Networkreport frames and printing to /dev/null. */
export async function structContenders(frames: number): Promise<Contenders> {
  const input = await Deno.makeTempFile({ prefix: "pipelisten-bench-" });
  await Deno.writeFile(input, ReadableStream.from(reports(frames)));
  const contender = (name: string, ...options: readonly string[]): Contender => ({
    name,
    run: async () => {
      const start = performance.now();
      const args = ["run", "--allow-read", MAIN, "--json", "-r", input, ...options];
      const { success } = await new Deno.Command(Deno.execPath(), { args, stdout: "null" }).output();
      if (!success) throw new Error(`Cannot measure ${name}: it failed`);
      return frames / ((performance.now() - start) / 1000);
    },
  });
  return {
    ours: contender("with --struct", "--struct", `${HEADER}:Networkreport`),
    peer: contender("without"),
    [Symbol.asyncDispose]: () => Deno.remove(input),
  };
}

/** The sample driver's frames, each with another address; some hundred at a time. */
function* reports(frames: number): Generator<Uint8Array> {
  for (let from = 0; from < frames; from += 256) {
    const chunk = new Uint8Array(FRAME_SIZE * Math.min(256, frames - from));
    for (let at = 0; at < chunk.length; at += FRAME_SIZE) {
      const head = new DataView(chunk.buffer, at);
      head.setUint32(4, 401_000 + from + at / FRAME_SIZE, true);
      head.setUint32(8, TEXT.length, true);
      chunk.set(TEXT, at + 12);
    }
    yield chunk;
  }
}
