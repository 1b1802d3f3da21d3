/** What a release has attached. */
import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import config from "../../../deno.json" with { type: "json" };
import { release, releaseNotes } from "../../../.github/packaging/release.ts";
import { REPOSITORY } from "../../run_cli.ts";
import { ran, temporaryFolder } from "./ran.ts";

const CHANGELOG = `# Changelog

## [Unreleased]

## [1.1.0] - 2027-02-01

### Added

- Something.

## [1.0.0] - 2027-01-01

- The first.

[1.0.0]: https://example.org/1.0.0
`;

Deno.test("releaseNotes() gives the section of a version, without its heading", () => {
  assertEquals(releaseNotes(CHANGELOG, "1.1.0"), "### Added\n\n- Something.\n");
  assertEquals(releaseNotes(CHANGELOG, "1.0.0"), "- The first.\n");
});

Deno.test("releaseNotes() fails for a version without a date in the changelog", () => {
  assertThrows(() => releaseNotes(CHANGELOG, "1.2.0"), Error, 'no section "## [1.2.0] - DATE"');
});

Deno.test("release() fails where the tag is not deno.json's version", async () => {
  const message = `Cannot release v9.9.9: deno.json says version ${config.version}`;
  await assertRejects(() => release("v9.9.9", "nowhere", CHANGELOG), Error, message);
});

/** On Windows the compiler may be missing, and there is no sha256sum. */
const needsLinux = { ignore: Deno.build.os !== "linux" };

Deno.test("release() makes the driver, the npm package and checksums that sha256sum accepts", needsLinux, async () => {
  await using folder = await temporaryFolder();
  const changelog = `## [${config.version}] - 2027-01-01\n\n- All of it.\n`;
  await release(`v${config.version}`, folder.path, changelog);
  const names = [...Deno.readDirSync(folder.path)].map(({ name }) => name).sort();
  assertEquals(names, ["NOTES.md", "SHA256SUMS", `pipelisten-${config.version}.tgz`, "pipelisten.sys"]);
  const { code, stdout } = await ran(["sha256sum", "--check", "SHA256SUMS"], folder.path);
  assertEquals({ code, stdout }, { code: 0, stdout: `pipelisten-${config.version}.tgz: OK\npipelisten.sys: OK\n` });
  const magic = new TextDecoder().decode((await Deno.readFile(`${folder.path}/pipelisten.sys`)).subarray(0, 2));
  assertMatch(magic, /^MZ$/);
  assertEquals(await Deno.readTextFile(`${folder.path}/NOTES.md`), "- All of it.\n");
});

Deno.test("CHANGELOG.md has a section for what is to come", async () => {
  assertMatch(await Deno.readTextFile(`${REPOSITORY}CHANGELOG.md`), /^## \[Unreleased\]$/m);
});
