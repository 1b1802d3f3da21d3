/**
 * The rows of the benchmark: what is measured, against which peers, and the goals.
 *
 * @module
 */

import type { Figure, Goal, Row } from "./contender.ts";
import { driverContenders } from "./driver_rate.ts";
import { hexdumpContenders, XXD } from "./hexdump_rate.ts";
import { latencyContenders } from "./latency.ts";
import { C_FLUSHING, C_LISTENER, C_OVERLAPPED, NODE } from "./listeners.ts";
import { liveContenders } from "./live_rate.ts";
import { LINES_AS_TEXTS, logContenders } from "./log_rate.ts";
import { passingContenders, unreadContenders } from "./memory.ts";
import { recordingContenders, TSHARK } from "./recording_rate.ts";
import { sendContenders } from "./send_cost.ts";
import { helpContenders, listeningContenders, NODE_E } from "./start.ts";

const LIVE_SIZES = [13, 512, 4096, 1 << 14, 1 << 16, 1 << 20];
/** At these sizes all peers are measured. */
const ALL_PEERS_AT = [512, 4096];
const EVENT_GOALS = [[64, 10], [512, 10], [4096, 5]] as const;
/** Some seconds for each run. */
const LIVE_FRAMES = 50_000;
const LIVE_BYTES = 1 << 29;
const DRIVER_EVENTS = 500_000;
const DRIVER_BYTES = 1 << 29;
const LATENCY_FRAMES = 1000;
const PASSING_FRAMES = 10_000_000;
const UNREAD_BYTES = 1 << 30;
const RECORDED_FRAMES = 1_000_000;
const LOG_LINES = 2_000_000;
const MEGABYTES = 100;
const SENDS = 2_000_000;

/** In megabytes: what README promises; and what V8's collector may leave. */
const [MAX_MEMORY, MAX_GROWTH] = [150, 16];

/** All of them, in the order in which they are printed. */
export const ROWS: readonly Row[] = [
  ...EVENT_GOALS.map(([size, limit]) => driverRow(size, "listener", limit)),
  driverRow(64, "driver", EVENT_GOALS[0][1]),
  ...EVENT_GOALS.map(([size, limit]): Row => ({
    name: `events-${size}`,
    title: `events of ${size} bytes in messages of 64 KiB, from a program, --json; the C listener: a message each`,
    figures: [rate("events/s", { peer: C_LISTENER, limit })],
    prepare: (machine, short) =>
      liveContenders(machine, {
        size,
        frames: framesOf(size, short),
        events: Math.floor((1 << 16) / (size + 56 + 7)),
      }, [C_LISTENER]),
  })),
  ...LIVE_SIZES.map((size): Row => ({
    name: `live-${size}`,
    title: `one message per frame of ${size} bytes, --json to a file`,
    figures: [
      rate("frames/s", { peer: C_LISTENER, limit: 0.95 }),
      {
        key: "cpu",
        unit: "s of CPU per million frames",
        better: "less",
        goals: [{ peer: C_LISTENER, limit: 1.5 }],
      },
    ],
    prepare: (machine, short) =>
      liveContenders(
        machine,
        { size, frames: framesOf(size, short) },
        ALL_PEERS_AT.includes(size) ? [C_LISTENER, C_OVERLAPPED, NODE] : [C_LISTENER],
      ),
  })),
  ...[10, 100].flatMap((clients) =>
    ALL_PEERS_AT.map((size): Row => ({
      name: `clients-${clients}-${size}`,
      title: `${clients} clients at once, one message per frame of ${size} bytes, --json to a file`,
      figures: [rate("frames/s", { peer: C_OVERLAPPED, limit: 0.95 })],
      prepare: (machine, short) => {
        const frames = Math.ceil(framesOf(size, short) / clients) * clients;
        return liveContenders(machine, { size, frames, clients }, [C_OVERLAPPED]);
      },
    }))
  ),
  ...[100, 1000].map((hertz): Row => ({
    name: `latency-${hertz}`,
    title: `from the write to the line on stdout, at ${hertz} frames a second`,
    figures: ["p50", "p99"].map((key) => ({
      key,
      unit: `us, ${key}`,
      better: "less",
      goals: [{ peer: C_FLUSHING, limit: 1.5 }],
    })),
    prepare: (machine, short) => latencyContenders(machine, hertz, short ? 10 : LATENCY_FRAMES),
  })),
  ...[16, 64, 512, 4096].map((size) => sendRow(size, 1)),
  ...[2, 4, 8].map((producers) => sendRow(64, producers)),
  {
    name: "recording",
    title: "64-byte structs from a recording to JSON with all fields, on /dev/null",
    figures: [rate("frames/s", { limit: 1_000_000 }, { peer: TSHARK, limit: 20 })],
    prepare: (_, short) => recordingContenders(short ? 1000 : RECORDED_FRAMES),
  },
  {
    name: "log",
    title: "log lines from a recording to text, on /dev/null; the peer: the same lines as events with texts",
    figures: [rate("lines/s", { limit: 1_000_000 }, { peer: LINES_AS_TEXTS, limit: 1 })],
    prepare: (_, short) => logContenders(short ? 1000 : LOG_LINES),
  },
  {
    name: "hexdump",
    title: `${MEGABYTES} MB of random bytes to a hexdump on /dev/null`,
    figures: [rate("MB/s", { peer: XXD, limit: 3 })],
    prepare: (_, short) => hexdumpContenders(short ? 1 : MEGABYTES),
  },
  {
    name: "memory-passing",
    title: `memory while ${PASSING_FRAMES.toLocaleString("en-US")} events of 64 bytes pass`,
    figures: memory(),
    maxRounds: 1,
    prepare: (machine, short) => passingContenders(machine, short ? 1000 : PASSING_FRAMES),
  },
  {
    name: "memory-unread",
    title: "memory while 1 GiB comes and nobody reads what is printed (--drop-when-full)",
    figures: memory(),
    maxRounds: 1,
    prepare: (machine, short) => unreadContenders(machine, short ? 1 << 20 : UNREAD_BYTES),
  },
  {
    name: "start-listening",
    title: "from the start to listening on a pipe",
    figures: [start()],
    prepare: listeningContenders,
  },
  { name: "start-help", title: "--help", figures: [start()], prepare: helpContenders },
];

function driverRow(size: number, first: "driver" | "listener", limit: number): Row {
  return {
    name: first === "driver" ? `driver-${size}-first` : `driver-${size}`,
    title:
      `a driver's events of ${size} bytes through the client library to --json --struct, the ${first} there first; ` +
      "the C listener: a message each",
    figures: [rate("events/s", { peer: C_LISTENER, limit })],
    prepare: (machine, short) => {
      const events = short ? 1000 : Math.min(DRIVER_EVENTS, Math.floor(DRIVER_BYTES / size));
      return driverContenders(machine, { events, size, first });
    },
  };
}

function sendRow(size: number, producers: number): Row {
  const limits: Readonly<Record<string, number>> = size === 64 && producers === 1 ? { mean: 30, p999: 200 } : {};
  return {
    name: producers === 1 ? `send-${size}` : `send-${size}-by-${producers}`,
    title: `PipelistenSendEvent of ${size} bytes on this machine, ${producers} at once`,
    figures: ["mean", "p50", "p99", "p999"].map((key) => {
      const limit = limits[key];
      return { key, unit: `ns, ${key}`, better: "less", goals: limit === undefined ? [] : [{ limit }] };
    }),
    prepare: (_, short) => sendContenders(size, producers, short ? 1 << 14 : SENDS),
  };
}

function rate(unit: string, ...goals: readonly Goal[]): Figure {
  return { key: "rate", unit, better: "more", goals };
}

function memory(): Figure[] {
  return [
    { key: "peak", unit: "MB at most", better: "less", goals: [{ limit: MAX_MEMORY }] },
    { key: "growth", unit: "MB more at the end", better: "less", goals: [{ limit: MAX_GROWTH }] },
  ];
}

function start(): Figure {
  return { key: "start", unit: "ms", better: "less", goals: [{ peer: NODE_E, limit: 1 }] };
}

function framesOf(size: number, short: boolean): number {
  return short ? 100 : Math.min(LIVE_FRAMES, Math.floor(LIVE_BYTES / size));
}
