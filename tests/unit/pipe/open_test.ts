import { assertEquals } from "@std/assert";
import { refusal } from "../../../cli/pipe/open.ts";

const PIPE = "\\\\.\\pipe\\x";

for (
  const [error, message] of [
    [5, "access is denied (run this as Administrator or as the user who listens, or let the listener --allow you)"],
    [87, "its server made it for bytes, not for messages (choose another PIPE)"],
    [123, "ERROR_INVALID_NAME (123) (choose another PIPE)"],
    [4711, "Win32 error 4711 (choose another PIPE)"],
  ] as const
) {
  Deno.test(`refusal() says what to do about Win32 error ${error}`, () => {
    assertEquals(refusal(PIPE, error).message, `Cannot connect to ${PIPE}: ${message}`);
    assertEquals(refusal(PIPE, error).exitCode, 4);
  });
}
