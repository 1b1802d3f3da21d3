/** A service that is deleted while another program has a handle to it: the test is that program. */
import { assertEquals, assertRejects } from "@std/assert";
import { Service } from "../driver/driver.ts";
import { remove, ServiceError } from "./service.ts";

const isWindows = Deno.build.os === "windows";
const NOWHERE = "C:\\nowhere\\pipelisten.sys";

Deno.test("remove() waits until others have closed the deleted service", { ignore: !isWindows }, async () => {
  const held = new Service(NOWHERE);
  let isReleased = false;
  const released = new Promise<void>((resolve) =>
    setTimeout(() => {
      isReleased = true;
      resolve(held[Symbol.asyncDispose]());
    }, 1000)
  );
  await remove(held.name);
  assertEquals(isReleased, true);
  await released;
});

Deno.test("remove() fails when others keep the deleted service open", { ignore: !isWindows }, async () => {
  await using held = new Service(NOWHERE);
  const error = await assertRejects(() => remove(held.name, 200), ServiceError);
  assertEquals(error.message, `cannot remove the service ${held.name}: it is marked for deletion, but still open`);
});
