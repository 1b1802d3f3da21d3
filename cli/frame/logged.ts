/**
 * A log line of a driver, as renderers and expressions see it.
 *
 * @module
 */

import type { ByteBuffer } from "./byte_buffer.ts";
import type { LogSite } from "./log_site.ts";
import type { SymbolicValue, TextValue } from "./value.ts";

/**
 * An argument of a log line: a number of up to 32 bits, a bigint of 64 bits, text, null for a NULL pointer, or a
 * {@linkcode SymbolicValue} for a pointer, a block, a GUID, and an NTSTATUS.
 */
export type LogValue = number | bigint | TextValue | SymbolicValue | null;

/** A log line. Valid as long as the bytes of its frame. */
export interface Logged {
  /** The call that it comes from; undefined if its driver has not described it. */
  readonly site: LogSite | undefined;
  /** The number of that site. */
  readonly number: number;
  /** The arguments of the call. */
  readonly args: readonly LogValue[];
  /** The line as the driver would have printed it. */
  readonly message: string;
  /** What does not fit: an argument that is missing, superfluous or of another type, or an unknown site. */
  readonly error: string | undefined;
  /** Whether `args` has all that was sent: nothing is cut, all text decodes, and there is no error. */
  readonly complete: boolean;
  /**
   * Appends the message in UTF-8, where nothing is escaped and bytes that don't decode stay as they are.
   *
   * @returns The `error`.
   */
  append(out: ByteBuffer): string | undefined;
}
