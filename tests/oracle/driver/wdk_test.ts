/** The project and the INF for the Windows Driver Kit, which nothing here can run, name what the driver has. */
import { assert, assertEquals, assertMatch } from "@std/assert";

const DRIVER = new URL("../../../driver/", import.meta.url);
const PROJECT = await Deno.readTextFile(new URL("pipelisten.vcxproj", DRIVER));

/** Files of some folders of driver/ as the project names them: `client\ring.c`. */
function files(folders: readonly string[], extension: string): string[] {
  return folders.flatMap((folder) =>
    [...Deno.readDirSync(new URL(folder, DRIVER))].map(({ name }) => `${folder}\\${name}`)
  ).filter((path) => path.endsWith(extension)).sort();
}

/** What an item of the project includes, its wildcards matched. */
function included(item: string): string[] {
  const patterns = [...PROJECT.matchAll(new RegExp(`<${item} Include="([^"]+)" />`, "g"))]
    .flatMap(([, list = ""]) => list.split(";"));
  return patterns.flatMap((pattern) => {
    const [, folder = "", extension] = /^(\w+)\\\*(\.\w+)$/.exec(pattern) ?? [];
    return extension === undefined ? [pattern] : files([folder], extension);
  });
}

function setting(name: string): string[] {
  return [...PROJECT.matchAll(new RegExp(`<${name}>(.*)</${name}>`, "g"))].map(([, value = ""]) => value);
}

Deno.test("pipelisten.vcxproj compiles every source of client and sample, and lists every header", () => {
  assertEquals(included("ClCompile"), files(["client", "sample"], ".c"));
  assertEquals(included("ClInclude"), files(["client", "include", "sample"], ".h"));
  assertEquals(included("ResourceCompile"), files(["sample"], ".rc"));
  assertEquals(included("Inf"), files(["sample"], ".inf"));
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

Deno.test("pipelisten.vcxproj builds for x64 and ARM64, Debug and Release", () => {
  const configurations = [...PROJECT.matchAll(/<ProjectConfiguration Include="(.*)">/g)].map(([, name]) => name);
  assertEquals(configurations, ["Debug|ARM64", "Release|ARM64", "Debug|x64", "Release|x64"]);
});

/** The sections of the INF: lines without comments, by the section's name. */
function infSections(text: string): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of text.split("\n").map((line) => line.replace(/;.*/, "").trim()).filter((line) => line !== "")) {
    const name = /^\[(.*)\]$/.exec(line)?.[1];
    if (name === undefined) lines.push(line.replace(/\s+/g, " "));
    else sections.set(name, lines = []);
  }
  return sections;
}

Deno.test("pipelisten.inf installs one driver from the driver store, on x64 and ARM64, and has all it refers to", async () => {
  const text = await Deno.readTextFile(new URL("sample/pipelisten.inf", DRIVER));
  const sections = infSections(text);
  assert(sections.get("Version")!.includes("PnpLockdown = 1"));
  assert(sections.get("DestinationDirs")!.includes("DefaultDestDir = 13"));
  assert(sections.get("Service")!.includes("ServiceBinary = %13%\\pipelisten.sys"));
  assertEquals(sections.get("Files"), ["pipelisten.sys"]);
  for (const architecture of ["amd64", "arm64"]) {
    const section = (name: string) => sections.get(name.replace("$", `NT${architecture}`))!;
    assertEquals(section("DefaultInstall.$"), ["OptionDesc = %Description%", "CopyFiles = Files"]);
    assertEquals(section("DefaultInstall.$.Services"), ["AddService = %Service%,,Service"]);
    assertEquals(section("DefaultUninstall.$"), ["LegacyUninstall = 1"]);
    assertEquals(section("DefaultUninstall.$.Services"), ["DelService = %Service%,0x200"]);
  }
  const strings = sections.get("Strings")!.map((line) => line.split(" = ")[0]);
  const used = new Set([...text.matchAll(/%([A-Za-z]+)%/g)].map(([, name]) => name));
  assertEquals([...used].sort(), strings.sort());
  assertMatch(text, /DriverVer +=/);
});
