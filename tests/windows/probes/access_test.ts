/** Who may open a pipe, and who may create an instance of it. The table that these stand in is tests/WINDOWS.md. */
import { assertEquals, assertNotEquals } from "@std/assert";
import { IS_WINE } from "../pipe/harness.ts";
import { createPipe, ERROR_ACCESS_DENIED, ERROR_SUCCESS, newName, openPipe } from "./win32.ts";

/** What a test under Wine 10 can't show, since it lets the owner of a pipe in whatever the DACL says. */
const needsDacl = { ignore: IS_WINE };

Deno.test("a DACL that leaves out the pipe's owner keeps it out; Wine 10 lets it in", () => {
  const name = newName();
  using _pipe = createPipe(name, { sddl: "D:P(A;;GA;;;SY)" });
  using client = openPipe(name);
  assertEquals(client.error, IS_WINE ? ERROR_SUCCESS : ERROR_ACCESS_DENIED);
});

Deno.test("a DACL that leaves out the pipe's owner keeps it from creating an instance; Wine 10 allows it", () => {
  const name = newName();
  using _pipe = createPipe(name, { sddl: "D:P(A;;GA;;;SY)" });
  using instance = createPipe(name);
  assertEquals(instance.error, IS_WINE ? ERROR_SUCCESS : ERROR_ACCESS_DENIED);
});

Deno.test("0x12019b lets everyone connect", () => {
  const name = newName();
  using _pipe = createPipe(name, { sddl: "D:P(A;;0x12019b;;;WD)" });
  using client = openPipe(name);
  assertEquals(client.error, ERROR_SUCCESS);
});

Deno.test("0x12019b lets nobody create an instance (not under Wine 10)", needsDacl, () => {
  const name = newName();
  using _pipe = createPipe(name, { sddl: "D:P(A;;0x12019b;;;WD)" });
  using instance = createPipe(name);
  assertEquals(instance.error, ERROR_ACCESS_DENIED);
});

Deno.test("GRGW lets everyone create an instance, too: FILE_CREATE_PIPE_INSTANCE is FILE_APPEND_DATA", () => {
  const name = newName();
  using _pipe = createPipe(name, { sddl: "D:P(A;;GRGW;;;WD)" });
  using instance = createPipe(name);
  assertEquals(instance.error, ERROR_SUCCESS);
});

Deno.test("a pipe that rejects remote clients is not reached as \\\\localhost\\pipe\\NAME", () => {
  const name = newName();
  using _pipe = createPipe(name);
  using client = openPipe(`\\\\localhost\\pipe\\${name}`);
  assertNotEquals(client.error, ERROR_SUCCESS);
});
