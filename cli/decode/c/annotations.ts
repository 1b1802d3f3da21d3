/**
 * What stands in a Windows header and doesn't change the layout (SAL, qualifiers, calling conventions) is taken out of a
 * declaration, and what does (`__declspec(align(n))`, `_Field_size_`) is kept as a mark on the word behind it.
 *
 * SAL: https://learn.microsoft.com/cpp/code-quality/annotating-structs-and-classes
 *
 * @module
 */

import type { BadInputError } from "../../errors.ts";
import { splitArguments } from "./expressions.ts";
import { complaint } from "./source.ts";
import type { Token } from "./tokens.ts";
import type { Bound } from "./types.ts";

/** What was said before a word. */
export interface Mark {
  /** The expression in `align(…)`. */
  readonly align?: readonly Token[];
  readonly bound?: Bound;
  readonly refusal?: BadInputError;
}

/** A declaration with nothing in it but C, and the marks on its words. */
export interface Declaration {
  readonly tokens: readonly Token[];
  readonly marks: ReadonlyMap<Token, Mark>;
  /** What in it would change the layout in a way that isn't known here. */
  readonly refusal?: BadInputError;
}

const STEMS =
  "In|Inout|Out|Outptr|COM_Outptr|Outref|InOut|Ret|Field|Struct_size|Pre|Post|Prepost|At|When|Deref|Null|NullNull|" +
  "Null_terminated|NullNull_terminated|Notnull|Maybenull|Notref|Valid|Notvalid|Reserved|Const|Check_return|" +
  "Must_inspect_result|Use_decl_annotations|Success|Return_type_success|On_failure|Always|Function_class|" +
  "Called_from_function_class|IRQL|Requires|Acquires|Releases|Guarded_by|Write_guarded_by|Interlocked|" +
  "Printf_format|Scanf|Scanf_s|Kernel|Dispatch_type|Enum_is_bitflag|Points_to_data|Readable|Writable|Maybe_raises|" +
  "Raises|Literal|Group|Strict_type_match|Analysis|Param|Result|Satisfies|Bound|Frees_ptr|Translates|Unchanged|" +
  "Has|Create|No_competing_thread|Benign_race|Internal|Inexpressible|Range|Callback|Iterator|Static|Flow|Kernel_entry|" +
  "Maybevalid|Nonlocking|Lock|Post_same|Drv|Is_bitflag|Format_string|Pointer|Opt|Sal";
const SAL = new RegExp(`^_(?:${STEMS})(?:_\\w*)?_$`);
/** The older spelling: `__in_bcount(n)`, `__drv_maxIRQL(n)`. */
const OLD_SAL =
  /^__(?:in|out|inout|deref|field|drv|checkReturn|success|callback|reserved|nullterminated|range|struct_bcount|kernel_entry|kernel_driver|kernel_code)(?:_\w*)?$/;
const FIELD_SIZE =
  /^(?:_Field_size_(bytes_)?(full_)?(part_)?(opt_)?|__field_(?:(b)|e)count(?:_full)?(_part)?(?:_opt)?)$/;

const WORDS = new Set([
  ..."const volatile restrict __restrict __restrict__ __const __volatile__ CONST VOLATILE".split(" "),
  ..."inline __inline __inline__ __forceinline FORCEINLINE CFORCEINLINE extern static register EXTERN_C".split(" "),
  ..."__cdecl _cdecl __stdcall _stdcall __fastcall _fastcall __vectorcall __thiscall NTAPI WINAPI WINAPIV".split(" "),
  ..."CALLBACK APIENTRY FASTCALL NTAPI_INLINE IN OUT OPTIONAL FAR NEAR UNALIGNED __unaligned __w64".split(" "),
  ..."NTKERNELAPI NTSYSAPI NTHALAPI NTSYSCALLAPI WINBASEAPI DECLSPEC_IMPORT DECLSPEC_NORETURN _Noreturn".split(" "),
  ..."__extension__ RESTRICTED_POINTER".split(" "),
]);
/** C11's _Alignas is align in other words. `DECLSPEC_ALIGN` is Windows' macro for it. */
const ALIGN = new Set(["_Alignas", "alignas", "DECLSPEC_ALIGN", "_CRT_ALIGN"]);
const SKIPPED_CALLS = new Set([
  "__attribute__",
  "__asm__",
  "asm",
  "_Pragma",
  "__pragma",
  "DECLSPEC_UUID",
  "DECLSPEC_DEPRECATED_S",
]);
/** GNU attributes that are no more than advice. Others (packed, aligned, mode, …) are not MSVC's, and refused. */
const HARMLESS =
  /^_{0,2}(?:unused|used|deprecated|noreturn|format|nonnull|cdecl|stdcall|fastcall|dllimport|dllexport|ms_struct|always_inline|malloc|pure|const|warn_unused_result|nothrow|visibility|weak|returns_nonnull|gnu_inline|artificial|noinline|may_alias)_{0,2}$/;

/** Whether a name is one of SAL's. A header that defines them away is not followed. */
export function annotationOf(name: string): boolean {
  return SAL.test(name) || OLD_SAL.test(name);
}

/** Takes out of a declaration what is no C. */
export function tidy(tokens: readonly Token[]): Declaration {
  const kept: Token[] = [];
  const marks = new Map<Token, Mark>();
  let mark: Mark | undefined;
  let refusal: BadInputError | undefined;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const before = tokens[at - 1]?.text;
    const isTag = (before === "struct" || before === "union" || before === "enum") && tokens[at + 1]?.text !== "(";
    const found = token.kind === "identifier" && !isTag ? remark(tokens, at) : undefined;
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
  return { tokens: kept, marks, ...refusal === undefined ? {} : { refusal } };
}

/** What the word at `at` says, if it is one to be taken out, and the index behind it. */
function remark(tokens: readonly Token[], at: number): { mark: Mark; end: number } | undefined {
  const token = tokens[at]!;
  const { text } = token;
  if (WORDS.has(text)) return { mark: {}, end: at + 1 };
  if (text === "__ptr32" || text === "__ptr64" || text === "POINTER_32" || text === "POINTER_64") {
    const refusal = complaint(
      token,
      "a pointer that is not as wide as the machine's",
      "declare it as ULONG or ULONG64",
    );
    return { mark: { refusal }, end: at + 1 };
  }
  const { inside, end } = call(tokens, at + 1);
  if (annotationOf(text)) return { mark: fieldSize(text, inside), end };
  if (text === "__declspec" || text === "_declspec") return { mark: declspec(inside), end };
  if (ALIGN.has(text)) return { mark: { align: inside }, end };
  if (text === "__attribute__" || text === "__attribute") return { mark: refuseAttributes(token, inside), end };
  return SKIPPED_CALLS.has(text) ? { mark: {}, end } : undefined;
}

/** What stands in the parentheses at `start`, if there are any, and the index behind them. */
function call(tokens: readonly Token[], start: number): { inside: readonly Token[]; end: number } {
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

function declspec(inside: readonly Token[]): Mark {
  const at = inside.findIndex(({ text }) => text === "align");
  return at < 0 ? {} : { align: call(inside, at + 1).inside };
}

/** Of `_Field_size_part_(size, count)` the second says how much is valid. */
function fieldSize(name: string, inside: readonly Token[]): Mark {
  const match = FIELD_SIZE.exec(name);
  if (match === null) return {};
  const args = splitArguments(inside);
  const member = [args[1], args[0]].find((arg) => arg?.length === 1 && arg[0]?.kind === "identifier")?.[0];
  if (member === undefined) return {};
  return {
    bound: { field: member.text, unit: match[1] !== undefined || match[5] !== undefined ? "bytes" : "elements" },
  };
}

function refuseAttributes(at: Token, inside: readonly Token[]): Mark {
  const [name] =
    splitArguments(inside.slice(1, -1)).find(([name]) => name !== undefined && !HARMLESS.test(name.text)) ?? [];
  if (name === undefined) return {};
  const hint = "use #pragma pack or __declspec(align(n))";
  return { refusal: complaint(at, `the attribute "${name.text}" is not MSVC's`, hint) };
}
