/**
 * What a running program uses, looked at every few milliseconds while it runs. By Linux's /proc, where a Windows program
 * under Wine is an ordinary process; on Windows nothing is known, and the figures that need it are left out.
 *
 * @module
 */

/** Between two looks, in milliseconds. */
const LOOK = 50;
/** Linux counts CPU time in hundredths of a second (USER_HZ). */
const TICKS = 100;
/** In /proc/PID/stat, counted after the name in parentheses: utime and stime. */
const [UTIME, STIME] = [11, 12];

/** One look. */
export interface Usage {
  /** Seconds of CPU time, of all its threads. */
  readonly cpu: number;
  /** Its resident memory in bytes. */
  readonly memory: number;
}

/** Looks at a process until disposed of. */
export class Watch implements Disposable {
  /** Every look that found it, in the order of time. */
  readonly looks: Usage[] = [];
  readonly #pid: number;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(pid: number) {
    this.#pid = pid;
    this.#timer = setInterval(() => this.look(), LOOK);
  }

  /** Looks now; undefined if it has ended, or can't be looked at. */
  look(): Usage | undefined {
    const usage = usageOf(this.#pid);
    if (usage !== undefined) this.looks.push(usage);
    return usage;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

function usageOf(pid: number): Usage | undefined {
  if (Deno.build.os !== "linux") return undefined;
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1];
    if (kilobytes === undefined) return undefined; // it has ended, and nobody has waited for it
    return { cpu: (Number(fields[UTIME]) + Number(fields[STIME])) / TICKS, memory: 1024 * Number(kilobytes) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
