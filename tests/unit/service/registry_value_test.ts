/** What --set means, which service names are a smoke test's, and which driver files are for which machine. */
import { assertEquals } from "@std/assert";
import { imageArchitecture } from "../../../cli/service/image.ts";
import { isOurs, newServiceName } from "../../../cli/service/leftovers.ts";
import { ServiceError } from "../../../cli/service/reasons.ts";
import { readValue } from "../../../cli/service/registry_value.ts";
import { verifies } from "../../../cli/service/verifier.ts";

const VALUES: [text: string, key: string, name: string, type: number, hex: string][] = [
  ["Count=dword:10", "Parameters", "Count", 4, "0a000000"],
  ["Count=dword:0xFFFFFFFF", "Parameters", "Count", 4, "ffffffff"],
  ["Size=qword:4294967296", "Parameters", "Size", 11, "0000000001000000"],
  ["Pipe=sz:a=b", "Parameters", "Pipe", 1, "61003d0062000000"],
  ["Pipe=sz:", "Parameters", "Pipe", 1, "0000"],
  ["List=multi_sz:a\\0b", "Parameters", "List", 7, "61000000620000000000"],
  ["List=multi_sz:", "Parameters", "List", 7, "0000"],
  ["Key=binary:00fF", "Parameters", "Key", 3, "00ff"],
  ["Instances\\Mine\\Altitude=sz:4", "Instances\\Mine", "Altitude", 1, "34000000"],
  ["\\Tag=dword:1", "", "Tag", 4, "01000000"],
  ["Path=sz:C:\\a=b", "Parameters", "Path", 1, "43003a005c0061003d0062000000"],
];
for (const [text, key, name, type, hex] of VALUES) {
  Deno.test(`readValue() reads ${text}`, () => {
    const value = readValue(text);
    assertEquals([value?.key, value?.name, value?.type, value?.data.toHex()], [key, name, type, hex]);
  });
}

Deno.test("readValue() refuses what it cannot write", () => {
  const bad = ["", "Count", "Count=10", "=dword:1", "a=dword:", "a=dword:-1", "a=dword:4294967296", "a=dword:1.5"];
  for (const text of [...bad, "a=binary:0", "a=binary:xy", "a=word:1", "a=toString:1", "a\\=sz:b"]) {
    assertEquals(readValue(text), undefined, text);
  }
});

Deno.test("isOurs() knows the names of smoke tests, and no others", () => {
  const name = newServiceName();
  assertEquals(["BITS", name, "pipelisten-smoke-mine", `x${name}`, `${name}0`].filter(isOurs), [name]);
});

Deno.test("ServiceError says why, and what to do, also for an error it does not know", () => {
  const known = new ServiceError("create the service x", 1073, "x");
  assertEquals([known.message, known.advice], [
    "cannot create the service x: a service of that name exists",
    "choose another name, or sc delete x if it is yours",
  ]);
  const unknown = new ServiceError("load the driver", 1234, "x");
  assertEquals([unknown.message, unknown.advice], [
    "cannot load the driver: Win32 error 1234",
    "net helpmsg 1234 explains it",
  ]);
});

Deno.test("verifies() finds a driver among those that Driver Verifier checks", () => {
  assertEquals(["a.sys B.SYS", "*", "bb.sys", ""].map((drivers) => verifies(drivers, "b.sys")), [
    true,
    true,
    false,
    false,
  ]);
});

Deno.test("imageArchitecture() reads a PE file's machine type, and survives any other file", () => {
  const file = new Uint8Array(0x80);
  const view = new DataView(file.buffer);
  view.setUint32(0x3c, 0x40, true);
  view.setUint32(0x40, 0x4550, true);
  const machines = [0x8664, 0xaa64, 0x14c, 0x200].map((machine) => {
    view.setUint16(0x44, machine, true);
    return imageArchitecture(file);
  });
  assertEquals(machines, ["x64", "ARM64", "x86", "machine type 0x200"]);
  assertEquals([new Uint8Array(0), new Uint8Array(100), file.slice(0, 0x44)].map(imageArchitecture), [
    undefined,
    undefined,
    undefined,
  ]);
});
