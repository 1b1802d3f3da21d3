/** A pipe's name: whose it is, how long, and who can see it. The table that these stand in is tests/WINDOWS.md. */
import { assertEquals } from "@std/assert";
import { IS_WINE } from "../pipe/harness.ts";
import { createPipe, ERROR_ACCESS_DENIED, ERROR_SUCCESS, Handle, kernel32, newName, openPipe, wide } from "./win32.ts";

Deno.test("FILE_FLAG_FIRST_PIPE_INSTANCE fails with ERROR_ACCESS_DENIED where the name exists; Wine 10 ignores it", () => {
  const name = newName();
  using _first = createPipe(name, { first: true });
  using second = createPipe(name, { first: true });
  assertEquals(second.error, IS_WINE ? ERROR_SUCCESS : ERROR_ACCESS_DENIED);
});

Deno.test("a name is free again as soon as the only handle to its pipe is closed", () => {
  const name = newName();
  createPipe(name, { first: true })[Symbol.dispose]();
  using again = createPipe(name, { first: true });
  assertEquals(again.error, ERROR_SUCCESS);
});

Deno.test("a name is taken while a client holds a pipe whose server closed without disconnecting; not under Wine 10", () => {
  const name = newName();
  const server = createPipe(name, { first: true });
  using client = openPipe(name);
  server[Symbol.dispose]();
  using again = createPipe(name, { first: true });
  assertEquals([client.error, again.error], [ERROR_SUCCESS, IS_WINE ? ERROR_SUCCESS : ERROR_ACCESS_DENIED]);
});

Deno.test("a name is free while a client holds a pipe whose server disconnected before it closed", () => {
  const name = newName();
  const server = createPipe(name, { first: true });
  using client = openPipe(name);
  kernel32.DisconnectNamedPipe(server.value);
  server[Symbol.dispose]();
  using again = createPipe(name, { first: true });
  assertEquals([client.error, again.error], [ERROR_SUCCESS, ERROR_SUCCESS]);
});

Deno.test("the folder of pipes can be listed; Wine 10 has no list", () => {
  using _pipe = createPipe(newName());
  const found = new Handle(kernel32.FindFirstFileW(wide("\\\\.\\pipe\\*"), new Uint8Array(new ArrayBuffer(592))));
  const { error } = found;
  if (error === ERROR_SUCCESS) kernel32.FindClose(found.value);
  assertEquals(error === ERROR_SUCCESS, !IS_WINE, `error ${error}`);
});
