/**
 * The operand PIPE: a name, or its path as user mode or a driver spells it.
 *
 * @module
 */

import { UsageError } from "../errors.ts";

/** The pipe of the article that this program started from. */
export const DEFAULT_PIPE = "LySharkPipeConn";

/** The ways to write the path of a pipe: from user mode, and as drivers name it. */
const PIPE_PATH = /^(?:[\\/]{2}[.?][\\/]pipe[\\/]|\\(?:DosDevices|\?\?)\\pipe\\|\\Device\\NamedPipe\\)/i;
const USER_PATH = "\\\\.\\pipe\\";
/** What CreateNamedPipeW documents for the whole path. */
const MAX_PATH = 256;

/** The full path of the one pipe that is named, or of the default one. `verb`: `listen on`, `send to`. */
export function pipeOperand(operands: readonly string[], verb: string): string {
  const text = onlyOperand(operands, verb, "PIPE") ?? DEFAULT_PIPE;
  const path = readPipe(text);
  if (path !== undefined) return path;
  throw new UsageError(`Cannot ${verb} "${text}": expected a name such as ${DEFAULT_PIPE}, or \\\\.\\pipe\\NAME`);
}

/** The only operand there may be. @throws {UsageError} when there are several. */
export function onlyOperand(operands: readonly string[], verb: string, what: string): string | undefined {
  if (operands.length <= 1) return operands[0];
  throw new UsageError(`Cannot ${verb} ${quotedList(operands)}: expected one ${what}`);
}

/** `"a" and "b"`. */
export function quotedList(operands: readonly string[]): string {
  return operands.map((text) => `"${text}"`).join(" and ");
}

/** The full path `\\.\pipe\NAME`, from a name or from any of its full paths. */
export function readPipe(text: string): string | undefined {
  const name = readPipeName(text);
  return name === undefined ? undefined : USER_PATH + name;
}

/** NAME, from a name or from any of its full paths. */
export function readPipeName(text: string): string | undefined {
  const name = text.replace(PIPE_PATH, "");
  // A leading slash is left of another machine's path, \\SERVER\pipe\NAME, or of some other device's.
  const isName = name !== "" && !/^[\\/]/.test(name) && !name.includes("\0");
  return isName && USER_PATH.length + name.length <= MAX_PATH ? name : undefined;
}
