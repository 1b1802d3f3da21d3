/** Messages, connections and their ends, as cli/ relies on them. The table that these stand in is tests/WINDOWS.md. */
import { assertEquals } from "@std/assert";
import {
  createPipe,
  dword,
  ERROR_BROKEN_PIPE,
  ERROR_MORE_DATA,
  ERROR_NO_DATA,
  ERROR_PIPE_CONNECTED,
  ERROR_PIPE_NOT_CONNECTED,
  ERROR_SUCCESS,
  errorOf,
  kernel32,
  newName,
  openPipe,
  read,
  write,
} from "./win32.ts";

const bytes = (length: number) => new Uint8Array(new ArrayBuffer(length)).fill(1);

function connected() {
  const name = newName();
  const server = createPipe(name);
  return { server, client: openPipe(name) };
}

Deno.test("ConnectNamedPipe fails with ERROR_PIPE_CONNECTED when the client came first", () => {
  const { server, client } = connected();
  using _server = server;
  using _client = client;
  assertEquals(errorOf(kernel32.ConnectNamedPipe(server.value, 0n)), ERROR_PIPE_CONNECTED);
});

Deno.test("ConnectNamedPipe fails with ERROR_NO_DATA when the client came and left, and its message can be read", () => {
  const { server, client } = connected();
  using _server = server;
  assertEquals(write(client, bytes(3)), ERROR_SUCCESS);
  client[Symbol.dispose]();
  assertEquals(errorOf(kernel32.ConnectNamedPipe(server.value, 0n)), ERROR_NO_DATA);
  assertEquals(read(server, 8), { error: ERROR_SUCCESS, length: 3 });
});

Deno.test("each write is one message, and a message without bytes is one, too", () => {
  const { server, client } = connected();
  using _server = server;
  using _client = client;
  for (const length of [3, 0, 5]) assertEquals(write(client, bytes(length)), ERROR_SUCCESS);
  assertEquals([3, 0, 5].map(() => read(server, 64)), [3, 0, 5].map((length) => ({ error: ERROR_SUCCESS, length })));
});

Deno.test("a read that is too short takes a part with ERROR_MORE_DATA, and the next read takes the rest", () => {
  const { server, client } = connected();
  using _server = server;
  using _client = client;
  write(client, bytes(10));
  assertEquals(read(server, 4), { error: ERROR_MORE_DATA, length: 4 });
  assertEquals(read(server, 64), { error: ERROR_SUCCESS, length: 6 });
});

Deno.test("what is in the pipe when its client closes can be read, and then it is broken", () => {
  const { server, client } = connected();
  using _server = server;
  write(client, bytes(7));
  client[Symbol.dispose]();
  assertEquals(read(server, 64), { error: ERROR_SUCCESS, length: 7 });
  assertEquals(read(server, 64), { error: ERROR_BROKEN_PIPE, length: 0 });
});

Deno.test("DisconnectNamedPipe discards what its client has not read", () => {
  const { server, client } = connected();
  using _server = server;
  using _client = client;
  write(server, bytes(7));
  kernel32.DisconnectNamedPipe(server.value);
  assertEquals(read(client, 64), { error: ERROR_PIPE_NOT_CONNECTED, length: 0 });
});

Deno.test("PeekNamedPipe counts the bytes of all messages", () => {
  const { server, client } = connected();
  using _server = server;
  using _client = client;
  write(client, bytes(3));
  write(client, bytes(4));
  const [available, left] = [dword(), dword()];
  kernel32.PeekNamedPipe(server.value, 0n, 0, 0n, available.bytes, left.bytes);
  assertEquals(available.value, 7);
});
