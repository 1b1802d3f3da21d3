/**
 * The recording of a run on disk: every frame that arrives, as it comes.
 *
 * All writes are synchronous: one for a batch, whole blocks only. So a run that is killed leaves at most its last block
 * cut, and a disk that can't keep up holds the driver back, as it must where every frame is recorded.
 *
 * @module
 */

import { RecordingError } from "../errors.ts";
import { countOf } from "../frame/count_of.ts";
import type { Connected, Item, Listening } from "../frame/frame.ts";
import { ByteBuffer } from "../frame/byte_buffer.ts";
import { Ring, type Rotation } from "./file_ring.ts";
import { SessionWriter } from "./session_writer.ts";

/** What a {@linkcode Recorder} needs to know. */
export interface RecorderOptions {
  /** The file, which is overwritten. */
  readonly path: string;
  /** What is recorded: the pipe's path. */
  readonly source: string;
  /** Begin another file from time to time. */
  readonly rotation?: Rotation | undefined;
  /** Is told at once when recording has to end before the run does. */
  readonly warn: (message: string) => void;
}

/** Beyond this, what has come of a batch is written before all of it has, in bytes. */
const LARGEST_WRITE = 1 << 20;
/** How often we look whether the file still exists, in milliseconds. */
const CHECK = 1000;

/** Records items. When that fails it says so and does nothing any more. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #ring: Ring;
  readonly #output = new ByteBuffer();
  /** What the next file begins with: the pipe, and the clients that are there. */
  readonly #standing = new Map<number, Listening | Connected>();
  #path = "";
  #file!: Deno.FsFile;
  #writer!: SessionWriter;
  /** The length of the file; all of it are whole blocks. */
  #written = 0;
  #isEmpty = true;
  #checked = 0;
  /** Frames that are not in a file yet, or never will be. */
  #missing = 0;
  #failure: unknown;

  /**
   * Opens the first file.
   *
   * @throws {RecordingError} when that can't be done.
   */
  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#ring = new Ring(options.path, options.rotation);
    try {
      this.#open();
    } catch (error) {
      const hint = error instanceof Deno.errors.NotCapable
        ? `run with --allow-write=${this.#path}`
        : "choose another FILE";
      throw new RecordingError(`${this.#cannot(error)} (${hint})`, { cause: error });
    }
  }

  /** Takes an item. {@linkcode flush} writes it. */
  record(item: Item): void {
    const size = SessionWriter.sizeOf(item);
    if (!this.#isEmpty && this.#ring.isDue(this.#written + this.#output.length, size)) {
      this.#attempt(() => this.#rotate());
    }
    if (item.kind === "frame") this.#missing++;
    this.#attempt(() => {
      this.#writer.item(item);
      this.#isEmpty = false;
      if (this.#output.length >= LARGEST_WRITE) this.#write();
    });
    this.#remember(item);
  }

  /** Writes what has been taken. */
  flush(): void {
    this.#attempt(() => {
      this.#write();
      if (performance.now() - this.#checked >= CHECK) this.#check();
    });
  }

  /**
   * Ends the recording.
   *
   * @throws {RecordingError} when not all is in it.
   */
  close(): void {
    this.#attempt(() => this.#close());
    if (this.#failure === undefined) return;
    const missing = `${countOf(this.#missing, "frame")} ${this.#missing === 1 ? "is" : "are"} not in it`;
    throw new RecordingError(`${this.#cannot(this.#failure)} (${missing})`, { cause: this.#failure });
  }

  #attempt(work: () => void): void {
    if (this.#failure !== undefined) return;
    try {
      work();
    } catch (error) {
      this.#failure = error;
      this.#options.warn(`${this.#cannot(error)} (the recording ends here, the run goes on)`);
      this.#abandon();
    }
  }

  #cannot(error: unknown): string {
    const message = error instanceof Error ? error.message.replace(/: open '.*$/s, "") : String(error);
    const why = error instanceof Deno.errors.NotCapable ? "Deno may not" : message;
    return `Cannot record to ${this.#path}: ${why}`;
  }

  #open(): void {
    this.#path = this.#ring.next();
    this.#file = Deno.openSync(this.#path, { write: true, create: true, truncate: true });
    this.#written = 0;
    this.#isEmpty = true;
    this.#checked = performance.now();
    this.#writer = new SessionWriter(this.#output, this.#options.source);
    this.#writer.begin();
    for (const event of this.#standing.values()) this.#writer.item(event);
    this.#write();
    this.#ring.prune();
  }

  #rotate(): void {
    this.#close();
    this.#open();
  }

  #close(): void {
    this.#writer.end();
    this.#write();
    this.#check();
    this.#file.close();
  }

  #write(): void {
    for (let rest = this.#output.view; rest.length > 0;) {
      rest = rest.subarray(this.#file.writeSync(rest));
    }
    this.#written += this.#output.length;
    this.#output.clear();
    this.#missing = 0;
  }

  /** A file without a name takes all that is written, and nobody will ever read it. */
  #check(): void {
    this.#checked = performance.now();
    if (links(this.#file) === 0) throw new Error("the file has been removed");
  }

  /** Leaves a recording behind that ends with a whole block, if that can still be done. */
  #abandon(): void {
    try {
      this.#file.truncateSync(this.#written);
      this.#file.close();
    } catch {
      // A cut block at the end costs no other; and a file that was closed already is as it should be.
    }
  }

  #remember(item: Item): void {
    if (item.kind === "listening") this.#standing.set(0, item);
    if (item.kind === "connected") this.#standing.set(item.client, item);
    if (item.kind === "disconnected") this.#standing.delete(item.client);
  }
}

/** How many names a file has; null where the system doesn't tell, or Deno may not ask (it wants --allow-read for that). */
function links(file: Deno.FsFile): number | null {
  try {
    return file.statSync().nlink;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return null;
    throw error;
  }
}
