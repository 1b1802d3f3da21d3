/** The bytes of a frame come out byte for byte as the real `hexdump -C` prints them. */
import { assertEquals } from "@std/assert";
import { hexdump } from "../../../cli/render/hexdump.ts";
import { ByteBuffer } from "../../../cli/frame/byte_buffer.ts";
import { output } from "../../machine/process.ts";
import { hasTool, pinnedTool } from "../../machine/tools.ts";
import { padded } from "../../unit/items.ts";

/** The same every time, so that a failure can be seen again. */
function random(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => (state = Math.imul(state, 1_664_525) + 1_013_904_223) >>> 24);
}

/** Lines of 16 bytes, each of a single letter, and a last line that is cut. */
function lines(letters: string, cut = 0): Uint8Array {
  const text = Array.from(letters, (letter) => letter.repeat(16)).join("").replaceAll("0", "\0");
  return new TextEncoder().encode(text.slice(0, text.length - cut));
}

function cases(): [string, Uint8Array][] {
  const sizes = [...Array.from({ length: 101 }, (_, size) => size), 4095, 4096, 4097, 5001, 65_537];
  const repeats = ["AA", "AAA", "AAAA", "AAB", "ABA", "ABB", "AABB", "AABAA", "ABAB", "00", "0A", "000A000", "AAA0"];
  const tails = Array.from({ length: 16 }, (_, cut) => cut);
  return [
    ...sizes.map((size): [string, Uint8Array] => [`random${size}`, random(size, size)]),
    ...sizes.map((size): [string, Uint8Array] => [`zero${size}`, new Uint8Array(size)]),
    ...repeats.flatMap((letters) => tails.map((cut): [string, Uint8Array] => [letters + cut, lines(letters, cut)])),
    ...[13, 14, 15, 16, 17].map((size): [string, Uint8Array] => [`pad${size}`, padded("hello lyshark", size)]),
    ["padded", padded("hello lyshark")],
    ["differInFirst", Uint8Array.of(...lines("AA"), 1, ...lines("A").subarray(1))],
    ["differInLast", Uint8Array.of(...lines("AA"), ...lines("A").subarray(1), 1, ...lines("A"))],
    ["allBytes", Uint8Array.from({ length: 256 }, (_, byte) => byte)],
    ["everyPair", new Uint8Array(Uint16Array.from({ length: 65_536 }, (_, pair) => pair).buffer)],
  ];
}

Deno.test({
  name: "hexdump() prints what hexdump -C prints",
  ignore: !hasTool("hexdump"),
  async fn() {
    const { path, argv } = await pinnedTool("hexdump");
    const folder = await Deno.makeTempDir();
    try {
      const all = cases();
      await Promise.all(all.map(([name, bytes]) => Deno.writeFile(`${folder}/${name}`, bytes)));
      const script = 'cd "$2" && for f in *; do "$1" -C "$f" > "$f.out" || exit; done';
      const shell = [...argv.slice(0, -1), "sh", "-c", script, "sh", path, folder];
      assertEquals((await output(shell, { env: { LC_ALL: "C" } })).code, 0);
      const dump = hexdump();
      for (const [name, bytes] of all) {
        const expected = await Deno.readTextFile(`${folder}/${name}.out`);
        for (const offset of [0, 1, 2, 7]) {
          const memory = new Uint8Array(offset + bytes.length + 1).fill(0xaa);
          memory.set(bytes, offset);
          const output = new ByteBuffer(1);
          output.ascii("-".repeat(offset));
          dump(memory.subarray(offset, offset + bytes.length), output);
          assertEquals(new TextDecoder().decode(output.view.subarray(offset)), expected, `${name} from ${offset}`);
        }
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
