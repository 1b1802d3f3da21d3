import { assertEquals, assertRejects } from "@std/assert";
import { BadInputError } from "../../../cli/errors.ts";
import type { Item } from "../../../cli/frame/frame.ts";
import { Status } from "../../../cli/stream/status.ts";
import { loadReply, Replies } from "../../../cli/stream/replies.ts";
import { CONNECTED, DISCONNECTED, frame } from "../items.ts";

/** A way back to clients that take so many messages each; what they took, and what was told. */
function makeReplies(taken = Infinity) {
  const log: string[] = [];
  const told: string[] = [];
  const counts = new Map<number, number>();
  const status = new Status({ writeSync: (bytes) => told.push(new TextDecoder().decode(bytes)) }, {
    mode: "losses",
    sharedTerminal: false,
    color: false,
  });
  const replies = new Replies((client, message) => {
    const count = (counts.get(client) ?? 0) + 1;
    counts.set(client, count);
    if (count <= taken) log.push(`${client}: ${new TextDecoder().decode(message)}`);
    return count <= taken;
  }, status);
  return { replies, log, told };
}

function lines(text: string) {
  const pieces = [new TextEncoder().encode(text)];
  return {
    read: (into: Uint8Array) => {
      const piece = pieces.shift();
      if (piece !== undefined) into.set(piece);
      return Promise.resolve(piece?.length ?? null);
    },
  };
}

/** What a run does with a batch. */
function take(replies: Replies, batch: readonly Item[], reply: Uint8Array | undefined): void {
  for (const item of batch) replies.item(item, reply);
}

const PONG = new TextEncoder().encode("pong");

Deno.test("Replies answers each frame, to the client that sent it", () => {
  const { replies, log, told } = makeReplies();
  take(replies, [CONNECTED, frame("a"), frame("b", { client: 2 }), frame("c"), DISCONNECTED], PONG);
  replies.end();
  assertEquals([log, told], [["1: pong", "2: pong", "1: pong"], []]);
});

Deno.test("Replies greets each client that connects, whose end nobody waits for", () => {
  const sent: unknown[] = [];
  const status = new Status({ writeSync: ({ length }) => length }, {
    mode: "losses",
    sharedTerminal: false,
    color: false,
  });
  const replies = new Replies((...args) => sent.push(args) === 1, status, PONG);
  take(replies, [CONNECTED, frame("a"), { ...CONNECTED, client: 2 }], undefined);
  replies.end(); // that the second was refused is no loss
  assertEquals(sent, [[1, PONG, false], [2, PONG, false]]);
});

Deno.test("Replies answers nothing without a reply", () => {
  const { replies, log } = makeReplies();
  take(replies, [CONNECTED, frame("a")], undefined);
  assertEquals(log, []);
});

Deno.test("Replies sends each line to all who are connected", async () => {
  const { replies, log } = makeReplies();
  take(replies, [CONNECTED, { ...CONNECTED, client: 2 }, { ...CONNECTED, client: 3 }], undefined);
  take(replies, [{ ...DISCONNECTED, client: 2 }], undefined);
  await replies.sendLines(lines("hello\nagain\n"));
  assertEquals(log, ["1: hello", "3: hello", "1: again", "3: again"]);
});

Deno.test("Replies says when nobody is there to hear a line", async () => {
  const { replies, told } = makeReplies();
  await replies.sendLines(lines("hello\n"));
  assertEquals(told, ["pipelisten: no client is connected: the line was not sent\n"]);
});

Deno.test("Replies counts what clients did not take, and tells at the end", () => {
  const { replies, told } = makeReplies(1);
  take(replies, [CONNECTED, frame("a"), frame("b"), frame("c"), frame("d", { client: 2 })], PONG);
  assertEquals(told, []);
  replies.end();
  assertEquals(told, ["pipelisten: lost 2 messages to clients that did not read them or had disconnected\n"]);
});

Deno.test("loadReply() takes text as it is, @FILE for what is in it, and @@ for a text's @", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeFile(path, Uint8Array.of(0, 255));
    assertEquals(await loadReply("ä"), Uint8Array.of(0xc3, 0xa4));
    assertEquals(await loadReply(`@${path}`), Uint8Array.of(0, 255));
    assertEquals(await loadReply("@@home"), new TextEncoder().encode("@home"));
    assertEquals(await loadReply("a@b"), new TextEncoder().encode("a@b"));
  } finally {
    await Deno.remove(path);
  }
  await assertRejects(() => loadReply(`@${path}`), BadInputError, `Cannot read ${path}: `);
});
