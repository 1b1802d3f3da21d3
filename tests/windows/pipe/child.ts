/** Children of the tests: clients in a process of their own, and main.ts. */
import { fileURLToPath } from "node:url";
import { bounded } from "./harness.ts";

const CLIENT = fileURLToPath(new URL("./client.ts", import.meta.url));
const MAIN = fileURLToPath(new URL("../../../cli/main.ts", import.meta.url));

/** The permission to load the DLLs, which is all that listening, list and doctor need. */
export const FFI = [
  `--allow-ffi=${["kernel32", "advapi32", "ntdll"].map((name) => `C:\\Windows\\System32\\${name}.dll`).join(",")}`,
];

/** A Windows Deno that runs a script; it takes node_modules as it finds it. */
function denoRun(args: readonly string[], options: Deno.CommandOptions): Deno.ChildProcess {
  const command = ["run", "--no-check", "--no-prompt", "--node-modules-dir=manual", ...args];
  return new Deno.Command(Deno.execPath(), { env: { NO_COLOR: "1" }, ...options, args: command }).spawn();
}

/** A client in a process of its own: connects, writes `count` messages of `size` bytes, and stays until it is let go. */
export class ClientProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;

  constructor(pipe: string, { count = 0, size = 4096 } = {}) {
    const args = ["-A", CLIENT, pipe, String(count), String(size)];
    this.#child = denoRun(args, { stdin: "piped", stdout: "piped" });
    this.#lines = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Waits until it has connected, and later until it has written all: it says a word each time. */
  async said(): Promise<string> {
    const { value } = await bounded(this.#lines.read(), "a word from the client");
    return value?.trim() ?? "";
  }

  /** Ends it at once, in the middle of whatever it does. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#end();
  }

  /** Lets it close its end and leave. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stdin.close().catch(() => {});
    await this.#end();
  }

  async #end(): Promise<void> {
    await this.#lines.cancel();
    await this.#child.stdin.close().catch(() => {});
    await bounded(this.#child.status, "the end of the client");
  }
}

/** What came of a run of main.ts. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** main.ts in a process of its own. */
export class MainProcess {
  readonly #child: Deno.ChildProcess;
  readonly #stderr: Promise<string>;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>> | undefined;

  constructor(
    args: readonly string[],
    permissions: readonly string[] = ["-A"],
    { stdin = "null" }: { readonly stdin?: "null" | "piped" } = {},
  ) {
    this.#child = denoRun([...permissions, MAIN, ...args], { stdin, stdout: "piped", stderr: "piped" });
    if (stdin === "piped") this.#stdin = this.#child.stdin.getWriter();
    this.#stderr = new Response(this.#child.stderr).text();
  }

  get stdout(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#child.stdout;
  }

  /** Ends it at once, in the middle of whatever it does. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Writes to its stdin, which was to be piped. */
  async type(text: string | Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#stdin?.write(typeof text === "string" ? new TextEncoder().encode(text) : text);
  }

  /** Ends its stdin. */
  async endInput(): Promise<void> {
    await this.#stdin?.close();
  }

  /** The exit code and all of stderr, where the test itself reads stdout. */
  async ended(): Promise<Omit<Ran, "stdout">> {
    const [{ code }, stderr] = await bounded(Promise.all([this.#child.status, this.#stderr]), "the end of main.ts");
    return { code, stderr };
  }

  async output(): Promise<Ran> {
    const stdout = new Response(this.#child.stdout).text();
    const ended = await this.ended();
    return { ...ended, stdout: await bounded(stdout, "the end of stdout") };
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
    await new Promise((resolve) => setTimeout(resolve, 20)); // nothing tells when a name comes to be
  }
}
