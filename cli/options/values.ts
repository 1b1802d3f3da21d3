/**
 * How the values of options read: durations, counts, the name of the pipe.
 *
 * Each reader returns undefined for what it can't read; args.ts knows which option it was and says so.
 *
 * @module
 */

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
/** What setTimeout can count to. */
const LONGEST = 2 ** 31 - 1;

/** Milliseconds from `500ms`, `30s`, `1.5s`, `2m`, `1h`; more than zero, at most 24 days. */
export function readDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const milliseconds = Number(amount) * MILLISECONDS[unit]!;
  return milliseconds > 0 && milliseconds <= LONGEST ? milliseconds : undefined;
}

const BYTES: Readonly<Record<string, number>> = { kB: 1e3, MB: 1e6, GB: 1e9 };

/** Bytes from `100kB`, `1.5MB`, `2GB`; at least one. */
export function readSize(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(kB|MB|GB)$/.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const bytes = Math.floor(Number(amount) * BYTES[unit]!);
  return bytes >= 1 && Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** A whole number from 1 up to `most`, in decimal. */
export function readCount(text: string, most: number = Number.MAX_SAFE_INTEGER): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  return value >= 1 && value <= most ? value : undefined;
}

/** The ways to write the path of a pipe: from user mode, and as drivers name it. */
const PIPE_PATH = /^(?:[\\/]{2}[.?][\\/]pipe[\\/]|\\(?:DosDevices|\?\?)\\pipe\\|\\Device\\NamedPipe\\)/i;
const USER_PATH = "\\\\.\\pipe\\";
/** MAX_PATH, which CreateNamedPipeW documents for the whole path. */
const LONGEST_PATH = 256;

/** The full path `\\.\pipe\NAME`, from a name or from any of its full paths. */
export function readPipe(text: string): string | undefined {
  const name = readPipeName(text);
  return name === undefined ? undefined : USER_PATH + name;
}

/** NAME, from a name or from any of its full paths. */
export function readPipeName(text: string): string | undefined {
  const name = text.replace(PIPE_PATH, "");
  // A leading slash is what is left of another machine's path, \\SERVER\pipe\NAME, or of some other device's.
  const isName = name !== "" && !/^[\\/]/.test(name) && !name.includes("\0");
  return isName && USER_PATH.length + name.length <= LONGEST_PATH ? name : undefined;
}
