/**
 * The rate of log lines from a recording to text, and that of the same lines as events whose driver has formatted them.
 *
 * @module
 */

import { SessionWriter } from "../../cli/capture/session_writer.ts";
import { ByteBuffer } from "../../cli/frame/byte_buffer.ts";
import { framesIn, packed, wrapped } from "../../cli/frame/envelope.ts";
import { type LogArgument, logLinePayload } from "../../cli/frame/log_arguments.ts";
import { logSitePayload } from "../../cli/frame/log_site.ts";
import { denoRun, MAIN } from "../run_cli.ts";
import { SENT } from "../unit/envelopes.ts";
import { CONNECTED, NOON } from "../unit/items.ts";
import { ansi, i32, site, u32, u64 } from "../unit/logs.ts";
import type { Contender, Contenders } from "./contender.ts";

export const LINES_AS_TEXTS = "events with the lines as texts";

/** As many as the client library puts into one message of 64 KiB while a write is busy. */
const EVENTS_PER_MESSAGE = 500;

const SITES = ["opened %s by %u", "read %u bytes at %I64x", "slow: %d ms"];

/** The arguments of the n-th line, and its text. */
function lineOf(n: number): { readonly args: readonly LogArgument[]; readonly text: string } {
  const at = n * 512;
  switch (n % 3) {
    case 0:
      return { args: [ansi("\\Device\\Harddisk0"), u32(n)], text: `opened \\Device\\Harddisk0 by ${n}` };
    case 1:
      return { args: [u32(4096), u64(BigInt(at))], text: `read 4096 bytes at ${at.toString(16)}` };
    default:
      return { args: [i32(n % 1000)], text: `slow: ${n % 1000} ms` };
  }
}

/** pipelisten, reading a recording of log lines, and one of the same lines as texts. Figure: `rate`, lines a second. */
export async function logContenders(lines: number): Promise<Contenders> {
  const folder = await Deno.makeTempDir({ prefix: "pipelisten-bench-" });
  const [logs, texts] = [`${folder}/logs.pcapng`, `${folder}/texts.pcapng`];
  record(logs, lines, true);
  record(texts, lines, false);
  return {
    all: [contender("pipelisten", lines, logs), contender(LINES_AS_TEXTS, lines, texts)],
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

function contender(name: string, lines: number, recording: string): Contender {
  const [program = "", ...args] = denoRun("--allow-read", MAIN, "-r", recording);
  return {
    name,
    run: async () => {
      const start = performance.now();
      const { success } = await new Deno.Command(program, { args, stdin: "null", stdout: "null" }).output();
      if (!success) throw new Error(`Cannot measure ${name}: it failed`);
      return { rate: lines / ((performance.now() - start) / 1000) };
    },
  };
}

function record(path: string, lines: number, isLog: boolean): void {
  using file = Deno.openSync(path, { write: true, create: true });
  const out = new ByteBuffer();
  const writer = new SessionWriter(out, "bench");
  let [seq, sequence] = [1, 0];
  const event = (payload: Uint8Array, carries: "frame" | "log" | "site") => {
    return wrapped(payload, { sequence, type: 0, time: SENT + BigInt(sequence), pid: 4, carries });
  };
  const message = (events: readonly Uint8Array[]) => {
    const bytes = packed(events);
    writer.item({ kind: "frame", seq, time: NOON + sequence, client: 1, pid: 4, bytes });
    seq += framesIn({ bytes });
    for (let rest = out.view; rest.length > 0;) rest = rest.subarray(file.writeSync(rest));
    out.clear();
  };
  writer.begin();
  writer.item(CONNECTED);
  if (isLog) message(SITES.map((format, number) => event(logSitePayload(site({ number, format })), "site")));
  while (sequence < lines) {
    const count = Math.min(EVENTS_PER_MESSAGE, lines - sequence);
    message(Array.from({ length: count }, () => {
      const { args, text } = lineOf(sequence);
      const number = sequence++ % SITES.length;
      return isLog ? event(logLinePayload(number, args), "log") : event(new TextEncoder().encode(text), "frame");
    }));
  }
  writer.end();
  file.writeSync(out.view);
}
