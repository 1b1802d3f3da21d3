/**
 * Tells on stderr how far a preparation is. On a terminal it is one line that updates itself,
 *
 *     ⠹ Downloading Debian packages  120 of 262 MB  4s
 *
 * and that leaves a summary; elsewhere (a log of a CI) one plain line for every phase.
 */

const SPINNER = [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];
const INTERVAL_MS = 100;
const USUAL_COLUMNS = 80;

/** The one line, cut to the width of the terminal (a line that wraps could not be overwritten). */
export function progressLine(tick: number, phase: string, detail: string, elapsedMs: number, columns: number): string {
  const seconds = `${Math.floor(elapsedMs / 1000)}s`;
  const line = [`${SPINNER[tick % SPINNER.length]} ${phase}`, detail, seconds].filter((part) => part !== "").join("  ");
  return line.slice(0, Math.max(0, columns - 1));
}

export class Progress {
  readonly #terminal = Deno.stderr.isTerminal();
  readonly #start = performance.now();
  readonly #what: string;
  #phase = "";
  #detail = "";
  #tick = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param what What all the phases are for, as in "the Windows half". */
  constructor(what: string) {
    this.#what = what;
  }

  /** A new phase begins. */
  phase(name: string): void {
    this.#phase = name;
    this.#detail = "";
    if (!this.#terminal) return write(`${name} …\n`);
    this.#timer ??= setInterval(() => this.#draw(), INTERVAL_MS);
    this.#draw();
  }

  /** How far the phase is, as in "120 of 262 MB"; shown on a terminal only. */
  detail(text: string): void {
    this.#detail = text;
  }

  /** All is done. */
  done(): void {
    this[Symbol.dispose]();
    const seconds = ((performance.now() - this.#start) / 1000).toFixed(1);
    write(`Prepared ${this.#what} in ${seconds} s\n`);
  }

  /** Takes the line away, after a failure as well. */
  [Symbol.dispose](): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    write("\r\x1b[K");
  }

  #draw(): void {
    const elapsed = performance.now() - this.#start;
    write(`\r\x1b[K${progressLine(this.#tick++, this.#phase, this.#detail, elapsed, columns())}`);
  }
}

function columns(): number {
  try {
    return Deno.consoleSize().columns || USUAL_COLUMNS; // 0 is what a pseudo-terminal has that nobody sized
  } catch {
    return USUAL_COLUMNS; // stderr is a terminal, but the system does not tell
  }
}

function write(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
