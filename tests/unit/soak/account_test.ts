/** What `deno task soak` would notice. */
import { assertEquals, assertThrows } from "@std/assert";
import { Account, type Line } from "../../soak/account.ts";

const connected = (client: number): Line => ({ kind: "connected", client });
const gone = (client: number, frames: number, error: string | null = null): Line => {
  return { kind: "disconnected", client, frames, error };
};
const numbered = (seq: number, client: number, number: number): Line => {
  return { kind: "frame", seq, client, text: `frame ${number}` };
};
const event = (seq: number, client: number, sequence: number): Line => {
  return { kind: "frame", seq, client, text: null, kernel: { sequence } };
};
const lost = (client: number, frames: number, by: string): Line => ({ kind: "lost", client, frames, by });

function enter(...lines: readonly Line[]): Account {
  const account = new Account();
  for (const line of lines) account.enter(line);
  return account;
}

Deno.test("Account accepts two clients that number their frames, and a driver that drops events and says so", () => {
  const account = enter(
    { kind: "listening", client: null },
    ...[connected(1), numbered(1, 1, 1), connected(2), numbered(2, 2, 1), numbered(3, 1, 2), gone(1, 2)],
    ...[connected(3), event(4, 3, 1), lost(3, 10, "driver"), event(6, 3, 12), gone(3, 3), gone(2, 1)],
  );
  account.close();
  const { frames, lost: dropped, gone: clients, connected: left } = account;
  assertEquals({ frames, dropped, clients, left }, { frames: 5, dropped: 10, clients: 3, left: 0 });
});

const WRONG: readonly [what: string, lines: readonly Line[], why: string][] = [
  ["a number that comes again", [connected(1), numbered(1, 1, 1), numbered(1, 1, 2)], "frame 1 follows frame 1"],
  ["a frame that is missing", [connected(1), numbered(1, 1, 1), numbered(2, 1, 3)], "client 1 sent number 3"],
  ["frames in another order", [connected(1), numbered(1, 1, 2)], "client 1 sent number 2, and 1 was expected"],
  ["an event that is missing", [connected(1), event(1, 1, 1), event(2, 1, 3)], "client 1 sent number 3"],
  ["a loss that was not one", [connected(1), lost(1, 5, "driver"), event(1, 1, 5)], "client 1 sent number 5"],
  ["a loss of the listener's", [connected(1), lost(1, 5, "listener")], "the listener has lost 5 frames"],
  [
    "frames that were not printed",
    [connected(1), numbered(1, 1, 1), gone(1, 2)],
    "has sent 2 frames, and 1 were printed",
  ],
  ["a connection that failed", [connected(1), gone(1, 0, "broken")], "client 1: broken"],
  ["a frame of nobody", [numbered(1, 1, 1)], "client 1 has not connected"],
];

for (const [what, lines, why] of WRONG) {
  Deno.test(`Account notices ${what}`, () => {
    assertThrows(() => enter(...lines), Error, why);
  });
}

Deno.test("Account notices at the end that a number of the listener's was nobody's", () => {
  assertThrows(() => enter(connected(1), event(5, 1, 1), gone(1, 1)).close(), Error, "5 frames were numbered");
});
