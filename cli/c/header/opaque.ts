/**
 * Types that a declaration may name but no member can have.
 *
 * @module
 */

import type { CType } from "./types.ts";

/** `void`, a function, a struct that is declared and not defined, a name that nobody defines. */
export interface Opaque {
  readonly kind: "opaque";
  readonly name: string;
  /** What to say to whoever needs its size: an error, or half a sentence. */
  readonly why: Error | string;
  readonly hint: string;
  /** The tag that may be defined later. */
  readonly tag?: string;
  /** Whether nobody defines the name. */
  readonly unknown?: boolean;
}

/** Whatever a name in a declaration can stand for. */
export type AnyType = CType | Opaque;
