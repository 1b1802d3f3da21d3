/**
 * The sections PAGE and INIT: code that Windows may page out, and code that it frees when DriverEntry has returned.
 *
 * The sources name such functions for Microsoft's compiler: `#pragma alloc_text(PAGE, PipelistenOpen)`. GCC ignores that
 * pragma, and GNU ld cannot mark a section as discardable, so both are done here: a linker script that gathers those
 * functions (compiled with -ffunction-sections), and bits in the headers of the linked image.
 */
import { peChecksum, readPe, SECTION_IS, viewOf } from "./pe.ts";

const NAMES = ["PAGE", "INIT"] as const;
type Name = typeof NAMES[number];

/** A linker script that adds PAGE and INIT to the linker's own sections; undefined if no source uses either. */
export function codeSectionsScript(sources: readonly string[]): string | undefined {
  const sections = NAMES.map((name) => section(name, sources)).filter((text) => text !== undefined);
  if (sections.length === 0) return undefined;
  return `SECTIONS { ${sections.join(" ")} } INSERT AFTER .text;\n`;
}

function section(name: Name, sources: readonly string[]): string | undefined {
  const pragma = new RegExp(`^#pragma alloc_text\\(${name}, (\\w+)\\)$`, "gm");
  const functions = sources.flatMap((source) => [...source.matchAll(pragma)].map(([, found]) => found));
  if (functions.length === 0) return undefined;
  // The optimiser's copies of a function are named function.constprop.0, function.part.0, …
  const inputs = functions.map((found) => `*(.text$${found} .text$${found}.*)`);
  return `${name} BLOCK(__section_alignment__) : { ${inputs.join(" ")} }`;
}

/** In the linked image: makes INIT discardable and the imports read-only, and updates the checksum. */
export async function finishSections(path: string): Promise<void> {
  const image = await Deno.readFile(path);
  const { sections, checksumOffset } = readPe(image);
  const view = viewOf(image);
  for (const { name, characteristics, characteristicsOffset } of sections) {
    if (name === "INIT") view.setUint32(characteristicsOffset, characteristics | SECTION_IS.discardable, true);
    // Older linkers leave them writable; the loader fills them in before it protects the section
    if (name === ".idata") view.setUint32(characteristicsOffset, (characteristics & ~SECTION_IS.writable) >>> 0, true);
  }
  view.setUint32(checksumOffset, peChecksum(image), true);
  await Deno.writeFile(path, image);
}
