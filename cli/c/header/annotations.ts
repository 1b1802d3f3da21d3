/**
 * What stands in a Windows header and is no C: qualifiers, calling conventions and SAL don't change the layout and are
 * taken out of a declaration; `__declspec(align(n))` and `_Field_size_` are kept as marks on the word behind them.
 *
 * @module
 */

import type { BadInputError } from "../../errors.ts";
import { splitArguments } from "./expressions.ts";
import { boundBy, isAnnotation } from "./sal.ts";
import { complaint } from "./source.ts";
import type { Token } from "./tokens.ts";
import type { Bound } from "./types.ts";

/** What was said before a word. */
export interface Mark {
  /** The expression in `align(…)`. */
  readonly align?: readonly Token[];
  /** What SAL says about an array's length. */
  readonly bound?: Bound;
  /** What would change the layout in a way that isn't known here. */
  readonly refusal?: BadInputError;
}

/** A declaration with nothing in it but C, and the marks on its words. */
export interface Declaration {
  readonly tokens: readonly Token[];
  readonly marks: ReadonlyMap<Token, Mark>;
  /** The first refusal among the marks. */
  readonly refusal: BadInputError | undefined;
}

const WORDS = new Set([
  ..."const volatile restrict __restrict __restrict__ __const __volatile__ CONST VOLATILE RESTRICTED_POINTER".split(
    " ",
  ),
  ..."inline __inline __inline__ __forceinline FORCEINLINE extern static register _Noreturn __extension__".split(" "),
  ..."__cdecl _cdecl __stdcall _stdcall __fastcall _fastcall __vectorcall __thiscall NTAPI WINAPI WINAPIV".split(" "),
  ..."CALLBACK APIENTRY FASTCALL IN OUT OPTIONAL FAR NEAR UNALIGNED __unaligned __w64 EXTERN_C".split(" "),
  ..."NTKERNELAPI NTSYSAPI NTHALAPI NTSYSCALLAPI WINBASEAPI DECLSPEC_IMPORT DECLSPEC_NORETURN".split(" "),
]);
/** Other ways to write `__declspec(align(n))`. */
const ALIGN = new Set(["_Alignas", "alignas", "DECLSPEC_ALIGN", "_CRT_ALIGN"]);
const SKIPPED_CALLS = new Set(["__asm__", "asm", "_Pragma", "DECLSPEC_UUID"]);
/** Left over from predefined.ts, which defines away those that say what is so anyway. */
const POINTER_WIDTHS = new Set(["__ptr32", "__ptr64", "POINTER_32", "POINTER_64"]);
/** GNU attributes that are no more than advice. Others (packed, aligned, mode, …) are not MSVC's, and refused. */
const HARMLESS = new Set([
  ..."unused used deprecated noreturn nothrow nonnull returns_nonnull warn_unused_result visibility weak".split(" "),
  ..."cdecl stdcall fastcall dllimport dllexport ms_struct may_alias format malloc pure const".split(" "),
  ..."always_inline gnu_inline noinline artificial".split(" "),
]);

/** Takes out of a declaration what is no C. */
export function tidy(tokens: readonly Token[]): Declaration {
  const kept: Token[] = [];
  const marks = new Map<Token, Mark>();
  let mark: Mark | undefined;
  let refusal: BadInputError | undefined;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const found = token.kind === "identifier" && !isTag(tokens, at) ? remark(tokens, at) : undefined;
    if (found !== undefined) {
      mark = { ...mark, ...found.mark };
      refusal ??= found.mark.refusal;
      at = found.end - 1;
      continue;
    }
    if (mark !== undefined) marks.set(token, mark);
    mark = undefined;
    kept.push(token);
  }
  return { tokens: kept, marks, refusal };
}

/** Whether a word is the name of a struct, which may well look like an annotation: `struct _In_ {`. */
function isTag(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.text;
  return (before === "struct" || before === "union" || before === "enum") && tokens[at + 1]?.text !== "(";
}

/** What the word at `at` says, if it is one to be taken out, and the index behind it. */
function remark(tokens: readonly Token[], at: number): { mark: Mark; end: number } | undefined {
  const token = tokens[at]!;
  const { text } = token;
  if (WORDS.has(text)) return { mark: {}, end: at + 1 };
  if (POINTER_WIDTHS.has(text)) {
    const hint = "declare it as ULONG or ULONG64";
    return { mark: { refusal: complaint(token, "a pointer that is not as wide as the machine's", hint) }, end: at + 1 };
  }
  const { inside, end } = parentheses(tokens, at + 1);
  if (isAnnotation(text)) {
    const bound = boundBy(text, inside);
    return { mark: bound === undefined ? {} : { bound }, end };
  }
  if (text === "__declspec" || text === "_declspec") return { mark: alignIn(inside), end };
  if (ALIGN.has(text)) return { mark: { align: inside }, end };
  if (text === "__attribute__" || text === "__attribute") return { mark: attributes(token, inside), end };
  return SKIPPED_CALLS.has(text) ? { mark: {}, end } : undefined;
}

/** What stands in the parentheses at `start`, if there are any, and the index behind them. */
function parentheses(tokens: readonly Token[], start: number): { inside: readonly Token[]; end: number } {
  if (tokens[start]?.text !== "(") return { inside: [], end: start };
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    const { text, kind } = tokens[at]!;
    if (kind !== "punctuator") continue;
    if (text === "(") depth++;
    if (text === ")" && --depth === 0) return { inside: tokens.slice(start + 1, at), end: at + 1 };
  }
  throw complaint(tokens[start]!, 'the "(" has no ")"', "close it");
}

/** What `__declspec( … )` says that matters. */
function alignIn(inside: readonly Token[]): Mark {
  const at = inside.findIndex(({ text }) => text === "align");
  return at < 0 ? {} : { align: parentheses(inside, at + 1).inside };
}

/** `__attribute__((a, b(c)))`. */
function attributes(at: Token, inside: readonly Token[]): Mark {
  const names = splitArguments(inside.slice(1, -1)).map(([name]) => name?.text.replace(/^__|__$/g, "") ?? "");
  const name = names.find((name) => name !== "" && !HARMLESS.has(name));
  if (name === undefined) return {};
  const hint = "use #pragma pack or __declspec(align(n))";
  return { refusal: complaint(at, `the attribute "${name}" is not MSVC's`, hint) };
}
