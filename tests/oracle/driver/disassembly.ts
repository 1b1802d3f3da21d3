/** The code of an image as GNU objdump disassembles it, with the addresses and imports that instructions refer to. */
import { atAddress, DIRECTORY, type PeImage, readPe, viewOf } from "../../../driver/build/pe.ts";
import { run } from "../../machine/process.ts";
import { openRoot } from "../../machine/root.ts";

const DESCRIPTOR_SIZE = 20;
const HINT_SIZE = 2;
const RELOCATION = { headerSize: 8, entrySize: 2, dir64: 10 };
const RUNTIME_FUNCTION_SIZE = 12;
const EXCEPTION_DIRECTORY = 3;

/** One instruction; addresses are absolute, as objdump prints them. */
export interface Instruction {
  readonly address: number;
  /** Where the one after it is. */
  readonly next: number;
  readonly mnemonic: string;
  /** In AT&T syntax, without the comment. */
  readonly operands: string;
  /** What a direct jump or call leads to, or the memory that an operand relative to %rip is at. */
  readonly target: number | undefined;
}

export interface Disassembly {
  readonly code: ReadonlyMap<number, Instruction>;
  /** The imported function by the address of its entry in the import address table. */
  readonly imports: ReadonlyMap<number, string>;
  /** Every place of code that something else points to: the entry point, callbacks, tables of functions. */
  readonly pointedTo: readonly number[];
  /** Where the functions begin that have unwind data: all that call another one. */
  readonly functions: readonly number[];
  /** The section that an address is in. */
  sectionOf(address: number): string | undefined;
}

/** Disassembles with the objdump of the private root, whatever the host has. */
export async function disassemble(path: string): Promise<Disassembly> {
  const root = await openRoot();
  const command = root.enter(["/usr/bin/x86_64-w64-mingw32-objdump", "-d", "--insn-width=16", path]);
  const code = parse(await run(`disassemble ${path}`, command));
  const image = readPe(await Deno.readFile(path));
  const view = viewOf(image.bytes);
  const base = Number(view.getBigUint64(image.checksumOffset - 64 + 24, true));
  const sectionOf = (address: number) =>
    image.sections.find((section) =>
      address - base >= section.address && address - base < section.address + section.size
    )
      ?.name;
  const addressesTaken = [...code.values()].filter(({ mnemonic }) => mnemonic === "lea").map(({ target }) => target);
  const pointedTo = [base + image.entryPoint, ...addressesTaken, ...relocated(image)]
    .filter((address) => address !== undefined && code.has(address)) as number[];
  return { code, imports: importSlots(image, base), pointedTo, functions: runtimeFunctions(image, base), sectionOf };
}

/** ` 140001142:\t48 ff 25 37 80 00 00 \trex.W jmp *0x8037(%rip)        # 0x140009180` */
function parse(printed: string): Map<number, Instruction> {
  const code = new Map<number, Instruction>();
  const line =
    /^ *([0-9a-f]+):\t((?:[0-9a-f]{2} )+) *\t(?:(?:rex\.\w+|rep|repz|lock|notrack|bnd|data16|cs) +)*(\w+) *([^#\n]*?) *(?:# (?:0x)?([0-9a-f]+)(?: <.*>)?)?$/gm;
  for (const [, at = "", bytes = "", mnemonic = "", operands = "", memory] of printed.matchAll(line)) {
    const address = parseInt(at, 16);
    const direct = /^0x([0-9a-f]+)$/.exec(operands)?.[1] ?? /^([0-9a-f]+) </.exec(operands)?.[1];
    const hex = memory ?? (/^(call|j\w+)$/.test(mnemonic) ? direct : undefined);
    const target = hex === undefined ? undefined : parseInt(hex, 16);
    code.set(address, { address, next: address + bytes.trim().split(" ").length, mnemonic, operands, target });
  }
  return code;
}

function importSlots(image: PeImage, base: number): Map<number, string> {
  const slots = new Map<number, string>();
  const descriptors = viewOf(atAddress(image, image.directories[DIRECTORY.import]?.address ?? 0));
  for (let offset = 0; descriptors.getUint32(offset + 12, true) !== 0; offset += DESCRIPTOR_SIZE) {
    const names = viewOf(atAddress(image, descriptors.getUint32(offset, true)));
    const table = base + descriptors.getUint32(offset + 16, true);
    for (let entry = 0; names.getBigUint64(entry, true) !== 0n; entry += 8) {
      const name = atAddress(image, names.getUint32(entry, true) + HINT_SIZE);
      slots.set(table + entry, new TextDecoder().decode(name.subarray(0, name.indexOf(0))));
    }
  }
  return slots;
}

/** The values of all pointers that the loader relocates. */
function relocated(image: PeImage): number[] {
  const { address, size } = image.directories[DIRECTORY.baseRelocation] ?? { address: 0, size: 0 };
  if (size === 0) return [];
  const table = viewOf(atAddress(image, address).subarray(0, size));
  const values: number[] = [];
  for (let block = 0; block < size; block += table.getUint32(block + 4, true)) {
    const page = table.getUint32(block, true);
    const end = block + table.getUint32(block + 4, true);
    for (let entry = block + RELOCATION.headerSize; entry < end; entry += RELOCATION.entrySize) {
      const word = table.getUint16(entry, true);
      if (word >>> 12 !== RELOCATION.dir64) continue;
      values.push(Number(viewOf(atAddress(image, page + (word & 0xfff))).getBigUint64(0, true)));
    }
  }
  return values;
}

function runtimeFunctions(image: PeImage, base: number): number[] {
  const { address, size } = image.directories[EXCEPTION_DIRECTORY] ?? { address: 0, size: 0 };
  const table = viewOf(atAddress(image, address).subarray(0, size));
  return Array.from({ length: size / RUNTIME_FUNCTION_SIZE }, (_, i) => base + table.getUint32(i * 12, true));
}
