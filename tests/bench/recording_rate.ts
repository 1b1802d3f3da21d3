/**
 * The rate of frames from a recording to NDJSON with all fields of their struct, and that of tshark -T ek, which knows their
 * bytes only.
 *
 * @module
 */

import { run } from "../machine/process.ts";
import { pinnedTool } from "../machine/tools.ts";
import { denoRun, MAIN, REPOSITORY } from "../run_cli.ts";
import type { Contender, Contenders } from "./contender.ts";

export const TSHARK = "tshark -T ek";
const HEADER = `${REPOSITORY}tests/bench/c/bench_event.h`;
const SIZE = 64;
/** tshark takes a minute for a million frames: it gets the first of them only. Its start takes the less of its time. */
const TSHARK_SHARE = 10;

/** pipelisten and tshark on recordings of the same frames. Figure: `rate`, frames a second. */
export async function recordingContenders(frames: number): Promise<Contenders> {
  const folder = await Deno.makeTempDir({ prefix: "pipelisten-bench-" });
  const [all, some] = [`${folder}/all.pcapng`, `${folder}/some.pcapng`];
  const share = Math.ceil(frames / TSHARK_SHARE);
  await record(frames, all, folder);
  await record(share, some, folder);
  const tshark = await pinnedTool("tshark");
  const options = ["--json", "--struct", `${HEADER}:Event${SIZE}`];
  return {
    all: [
      contender("pipelisten", frames, denoRun("--allow-read", MAIN, "-r", all, ...options)),
      contender(TSHARK, share, [...tshark.argv, "-r", some, "-T", "ek"]),
    ],
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** A recording of numbered events, made by pipelisten of a raw file. */
async function record(frames: number, file: string, folder: string): Promise<void> {
  const raw = `${folder}/raw`;
  await Deno.writeFile(raw, ReadableStream.from(events(frames)));
  const args = ["-r", raw, "--frame-size", String(SIZE), "-w", file, "-q"];
  await run("make a recording", denoRun("-A", MAIN, ...args));
}

/** The benchmark driver's events, some thousand at a time. */
function* events(frames: number): Generator<Uint8Array> {
  const name = new TextEncoder().encode("svchost.exe");
  for (let from = 0; from < frames; from += 4096) {
    const count = Math.min(4096, frames - from);
    const chunk = new Uint8Array(SIZE * count);
    for (let i = 0; i < count; i++) {
      const view = new DataView(chunk.buffer, SIZE * i);
      view.setUint32(0, from + i + 1, true);
      view.setUint32(4, 4711, true);
      view.setBigUint64(8, 0xFFFF_F800_0000_0000n + BigInt(from + i), true);
      view.setUint32(16, 0xC000_0022, true);
      view.setBigUint64(24, 133_000_000_000_000_000n + BigInt(from + i), true);
      chunk.set(name, SIZE * i + 32);
    }
    yield chunk;
  }
}

function contender(name: string, frames: number, [program = "", ...args]: readonly string[]): Contender {
  return {
    name,
    run: async () => {
      const start = performance.now();
      const { success } = await new Deno.Command(program, { args, stdin: "null", stdout: "null" }).output();
      if (!success) throw new Error(`Cannot measure ${name}: it failed`);
      return { rate: frames / ((performance.now() - start) / 1000) };
    },
  };
}
