/**
 * Small faults that are put into a C source, one at a time: a call or an assignment left out, two calls swapped, a
 * condition turned round or dropped, a limit off by one, a status or a flag replaced, code that takes the spin lock made
 * pageable.
 *
 * Left alone: comments, declarations, preprocessor lines, what only asserts (PAGED_CODE, C_ASSERT) and what only logs
 * (DbgPrintEx), because nothing they do can be seen from outside.
 */

export interface Mutant {
  /** The source, relative to the repository. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** What was done. */
  readonly what: string;
  /** The source with it. */
  readonly text: string;
}

type Edit = readonly [pattern: RegExp, replacement: string];

/** Each match in a line of code is a mutant. */
const EDITS: readonly Edit[] = [
  [/ == /, " != "],
  [/ != /, " == "],
  [/ < /, " <= "],
  [/ > /, " >= "],
  [/ <= /, " < "],
  [/ >= /, " > "],
  [/ && /, " || "],
  [/ \|\| /, " && "],
  [/ \+ 1\b/, ""],
  [/ - 1\b/, ""],
  [/(\w)\+\+;/, "$1--;"],
  [/ \+= /, " -= "],
  [/ - (?=\w)/, " + "],
  [/\bTRUE\b/, "FALSE"],
  [/\bFALSE\b/, "TRUE"],
  [/\bSTATUS_(?!SUCCESS)\w+/, "STATUS_SUCCESS"],
  [/\bSTATUS_SUCCESS\b/, "STATUS_UNSUCCESSFUL"],
  [/\bif \((.*)\) \{$/, "if (!($1)) {"],
  [/\bif \((.*)\) \{$/, "if (FALSE) {"],
  [/\bwhile \((.*)\) \{$/, "while (FALSE) {"],
  [/!NT_SUCCESS/, "NT_SUCCESS"],
  [/\bNULL\b(?=[;)])/, "(PVOID)8"],
];

/** A statement that is one line: a call, an assignment, an increment. */
const STATEMENT = /^ {4,}(?:\(VOID\))?[\w>.*[\]-]+(?:\(.*\)| [+-]?= .*|\+\+);(?: *\/\*.*\*\/)?$/;
const CALL = /^ {4,}(?:\(VOID\))?\w+\(.*\);$/;
const LEFT_ALONE = /^\s*(?:\/\*|\*|#)|PAGED_CODE|C_ASSERT|DbgPrintEx|^\s*"/;
const JUMP = /^\s*(?:return|break|continue|goto)\b/;

/** All mutants of one source, in the order of its lines. */
export function mutantsOf(path: string, source: string): Mutant[] {
  const lines = source.split("\n");
  const mutants: Mutant[] = [];
  const add = (line: number, what: string, replacement: readonly string[], removed = 1) =>
    mutants.push({ path, line: line + 1, what, text: lines.toSpliced(line, removed, ...replacement).join("\n") });
  let inFunction = false;
  lines.forEach((line, i) => {
    if (line === "{") inFunction = true;
    if (line === "}") inFunction = false;
    const code = line.replace(/\/\*.*?\*\//g, "");
    if (!inFunction || LEFT_ALONE.test(line)) return;
    if (STATEMENT.test(line)) {
      add(i, `without ${line.trim()}`, [";"]);
      const next = lines[i + 1] ?? "";
      if (CALL.test(line) && CALL.test(next) && !LEFT_ALONE.test(next)) add(i, `after ${next.trim()}`, [next, line], 2);
    }
    if (JUMP.test(line) && /break|continue/.test(line)) add(i, `without ${line.trim()}`, [";"]);
    for (const [pattern, replacement] of EDITS) {
      const found = pattern.exec(code);
      if (found === null) continue;
      const changed = code.replace(pattern, replacement);
      add(i, `${code.trim()}  →  ${changed.trim()}`, [changed]);
    }
  });
  return [...mutants, ...pageable(path, source)];
}

/** Functions that take the spin lock, and those that call them, as if they were pageable. */
function pageable(path: string, source: string): Mutant[] {
  const raising = /^(?:static )?\w+ (\w+)\([^;]*\)\n\{\n(?:(?!^\}).*\n)*? +KeAcquireSpinLock/gm;
  return [...source.matchAll(raising)].map(([, name], i) => ({
    path,
    line: source.slice(0, source.indexOf(` ${name}(`)).split("\n").length + i * 0,
    what: `${name} in PAGE`,
    text: `${source}\n#pragma alloc_text(PAGE, ${name})\n`,
  }));
}
