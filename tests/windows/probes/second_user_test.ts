/** Another local user, who is not an administrator: ci.yml makes one and gives its name and password. */
import { assertEquals } from "@std/assert";
import { framesOf, Listener } from "../pipe/harness.ts";
import { asUser, ERROR_ACCESS_DENIED, ERROR_SUCCESS, openPipe, write } from "./win32.ts";

const [NAME = "", PASSWORD = ""] = (Deno.env.get("PIPELISTEN_SECOND_USER") ?? "").split(":");
const needsUser = { ignore: NAME === "" };

Deno.test("another user can't connect by default (needs PIPELISTEN_SECOND_USER)", needsUser, async () => {
  await using listener = await Listener.start();
  using client = asUser(NAME, PASSWORD, () => openPipe(listener.pipe));
  assertEquals(client.error, ERROR_ACCESS_DENIED);
});

Deno.test(
  "another user connects and sends with --allow as in RECIPES (needs PIPELISTEN_SECOND_USER)",
  needsUser,
  async () => {
    await using listener = await Listener.start({ allow: "D:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;0x12019b;;;IU)" });
    using client = asUser(NAME, PASSWORD, () => openPipe(listener.pipe));
    assertEquals([client.error, write(client, new Uint8Array([1, 2, 3]))], [ERROR_SUCCESS, ERROR_SUCCESS]);
    const [frame] = framesOf(await listener.until((items) => framesOf(items).length === 1));
    assertEquals(frame?.bytes, new Uint8Array([1, 2, 3]));
  },
);
