/** The shells' rules on cases of their own documentation and source, and on the real bash. */
import { assertEquals, assertThrows } from "@std/assert";
import { type Line, readLine, type Shell, ShellError, SHELLS } from "./shells/mod.ts";
import { splitCommandLine } from "./shells/msvcrt.ts";

const isBatch = (program: string) => program === "run.cmd";

/** The arguments of a line that is one command without redirections. */
function args(shell: Shell, line: string): readonly string[] {
  const { commands: [command, ...others], operators } = readLine(shell, line, isBatch);
  assertEquals([others, operators, command?.redirections], [[], [], []]);
  return command!.argv.slice(1);
}

/** A line as one reads it: `a b > c | d`. */
function shown({ commands, operators }: Line): string {
  const texts = commands.map(({ argv, redirections }) => [...argv, ...redirections].join(" "));
  return texts.map((text, i) => i === 0 ? text : `${operators[i - 1]} ${text}`).join(" ");
}

Deno.test("splitCommandLine() splits the examples of Microsoft's page", () => {
  const cases: [string, string[]][] = [
    ['"a b c" d e', ["a b c", "d", "e"]],
    ['"ab\\"c" "\\\\" d', ['ab"c', "\\", "d"]],
    ['a\\\\\\b d"e f"g h', ["a\\\\\\b", "de fg", "h"]],
    ['a\\\\\\"b c d', ['a\\"b', "c", "d"]],
    ['a\\\\\\\\"b c" d e', ["a\\\\b c", "d", "e"]],
    ['a"b"" c d', ['ab" c d']],
    ["'a b'", ["'a", "b'"]],
    ['""', [""]],
  ];
  for (const [text, expected] of cases) {
    assertEquals(splitCommandLine(`"C:\\a folder\\x.exe" ${text}`), ["C:\\a folder\\x.exe", ...expected], text);
  }
});

const CASES: Readonly<Record<Shell, readonly [line: string, expected: readonly string[] | string][]>> = {
  "cmd": [
    ["x 'a b'", ["'a", "b'"]],
    ['x "a && b > c | d"', ["a && b > c | d"]],
    ["x a^&b ^^ ^>", ["a&b", "^", ">"]],
    ['x "a^b"', ["a^b"]],
    ['x "a!b" $c `d`', ["a!b", "$c", "`d`"]],
    ['x "100%" %none%', ["100%", "%none%"]],
    ['run.cmd "a >= b" (c) D:(A;;GA)', ["a >= b", "(c)", "D:(A;;GA)"]],
    ["x (a) {b}", ["(a)", "{b}"]],
  ],
  "Windows PowerShell 5.1": [
    // about_Experimental_Features and about_Parsing, $PSNativeCommandArgumentPassing = "Legacy"
    [`x 'a" "b' a" "b`, ["a b", "a b"]],
    ["x '' a b ''", ["a", "b"]],
    ["x -k com:port=\\\\devbox\\pipe\\debug,pipe,resets=0", ["-k", "com:port=\\\\devbox\\pipe\\debug,pipe,resets=0"]],
    // NativeCommandArguments.Tests.ps1 of PowerShell
    [`x 'a"b c"d' a"b c"d "a'b c'd"`, ["ab cd", "ab cd", "a'b c'd"]],
    [`x '{"a": "b c"}'`, ["{a: b", "c}"]],
    [`x 'text == "a b"'`, ["text == a", "b"]],
    [`x "text == 'a b'"`, ["text == 'a b'"]],
    ['x "C:\\a b\\" c', ['C:\\a b" c']], // the backslash isn't doubled, as it is since 6.0
    ['run.cmd "a >= b"', ["a >= b"]],
    ['x "a>=b" "{a}" "a|b"', ["a>=b", "{a}", "a|b"]],
    ["x 'a''b' a`;b \"a\"\"\"", ["a'b", "a;b", "a"]],
    ["x 'a'b -c.d --e.f", ["a", "b", "-c", ".d", "--e.f"]],
  ],
  "PowerShell 7": [
    // about_Preference_Variables, $PSNativeCommandArgumentPassing = "Windows"
    [`x 'a" "b' 'c" "d' e" "f`, ['a" "b', 'c" "d', "e f"]],
    ["x '' a b ''", ["", "a", "b", ""]],
    [`x """C:\\Program Files (x86)\\Microsoft\\"""`, ['"C:\\Program Files (x86)\\Microsoft\\"']],
    [`x '{"a": "b c"}'`, ['{"a": "b c"}']],
    [`x "text == 'a b'"`, ["text == 'a b'"]],
    [`run.cmd 'text == "a b"'`, ["text == a", "b"]], // 5.1's way, for a batch file
    ['x a`tb "`$c `"d`"" ^e$', ["a\tb", '$c "d"', "^e$"]],
    ["x size>7", ["size>7"]],
  ],
  "sh": [
    ["x 'a\"b' \"a'b\" a\\ b ''", ['a"b', "a'b", "a b", ""]],
    ['x "a\\nb" "a\\"b" "\\$c" "a\\\\b"', ["a\\nb", 'a"b', "$c", "a\\b"]],
    ["x cli\\main.ts", ["climain.ts"]],
    ['x "a != b" "^c$" "100%"', ["a != b", "^c$", "100%"]],
    ["x a,b a:b a^b", ["a,b", "a:b", "a^b"]],
  ],
};

for (const shell of SHELLS) {
  for (const [line, expected] of CASES[shell]) {
    Deno.test(`${shell} reads ${line}`, () => assertEquals(args(shell, line), expected));
  }
}

Deno.test("the shells divide a line at pipes, operators and redirections", () => {
  const line = "a b > c.txt | d 2>&1";
  for (const shell of SHELLS) assertEquals(shown(readLine(shell, line)), "a b >c.txt | d 2>&1", shell);
  for (const shell of ["cmd", "PowerShell 7", "sh"] as const) assertEquals(shown(readLine(shell, "a && b")), "a && b");
  assertEquals(shown(readLine("cmd", "x 'a>=7'")), "x 'a >=7'");
  assertEquals(shown(readLine("cmd", "x 'a&b'")), "x 'a & b'");
  assertEquals(shown(readLine("cmd", "x a;b")), "x a;b");
  assertEquals(shown(readLine("PowerShell 7", "x a;b")), "x a ; b");
});

Deno.test("a batch file's arguments are read by cmd again", () => {
  assertEquals(shown(readLine("cmd", "run.cmd size^>7", isBatch)), "run.cmd size >7");
  assertEquals(shown(readLine("cmd", "run.cmd size^^^>7", isBatch)), "run.cmd size>7");
  for (const shell of ["Windows PowerShell 5.1", "PowerShell 7"] as const) {
    // One without a space isn't put in quotes
    assertEquals(shown(readLine(shell, 'run.cmd "size>7"', isBatch)), "run.cmd size >7");
    assertEquals(shown(readLine(shell, "run.cmd 'a&b'", isBatch)), "run.cmd a & b");
    assertEquals(args(shell, 'run.cmd "size > 7"'), ["size > 7"]);
  }
});

const REFUSED: Readonly<Record<Shell, readonly string[]>> = {
  "cmd": ["(a)", "a > ", "| a"],
  "Windows PowerShell 5.1": ["a && b", "a & b", 'x "$b"', "x $b", "x (b)", "x {b}", "x @b", "x #b", "x ,b", "x 'b"],
  "PowerShell 7": ['x "$b"', "x $(b)", "x {b}", "x a, b", "x <b", "x \u201cb\u201d"],
  "sh": ['x "$b"', "x `b`", "x *", "x {a,b}", "x (b)", "x #b", 'x "!b"', "x ~", "x 'b"],
};

for (const shell of SHELLS) {
  Deno.test(`${shell} refuses or expands ${REFUSED[shell].join("   ")}`, () => {
    for (const line of REFUSED[shell]) assertThrows(() => readLine(shell, line), ShellError, undefined, line);
  });
}

Deno.test("sh's rules are those of the real bash", { ignore: Deno.build.os !== "linux" }, async () => {
  for (const [line, expected] of CASES.sh) {
    const script = line.replace(/^x/, "printf '%s\\n'");
    const { stdout } = await new Deno.Command("bash", { args: ["-c", script] }).output();
    assertEquals(new TextDecoder().decode(stdout).split("\n").slice(0, -1), expected, line);
  }
});
