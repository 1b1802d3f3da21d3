/** The project for the Windows Driver Kit, which nothing here can build, has the sources that the driver has. */
import { assertEquals } from "@std/assert";

const DRIVER = new URL("../../../driver/", import.meta.url);
const PROJECT = await Deno.readTextFile(new URL("pipelisten.vcxproj", DRIVER));

/** Files of some folders of driver/ as the project names them: `client\ring.c`. */
function files(folders: readonly string[], extension: string): string[] {
  return folders.flatMap((folder) =>
    [...Deno.readDirSync(new URL(folder, DRIVER))].map(({ name }) => `${folder}\\${name}`)
  ).filter((path) => path.endsWith(extension)).sort();
}

function included(item: string): string[] {
  return [...PROJECT.matchAll(new RegExp(`<${item} Include="([^"]+)" />`, "g"))].map(([, path = ""]) => path);
}

function setting(name: string): string[] {
  return [...PROJECT.matchAll(new RegExp(`<${name}>(.*)</${name}>`, "g"))].map(([, value = ""]) => value);
}

Deno.test("pipelisten.vcxproj compiles every source of client and sample, and lists every header", () => {
  assertEquals(included("ClCompile"), files(["client", "sample"], ".c"));
  assertEquals(included("ClInclude"), files(["client", "include", "sample"], ".h"));
  assertEquals(included("ResourceCompile"), files(["sample"], ".rc"));
});

Deno.test("pipelisten.vcxproj builds C11 with all warnings as errors", () => {
  assertEquals(setting("LanguageStandard_C"), ["stdc11"]);
  assertEquals(setting("WarningLevel"), ["Level4"]);
  assertEquals(setting("TreatWarningAsError"), ["true"]);
  assertEquals(setting("AdditionalIncludeDirectories"), ["include;client;sample;%(AdditionalIncludeDirectories)"]);
});

Deno.test("pipelisten.vcxproj finds the version in deno.json", async () => {
  const text = await Deno.readTextFile(new URL("../deno.json", DRIVER));
  const pattern = /Match\(\$\(DenoJson\), '(.*)'\)/.exec(PROJECT)?.[1] ?? "";
  assertEquals(new RegExp(pattern).exec(text)?.[1], JSON.parse(text).version);
});
