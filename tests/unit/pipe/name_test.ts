import { assertEquals } from "@std/assert";
import { createReason } from "../../../cli/pipe/name.ts";

const ORPHANED = "its server has exited, but a client still holds the pipe " +
  "(unload the driver or end the program that opened it, or choose another PIPE)";

for (
  const [when, error, owner, reason] of [
    ["a server has the name", 5, "server", "another server owns the name (stop it, or choose another PIPE)"],
    [
      "its maximum of instances is reached",
      231,
      "server",
      "another server owns the name (stop it, or choose another PIPE)",
    ],
    ["only a client holds the pipe", 5, "client", ORPHANED],
    [
      "the name is protected",
      5,
      "unknown",
      "access is denied (run as administrator, or choose another PIPE)",
    ],
    ["the name is invalid", 123, "unknown", "ERROR_INVALID_NAME (123) (choose another PIPE)"],
  ] as const
) {
  Deno.test(`createReason() says what to do when ${when}`, () => {
    assertEquals(createReason(error, owner), reason);
  });
}
