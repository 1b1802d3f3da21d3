/**
 * The cache folder, outside the repository, and the one rule for what is in it: an entry is prepared under a lock in a
 * folder that has another name, and renamed when it is whole. Whatever has its final name can be used; a run that was
 * killed leaves nothing but a partial folder for the next one to remove.
 */
import { MachineError } from "./errors.ts";

/** Random, because a killed run's last child may still write into that run's folder. */
const partialName = (path: string) => `${path}.partial-${crypto.randomUUID().slice(0, 8)}`;
const PARTIAL = /\.partial-\w+$/;
const DAY_MS = 24 * 60 * 60 * 1000;

type Environment = Pick<typeof Deno.env, "get">;

/** Where everything prepared is kept: `$XDG_CACHE_HOME/pipelisten`, else `~/.cache/pipelisten`. */
export function cacheFolder(env: Environment = Deno.env): string {
  const xdg = env.get("XDG_CACHE_HOME") ?? "";
  if (xdg.startsWith("/")) return `${xdg}/pipelisten`; // the specification: relative paths are to be ignored
  const home = env.get("HOME") ?? "";
  if (home.startsWith("/")) return `${home}/.cache/pipelisten`;
  throw new MachineError("Cannot find a cache folder: HOME is not set (set HOME or XDG_CACHE_HOME)");
}

export interface CacheOptions {
  /** Where the entries are. */
  readonly folder?: string;
  /** Called when another run prepares the entry, before waiting for it. */
  readonly waiting?: () => void;
}

/**
 * The path of the entry `KIND-STAMP`; `prepare` fills its folder if there is none yet. Of several runs at once one
 * prepares and the others wait. Entries of that kind with another stamp go when nobody has used them for a day: another
 * clone of this repository may need them still.
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
    throw new MachineError(`Cannot write to the cache folder ${folder}: ${cause} (XDG_CACHE_HOME names another)`, {
      cause,
    });
  }
}

/** Whether the entry is there; if so, it has been used now. */
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

/** Removes what killed runs left, and what has not been used for a day. Called with the lock of that kind. */
async function removeOthers(folder: string, kind: string, current: string): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.startsWith(`${kind}-`) || name === current) continue;
    const path = `${folder}/${name}`;
    const { mtime } = await Deno.stat(path);
    if (!PARTIAL.test(name) && Date.now() - (mtime?.getTime() ?? 0) < DAY_MS) continue;
    const gone = partialName(`${folder}/${kind}-gone`); // first of all: half an entry must not have its name
    await Deno.rename(path, gone);
    await Deno.remove(gone, { recursive: true }).catch(() => {}); // a straggler writes to it: the next time then
  }
}
