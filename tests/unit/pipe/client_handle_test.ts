import { assertEquals } from "@std/assert";
import { connectError } from "../../../cli/pipe/client_handle.ts";

const PIPE = "\\\\.\\pipe\\x";

for (
  const [error, message] of [
    [5, "access is denied (run as Administrator or as the listener's user, or start the listener with --allow)"],
    [87, "it is a byte pipe, not a message pipe (choose another PIPE)"],
    [123, "ERROR_INVALID_NAME (123) (choose another PIPE)"],
    [4711, "Win32 error 4711 (choose another PIPE)"],
  ] as const
) {
  Deno.test(`connectError() says what to do about Win32 error ${error}`, () => {
    assertEquals(connectError(PIPE, error).message, `Cannot connect to ${PIPE}: ${message}`);
    assertEquals(connectError(PIPE, error).exitCode, 4);
  });
}
