/**
 * Shows the progress of a preparation on stderr. On a terminal it is one line that updates itself and ends as a summary,
 *
 *     ⠹ Downloading Debian packages  120 of 262 MB  4s
 *
 * and elsewhere, as in the log of a CI, one plain line per phase.
 */

const SPINNER = [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];
const INTERVAL_MS = 100;
const DEFAULT_COLUMNS = 80;

/** The line, cut to the width of the terminal (one that wraps could not be overwritten). */
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

  /** @param what What is prepared, as in "a Wine prefix". */
  constructor(what: string) {
    this.#what = what;
  }

  /** Begins a phase. */
  phase(name: string): void {
    this.#phase = name;
    this.#detail = "";
    if (!this.#terminal) return write(`${name} …\n`);
    this.#timer ??= setInterval(() => this.#draw(), INTERVAL_MS);
    this.#draw();
  }

  /** Sets the progress within the phase, as in "120 of 262 MB"; shown on a terminal only. */
  detail(text: string): void {
    this.#detail = text;
  }

  /** Ends the last phase and prints the summary. */
  done(): void {
    this[Symbol.dispose]();
    const seconds = ((performance.now() - this.#start) / 1000).toFixed(1);
    write(`Prepared ${this.#what} in ${seconds} s\n`);
  }

  /** Removes the line, after a failure as well. */
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
    return Deno.consoleSize().columns || DEFAULT_COLUMNS; // a pseudo-terminal without a size has 0
  } catch {
    return DEFAULT_COLUMNS; // stderr is a terminal of unknown size
  }
}

function write(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
