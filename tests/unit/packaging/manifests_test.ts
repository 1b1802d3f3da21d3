/** The manifests of winget and scoop, as far as they can be checked without the two: what names a release is in its place. */
import { assert, assertEquals } from "@std/assert";
import config from "../../../deno.json" with { type: "json" };
import { manifests } from "../../../.github/packaging/manifests.ts";

const SHA256 = "0123456789abcdef".repeat(4);
const EXE = `https://github.com/o/pipelisten/releases/download/v${config.version}/pipelisten.exe`;
const files = manifests({ version: config.version, repository: "o/pipelisten", sha256: SHA256 });

/** The scalars of a manifest of winget, by their keys; a list's item is a scalar of its own. */
function scalars(yaml: string): Record<string, string> {
  return Object.fromEntries(
    [...yaml.matchAll(/^(?: {2}- | {4})?(\w+): +"?(.*?)"?$/gm)].map(([, key, value]) => [key!, value!]),
  );
}

Deno.test("the manifests have no place left to fill in", () => {
  for (const [name, text] of Object.entries(files)) assertEquals(text.match(/\{[A-Z\d]+\}/g), null, name);
});

Deno.test("scoop's manifest names the program, its checksum, and where the next version's are", () => {
  const { version, architecture, bin, autoupdate, license } = JSON.parse(files["pipelisten.json"]!);
  assertEquals({ version, bin, license }, { version: config.version, bin: "pipelisten.exe", license: config.license });
  assertEquals(architecture["64bit"], { url: EXE, hash: SHA256 });
  const next = autoupdate.architecture["64bit"];
  assertEquals(next.url.replace("$version", config.version), EXE);
  assertEquals(next.hash.url, "$url.sha256"); // compile.ts writes it beside the program
});

Deno.test("winget's three manifests agree about the package, and name the program and its checksum", () => {
  const parts = Object.entries(files).filter(([name]) => name.endsWith(".yaml")).map(([, text]) => scalars(text));
  assertEquals(parts.map(({ ManifestType }) => ManifestType), ["version", "installer", "defaultLocale"]);
  const version = { PackageIdentifier: "pipelisten.pipelisten", PackageVersion: config.version };
  for (const { PackageIdentifier, PackageVersion, ManifestVersion } of parts) {
    assertEquals({ PackageIdentifier, PackageVersion, ManifestVersion }, { ...version, ManifestVersion: "1.6.0" });
  }
  const [top, installer, locale] = parts;
  assertEquals([installer?.InstallerUrl, installer?.InstallerSha256], [EXE, SHA256]);
  assertEquals(top?.DefaultLocale, locale?.PackageLocale);
  assertEquals(Object.keys(files).filter((name) => name.endsWith(`.locale.${locale?.PackageLocale}.yaml`)).length, 1);
  assert((locale?.ShortDescription ?? "").length <= 256, "more is refused");
});
