/**
 * Downloads and unpacks Debian packages into a folder, with the host's apt-get but with a configuration, a state and a
 * cache of its own: it needs no root privileges and leaves the host's packages alone. Signatures are checked, and the
 * host's proxies are used.
 */
import { MachineError } from "./errors.ts";
import { reason, run } from "./process.ts";
import type { Progress } from "./progress.ts";
import { FIRST_PACKAGE, KEYRING, LEFT_OUT, MIRROR, SUITE } from "./recipe.ts";

const CONCURRENCY = 2; // unpacking is bound by xz, which is one process per package

/** Downloads the packages and their dependencies into `folder`; returns the paths of the archives. */
export async function downloadPackages(
  packages: readonly string[],
  folder: string,
  progress: Progress,
): Promise<string[]> {
  const archives = `${folder}/cache/archives`;
  for (const path of [`${archives}/partial`, `${folder}/state/lists/partial`, `${folder}/etc`]) {
    await Deno.mkdir(path, { recursive: true });
  }
  const mirror = Deno.env.get("DEBIAN_MIRROR") ?? MIRROR;
  await Deno.writeTextFile(`${folder}/sources.list`, `deb [signed-by=${KEYRING}] ${mirror} ${SUITE} main\n`);
  await Deno.writeTextFile(`${folder}/status`, ""); // nothing is installed: everything needed is downloaded
  await Deno.writeTextFile(`${folder}/apt.conf`, aptConfiguration(folder));

  progress.phase(`Reading Debian's package list`);
  await aptGet(folder, mirror, ["update"]);
  progress.phase("Downloading Debian packages");
  await aptGet(folder, mirror, ["--download-only", "install", ...packages], (percent, total) => {
    progress.detail(`${Math.round(total * percent / 100)} of ${total} MB`);
  });
  return [...Deno.readDirSync(archives)].map(({ name }) => name).filter((name) => name.endsWith(".deb"))
    .map((name) => `${archives}/${name}`);
}

/** Unpacks archives into `root` without running their scripts. */
export async function unpackPackages(archives: readonly string[], root: string, progress: Progress): Promise<void> {
  progress.phase("Unpacking Debian packages");
  const isFirst = (path: string) => packageName(path) === FIRST_PACKAGE;
  let unpacked = 0;
  for (const queue of [archives.filter(isFirst), archives.filter((path) => !isFirst(path))]) {
    await Promise.all(Array.from({ length: CONCURRENCY }, async () => {
      for (let archive = queue.pop(); archive !== undefined; archive = queue.pop()) {
        await unpack(archive, root);
        progress.detail(`${++unpacked} of ${archives.length}`);
      }
    }));
  }
}

/** `libwine`, from `/x/libwine_10.0~repack-6_amd64.deb`. */
export function packageName(archive: string): string {
  return archive.slice(archive.lastIndexOf("/") + 1).split("_")[0] ?? "";
}

async function unpack(archive: string, root: string): Promise<void> {
  const script = 'archive=$1 root=$2; shift 2; dpkg-deb --fsys-tarfile "$archive" |' +
    ' tar --extract --no-same-owner --keep-directory-symlink --directory "$root" "$@"';
  const leftOut = LEFT_OUT.map((pattern) => `--exclude=${pattern}`);
  await run(`unpack ${packageName(archive)}`, ["sh", "-c", script, "sh", archive, root, ...leftOut]);
}

async function aptGet(
  folder: string,
  mirror: string,
  args: readonly string[],
  report: (percent: number, totalMb: number) => void = () => {},
): Promise<void> {
  const child = new Deno.Command("apt-get", {
    args: ["--config-file", `${folder}/apt.conf`, ...args],
    env: { LC_ALL: "C.UTF-8" }, // its output is parsed below
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = new Response(child.stderr).text();
  let total = 0;
  let rest = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      total = totalMegabytes(line) ?? total;
      const percent = downloadPercent(line);
      if (percent !== undefined) report(percent, total);
    }
  }
  if ((await child.status).success) return;
  const why = reason(await errors);
  throw new MachineError(
    `Cannot download Debian packages from ${mirror}: ${why} (set DEBIAN_MIRROR to use another mirror)`,
  );
}

/** From `Need to get 262 MB of archives.`, or `Need to get 12.3 MB/262 MB of archives.` */
export function totalMegabytes(line: string): number | undefined {
  const match = /^Need to get (?:.*\/)?([\d,.]+) ([kMG]?)B of archives/.exec(line);
  if (match === null) return undefined;
  const factor = { k: 1e-3, M: 1, G: 1e3 }[match[2] ?? ""] ?? 1e-6;
  return Math.round(Number(match[1]?.replaceAll(",", "")) * factor);
}

/** From apt's status lines, `dlstatus:17:42.1351:Retrieving file 17 of 219 …` */
export function downloadPercent(line: string): number | undefined {
  const match = /^dlstatus:[^:]*:([\d.]+):/.exec(line);
  return match === null ? undefined : Number(match[1]);
}

/** Read after the host's own configuration, of which it keeps the proxies and drops hooks, pins and architectures. */
function aptConfiguration(folder: string): string {
  return `
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Invoke;
#clear DPkg::Post-Invoke;
#clear DPkg::Pre-Install-Pkgs;
#clear APT::Architectures;
APT {
  Architecture "amd64";
  Architectures { "amd64"; };
  Default-Release "${SUITE}";
  Install-Recommends "false";
  Install-Suggests "false";
  Keep-Downloaded-Packages "true";
  Sandbox::User "${Deno.uid() === 0 ? "root" : ""}";
  Status-Fd "1";
  Get::Assume-Yes "true";
  Update::Error-Mode "any";
};
Acquire { Languages "none"; Retries "3"; };
Debug::NoLocking "true";
Dir {
  Cache "${folder}/cache"; Cache::archives "archives"; Cache::pkgcache ""; Cache::srcpkgcache "";
  State "${folder}/state"; State::status "${folder}/status";
  Etc "${folder}/etc"; Etc::sourcelist "${folder}/sources.list"; Etc::sourceparts "/dev/null";
  Etc::preferences "/dev/null"; Etc::preferencesparts "/dev/null";
};
`;
}
