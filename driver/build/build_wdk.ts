/**
 * `deno task build:wdk`: builds driver/ with Visual Studio and the WDK's NuGet packages, for x64 and ARM64, with warnings
 * (/W4) and code analysis as errors, and checks the INF files. For Windows with Visual Studio 2022 and nuget.exe.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { exitOnMachineError, MachineError } from "../../tests/machine/mod.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const WDK = `${REPOSITORY}driver\\build\\wdk`;
const PACKAGES = `${REPOSITORY}.build\\wdk\\packages`;
const VSWHERE = "Microsoft Visual Studio\\Installer\\vswhere.exe";
const PLATFORMS = ["x64", "ARM64"];

/** The one version of all packages. */
export function packagesVersion(config: string): string {
  const versions = new Set([...config.matchAll(/ id="\S+" version="([^"]+)"/g)].map(([, version]) => version!));
  const [version, ...others] = versions;
  if (version === undefined || others.length > 0) throw new Error("packages.config has no single version");
  return version;
}

/** MSBuild's arguments for one platform. */
export function buildArguments(platform: string, version: string): string[] {
  const properties = {
    Configuration: "Release",
    Platform: platform,
    DirectoryBuildPropsPath: `${WDK}\\packages.props`,
    WdkPackages: PACKAGES,
    WdkVersion: version,
    RunCodeAnalysis: "true",
    CodeAnalysisTreatWarningsAsErrors: "true",
    SignMode: "Off",
  };
  const options = Object.entries(properties).map(([name, value]) => `-p:${name}=${value}`);
  return [`${REPOSITORY}driver\\pipelisten.vcxproj`, "-t:Rebuild", "-nologo", "-v:minimal", ...options];
}

/** Runs it with its output shown. */
async function run(program: string, args: readonly string[]): Promise<void> {
  const { code } = await new Deno.Command(program, { args: [...args], stdin: "null" }).spawn().status;
  if (code !== 0) throw new MachineError(`Cannot build with the WDK: ${program} exited with ${code} (see above)`);
}

async function findMsbuild(): Promise<string> {
  const vswhere = `${Deno.env.get("ProgramFiles(x86)")}\\${VSWHERE}`;
  const args = ["-latest", "-products", "*", "-find", "MSBuild\\**\\Bin\\MSBuild.exe"];
  const { stdout } = await new Deno.Command(vswhere, { args }).output();
  const [path = ""] = new TextDecoder().decode(stdout).split(/\r?\n/);
  if (path === "") throw new MachineError("Cannot find MSBuild (install Visual Studio 2022 with C++)");
  return path;
}

/** The files below a folder whose name ends so. */
function* filesBelow(folder: string, ending: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* filesBelow(`${folder}\\${name}`, ending);
    else if (name.toLowerCase().endsWith(ending)) yield `${folder}\\${name}`;
  }
}

async function verifyInfs(): Promise<void> {
  const infs = [...filesBelow(`${REPOSITORY}driver`, ".inf")];
  if (infs.length === 0) return console.log("InfVerif: driver/ has no INF");
  const [infverif] = filesBelow(PACKAGES, "infverif.exe");
  if (infverif === undefined) throw new MachineError("Cannot find infverif.exe in the WDK's packages");
  await run(infverif, ["/v", "/w", ...infs]);
}

if (import.meta.main) {
  await exitOnMachineError(async () => {
    if (Deno.build.os !== "windows") throw new MachineError("Cannot build with the WDK: it needs Windows");
    const version = packagesVersion(await Deno.readTextFile(`${WDK}\\packages.config`));
    await run("nuget.exe", ["restore", `${WDK}\\packages.config`, "-PackagesDirectory", PACKAGES, "-NonInteractive"]);
    const msbuild = await findMsbuild();
    for (const platform of PLATFORMS) await run(msbuild, buildArguments(platform, version));
    await verifyInfs();
    return 0;
  });
}
