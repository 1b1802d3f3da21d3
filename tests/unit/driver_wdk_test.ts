/** The build with the WDK, as far as it can be looked at without one. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { buildArguments, packagesVersion } from "../../driver/build/build_wdk.ts";

const read = (name: string) => Deno.readTextFileSync(new URL(`../../driver/${name}`, import.meta.url));
const PACKAGES = read("build/wdk/packages.config");

Deno.test("packagesVersion() is the version of all packages, and fails when they differ", () => {
  const version = packagesVersion(PACKAGES);
  assert(/^10\.0\.\d+\.\d+$/.test(version));
  assertThrows(() => packagesVersion(PACKAGES.replace(version, "10.0.1.0")), Error, "no single version");
});

Deno.test("packages.props imports the packages that packages.config names, for each platform", () => {
  const named = [...PACKAGES.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!.toLowerCase()).sort();
  const imported = [...read("build/wdk/packages.props").matchAll(/WdkPackages\)\\(\S+?)\.\$\(WdkVersion\)/g)];
  const ids = imported.map(([, id]) => id!);
  const all = ["x64", "arm64"].flatMap((platform) =>
    ids.map((id) => id.replace("$(Platform)", platform).toLowerCase())
  );
  assertEquals([...new Set(all)].sort(), named);
});

Deno.test("buildArguments() asks for code analysis, and the project for /W4 and /WX", () => {
  const args = buildArguments("ARM64", "10.0.1.2");
  for (const option of ["-p:Platform=ARM64", "-p:RunCodeAnalysis=true", "-p:WdkVersion=10.0.1.2"]) {
    assert(args.includes(option), option);
  }
  const project = read("pipelisten.vcxproj");
  assert(project.includes("<WarningLevel>Level4</WarningLevel>"));
  assert(project.includes("<TreatWarningAsError>true</TreatWarningAsError>"));
});
