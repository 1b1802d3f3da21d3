/** How the tests and their machine run programs: to the end, or with their streams held open. */
import { MachineError } from "./errors.ts";

export type CommandOptions = Omit<Deno.CommandOptions, "args">;

/** Options of a program whose output is read. */
export type ReadOptions = Omit<CommandOptions, "stdout" | "stderr">;

/** What a program that has ended leaves. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it and gives its stdout; `what` completes "Cannot …" if it fails. */
export async function run(what: string, argv: readonly string[], options: ReadOptions = {}): Promise<string> {
  const { success, code, stdout, stderr } = await output(argv, options);
  if (success) return stdout;
  throw new MachineError(`Cannot ${what}: ${reason(stderr) || reason(stdout) || `exit code ${code}`}`);
}

/** Runs it to the end, whatever the exit code; that of a program that isn't installed is 127, as in a shell. */
export async function output(
  argv: readonly string[],
  options: ReadOptions = {},
): Promise<Ended & { readonly success: boolean }> {
  const [program = "", ...args] = argv;
  const command = new Deno.Command(program, { stdin: "null", ...options, args });
  try {
    const { success, code, stdout, stderr } = await command.output();
    return { success, code, stdout: decode(stdout), stderr: decode(stderr) };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { success: false, code: 127, stdout: "", stderr: `${program} is not installed` };
  }
}

/** A running program: stdout is the caller's to read, stderr is collected, and disposing of it kills it. */
export class Program implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>> | undefined;
  readonly stderr: Transcript;
  #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;

  constructor(argv: readonly string[], options: ReadOptions = {}) {
    const [program = "", ...args] = argv;
    this.#child = new Deno.Command(program, { stdin: "null", ...options, args, stdout: "piped", stderr: "piped" })
      .spawn();
    if (options.stdin === "piped") this.#stdin = this.#child.stdin.getWriter();
    this.stderr = new Transcript(this.#child.stderr);
  }

  get pid(): number {
    return this.#child.pid;
  }

  get stdout(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#child.stdout;
  }

  /** What comes next on stdout; empty at its end. */
  async read(): Promise<string> {
    this.#reader ??= this.stdout.getReader();
    const { value } = await this.#reader.read();
    return value === undefined ? "" : decode(value);
  }

  /** Closes stdout, as a reader that leaves. */
  async endReading(): Promise<void> {
    await (this.#reader ?? this.stdout).cancel();
  }

  /** Writes to its stdin, which has to be `"piped"`. */
  async write(text: string | Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.#stdin === undefined) throw new TypeError("Cannot write to a program's stdin: it is not piped");
    await this.#stdin.write(typeof text === "string" ? new TextEncoder().encode(text) : text);
  }

  /** Closes its stdin. */
  async endInput(): Promise<void> {
    await this.#stdin?.close();
  }

  kill(signal: Deno.Signal = "SIGKILL"): void {
    this.#child.kill(signal);
  }

  /** Waits for its end; stdout is left to the caller. */
  async ended(): Promise<Omit<Ended, "stdout">> {
    const [{ code }, stderr] = await Promise.all([this.#child.status, this.stderr.whole]);
    return { code, stderr };
  }

  /** Waits for its end and gives all that it printed. */
  async output(): Promise<Ended> {
    const [stdout, ended] = await Promise.all([new Response(this.stdout).text(), this.ended()]);
    return { ...ended, stdout };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await this.#child.status;
    const stdout = this.#reader ?? (this.stdout.locked ? undefined : this.stdout);
    await Promise.allSettled([this.#stdin?.abort(), stdout?.cancel(), this.stderr.whole]);
  }
}

/** The text of a stream, as it comes. */
export class Transcript {
  /** All of it, at its end. */
  readonly whole: Promise<string>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  #text = "";
  #more = Promise.withResolvers<void>();
  #ended = false;

  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.#reader = stream.getReader();
    this.whole = this.#read();
  }

  /** Waits for `text`, and gives all that has come by then. */
  async until(text: string): Promise<string> {
    while (!this.#text.includes(text)) {
      if (this.#ended) throw new Error(`Cannot find "${text}" in "${this.#text}"`);
      await this.#more.promise;
    }
    return this.#text;
  }

  /** Closes the stream, as a reader that leaves. */
  async cancel(): Promise<void> {
    await this.#reader.cancel();
  }

  async #read(): Promise<string> {
    const decoder = new TextDecoder();
    for (let { value } = await this.#reader.read(); value !== undefined; { value } = await this.#reader.read()) {
      this.#add(decoder.decode(value, { stream: true }));
    }
    this.#ended = true;
    this.#add(decoder.decode());
    return this.#text;
  }

  #add(chunk: string): void {
    this.#text += chunk;
    this.#more.resolve();
    this.#more = Promise.withResolvers();
  }
}

/** The lines of a stream, as they come; one that has no end is left out. */
export async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/** Why a program failed, from what it printed: its first error and Deno's last cause, else its first line. */
export function reason(printed: string): string {
  const error = /^(?:error|E): (.*)/m.exec(printed)?.[1]?.trim();
  const cause = /^Caused by:\n(?: +.*\n)* +(?:\d+: )?(\S.*)/m.exec(printed)?.[1];
  if (error !== undefined) return cause === undefined ? error : `${error}: ${cause}`;
  return printed.trim().split("\n")[0] ?? "";
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** The path of a program on the PATH, or undefined. */
export function onPath(name: string, path = Deno.env.get("PATH") ?? ""): string | undefined {
  const windows = Deno.build.os === "windows";
  return path.split(windows ? ";" : ":")
    .filter((folder) => folder !== "")
    .map((folder) => windows ? `${folder}\\${name}.exe` : `${folder}/${name}`)
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && (mode === null || (mode & 0o111) !== 0);
  } catch {
    return false; // it does not exist, or is in a folder that this user cannot read
  }
}
