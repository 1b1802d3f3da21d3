/**
 * What `pipelisten smoke --verifier` writes into the registry. Wine has the registry, but nothing that reads these values at
 * a start; the restart is played by removing what a restart removes.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { machineNumber, machineString } from "../../../cli/service/registry.ts";
import { turnVerifierOn } from "../../../cli/service/verifier.ts";
import { driverIsReal } from "./driver.ts";

const KEY = "SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management";
const PENDING = "SOFTWARE\\pipelisten-verifier-pending";
/** Special pool, IRQL, pool tracking, I/O, deadlocks, DMA, security, miscellaneous, DDI compliance. */
const STANDARD = 0x1 | 0x2 | 0x8 | 0x10 | 0x20 | 0x80 | 0x100 | 0x800 | 0x20000;

/** On real Windows these are the settings of the machine itself. */
const needsWine = { ignore: !driverIsReal || !Deno.env.has("WINEHOMEDIR") };

/** Runs reg.exe; returns whether it succeeded. */
async function reg(...args: string[]): Promise<boolean> {
  return (await new Deno.Command("reg.exe", { args, stdin: "null", stdout: "null", stderr: "null" }).output()).success;
}

async function reset(): Promise<void> {
  await reg("delete", `HKLM\\${KEY}`, "/v", "VerifyDrivers", "/f");
  await reg("delete", `HKLM\\${KEY}`, "/v", "VerifyDriverLevel", "/f");
  await reg("delete", `HKLM\\${PENDING}`, "/f");
}

Deno.test("turnVerifierOn() adds the driver and the standard settings to what is there", needsWine, async () => {
  try {
    await reset();
    await reg("add", `HKLM\\${KEY}`, "/v", "VerifyDrivers", "/t", "REG_SZ", "/d", "other.sys");
    await reg("add", `HKLM\\${KEY}`, "/v", "VerifyDriverLevel", "/t", "REG_DWORD", "/d", "0x400");
    assertEquals(turnVerifierOn("my.sys", "s"), false);
    assertEquals(machineString(KEY, "VerifyDrivers"), "other.sys my.sys");
    assertEquals(machineNumber(KEY, "VerifyDriverLevel"), STANDARD | 0x400);
  } finally {
    await reset();
  }
});

Deno.test("turnVerifierOn() asks for the restart until there was one", needsWine, async () => {
  try {
    await reset();
    assertEquals([turnVerifierOn("my.sys", "s"), turnVerifierOn("my.sys", "s")], [false, false]);
    await reg("delete", `HKLM\\${PENDING}`, "/f");
    assertEquals(turnVerifierOn("My.sys", "s"), true);
    assertEquals(turnVerifierOn("other.sys", "s"), false);
    assertEquals(turnVerifierOn("my.sys", "s"), true, "it was on before the other one");
  } finally {
    await reset();
  }
});
