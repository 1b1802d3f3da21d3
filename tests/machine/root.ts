/**
 * The private Debian root, and how to run a program inside it.
 *
 * A program inside sees the host's files at their paths outside (enter.sh), so no path is translated. It is the very
 * process that was started, so signals, stdio, working folder and exit code need no relay.
 */
import { fileURLToPath } from "node:url";
import { downloadPackages, packageName, unpackPackages } from "./apt.ts";
import { cached } from "./cache.ts";
import { MachineError } from "./errors.ts";
import { onPath, output, reason, run } from "./process.ts";
import { Progress } from "./progress.ts";
import { CONFIGURED_PACKAGE, KEYRING, PACKAGES, recipeStamp, WINE_DLLS } from "./recipe.ts";

const ENTER = fileURLToPath(new URL("./enter.sh", import.meta.url));
const CANNOT_PREPARE = "Cannot prepare a private root with Wine";
/** The alternative to a root. */
const INSTALL = "install Wine 10 or newer, mingw-w64, gcc, openssl, osslsigncode, jq, hexdump, xxd and tshark yourself";
const COMPILER_TOOLS = "/usr/bin/x86_64-w64-mingw32";

export interface Root {
  /** Its folder on the host. */
  readonly folder: string;
  /** Changes whenever its contents change. */
  readonly stamp: string;
  /** The host's command line that runs this one inside. */
  enter(argv: readonly string[]): string[];
}

let opened: Promise<Root> | undefined;

/** Returns the root, prepared if need be. */
export function openRoot(): Promise<Root> {
  return opened ??= open();
}

async function open(): Promise<Root> {
  requireLinux();
  const stamp = await recipeStamp(await Deno.readTextFile(ENTER));
  const flags = await namespaceFlags();
  using progress = new Progress("a private Debian root with Wine and mingw-w64");
  const folder = await cached("root", stamp, async (partial) => {
    await requireApt();
    await prepare(partial, flags, progress);
    progress.done();
  }, { waiting: () => progress.phase("Waiting for another run that is preparing the same") });
  return { folder, stamp, enter: (argv) => enter(folder, flags, argv) };
}

function enter(folder: string, flags: readonly string[], argv: readonly string[]): string[] {
  const user = flags.includes("--map-root-user") ? `${Deno.uid()}:${Deno.gid()}` : "";
  return ["unshare", ...flags, "sh", ENTER, folder, user, ...argv];
}

/** The flags that give this user a mount namespace: root directly, others through a user namespace. */
async function namespaceFlags(): Promise<string[]> {
  let why = "";
  for (const flags of [["--mount"], ["--map-root-user", "--mount"]]) {
    const probe = await output(["unshare", ...flags, "mount", "--rbind", "/proc", "/proc"]);
    if (probe.success) return flags;
    why = reason(probe.stderr);
  }
  throw new MachineError(
    `Cannot enter a private root with Wine: ${why} (allow user namespaces, give a container --privileged, or ${INSTALL})`,
  );
}

function requireLinux(): void {
  const { os, arch } = Deno.build;
  if (os === "linux" && arch === "x86_64") return;
  throw new MachineError(`${CANNOT_PREPARE}: this is ${os} on ${arch} (use Linux on x86_64, or Windows)`);
}

async function requireApt(): Promise<void> {
  for (const program of ["apt-get", "dpkg-deb", "tar"]) {
    if (onPath(program) === undefined) {
      throw new MachineError(`${CANNOT_PREPARE}: there is no ${program} (use Debian, or ${INSTALL})`);
    }
  }
  try {
    await Deno.stat(KEYRING);
  } catch {
    throw new MachineError(`${CANNOT_PREPARE}: there is no ${KEYRING} (run apt-get install debian-archive-keyring)`);
  }
}

async function prepare(partial: string, flags: readonly string[], progress: Progress): Promise<void> {
  const inside = (argv: string[]) => enter(partial, flags, argv);
  const work = `${partial}/work-of-apt`;
  const archives = await downloadPackages(PACKAGES, work, progress);
  await unpackPackages(archives, partial, progress);

  progress.phase("Setting up Wine's files");
  const configured = archives.find((path) => packageName(path) === CONFIGURED_PACKAGE) ?? "";
  await run(`read ${CONFIGURED_PACKAGE}'s scripts`, ["dpkg-deb", "--control", configured, `${work}/control`]);
  await run(`configure ${CONFIGURED_PACKAGE}`, inside(["/bin/sh", `/work-of-apt/control/postinst`, "configure"]));
  await Deno.remove(work, { recursive: true });
  await stripDlls(partial, inside);
}

/** Strips Wine's DLLs to a third of their size, half of them at a time. */
async function stripDlls(partial: string, inside: (argv: string[]) => string[]): Promise<void> {
  const names = [...Deno.readDirSync(partial + WINE_DLLS)].map(({ name }) => name);
  const binaries = names.filter((name) => /\.(?!msstyles|tlb)\w+$/.test(name)).map((name) => `${WINE_DLLS}/${name}`);
  const half = Math.ceil(binaries.length / 2);
  await Promise.all(
    [binaries.slice(0, half), binaries.slice(half)].map((part) =>
      run("strip Wine's DLLs", inside([`${COMPILER_TOOLS}-strip`, "--strip-debug", ...part]))
    ),
  );
}
