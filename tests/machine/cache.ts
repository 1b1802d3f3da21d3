/**
 * The cache folder, outside the repository. An entry is prepared under a lock, in a folder with a temporary name that is
 * renamed when it is complete. So whatever has its final name can be used, and a run that was killed leaves nothing but a
 * partial folder, which the next one removes.
 */
import { MachineError } from "./errors.ts";

/** Random, as the last child of a killed run may still write into that run's folder. */
const partialName = (path: string) => `${path}.partial-${crypto.randomUUID().slice(0, 8)}`;
const PARTIAL = /\.partial-\w+$/;
const DAY_MS = 24 * 60 * 60 * 1000;

type Environment = Pick<typeof Deno.env, "get">;

/** `$XDG_CACHE_HOME/pipelisten`, or else `~/.cache/pipelisten`. */
export function cacheFolder(env: Environment = Deno.env): string {
  const xdg = env.get("XDG_CACHE_HOME") ?? "";
  if (xdg.startsWith("/")) return `${xdg}/pipelisten`; // the XDG specification has relative paths ignored
  const home = env.get("HOME") ?? "";
  if (home.startsWith("/")) return `${home}/.cache/pipelisten`;
  throw new MachineError("Cannot find a cache folder: HOME is not set (set HOME or XDG_CACHE_HOME)");
}

export interface CacheOptions {
  /** Where the entries are. */
  readonly folder?: string;
  /** Called before waiting for another run that is preparing the entry. */
  readonly waiting?: () => void;
}

/**
 * Returns the path of the entry `KIND-STAMP`, after `prepare` has filled its folder if it did not exist. Of several runs
 * at a time, one prepares and the others wait. Entries of that kind with another stamp are removed when they have not been
 * used for a day: another clone of this repository may still need them.
 */
export async function cached(
  kind: string,
  stamp: string,
  prepare: (partial: string) => Promise<void>,
  { folder = cacheFolder(), waiting }: CacheOptions = {},
): Promise<string> {
  const path = `${folder}/${kind}-${stamp}`;
  if (await inUse(path)) return path;

  using lock = await openLock(folder, kind);
  if (!await lock.tryLock(true)) {
    waiting?.();
    await lock.lock(true);
  }
  if (await inUse(path)) return path;
  await removeOthers(folder, kind, `${kind}-${stamp}`);
  const partial = partialName(path);
  await Deno.mkdir(partial);
  await prepare(partial);
  await Deno.rename(partial, path);
  return path;
}

async function openLock(folder: string, kind: string): Promise<Deno.FsFile> {
  try {
    await Deno.mkdir(folder, { recursive: true });
    return await Deno.open(`${folder}/${kind}.lock`, { write: true, create: true });
  } catch (cause) {
    throw new MachineError(`Cannot write to the cache folder ${folder}: ${cause} (set XDG_CACHE_HOME to use another)`, {
      cause,
    });
  }
}

/** Whether the entry exists; if so, it is marked as used now. */
async function inUse(path: string): Promise<boolean> {
  try {
    const now = new Date();
    await Deno.utime(path, now, now);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Removes what killed runs left, and what has not been used for a day. The caller has the lock of that kind. */
async function removeOthers(folder: string, kind: string, current: string): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.startsWith(`${kind}-`) || name === current) continue;
    const path = `${folder}/${name}`;
    const { mtime } = await Deno.stat(path);
    if (!PARTIAL.test(name) && Date.now() - (mtime?.getTime() ?? 0) < DAY_MS) continue;
    const gone = partialName(`${folder}/${kind}-gone`); // first: half an entry must not have a final name
    await Deno.rename(path, gone);
    await Deno.remove(gone, { recursive: true }).catch(() => {}); // a child of a killed run writes to it: the next run removes it
  }
}
