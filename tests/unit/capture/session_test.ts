import { Buffer } from "node:buffer";
import { assertEquals, assertInstanceOf } from "@std/assert";
import fc from "fast-check";
import config from "../../../deno.json" with { type: "json" };
import { BadInputError } from "../../../cli/errors.ts";
import { CONNECTED, frame, LISTENING, LOST, NOON } from "../items.ts";
import * as b from "./blocks.ts";
import { pattern, PIPE, readBack, recorded, sessions } from "./sessions.ts";
import { scaled } from "../effort.ts";

const NOON_NS = BigInt(NOON) * 1000n;
const OURS = "pipelisten: frames";

/** The interfaces of a recording: link type USER0, if_name, if_description, if_tsresol 10^-9. */
function ourInterface(description: string): b.Fields {
  return b.interfaceOf(147, 262_144, b.option(2, PIPE), b.option(3, description), b.option(9, [9]), b.END_OF_OPTIONS);
}

const BEGINNING = [
  b.sectionHeader(b.option(4, `pipelisten ${config.version}`), b.END_OF_OPTIONS),
  ourInterface(OURS),
  ourInterface("pipelisten: events"),
];
const INBOUND = b.option(2, [1, 0, 0, 0]);

Deno.test("a recording has, byte for byte, the interfaces, packets and statistics of pcapng", () => {
  const items = [CONNECTED, frame("hello", { seq: 1 }), frame("", { seq: 2, client: null, pid: null })];
  const expected = b.bytesOf(
    true,
    ...BEGINNING,
    b.packet(1, NOON_NS, '{"kind":"connected","client":1,"pid":4,"image":"System"}'),
    // Items of the same microsecond are numbered in its nanoseconds.
    b.packet(0, NOON_NS + 1n, "hello", b.option(1, "seq=1 client=1 pid=4"), INBOUND, b.END_OF_OPTIONS),
    b.packet(0, NOON_NS + 2n, "", b.option(1, "seq=2"), INBOUND, b.END_OF_OPTIONS),
    b.block(
      5,
      b.u32(0),
      b.timestamp(NOON_NS + 2n),
      ...[b.u16(2), b.u16(8), b.timestamp(NOON_NS)], // isb_starttime
      ...[b.u16(3), b.u16(8), b.timestamp(NOON_NS + 2n)], // isb_endtime
      b.option(4, [2, 0, 0, 0, 0, 0, 0, 0]), // isb_ifrecv
      b.option(5, [0, 0, 0, 0, 0, 0, 0, 0]), // isb_ifdrop
      b.option(8, [2, 0, 0, 0, 0, 0, 0, 0]), // isb_usrdeliv
      b.END_OF_OPTIONS,
    ),
  );
  assertEquals(recorded(items).toHex(), expected.toHex());
});

Deno.test("any session is read as it was recorded, whatever the size of the reads", async () => {
  await fc.assert(
    fc.asyncProperty(sessions, fc.integer({ min: 1, max: 300_000 }), async (items, piece) => {
      const bytes = recorded(items);
      // One byte at a time is for short files.
      const read = await readBack(bytes, bytes.length > 20_000 ? piece + 5000 : piece);
      assertEquals(read, { items, warnings: [], error: undefined });
    }),
    { numRuns: scaled(150) },
  );
});

Deno.test("a frame above 256 KiB is split into packets of that size, and joined again", async () => {
  for (const size of [262_144, 262_145, 524_288, 524_289, 1 << 20, 1 << 26]) {
    const whole = frame(pattern(size), { truncated: { messageSize: size + 7 } });
    const bytes = recorded([whole]);
    const view = new DataView(bytes.buffer);
    const lengths = [];
    for (let at = 0; at < bytes.length; at += view.getUint32(at + 4, true)) {
      if (view.getUint32(at, true) === 6) lengths.push(view.getUint32(at + 20, true));
    }
    assertEquals(lengths.length, Math.ceil(size / 262_144));
    assertEquals(Math.max(...lengths), 262_144);
    const { items: [read] } = await readBack(bytes);
    // assertEquals() would compare, and on failure print, 64 MiB as text.
    if (read?.kind !== "frame" || Buffer.compare(read.bytes, whole.bytes) !== 0) throw new Error(`${size} differ`);
    assertEquals({ ...read, bytes: null }, { ...whole, bytes: null });
  }
});

Deno.test("a recording cut anywhere yields every whole item, and a warning", async () => {
  const items = [LISTENING, CONNECTED, frame("one"), frame("two", { seq: 2 }), LOST];
  const bytes = recorded(items);
  const ends = new Set<number>();
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length; ends.add(at)) at += view.getUint32(at + 4, true);
  const early = "test ends in the middle of a block: everything before it was read";
  for (let length = 4; length <= bytes.length; length++) {
    const read = await readBack(bytes.subarray(0, length));
    const whole = [...ends].filter((end) => end <= length).length;
    assertEquals(read.items, items.slice(0, Math.max(0, whole - 3)), `${length} bytes`);
    assertEquals([read.warnings, read.error], [ends.has(length) ? [] : [early], undefined], `${length} bytes`);
  }
});

for (const littleEndian of [true, false]) {
  const order = littleEndian ? "little" : "big";

  Deno.test(`a ${order}-endian recording of ours is read, with unknown blocks, options and comments`, async () => {
    const { items, warnings, error } = await readBack(b.bytesOf(
      littleEndian,
      b.sectionHeader(),
      b.block(0x0000_0bad, b.padded("a custom block")),
      ourInterface(OURS),
      b.block(4, b.padded("names")),
      b.packet(0, NOON_NS + 999n, "hello", b.option(1, "mine"), b.option(77, [1]), b.option(1, "seq=7 client=2")),
      b.packet(0, NOON_NS + 1000n, "more", b.option(1, "seq=8 dropped")),
    ));
    assertEquals(items, [
      frame("hello", { seq: 7, client: 2, pid: null }),
      frame("more", { seq: 8, time: NOON + 1, client: null, pid: null, dropped: true }),
    ]);
    assertEquals([warnings, error], [[], undefined]);
  });

  Deno.test(`foreign packets of a ${order}-endian file are frames without a client`, async () => {
    const seconds = 1_769_860_800n;
    const { items, error } = await readBack(b.bytesOf(
      littleEndian,
      b.sectionHeader(),
      b.interfaceOf(1, 3, b.option(3, OURS)), // Ethernet, microseconds
      b.interfaceOf(147, 0, b.option(3, "pipelisten")), // not quite our description
      b.interfaceOf(147, 0, b.option(9, [0x8a]), b.option(3, OURS)), // ours, in units of 2^-10 s
      (order) => b.interfaceOf(1, 0, b.option(14, b.i64(-10n)(order)))(order), // if_tsoffset
      b.packet(0, BigInt(NOON), "one", b.option(1, "seq=9 client=9")),
      b.packet(1, BigInt(NOON), "two", b.option(1, "seq=9 client=9")),
      b.packet(2, (seconds << 10n) + 512n, "three", b.option(1, "seq=9 x")),
      b.packet(3, 10_000_001n, "four"),
      b.packet(3, 9_000_000n, "before 1970"),
      b.packet(3, 2n ** 64n - 1n, "much later"),
      b.block(2, b.u16(1), b.u16(0), b.timestamp(7n), b.u32(3), b.u32(3), b.padded("old")),
      b.block(3, b.u32(5), b.padded("simple".slice(0, 3))),
    ));
    const foreign = { client: null, pid: null };
    assertEquals(items, [
      frame("one", { ...foreign, seq: 1 }),
      frame("two", { ...foreign, seq: 2 }),
      frame("three", { ...foreign, seq: 3, time: Number(seconds) * 1e6 + 500_000 }),
      frame("four", { ...foreign, seq: 4, time: 1 }),
      frame("before 1970", { ...foreign, seq: 5, time: null }),
      frame("much later", { ...foreign, seq: 6, time: null }),
      frame("old", { ...foreign, seq: 7, time: 7 }),
      frame("sim", { ...foreign, seq: 8, time: null, truncated: { messageSize: 5 } }),
    ]);
    assertEquals(error, undefined);
  });
}

Deno.test("a section's byte order and interfaces are its own", async () => {
  const part = (littleEndian: boolean, text: string, seq: number) =>
    b.bytesOf(
      littleEndian,
      b.sectionHeader(),
      ourInterface(OURS),
      b.packet(0, NOON_NS, text, b.option(1, `seq=${seq}`)),
    );
  const none = b.bytesOf(true, b.sectionHeader(), b.packet(0, NOON_NS, "whose?"));
  const { items, error } = await readBack(Uint8Array.of(...part(true, "a", 1), ...part(false, "b", 2), ...none));
  assertEquals(items, [1, 2].map((seq) => frame(seq === 1 ? "a" : "b", { seq, client: null, pid: null })));
  assertInstanceOf(error, BadInputError);
  const position = part(true, "a", 1).length + part(false, "b", 2).length + 28;
  assertEquals(
    error.message,
    `Cannot read test beyond byte ${position}: a packet refers to interface 0, but the section has 0 (the file is damaged there)`,
  );
});

const PACKET_HEAD = [b.u32(0), b.timestamp(NOON_NS)];
const DAMAGES: [string, b.Fields, string][] = [
  [
    "a length below that of an empty block",
    () => [...b.u32(9)(true), ...b.u32(8)(true), 0, 0, 0, 0],
    "a block claims a length of 8 bytes",
  ],
  ["an odd length", () => [...b.u32(9)(true), ...b.u32(13)(true), 0, 0, 0, 0], "a block claims a length of 13 bytes"],
  [
    "a huge length",
    () => [...b.u32(9)(true), ...b.u32(0xffff_fffc)(true), 0, 0, 0, 0],
    "a block claims a length of 4294967292 bytes",
  ],
  [
    "two lengths",
    () => [...b.u32(9)(true), ...b.u32(12)(true), ...b.u32(16)(true)],
    "a block of 12 bytes ends with the length 16",
  ],
  [
    "more data than the block",
    b.block(6, ...PACKET_HEAD, b.u32(8), b.u32(8), b.padded("abcd")),
    "8 bytes expected, but a block has only 4 left",
  ],
  [
    "an option beyond the block",
    b.block(6, ...PACKET_HEAD, b.u32(0), b.u32(0), b.u16(1), b.u16(9)),
    "12 bytes expected, but a block has only 0 left",
  ],
  ["no fields", b.block(6), "4 bytes expected, but a block has only 0 left"],
];

for (const [what, damaged, why] of DAMAGES) {
  Deno.test(`a block with ${what} is an error with its position, after everything before it`, async () => {
    const before = b.bytesOf(true, ...BEGINNING, b.packet(0, NOON_NS, "good", b.option(1, "seq=1 client=1 pid=4")));
    const { items, error } = await readBack(Uint8Array.of(...before, ...damaged(true)));
    assertEquals(items, [frame("good")]);
    assertInstanceOf(error, BadInputError);
    assertEquals(error.message, `Cannot read test beyond byte ${before.length}: ${why} (the file is damaged there)`);
  });
}

Deno.test("frames that lack a part are skipped, and counted in a warning", async () => {
  const bytes = recorded([frame(pattern(600_000)), frame("small", { seq: 2 }), frame(pattern(300_000), { seq: 3 })]);
  const view = new DataView(bytes.buffer);
  const blocks: Uint8Array[] = [];
  for (let at = 0, length = 0; at < bytes.length; at += length) {
    length = view.getUint32(at + 4, true);
    blocks.push(bytes.subarray(at, at + length));
  }
  // 0-2 the beginning; 3-5 the first frame; 6 the small one; 7-8 the third; 9 the statistics
  const without = async (...missing: number[]) => {
    const rest = blocks.filter((_, index) => !missing.includes(index));
    const { items, warnings } = await readBack(await new Blob(rest.map((block) => block.slice())).bytes());
    return [items.map((item) => item.kind === "frame" ? item.seq : 0), warnings];
  };
  const warning = (count: number) => [`test lacks parts of ${count} large frames: they were skipped`];
  assertEquals(await without(3), [[2, 3], warning(1)]);
  assertEquals(await without(4), [[2, 3], warning(1)]);
  assertEquals(await without(5), [[2, 3], warning(1)]);
  assertEquals(await without(3, 4), [[2, 3], warning(1)]);
  assertEquals(await without(4, 7), [[2], warning(2)]);
  assertEquals(await without(8, 9), [[1, 2], [
    "test ends in the middle of a block: everything before it was read",
  ]]);
});

Deno.test("a packet that can't be the part it claims to be is foreign", async () => {
  const comments = ["seq=9 part=1/2", "seq=9 part=3/2", "seq=9 part=1/1", "seq=9 part=300/300"];
  const { items, warnings } = await readBack(
    b.bytesOf(true, ...BEGINNING, ...comments.map((comment) => b.packet(0, NOON_NS, "part", b.option(1, comment)))),
  );
  assertEquals(items, comments.map((_, index) => frame("part", { seq: index + 1, client: null, pid: null })));
  assertEquals(warnings, []);
});
