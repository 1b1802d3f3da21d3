/**
 * `pipelisten smoke` with the INF file of the sample driver. Wine processes it as Windows before 10 1903 does.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { signDriver } from "../../driver/build/sign_driver.ts";
import { uniquePipe } from "./shell.ts";
import { folder, leftovers, machine, needsWine, NO_SUCH_SERVICE, prepare, sc, Smoke } from "./smoke.ts";

prepare();

/** A copy of the sample's own package, with names of its own, so that it meets no other one. */
interface Package {
  readonly inf: string;
  readonly service: string;
  /** Where Wine's SetupAPI copies the driver to: it has no driver store. */
  readonly copy: string;
}

/** Makes it, with the driver signed; `edit` changes the INF file. */
async function samplePackage(edit: (inf: string) => string = (inf) => inf): Promise<Package> {
  const service = `pipelisten-inf-${crypto.randomUUID()}`;
  const place = `${folder}/${service}`;
  await Deno.mkdir(place);
  await Deno.copyFile(await signDriver(), `${place}/${service}.sys`);
  const sample = await Deno.readTextFile(new URL("../../driver/sample/pipelisten.inf", import.meta.url));
  const named = sample.replaceAll("pipelisten.sys", `${service}.sys`).replace(
    '"pipelisten"\nDesc',
    `"${service}"\nDesc`,
  );
  const inf = `${place}/driver.inf`;
  await Deno.writeTextFile(inf, edit(named));
  return { inf: machine.path(inf), service, copy: `C:\\windows\\system32\\unknown\\${service}.sys` };
}

/** Whether Windows has the file. */
async function exists(path: string): Promise<boolean> {
  const { stdout } = await machine.command("cmd.exe", ["/c", "dir", "/b", path], { stdin: "null", stderr: "null" })
    .output();
  return stdout.length > 0;
}

/** What is left of a package: its service, and its copy of the driver. */
async function leftOf({ service, copy }: Package): Promise<string[]> {
  return [
    ...await sc("query", service) === NO_SUCH_SERVICE ? [] : ["service"],
    ...await exists(copy) ? ["copy"] : [],
  ];
}

/** Parameters with which the sample sends three frames to that pipe. */
function sampleTo(pipe: string): string[] {
  return ["--set", `Pipe=sz:${pipe}`, "--set", "Count=dword:3"];
}

Deno.test("smoke installs the sample driver by its INF file, and removes all of it", needsWine, async () => {
  const sample = await samplePackage();
  const pipe = uniquePipe();
  const args = [...sampleTo(pipe), "--expect-count", "3", "-n", "3", "--repeat", "2", sample.inf, pipe];
  const { code, checks } = await Smoke.inside(...args).ended();
  assertEquals(code, 0, checks.join("\n"));
  assert(checks.includes(`✓ install: ${sample.inf} is installed, with the service ${sample.service}`));
  assertEquals(await leftOf(sample), []);
});

Deno.test("smoke removes a package that cannot undo itself", needsWine, async () => {
  const sample = await samplePackage((inf) => inf.replaceAll("DefaultUninstall", "Nothing"));
  const pipe = uniquePipe();
  const { code, checks } = await Smoke.inside(...sampleTo(pipe), "-n", "3", sample.inf, pipe).ended();
  assertEquals(code, 0, checks.join("\n"));
  assertEquals(await leftOf(sample), []);
});

Deno.test("smoke leaves the service alone that an INF file names and that exists", needsWine, async () => {
  const sample = await samplePackage();
  assertEquals(await sc("create", sample.service, "type=", "kernel", "binPath=", "Z:\\nowhere\\none.sys"), 0);
  const { code, verdict } = await Smoke.inside(sample.inf, uniquePipe()).ended();
  assertEquals([await leftOf(sample), await sc("delete", sample.service)], [["service"], 0]);
  assertEquals(code, 1);
  assertStringIncludes(verdict ?? "", `cannot install ${sample.inf}: a service of that name exists`);
});

Deno.test("smoke removes the package of a killed run", needsWine, async () => {
  const sample = await samplePackage();
  const smoke = Smoke.inside(...sampleTo("nobody"), sample.inf, uniquePipe()); // it sends to another pipe
  await smoke.until("✓ load:");
  assertEquals(await leftOf(sample), ["service", "copy"]);
  smoke.kill("SIGKILL");
  await smoke.ended();
  assertStringIncludes(await leftovers(), sample.service);
  assertEquals(await leftOf(sample), []);
});

Deno.test(
  "smoke installs nothing when an INF file is missing, or installs no driver by itself",
  needsWine,
  async () => {
    const device = await samplePackage((inf) => inf.replaceAll("DefaultInstall", "Device"));
    const text = `${folder}/text.inf`;
    await Deno.writeTextFile(text, "[no section ends here");
    for (
      const [inf, message] of [
        ["Z:\\nowhere\\none.inf", /^pipelisten: Cannot install Z:\\nowhere\\none\.inf: there is no such file/],
        [machine.path(text), /^pipelisten: Cannot install .*: it is not an INF file of Windows, error 0x[0-9a-f]+/],
        [device.inf, /^pipelisten: Cannot install .*: by itself it installs no service on this machine \(.*\.sys\)$/],
      ] as const
    ) {
      const { code, verdict } = await Smoke.inside(inf, uniquePipe()).ended();
      assertEquals(code, 5);
      assertMatch(verdict ?? "", message);
    }
    assertEquals(await leftOf(device), []);
  },
);
