/** Ctrl+C ends send and replay in good order, whatever they are doing. Here as the signal that main.ts makes of it. */
import { assert, assertEquals } from "@std/assert";
import { runReplay } from "../../../cli/commands/replay.ts";
import { runSend, type SendOptions } from "../../../cli/commands/send.ts";
import { Sink } from "../../../cli/stream/sink.ts";
import { Status } from "../../../cli/stream/status.ts";
import { bounded, eventsOf, framesOf, Listener, newPipe, pattern, stillWaits } from "./harness.ts";

const STATUS = { color: "auto", quiet: false, verbose: false } as const;
const CONTEXT = {
  sink: new Sink({ write: (bytes) => Promise.resolve(bytes.length) }),
  status: new Status({ writeSync: (bytes) => bytes.length }, { mode: "silent", sharedTerminal: false, color: false }),
  color: false,
  sharedTerminal: false,
};
/** Much more than a pipe holds. */
const LARGE = pattern(8_000_000, 1);

function sending(messages: readonly Uint8Array[], more: Partial<SendOptions> = {}) {
  const source = { from: "messages", messages } as const;
  return (pipe: string, interrupt: AbortSignal) =>
    runSend({ pipe, source, count: 1, expect: 0, format: "text", ...STATUS, ...more }, { ...CONTEXT, interrupt });
}

const RAW = Deno.makeTempFileSync();
Deno.writeFileSync(RAW, LARGE);
Deno.test.afterAll(() => Deno.removeSync(RAW));

function replaying(frameSize: number) {
  return (pipe: string, interrupt: AbortSignal) =>
    runReplay({ pipe, file: RAW, speed: 1, loop: 1000, frameSize, ...STATUS }, { ...CONTEXT, interrupt });
}

type Run = (pipe: string, interrupt: AbortSignal) => Promise<void>;

/** What they can be doing, and what the listener has to see before they do. */
const STATES: Readonly<Record<string, { readonly run: Run; readonly sees?: "connected" | "frame" }>> = {
  "send while it waits for the pipe": { run: sending([new Uint8Array(1)]) },
  "send while it waits for room in the pipe": { run: sending([LARGE]), sees: "connected" },
  "send while it waits between frames": {
    run: sending([new Uint8Array(1)], { count: Infinity, interval: 60_000 }),
    sees: "frame",
  },
  "send while it waits for what comes back": { run: sending([new Uint8Array(1)], { expect: 1 }), sees: "frame" },
  "send while it sends as fast as it can": { run: sending([new Uint8Array(64)], { count: Infinity }), sees: "frame" },
  "replay while it waits for the pipe": { run: replaying(4096) },
  "replay while it waits for room in the pipe": { run: replaying(8_000_000), sees: "connected" },
  "replay while it plays as fast as it can": { run: replaying(64), sees: "frame" },
};

for (const [what, { run, sees }] of Object.entries(STATES)) {
  Deno.test(`Ctrl+C ends ${what}, and no connection is left`, async () => {
    const interrupt = new AbortController();
    if (sees === undefined) {
      const running = run(newPipe(), interrupt.signal);
      assert(await stillWaits(running, 100));
      interrupt.abort();
      return await bounded(running, what, 2000);
    }
    await using listener = await Listener.start();
    const running = run(listener.pipe, interrupt.signal);
    await listener.until((items) => (sees === "frame" ? framesOf(items) : eventsOf(items, "connected")).length > 0);
    interrupt.abort();
    await bounded(running, what, 2000);
    const [gone] = eventsOf(await listener.untilGone(), "disconnected");
    assertEquals([gone?.client, gone?.error], [1, null]);
  });
}
