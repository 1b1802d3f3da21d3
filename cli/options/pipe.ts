/**
 * The operand PIPE.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { readPipe } from "./values.ts";

/** The pipe of the article that this program started from. */
export const DEFAULT_PIPE = "LySharkPipeConn";

/** The full path of the one pipe that is named, or of the default one. `verb`: `listen on`, `send to`. */
export function pipeOperand(operands: readonly string[], verb: string): string {
  if (operands.length > 1) {
    throw new UsageError(`Cannot ${verb} ${operands.map((name) => `"${name}"`).join(" and ")}: expected one PIPE`);
  }
  const text = operands[0] ?? DEFAULT_PIPE;
  const path = readPipe(text);
  if (path !== undefined) return path;
  throw new UsageError(`Cannot ${verb} "${text}": expected a name such as ${DEFAULT_PIPE}, or \\\\.\\pipe\\NAME`);
}
