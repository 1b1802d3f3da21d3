/**
 * SAL, Microsoft's source annotations: their names, and what they say about the length of an array.
 *
 * @see https://learn.microsoft.com/cpp/code-quality/annotating-structs-and-classes
 *
 * @module
 */

import { splitArguments } from "./parentheses.ts";
import type { Token } from "./tokens.ts";
import type { Bound } from "./types.ts";

/** The stems of `_In_`, `_IRQL_raises_` and the other names in <sal.h>, <driverspecs.h> and <concurrencysal.h>. */
const STEMS = [
  ..."In Inout InOut Out Outptr COM_Outptr Outref Ret Param Result Opt Deref Pre Post Prepost At When Always Group"
    .split(" "),
  ..."Field Struct_size Pointer Range Bound Readable Writable Points_to_data Enum_is_bitflag Strict_type_match".split(
    " ",
  ),
  ..."Null Null_terminated NullNull NullNull_terminated Notnull Maybenull Notref Valid Notvalid Maybevalid".split(" "),
  ..."Reserved Const Literal Notliteral Unchanged Satisfies Translates Inexpressible Internal Static Iterator".split(
    " ",
  ),
  ..."Check_return Must_inspect_result Use_decl_annotations Success Return_type_success On_failure Raises".split(" "),
  ..."Maybe_raises Frees_ptr Printf_format Scanf Scanf_s Format_string Function_class Function_ignore".split(" "),
  ..."Called_from_function_class Callback Dispatch_type Flow Analysis Csalcat1 Csalcat2 Kernel Drv IRQL".split(" "),
  ..."Requires Acquires Releases Has Create Guarded_by Write_guarded_by Interlocked Lock Nonlocking".split(" "),
  ..."No_competing_thread Benign_race".split(" "),
];
const SAL_2 = new RegExp(`^_(?:${STEMS.join("|")})(?:_\\w*)?_$`);

/** The stems of the older names: `__in`, `__field_bcount(n)`, `__drv_maxIRQL(n)`. */
const OLD_STEMS = [
  ..."in out inout deref field bcount ecount struct_bcount range nullterminated reserved typefix inner internal".split(
    " ",
  ),
  ..."checkReturn success callback drv kernel_code kernel_driver kernel_entry user_code user_driver analysis".split(
    " ",
  ),
  ..."refparam encoded_pointer fallthrough nothrow specstrings".split(" "),
];
const SAL_1 = new RegExp(`^__(?:${OLD_STEMS.join("|")})(?:_\\w*)?$`);

const FIELD_SIZE =
  /^(?:_Field_size_(bytes_)?(?:full_)?(?:part_)?(?:opt_)?|__field_(?:(b)|e)count(?:_full|_part)?(?:_opt)?)$/;

/** Whether a name belongs to SAL. */
export function isAnnotation(name: string): boolean {
  return SAL_2.test(name) || SAL_1.test(name);
}

/**
 * The bound in `_Field_size_(n)` and its kin, if `n` is the name of a member; undefined for anything else.
 *
 * @param args What is between its parentheses. In `_Field_size_part_(size, count)`, `count` is how much is valid.
 */
export function boundBy(annotation: string, args: readonly Token[]): Bound | undefined {
  const match = FIELD_SIZE.exec(annotation);
  if (match === null) return undefined;
  const [all, valid] = splitArguments(args);
  const member = [valid, all].find((words) => words?.length === 1 && words[0]?.kind === "identifier")?.[0];
  return member === undefined ? undefined : { field: member.text, unit: match[1] ?? match[2] ? "bytes" : "elements" };
}
