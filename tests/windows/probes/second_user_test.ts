/** Another local user, who is not an administrator. CI lets this test add one. */
import { assertEquals } from "@std/assert";
import { framesOf, Listener } from "../pipe/harness.ts";
import { asUser, ERROR_ACCESS_DENIED, ERROR_SUCCESS, openPipe, write } from "./win32.ts";

const NAME = "pipelisten-test";
/** With all kinds of characters that a policy may want, and no longer than `net user` takes without asking. */
const PASSWORD = `Aa1!${crypto.randomUUID().slice(-10)}`;
const mayAddUser = { ignore: Deno.env.get("PIPELISTEN_MAY_ADD_USER") !== "1" };

async function netUser(...args: string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command("net.exe", { args: ["user", NAME, ...args] }).output();
  if (code !== 0) throw new Error(`net user ${NAME} ${args.at(-1)}: ${new TextDecoder().decode(stderr)}`);
}

if (!mayAddUser.ignore) {
  Deno.test.beforeAll(() => netUser(PASSWORD, "/add"));
  Deno.test.afterAll(() => netUser("/delete"));
}

Deno.test("another user can't connect by default (needs PIPELISTEN_MAY_ADD_USER=1)", mayAddUser, async () => {
  await using listener = await Listener.start();
  using client = asUser(NAME, PASSWORD, () => openPipe(listener.pipe));
  assertEquals(client.error, ERROR_ACCESS_DENIED);
});

Deno.test(
  "another user connects and sends with --allow as in RECIPES (needs PIPELISTEN_MAY_ADD_USER=1)",
  mayAddUser,
  async () => {
    await using listener = await Listener.start({ allow: "D:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;0x12019b;;;IU)" });
    using client = asUser(NAME, PASSWORD, () => openPipe(listener.pipe));
    assertEquals([client.error, write(client, new Uint8Array([1, 2, 3]))], [ERROR_SUCCESS, ERROR_SUCCESS]);
    const [frame] = framesOf(await listener.until((items) => framesOf(items).length === 1));
    assertEquals(frame?.bytes, new Uint8Array([1, 2, 3]));
  },
);
