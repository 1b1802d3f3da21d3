/**
 * `deno task bench`: measures pipelisten against its peers and prints the ratios.
 *
 * @module
 */

import { exitOnMachineError, openMachine } from "../machine/mod.ts";
import { hexdumpContenders } from "./hexdump_rate.ts";
import { pipeContenders } from "./pipe_rate.ts";
import { type Contender, median, race } from "./race.ts";
import { structContenders } from "./struct_rate.ts";

const ROUNDS = 7;
/** Some 20 s per run: in one of 50,000 frames, compiling takes V8 a noticeable part. */
const FRAMES = 200_000;
const MEGABYTES = 100;
const REPORTS = 250_000;

async function compare(
  { ours, peer }: { ours: Contender; peer: Contender },
  unit: string,
  goal: number,
): Promise<void> {
  const result = await race(ours, peer, ROUNDS);
  const figures = (rates: readonly number[]) =>
    [rates[0]!, median(rates), rates.at(-1)!].map((rate) => Math.round(rate).toLocaleString("en-US")).join(" / ");
  console.log(`  ${ours.name.padEnd(14)} ${figures(result.ours)} ${unit}`);
  console.log(`  ${peer.name.padEnd(14)} ${figures(result.peer)} ${unit}`);
  console.log(`  ratio          ${result.ratio.toFixed(2)} (goal ${goal.toFixed(1)})\n`);
}

await exitOnMachineError(async () => {
  const machine = await openMachine();
  await using _windows = await machine.hold();
  console.log(
    `On ${machine.description}; lowest / median / highest of ${ROUNDS} runs each, in turn; ratio by pairs.\n`,
  );
  console.log(`A sender of ${FRAMES.toLocaleString("en-US")} frames of 4096 bytes, --json to a file:`);
  await compare(await pipeContenders(machine, FRAMES), "frames/s", 1);
  console.log(`${MEGABYTES} MB of random bytes to a hexdump on /dev/null:`);
  await compare(await hexdumpContenders(MEGABYTES), "MB/s", 2);
  console.log(`${REPORTS.toLocaleString("en-US")} Networkreport frames from a raw file to JSON on /dev/null:`);
  await using reports = await structContenders(REPORTS);
  await compare(reports, "frames/s", 0.5);
  return 0;
});
