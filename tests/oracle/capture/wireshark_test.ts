/** Recordings in the hands of others: tshark, capinfos, editcap and mergecap. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Item } from "../../../cli/frame/frame.ts";
import { output } from "../../machine/process.ts";
import { hasTool, pinnedTool } from "../../machine/tools.ts";
import { CONNECTED, DISCONNECTED, frame, LISTENING, LOST, NOON, padded } from "../../unit/items.ts";
import { pattern, PIPE, readBack, recorded } from "../../unit/capture/sessions.ts";

const needsWireshark = { ignore: !hasTool("tshark") };

/** Two clients, frames of 0 to 1 MB, many of them of the same microsecond. */
const SESSION: Item[] = [
  LISTENING,
  CONNECTED,
  frame("", { seq: 1 }),
  frame("hello lyshark", { seq: 2 }),
  { ...CONNECTED, client: 2, pid: null, image: null },
  ...Array.from(
    { length: 500 },
    (_, i) =>
      frame(padded(`frame ${i}`, 10 + i), {
        seq: 3 + i,
        client: 1 + i % 2,
        pid: i % 2 === 0 ? 4 : null,
        time: NOON + 1 + Math.floor(i / 200),
      }),
  ),
  frame(pattern(1_000_000), { seq: 503, time: NOON + 9 }),
  { ...LOST, time: NOON + 9 },
  frame(padded("cut"), { seq: 504, time: NOON + 10, truncated: { messageSize: 10_000 }, dropped: true }),
  { ...DISCONNECTED, time: NOON + 10 },
];
const FRAMES = SESSION.filter((item) => item.kind === "frame");

let folder = "";
Deno.test.beforeAll(async () => {
  folder = await Deno.makeTempDir();
  await Deno.writeFile(`${folder}/session.pcapng`, recorded(SESSION));
});
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

/** Runs one of the tools to a good end, and gives what it prints. */
async function run(name: string, ...args: string[]): Promise<string> {
  const { argv } = await pinnedTool(name);
  const { code, stdout, stderr } = await output([...argv, ...args], { env: { LC_ALL: "C.UTF-8", TZ: "UTC" } });
  assertEquals(code, 0, `${name} ${args.join(" ")}: ${stderr}`);
  return stdout;
}

Deno.test(
  "tshark finds every frame's interface, time, length, bytes and comment as recorded",
  needsWireshark,
  async () => {
    const fields = [
      "interface_name",
      "interface_description",
      "time_epoch",
      "cap_len",
      "len",
      "comment",
      "packet_flags_direction",
    ];
    const path = `${folder}/session.pcapng`;
    const args = [
      "-r",
      path,
      "-Y",
      "frame.interface_id == 0",
      "-T",
      "fields",
      ...fields.flatMap((name) => ["-e", `frame.${name}`]),
    ];
    const rows = (await run("tshark", ...args, "-e", "data.data")).trimEnd().split("\n").map((row) => row.split("\t"));
    assertEquals(rows.length, 502 + 4 + 1); // 1,000,000 bytes are four packets
    let at = 0;
    for (const { seq, client, pid, bytes, time, truncated } of FRAMES) {
      const parts = Math.max(1, Math.ceil(bytes.length / 262_144));
      let data = "";
      for (let part = 1; part <= parts; part++) {
        const [name, description, epoch, captured, original, comment, direction, hex] = rows[at++]!;
        assertEquals([name?.replaceAll("\\\\", "\\"), description, direction], [
          PIPE,
          "pipelisten: frames",
          "0x00000001",
        ]);
        assertEquals(epoch?.slice(0, 17), (time! / 1e6).toFixed(6));
        const length = Math.min(262_144, bytes.length - (part - 1) * 262_144);
        assertEquals([captured, original], [`${length}`, `${truncated?.messageSize ?? length}`]);
        assert(comment?.startsWith(`seq=${seq} client=${client}${pid === null ? "" : ` pid=${pid}`}`), comment);
        data += hex;
      }
      assert(data === bytes.toHex(), `frame ${seq}`);
    }
  },
);

Deno.test("capinfos counts packets and bytes, and calls the order of time strict", needsWireshark, async () => {
  const text = await run("capinfos", "-M", `${folder}/session.pcapng`);
  const value = (name: string) => new RegExp(`^ *${name}\\s*[:=]\\s*(.*)$`, "m").exec(text)?.[1];
  const frames = FRAMES.reduce((total, { bytes, truncated }) => total + (truncated?.messageSize ?? bytes.length), 0);
  const events = SESSION.length - FRAMES.length;
  assertEquals(value("Number of packets"), String(FRAMES.length + 3 + events));
  assertEquals(value("Strict time order"), "True");
  assertEquals([value("Number of interfaces in file"), value("Time precision")], ["2", "nanoseconds (9)"]);
  assertEquals(value("Number of stat entries"), "1");
  assert(parseInt(value("Data size")!) > frames, text);
  assertMatch(text, /Encapsulation = USER 0/);
  assertMatch(text, /Capture application: +pipelisten \d/);
});

for (const [what, merge] of [["by time", []], ["end to end", ["-a"]]] as const) {
  Deno.test(
    `a recording that editcap has split and mergecap merged ${what} reads back the same`,
    needsWireshark,
    async () => {
      for (const size of ["1", "2", "7", "100", "300"]) {
        const parts = await Deno.makeTempDir({ dir: folder });
        await run("editcap", "-F", "pcapng", "-c", size, `${folder}/session.pcapng`, `${parts}/part.pcapng`);
        const names = [...Deno.readDirSync(parts)].map(({ name }) => `${parts}/${name}`).sort();
        assertEquals(names.length, Math.ceil((FRAMES.length + 3 + SESSION.length - FRAMES.length) / Number(size)));
        const merged = `${folder}/merged.pcapng`;
        await run("mergecap", ...merge, "-w", merged, ...names);
        const { items, warnings, error } = await readBack(await Deno.readFile(merged));
        assertEquals([warnings, error, items.length], [[], undefined, SESSION.length]);
        items.forEach((item, index) => assertEquals(item, SESSION[index]));
        await Deno.remove(parts, { recursive: true });
      }
    },
  );
}

Deno.test("what editcap cuts off the packets is marked as truncated", needsWireshark, async () => {
  const cut = `${folder}/cut.pcapng`;
  await Deno.writeFile(`${folder}/small.pcapng`, recorded([CONNECTED, frame("hello lyshark")]));
  await run("editcap", "-s", "5", `${folder}/small.pcapng`, cut);
  const { items } = await readBack(await Deno.readFile(cut));
  const rest = { client: null, pid: null, truncated: { messageSize: 56 } };
  assertEquals(items, [frame('{"kin', { ...rest, seq: 1 }), frame("hello", { truncated: { messageSize: 13 } })]);
});

Deno.test(
  "a recording that was cut short is one to Wireshark, too, up to its last whole packet",
  needsWireshark,
  async () => {
    const bytes = recorded(SESSION.slice(0, 4));
    await Deno.writeFile(`${folder}/early.pcapng`, bytes.subarray(0, -100));
    const { stdout, stderr } = await (await pinnedTool("tshark")).command(["-r", `${folder}/early.pcapng`], {
      stdout: "piped",
      stderr: "piped",
    }).output();
    assertEquals(new TextDecoder().decode(stdout).trimEnd().split("\n").length, 3);
    assertMatch(new TextDecoder().decode(stderr), /cut short in the middle of a packet/);
  },
);

Deno.test(
  "a classic pcap file is refused with the command that converts it, and that one works",
  needsWireshark,
  async () => {
    const [classic, again] = [`${folder}/classic.pcap`, `${folder}/again.pcapng`];
    await run("editcap", "-F", "pcap", `${folder}/session.pcapng`, classic);
    const { error } = await readBack(await Deno.readFile(classic));
    assertEquals(
      (error as Error).message,
      "Cannot read test: it is a classic pcap file (convert it: editcap -F pcapng test NEW)",
    );
    await run("editcap", "-F", "pcapng", classic, again);
    const { items } = await readBack(await Deno.readFile(again));
    // pcap has neither comments nor interfaces: every packet is a frame.
    assertEquals(items.length, FRAMES.length + 3 + SESSION.length - FRAMES.length);
    assertEquals(items[2], frame("", { seq: 3, client: null, pid: null }));
  },
);
