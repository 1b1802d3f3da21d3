/** Children of the tests: clients in a process of their own, and main.ts. */
import { fileURLToPath } from "node:url";
import { linesOf, Program } from "../../machine/process.ts";
import { denoRun } from "../../run_cli.ts";
import { bounded } from "./harness.ts";

export type { Ended as Ran } from "../../machine/process.ts";
export { MainProcess } from "../../run_cli.ts";

const CLIENT = fileURLToPath(new URL("./client.ts", import.meta.url));

/** The permission to load the DLLs, which is all that listening, list and doctor need. */
export const FFI = [
  `--allow-ffi=${["kernel32", "advapi32", "ntdll"].map((name) => `C:\\Windows\\System32\\${name}.dll`).join(",")}`,
];

/** A client in a process of its own: connects, writes `count` messages of `size` bytes, and stays until it is let go. */
export class ClientProcess implements AsyncDisposable {
  readonly #program: Program;
  readonly #words: AsyncGenerator<string, undefined>;

  constructor(pipe: string, { count = 0, size = 4096 } = {}) {
    this.#program = new Program(denoRun("-A", CLIENT, pipe, String(count), String(size)), { stdin: "piped" });
    this.#words = linesOf(this.#program.stdout);
  }

  get pid(): number {
    return this.#program.pid;
  }

  /** Waits until it has connected, and later until it has written all: it says a word each time. */
  async said(): Promise<string> {
    const { value = "" } = await bounded(this.#words.next(), "a word from the client");
    return value;
  }

  /** Ends it at once, in the middle of whatever it does. */
  async kill(): Promise<void> {
    this.#program.kill();
    await this.#end();
  }

  /** Lets it close its end and leave. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program.endInput().catch(() => {}); // where it has been killed
    await this.#end();
  }

  async #end(): Promise<void> {
    await this.#words.return(undefined);
    if (!this.#program.stdout.locked) await this.#program.endReading(); // it has not been asked for a word
    await bounded(this.#program.ended(), "the end of the client");
  }
}

/** Connects as soon as the pipe is there: a child takes its time to start. */
export async function connectWhenThere(pipe: string): Promise<Deno.FsFile> {
  const deadline = performance.now() + 15_000;
  while (true) {
    try {
      return await Deno.open(pipe, { read: true, write: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound) || performance.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20)); // Windows has no signal for a new name
  }
}
