/**
 * The section INIT: code that runs only while the driver is loaded. Windows frees it when DriverEntry has returned.
 *
 * The sources name such functions for Microsoft's compiler, `#pragma alloc_text(INIT, DriverEntry)`. GCC knows no such
 * pragma, and GNU ld no way to mark a section as discardable, so both are done here: a linker script that gathers those
 * functions (compiled with -ffunction-sections), and one bit in the header of the linked image.
 */
import { peChecksum, readPe, SECTION_IS, viewOf } from "./pe.ts";

const NAME = "INIT";
const PRAGMA = /^#pragma alloc_text\(INIT, (\w+)\)$/gm;

/** A script that adds INIT to the linker's own sections; undefined if no source has such a function. */
export function initSectionScript(sources: readonly string[]): string | undefined {
  const functions = sources.flatMap((source) => [...source.matchAll(PRAGMA)].map(([, name]) => `*(.text$${name})`));
  if (functions.length === 0) return undefined;
  return `SECTIONS { ${NAME} BLOCK(__section_alignment__) : { ${functions.join(" ")} } } INSERT AFTER .text;\n`;
}

/** Marks INIT as discardable in the linked image, and mends its checksum. */
export async function discardInit(path: string): Promise<void> {
  const image = await Deno.readFile(path);
  const { sections, checksumOffset } = readPe(image);
  const view = viewOf(image);
  for (const { name, characteristics, characteristicsOffset } of sections) {
    if (name === NAME) view.setUint32(characteristicsOffset, characteristics | SECTION_IS.discardable, true);
  }
  view.setUint32(checksumOffset, peChecksum(image), true);
  await Deno.writeFile(path, image);
}
