import { assertEquals } from "@std/assert";
import { Pace } from "../../../cli/capture/pace.ts";
import { Replayer } from "../../../cli/capture/replayer.ts";
import type { Batch, Item } from "../../../cli/frame/frame.ts";
import { CONNECTED, DISCONNECTED, frame, LISTENING, LOST, NOON } from "../items.ts";

/** Plays batches as fast as can be into connections that write down what is done to them. */
async function play(batches: readonly Batch[], taken = Infinity): Promise<{ whole: boolean; log: string[] }> {
  const log: string[] = [];
  let connections = 0;
  let writes = 0;
  const replayer = new Replayer({
    pace: new Pace(Infinity, new AbortController().signal),
    connect: () => {
      const number = ++connections;
      log.push(`open ${number}`);
      return Promise.resolve({
        write: (bytes) => {
          log.push(`${number}: ${new TextDecoder().decode(bytes)}`);
          return Promise.resolve(++writes <= taken);
        },
        [Symbol.asyncDispose]: () => {
          log.push(`close ${number}`);
          return Promise.resolve();
        },
      });
    },
    replayed: (item, index, { length }) => void (item.kind === "lost" && log.push(`lost at ${index} of ${length}`)),
  });
  let whole: boolean;
  {
    await using disposed = replayer;
    whole = await disposed.replay(ReadableStream.from(batches));
  }
  return { whole, log };
}

const connected = (client: number): Item => ({ ...CONNECTED, client });
const disconnected = (client: number): Item => ({ ...DISCONNECTED, client });
const says = (client: number | null, text: string): Item => frame(text, { client });

Deno.test("Replayer opens a connection for each recorded client, as long as the client's", async () => {
  const { whole, log } = await play([
    [LISTENING, connected(1), says(1, "a")],
    [connected(2), says(2, "b"), says(1, "c"), LOST, disconnected(1)],
    [says(2, "d"), disconnected(2)],
  ]);
  assertEquals(whole, true);
  assertEquals(log, [
    ...["open 1", "1: a", "open 2", "2: b", "1: c", "lost at 3 of 5", "close 1", "2: d", "close 2"],
  ]);
});

Deno.test("Replayer opens a connection for a client whose connecting wasn't recorded, and closes it at the end", async () => {
  assertEquals((await play([[says(7, "a"), says(7, "b"), says(3, "c")]])).log, [
    ...["open 1", "1: a", "1: b", "open 2", "2: c", "close 1", "close 2"],
  ]);
});

Deno.test("Replayer replays a raw recording into one connection", async () => {
  const raw = (text: string) => frame(text, { client: null, time: null, pid: null });
  assertEquals((await play([[raw("a")], [raw("b")]])).log, ["open 1", "1: a", "1: b", "close 1"]);
});

Deno.test("Replayer opens nothing for a recording without frames", async () => {
  assertEquals(await play([[LISTENING, disconnected(1)]]), { whole: true, log: [] });
});

Deno.test("Replayer ends when the other end is closed, and closes its connections", async () => {
  assertEquals(await play([[says(1, "a"), says(1, "b"), says(1, "c")]], 1), {
    whole: false,
    log: ["open 1", "1: a", "1: b", "close 1"],
  });
});

Deno.test("Replayer starts the clock when the first connection is open", async () => {
  const started: (number | null)[] = [];
  const pace = new Pace(1, new AbortController().signal);
  const connection = { write: () => Promise.resolve(true), [Symbol.asyncDispose]: () => Promise.resolve() };
  const log: string[] = [];
  await using replayer = new Replayer({
    pace: Object.assign(pace, {
      start: (time: number | null) => void started.push(time),
      until: (time: number | null) => Promise.resolve(void log.push(`until ${time === null ? null : time - NOON}`)),
    }),
    connect: () => {
      assertEquals(started.length, log.length - 1);
      return Promise.resolve(connection);
    },
    replayed: () => {},
  });
  await replayer.replay(ReadableStream.from([[{ ...CONNECTED, time: NOON + 5 }], [frame("a", { time: NOON + 9 })]]));
  assertEquals([started, log], [[NOON + 5], ["until 5", "until 9"]]);
});
