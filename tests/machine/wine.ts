/**
 * Wine 10 or newer, the host's own or the private root's, with a prefix (its C: drive and registry) in the cache. All
 * runs share the one prefix, so none may end its wineserver, which ends by itself after its last program.
 */
import { cached } from "./cache.ts";
import { MachineError } from "./errors.ts";
import { onPath, output, run } from "./process.ts";
import { Progress } from "./progress.ts";
import { SUITE, WINE, WINESERVER } from "./recipe.ts";
import { openRoot } from "./root.ts";

const MIN_MAJOR = 10; // Wine 8 has no bcryptprimitives.dll, and V8 cannot reserve its tables there

export interface Wine {
  /** To print: `Wine of Debian trixie in ~/.cache/pipelisten/root-…`, or `Wine 10.0`. */
  readonly description: string;
  /** The prefix's folder on the host. */
  readonly prefix: string;
  /** The whole environment of its programs. */
  readonly env: Readonly<Record<string, string>>;
  /** The host's command line that runs this Windows program. */
  argv(program: string, args: readonly string[]): string[];
}

/** A Wine without a prefix. */
interface Installation {
  readonly description: string;
  readonly stamp: string;
  readonly wine: readonly string[];
  readonly wineserver: readonly string[];
}

/** Finds or prepares Wine and its prefix. */
export async function openWine(): Promise<Wine> {
  const installation = await hostWine() ?? await rootWine();
  using progress = new Progress("a Wine prefix");
  const prefix = await cached("prefix", installation.stamp, async (partial) => {
    progress.phase("Setting up Windows under Wine");
    await boot(installation, partial);
    progress.done();
  }, { waiting: () => progress.phase("Waiting for another run that is preparing the same") });
  return {
    description: installation.description,
    prefix,
    env: wineEnvironment(prefix),
    argv: (program, args) => [...installation.wine, program, ...args],
  };
}

async function hostWine(): Promise<Installation | undefined> {
  const wine = onPath("wine64") ?? onPath("wine");
  const wineserver = onPath("wineserver") ?? onPath("wineserver64") ?? onPath("wineserver-stable");
  if (wine === undefined || wineserver === undefined) return undefined;
  const version = wineVersion((await output([wine, "--version"])).stdout);
  if (version === undefined || parseInt(version) < MIN_MAJOR) return undefined;
  return { description: `Wine ${version}`, stamp: `host-${version}`, wine: [wine], wineserver: [wineserver] };
}

async function rootWine(): Promise<Installation> {
  const root = await openRoot();
  const wine = root.enter([WINE]);
  const folder = root.folder.replace(`${Deno.env.get("HOME")}/`, "~/");
  const description = `Wine of Debian ${SUITE} in ${folder}`;
  return { description, stamp: root.stamp, wine, wineserver: root.enter([WINESERVER]) };
}

/** From `wine-10.0 (Debian 10.0~repack-6)`. */
export function wineVersion(text: string): string | undefined {
  return /^wine-(\d+(?:\.\d+)*)/.exec(text)?.[1];
}

async function boot({ wine, wineserver }: Installation, prefix: string): Promise<void> {
  const options = { env: wineEnvironment(prefix), clearEnv: true };
  await run("set up Windows under Wine", [...wine, "wineboot", "--init"], options);
  await run("finish Wine's setup", [...wineserver, "--wait"], options); // it writes the registry when it ends
  try {
    await Deno.stat(`${prefix}/system.reg`);
  } catch (cause) {
    throw new MachineError("Cannot set up Windows under Wine: wineboot left no registry", { cause });
  }
}

/** Variables of the host that are wrong under Wine: its display, its libraries, its certificates. */
const DROPPED =
  /^(DISPLAY|WAYLAND_DISPLAY|WINE.*|LD_.*|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|DENO_(CERT|DIR)|LC_.*)$/;

/** The environment of programs under Wine, made from the host's. */
export function wineEnvironment(prefix: string, host = Deno.env.toObject()): Record<string, string> {
  const kept = Object.fromEntries(Object.entries(host).filter(([name]) => !DROPPED.test(name)));
  return {
    ...kept,
    HOME: prefix,
    LANG: "C.UTF-8", // the root has no other locale, and Wine decodes names and arguments by it
    LC_ALL: "C.UTF-8",
    WINEARCH: "win64",
    WINEDEBUG: "-all",
    WINEDLLOVERRIDES: "mscoree,mshtml,winemenubuilder.exe=", // no .NET, no browser: it would ask to download them
    WINEPREFIX: prefix,
    XDG_RUNTIME_DIR: prefix, // without one, libwayland warns on stderr
  };
}

/** A path of the host, as programs under Wine see it: drive Z: is `/`. */
export function winePath(hostPath: string): string {
  return `Z:${hostPath.replaceAll("/", "\\")}`;
}
