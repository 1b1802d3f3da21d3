import { assertEquals } from "@std/assert";
import type { Contender, Figure, Measures } from "../../bench/contender.ts";
import { median, race } from "../../bench/race.ts";
import { table } from "../../bench/table.ts";

const RATE: Figure = {
  key: "rate",
  unit: "frames/s",
  better: "more",
  goals: [{ peer: "peer", limit: 2 }, { limit: 100 }],
};
const TIME: Figure = { key: "time", unit: "ms", better: "less", goals: [{ peer: "peer", limit: 1.5 }] };

/** Gives these, run by run, and writes down that it ran. */
function contender(name: string, runs: readonly Measures[], order: string[] = []): Contender {
  let run = 0;
  return {
    name,
    run: () => {
      order.push(name);
      return Promise.resolve(runs[run++ % runs.length]!);
    },
  };
}

Deno.test("race() takes the median of the ratios round by round, whatever the machine's speed is meanwhile", async () => {
  // The machine gets faster: the ratio of the medians would be 4.
  const ours = contender("ours", [{ rate: 20 }, { rate: 400 }, { rate: 900 }]);
  const peer = contender("peer", [{ rate: 10 }, { rate: 100 }, { rate: 300 }]);
  const [result] = await race({ all: [ours, peer] }, [RATE], 3, false);
  assertEquals(result?.reached[0]?.values, [20, 400, 900]);
  assertEquals(result?.reached[1]?.ratio, 3);
  assertEquals(result?.goals.map(({ met }) => met), [true, true]);
});

Deno.test("race() says where a goal is missed, whether more is better or less", async () => {
  const ours = contender("ours", [{ rate: 99, time: 16 }]);
  const peer = contender("peer", [{ rate: 50, time: 10 }]);
  const results = await race({ all: [ours, peer] }, [RATE, TIME], 1, false);
  assertEquals(results.map(({ goals }) => goals.map(({ met }) => met)), [[false, false], [false]]);
});

Deno.test("race() turns the order round after each round, and doesn't count the first where it is to warm up", async () => {
  const order: string[] = [];
  const ours = contender("ours", [{ rate: 1 }, { rate: 7 }], order);
  const peer = contender("peer", [{ rate: 1 }, { rate: 7 }], order);
  const [result] = await race({ all: [ours, peer] }, [RATE], 1, true);
  assertEquals(order, ["peer", "ours", "ours", "peer"]);
  assertEquals(result?.reached[0]?.values, [7]);
});

Deno.test("race() leaves out a figure that cannot be had, and its goal", async () => {
  const ours = contender("ours", [{ rate: 300 }]);
  const peer = contender("peer", [{ rate: 100, time: 1 }]);
  const results = await race({ all: [ours, peer] }, [RATE, TIME], 1, false);
  assertEquals(results.map(({ figure }) => figure.key), ["rate"]);
});

Deno.test("median() is the middle, or between the two in the middle", () => {
  assertEquals([median([3, 1, 2]), median([4, 1, 2, 3]), median([])], [2, 2.5, NaN]);
});

Deno.test("table() has a line for each peer, with its ratio and goal, and one for a goal without a peer", async () => {
  const ours = contender("ours", [{ rate: 150 }]);
  const peer = contender("peer", [{ rate: 100 }]);
  const results = await race({ all: [ours, peer] }, [RATE], 1, false);
  const row = { name: "row", title: "", figures: [RATE], prepare: () => Promise.reject(new Error("not prepared")) };
  assertEquals(table([{ row, results, load: 0 }]).split("\n").slice(2), [
    "| row | frames/s | 150        |           |       | ≥ 100       |",
    "| row | frames/s | 150        | peer: 100 | 1.50  | ≥ 2, missed |",
  ]);
});
