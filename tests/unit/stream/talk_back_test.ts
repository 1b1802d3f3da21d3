import { assertEquals, assertRejects } from "@std/assert";
import { BadInputError } from "../../../cli/errors.ts";
import { Status } from "../../../cli/stream/status.ts";
import { loadReply, TalkBack } from "../../../cli/stream/talk_back.ts";
import { CONNECTED, DISCONNECTED, frame } from "../items.ts";

/** A way back to clients that take so many messages each; what they took, and what was told. */
function talkBack(taken = Infinity) {
  const log: string[] = [];
  const told: string[] = [];
  const counts = new Map<number, number>();
  const status = new Status({ writeSync: (bytes) => told.push(new TextDecoder().decode(bytes)) }, {
    mode: "losses",
    sharedTerminal: false,
    color: false,
  });
  const talkBack = new TalkBack((client, message) => {
    const count = (counts.get(client) ?? 0) + 1;
    counts.set(client, count);
    if (count <= taken) log.push(`${client}: ${new TextDecoder().decode(message)}`);
    return count <= taken;
  }, status);
  return { talkBack, log, told };
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

const PONG = new TextEncoder().encode("pong");

Deno.test("TalkBack answers each frame, to the client that sent it", () => {
  const { talkBack: back, log, told } = talkBack();
  back.take([CONNECTED, frame("a"), frame("b", { client: 2 }), frame("c"), DISCONNECTED], PONG);
  back.end();
  assertEquals([log, told], [["1: pong", "2: pong", "1: pong"], []]);
});

Deno.test("TalkBack answers nothing without a reply", () => {
  const { talkBack: back, log } = talkBack();
  back.take([CONNECTED, frame("a")], undefined);
  assertEquals(log, []);
});

Deno.test("TalkBack sends each line to all who are connected", async () => {
  const { talkBack: back, log } = talkBack();
  back.take([CONNECTED, { ...CONNECTED, client: 2 }, { ...CONNECTED, client: 3 }], undefined);
  back.take([{ ...DISCONNECTED, client: 2 }], undefined);
  await back.converse(lines("hello\nagain\n"));
  assertEquals(log, ["1: hello", "3: hello", "1: again", "3: again"]);
});

Deno.test("TalkBack says when nobody is there to hear a line", async () => {
  const { talkBack: back, told } = talkBack();
  await back.converse(lines("hello\n"));
  assertEquals(told, ["pipelisten: nobody is connected: the line was not sent\n"]);
});

Deno.test("TalkBack counts what clients did not take, and tells at the end", () => {
  const { talkBack: back, told } = talkBack(1);
  back.take([CONNECTED, frame("a"), frame("b"), frame("c"), frame("d", { client: 2 })], PONG);
  assertEquals(told, []);
  back.end();
  assertEquals(told, ["pipelisten: lost 2 messages to clients that do not read them, or had left\n"]);
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
