/**
 * The DLLs of Windows that are called here, by their full paths: a scoped `--allow-ffi` doesn't match a bare name.
 *
 * @module
 */

import { PipeUnavailableError } from "../errors.ts";

/** What listening needs. */
const DLLS = ["kernel32.dll", "advapi32.dll", "ntdll.dll"] as const;

/** The file name of a DLL. */
export type SystemDll = typeof DLLS[number] | "wintrust.dll" | "setupapi.dll" | "newdev.dll";

/**
 * The options that let Deno load them: `--allow-ffi=C:\Windows\System32\kernel32.dll,…`, and `--allow-env=SystemRoot`
 * where it may not be read: if Windows is in another folder, the paths are right only with it.
 */
export function allowFfi(): string {
  const ffi = `--allow-ffi=${DLLS.map(pathOf).join(",")}`;
  return mayReadSystemRoot() ? ffi : `${ffi} --allow-env=SystemRoot`;
}

/**
 * Loads functions of a DLL, for the life of the process.
 *
 * @throws {PipeUnavailableError} without permission to load it.
 */
export function loadSystemDll<T extends Deno.ForeignLibraryInterface>(
  dll: SystemDll,
  functions: T,
): Deno.DynamicLibrary<T>["symbols"] {
  try {
    return Deno.dlopen(pathOf(dll), functions).symbols;
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotCapable)) throw cause;
    throw new PipeUnavailableError(`Cannot load ${dll}: permission denied (run with ${allowFfi()})`, { cause });
  }
}

function pathOf(dll: SystemDll): string {
  return `${systemRoot()}\\System32\\${dll}`;
}

/** Windows' own folder; the usual one where Deno may not read the environment. */
function systemRoot(): string {
  return (mayReadSystemRoot() ? Deno.env.get("SystemRoot") : undefined) ?? "C:\\Windows";
}

function mayReadSystemRoot(): boolean {
  return Deno.permissions.querySync({ name: "env", variable: "SystemRoot" }).state === "granted";
}
