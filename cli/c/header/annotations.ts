/**
 * Reduces declarations to what decides their layout. Qualifiers, calling conventions and SAL are removed;
 * `__declspec(align(n))` and `_Field_size_` become marks on the token after them.
 *
 * @module
 */

import type { BadInputError } from "../../errors.ts";
import { parenthesesAt, splitArguments } from "./parentheses.ts";
import { boundBy, isAnnotation } from "./sal.ts";
import { headerError } from "./source_location.ts";
import { TAG_KEYWORDS, type Token } from "./tokens.ts";
import type { Bound } from "./types.ts";

/** What the annotations before a token say. */
export interface Mark {
  /** The expression in `align(…)`. */
  readonly align?: readonly Token[];
  /** The length of an array by SAL. */
  readonly bound?: Bound;
  /** The size of a pointer by `__ptr32` or `__ptr64`, and where that stands. */
  readonly pointer?: { readonly size: 4 | 8; readonly at: Token };
  /** The error for an annotation that changes the layout in a way that is not supported. */
  readonly refusal?: BadInputError;
}

/** A declaration in plain C, and the marks on its tokens. */
export interface StrippedDeclaration {
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
/** Other spellings of `__declspec(align(n))`. */
const ALIGN = new Set(["_Alignas", "alignas", "DECLSPEC_ALIGN", "_CRT_ALIGN"]);
const SKIPPED_CALLS = new Set(["__asm__", "asm", "_Pragma", "DECLSPEC_UUID"]);
/** Those that predefined.ts has not removed ask for pointers of the other width. */
const POINTER_WIDTHS = new Set(["__ptr32", "__ptr64", "POINTER_32", "POINTER_64"]);
/** GNU attributes that do not change the layout. Others (packed, aligned, mode, …) are not MSVC's and are refused. */
const HARMLESS = new Set([
  ..."unused used deprecated noreturn nothrow nonnull returns_nonnull warn_unused_result visibility weak".split(" "),
  ..."cdecl stdcall fastcall dllimport dllexport ms_struct may_alias format malloc pure const".split(" "),
  ..."always_inline gnu_inline noinline artificial".split(" "),
]);

/** Removes the annotations from a declaration. */
export function stripAnnotations(tokens: readonly Token[]): StrippedDeclaration {
  const kept: Token[] = [];
  const marks = new Map<Token, Mark>();
  let mark: Mark | undefined;
  let refusal: BadInputError | undefined;
  let depth = 0;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token.text === "{") depth++;
    else if (token.text === "}") depth--;
    const found = isAttribute(tokens, at)
      ? { mark: {}, end: attributeEnd(tokens, at) }
      : token.kind !== "identifier" || isTag(tokens, at) || (depth > 0 && token.text === "static")
      ? undefined // a static member is not part of the layout
      : readAnnotation(tokens, at);
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

/** Whether `[[…]]` begins here. */
function isAttribute(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.text === "[" && tokens[at + 1]?.text === "[";
}

function attributeEnd(tokens: readonly Token[], start: number): number {
  const end = tokens.findIndex(({ text }, at) => at > start && text === "]" && tokens[at + 1]?.text === "]");
  return end < 0 ? start + 2 : end + 2;
}

/** Whether the token is a tag, which may look like an annotation: `struct _In_ {`. */
function isTag(tokens: readonly Token[], at: number): boolean {
  return TAG_KEYWORDS.has(tokens[at - 1]?.text ?? "") && tokens[at + 1]?.text !== "(";
}

/** The annotation at `at`, and the index after it; undefined if the token is not one. */
function readAnnotation(tokens: readonly Token[], at: number): { mark: Mark; end: number } | undefined {
  const token = tokens[at]!;
  const { text } = token;
  if (WORDS.has(text)) return { mark: {}, end: at + 1 };
  if (POINTER_WIDTHS.has(text)) {
    return { mark: { pointer: { size: text.endsWith("32") ? 4 : 8, at: token } }, end: at + 1 };
  }
  const { inside, end } = optionalParentheses(tokens, at + 1);
  if (isAnnotation(text)) {
    const bound = boundBy(text, inside);
    return { mark: bound === undefined ? {} : { bound }, end };
  }
  if (text === "__declspec" || text === "_declspec") return { mark: alignIn(inside), end };
  if (ALIGN.has(text)) return { mark: { align: inside }, end };
  if (text === "__attribute__" || text === "__attribute") return { mark: attributes(token, inside), end };
  return SKIPPED_CALLS.has(text) ? { mark: {}, end } : undefined;
}

/** What is between the parentheses at `start`, if there are any, and the index after them. */
function optionalParentheses(tokens: readonly Token[], start: number): { inside: readonly Token[]; end: number } {
  return tokens[start]?.text === "(" ? parenthesesAt(tokens, start) : { inside: [], end: start };
}

/** The alignment in `__declspec( … )`, if there is one. */
function alignIn(inside: readonly Token[]): Mark {
  const at = inside.findIndex(({ text }) => text === "align");
  return at < 0 ? {} : { align: optionalParentheses(inside, at + 1).inside };
}

/** `__attribute__((a, b(c)))`. */
function attributes(at: Token, inside: readonly Token[]): Mark {
  const names = splitArguments(inside.slice(1, -1)).map(([name]) => name?.text.replace(/^__|__$/g, "") ?? "");
  const name = names.find((name) => name !== "" && !HARMLESS.has(name));
  if (name === undefined) return {};
  const hint = "use #pragma pack or __declspec(align(n))";
  return { refusal: headerError(at, `the attribute "${name}" is not MSVC's`, hint) };
}
