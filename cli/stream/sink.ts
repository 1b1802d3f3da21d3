/**
 * The last step: rendered bytes → stdout, one write per batch, nothing held back.
 *
 * @module
 */

/** The reader has closed our output, as in `pipelisten | head -n 1`. A normal end, not a failure. */
export class ReaderGone extends Error {
  override readonly name = "ReaderGone";
}

/** Where bytes can be written: Deno.stdout, or a file. */
export interface Writer {
  /** Writes some of `bytes` and returns how many. */
  write(bytes: Uint8Array): Promise<number>;
}

/** Writes whole batches, one after another. */
export class Sink {
  readonly #writer: Writer;

  /** Writes to this writer. */
  constructor(writer: Writer) {
    this.#writer = writer;
  }

  /**
   * Returns when all of `bytes` has been handed to the system.
   *
   * The write is asynchronous on purpose: while a slow reader holds it up, signals and time limits still get through.
   *
   * @throws {ReaderGone} when the other end has been closed.
   */
  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let rest = bytes; rest.length > 0;) {
        rest = rest.subarray(await this.#writer.write(rest));
      }
    } catch (error) {
      throw isBrokenPipe(error) ? new ReaderGone("the reader has closed the output", { cause: error }) : error;
    }
  }
}

/** Deno on Windows (2.9) throws a plain Error for ERROR_PIPE_NOT_CONNECTED; its code is the same everywhere. */
function isBrokenPipe(error: unknown): boolean {
  return error instanceof Deno.errors.BrokenPipe ||
    (error instanceof Error && "code" in error && error.code === "EPIPE");
}
