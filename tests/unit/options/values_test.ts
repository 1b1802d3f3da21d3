import { assertEquals } from "@std/assert";
import { readPipe } from "../../../cli/options/pipe_operand.ts";
import { readCount, readDuration, readSize } from "../../../cli/options/values.ts";

Deno.test("readDuration() gives milliseconds for a number and its unit", () => {
  const cases: [string, number][] = [
    ["1ms", 1],
    ["500ms", 500],
    ["30s", 30_000],
    ["1.5s", 1500],
    ["0.25s", 250],
    ["2m", 120_000],
    ["1h", 3_600_000],
    ["2147483647ms", 2_147_483_647],
    ["596h", 2_145_600_000],
  ];
  for (const [text, milliseconds] of cases) assertEquals(readDuration(text), milliseconds, text);
});

Deno.test("readDuration() refuses what is no duration, zero, or longer than a timer can wait", () => {
  const cases = ["", "30", "s", "30 s", "30S", "-1s", "+1s", "1e3ms", ".5s", "5.s", "1,5s", "1d", "0s", "0.0ms", "1s "];
  for (const text of [...cases, "2147483648ms", "597h", "Infinityms"]) {
    assertEquals(readDuration(text), undefined, text);
  }
});

Deno.test("readCount() reads a whole number from 1 up to the most that is allowed", () => {
  assertEquals(readCount("1"), 1);
  assertEquals(readCount("007"), 7);
  assertEquals(readCount("9007199254740991"), 9_007_199_254_740_991);
  assertEquals(readCount("16", 16), 16);
});

Deno.test("readCount() refuses zero, signs, fractions, other notations and what is too large", () => {
  const cases = ["", "0", "-1", "+1", "1.0", "1e3", "0x10", " 1", "1 ", "1_000", "9007199254740992", "NaN", "١"];
  for (const text of cases) assertEquals(readCount(text), undefined, text);
  assertEquals(readCount("17", 16), undefined);
});

Deno.test("readPipe() gives the full path for a name and for each way to write the path", () => {
  const cases = [
    "LySharkPipeConn",
    "\\\\.\\pipe\\LySharkPipeConn",
    "\\\\?\\pipe\\LySharkPipeConn",
    "\\\\.\\PIPE\\LySharkPipeConn",
    "//./pipe/LySharkPipeConn",
    "\\??\\pipe\\LySharkPipeConn",
    "\\DosDevices\\Pipe\\LySharkPipeConn",
    "\\Device\\NamedPipe\\LySharkPipeConn",
  ];
  for (const text of cases) assertEquals(readPipe(text), "\\\\.\\pipe\\LySharkPipeConn", text);
  assertEquals(readPipe("with space-и.1"), "\\\\.\\pipe\\with space-и.1");
  for (const name of ["pipe\\x", "sql\\query", "ProtectedPrefix\\Administrators\\NAME"]) {
    assertEquals(readPipe(name), `\\\\.\\pipe\\${name}`);
    assertEquals(readPipe(`\\DosDevices\\Pipe\\${name}`), `\\\\.\\pipe\\${name}`);
  }
});

Deno.test("readPipe() refuses other machines, other devices, NULs and no name at all", () => {
  const remote = ["\\\\server\\pipe\\x", "//server/pipe/x", "\\\\10.0.0.1\\pipe\\x"];
  const devices = ["\\\\.\\COM1", "//./COM1", "\\Device\\Null", "\\pipe\\x", "/dev/x"];
  const names = ["", "\\\\.\\pipe\\", "\\\\.\\pipe\\\\x", "//./pipe//x", "a\0b"];
  for (const text of [...remote, ...devices, ...names]) assertEquals(readPipe(text), undefined, text);
});

Deno.test("readPipe() refuses a path of more than 256 characters, however it is written", () => {
  const longest = "x".repeat(247);
  assertEquals(readPipe(longest), `\\\\.\\pipe\\${longest}`);
  assertEquals(readPipe(`\\Device\\NamedPipe\\${longest}`), `\\\\.\\pipe\\${longest}`);
  assertEquals(readPipe(`${longest}x`), undefined);
  assertEquals(readPipe(`\\\\.\\pipe\\${longest}x`), undefined);
});

Deno.test("readSize() gives bytes for a number and its unit, and refuses all else", () => {
  const cases: [string, number | undefined][] = [
    ["1kB", 1000],
    ["100MB", 100_000_000],
    ["1.5GB", 1_500_000_000],
    ["0.001kB", 1],
    ["0.0001kB", undefined],
    ["0MB", undefined],
    ["100", undefined],
    ["10m", undefined],
    ["10M", undefined],
    ["10mb", undefined],
    ["-1MB", undefined],
    ["1 MB", undefined],
    ["9999999999GB", undefined],
  ];
  for (const [text, bytes] of cases) assertEquals(readSize(text), bytes, text);
});
