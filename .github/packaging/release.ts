/**
 * `deno task release TAG`: what a release on GitHub has attached, in `.build/release/`.
 *
 *     pipelisten.sys            the sample driver, unsigned
 *     pipelisten-VERSION.tgz    the npm package
 *     SHA256SUMS                of the two, for `sha256sum -c`
 *     NOTES.md                  the version's section of CHANGELOG.md
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };
import { buildDriver } from "../../driver/build/build_driver.ts";
import { exitOnMachineError, MachineError } from "../../tests/machine/mod.ts";
import { pack } from "./pack.ts";

const CHANGELOG = new URL("../../CHANGELOG.md", import.meta.url);

/** Fills the folder, from nothing. `changelog` is the text of CHANGELOG.md. */
export async function release(tag: string, folder: string, changelog: string): Promise<void> {
  if (tag !== `v${config.version}`) {
    throw new MachineError(`Cannot release ${tag || "without a tag"}: deno.json says version ${config.version}`);
  }
  const notes = releaseNotes(changelog, config.version);
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(folder, { recursive: true });
  await Deno.copyFile(await buildDriver(), `${folder}/pipelisten.sys`);
  await pack(folder);
  await Deno.writeTextFile(`${folder}/SHA256SUMS`, await checksums(folder));
  await Deno.writeTextFile(`${folder}/NOTES.md`, notes);
}

/** The text below `## [VERSION] - DATE`, up to the next version. */
export function releaseNotes(changelog: string, version: string): string {
  const section = changelog.split(/^## /m).find((section) => section.startsWith(`[${version}] - `));
  if (section === undefined) {
    throw new MachineError(`Cannot release ${version}: CHANGELOG.md has no section "## [${version}] - DATE"`);
  }
  return section.slice(section.indexOf("\n")).replace(/^\[[^\]]+\]: .*$/gm, "").trim() + "\n";
}

/** As sha256sum prints them. */
async function checksums(folder: string): Promise<string> {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  const lines = await Promise.all(names.map(async (name) => {
    const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(`${folder}/${name}`));
    return `${new Uint8Array(digest).toHex()}  ${name}\n`;
  }));
  return lines.join("");
}

if (import.meta.main) {
  await exitOnMachineError(async () => {
    const folder = fileURLToPath(new URL("../../.build/release", import.meta.url));
    await release(Deno.args[0] ?? "", folder, await Deno.readTextFile(CHANGELOG));
    console.log(folder);
    return 0;
  });
}
