/**
 * `#pragma pack`, which limits the alignment of the members of a record, as in MSVC.
 *
 * @module
 */

import { readNumber } from "./constants.ts";
import { headerError } from "./source_location.ts";
import type { Token } from "./tokens.ts";

/** The headers of Windows that only set it, as `#include <pshpack1.h>`. */
const PACK_HEADER = /^pshpack(1|2|4|8|16)\.h$/i;
const POP_HEADER = /^poppack\.h$/i;

/** The current packing, and the stack that the pragmas push it to. */
export class Packing {
  readonly #stack: { readonly name: string | undefined; readonly bytes: number }[] = [];
  #bytes = 0;

  /** In bytes; 0 for none. */
  get current(): number {
    return this.#bytes;
  }

  /** Sets the packing if the header of that name does only that; false for any other header. */
  include(name: string): boolean {
    const bytes = PACK_HEADER.exec(name)?.[1];
    if (bytes !== undefined) {
      this.#push(undefined);
      this.#bytes = Number(bytes);
    } else if (POP_HEADER.test(name)) this.#pop(undefined);
    else return false;
    return true;
  }

  /** Follows `#pragma pack`; other pragmas are ignored. */
  pragma([word, open, ...rest]: readonly Token[]): void {
    if (word?.text !== "pack") return;
    const close = rest.findIndex(({ text }) => text === ")");
    if (open?.text !== "(" || close < 0) throw headerError(word, "#pragma pack has no ( )", "correct it");
    this.#set(word, rest.slice(0, close).filter(({ text }) => text !== ","));
  }

  #set(pragma: Token, args: readonly Token[]): void {
    const [first] = args;
    const action = first?.text;
    const names = args.slice(1).filter(({ kind }) => kind === "identifier");
    const given = args.find(({ kind }) => kind === "number");
    const used = (first?.kind === "identifier" ? 1 : 0) + names.length + (given === undefined ? 0 : 1);
    if (used < args.length || (first?.kind === "identifier" && !["push", "pop", "show"].includes(action ?? ""))) {
      throw headerError(pragma, "unknown form of #pragma pack", "expected push, pop, a name and 1, 2, 4, 8 or 16");
    }
    if (action === "show") return;
    if (action === "push") this.#push(names[0]?.text);
    else if (action === "pop") this.#pop(names[0]?.text);
    else if (given === undefined) this.#bytes = 0;
    if (given !== undefined) this.#bytes = readBytes(given);
  }

  #push(name: string | undefined): void {
    this.#stack.push({ name, bytes: this.#bytes });
  }

  /** MSVC ignores, with a warning, a pop without a push. */
  #pop(name: string | undefined): void {
    const at = name === undefined ? this.#stack.length - 1 : this.#stack.findLastIndex((entry) => entry.name === name);
    if (at >= 0) this.#bytes = this.#stack.splice(at)[0]?.bytes ?? 0;
  }
}

function readBytes(token: Token): number {
  const bytes = Number(readNumber(token.text)?.value);
  if ([1, 2, 4, 8, 16].includes(bytes)) return bytes;
  throw headerError(token, `#pragma pack of ${token.text}`, "expected 1, 2, 4, 8 or 16");
}
