/**
 * The architecture that a driver's file is for.
 *
 * @see https://learn.microsoft.com/windows/win32/debug/pe-format#machine-types
 *
 * @module
 */

const E_LFANEW = 0x3c;
const PE_SIGNATURE = 0x0000_4550;
const MACHINES: Readonly<Record<number, string>> = { 0x014c: "x86", 0x8664: "x64", 0xaa64: "ARM64" };
const DENO_ARCHES = { x86_64: "x64", aarch64: "ARM64" } as const;

/** `x64`, `ARM64`, `x86`, or the machine type in hex; undefined if it is not a PE file. */
export function imageArchitecture(file: Uint8Array<ArrayBuffer>): string | undefined {
  const view = new DataView(file.buffer);
  if (file.length < E_LFANEW + 4) return undefined;
  const header = view.getUint32(E_LFANEW, true);
  if (header + 6 > file.length || view.getUint32(header, true) !== PE_SIGNATURE) return undefined;
  const machine = view.getUint16(header + 4, true);
  return MACHINES[machine] ?? `machine type 0x${machine.toString(16)}`;
}

/** The architecture of this machine, as far as Deno knows: x64 where it is emulated on ARM64. */
export function ownArchitecture(): string {
  return DENO_ARCHES[Deno.build.arch];
}
