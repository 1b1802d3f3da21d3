/**
 * Records a run to disk, every frame as it arrives.
 *
 * All writes are synchronous and of whole blocks, one per batch. So killing the run cuts at most the last block, and a
 * slow disk holds the driver back, as it must if every frame is to be recorded.
 *
 * @module
 */

import { dirname } from "node:path";
import { countOf } from "../frame/count_of.ts";
import { RecordingError } from "../errors.ts";
import type { Connected, Item, Listening, Microseconds } from "../frame/frame.ts";
import { ByteBuffer } from "../frame/byte_buffer.ts";
import { RecordingFiles, type Rotation } from "./recording_files.ts";
import { SessionWriter } from "./session_writer.ts";
import { SiteMemory } from "./site_memory.ts";

/** What a {@linkcode Recorder} needs. */
export interface RecorderOptions {
  /** The file, which is overwritten. */
  readonly path: string;
  /** The name of the source in the recording: the pipe's path. */
  readonly source: string;
  /** When to start another file. */
  readonly rotation?: Rotation | undefined;
  /** Called at once when recording fails before the run ends. */
  readonly warn: (message: string) => void;
}

/** From this size on, a part of a batch is written before the rest of it is recorded; in bytes. */
const MAX_BUFFERED = 1 << 20;
/** How often to check that the file still exists, in milliseconds. */
const CHECK_INTERVAL = 1000;

/** Records items. After a failure it warns, and ignores everything else. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #files: RecordingFiles;
  readonly #buffer = new ByteBuffer();
  /** The events that the next file starts with: of the pipe, and of each connected client. */
  readonly #activeEvents = new Map<number, Listening | Connected>();
  /** The sites of log lines that the next file starts with, if there will be one. */
  readonly #sites: SiteMemory | undefined;
  #path = "";
  #file!: Deno.FsFile;
  #writer!: SessionWriter;
  /** The length of the file, which has only whole blocks. */
  #written = 0;
  #isEmpty = true;
  #checked = 0;
  /** Frames that have not been written yet, or never will be. */
  #missing = 0;
  #failure: unknown;

  /**
   * Opens the first file.
   *
   * @throws {RecordingError} when it can't be opened.
   */
  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#files = new RecordingFiles(options.path, options.rotation);
    this.#sites = options.rotation === undefined ? undefined : new SiteMemory();
    try {
      this.#open(null);
    } catch (error) {
      const hint = error instanceof Deno.errors.NotCapable
        ? `run with --allow-write=${options.rotation === undefined ? this.#path : dirname(this.#path)}`
        : "choose another FILE";
      throw new RecordingError(`${this.#cannot(error)} (${hint})`, { cause: error });
    }
  }

  /** Adds an item, which {@linkcode flush} writes. */
  record(item: Item): void {
    const size = SessionWriter.sizeOf(item);
    if (!this.#isEmpty && this.#files.isDue(this.#written + this.#buffer.length, size)) {
      this.#attempt(() => this.#rotate(item.time));
    }
    if (item.kind === "frame") this.#missing++;
    this.#attempt(() => {
      this.#writer.item(item);
      this.#isEmpty = false;
      if (this.#buffer.length >= MAX_BUFFERED) this.#write();
    });
    this.#remember(item);
  }

  /** Writes the items added so far. */
  flush(): void {
    this.#attempt(() => {
      this.#write();
      if (performance.now() - this.#checked >= CHECK_INTERVAL) this.#check();
    });
  }

  /**
   * Ends the recording.
   *
   * @throws {RecordingError} when frames are missing from it.
   */
  close(): void {
    this.#attempt(() => this.#close());
    if (this.#failure === undefined) return;
    const missing = `${countOf(this.#missing, "frame")} ${this.#missing === 1 ? "is" : "are"} missing from it`;
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

  #open(time: Microseconds | null): void {
    this.#path = this.#files.next();
    this.#file = Deno.openSync(this.#path, { write: true, create: true, truncate: true });
    this.#written = 0;
    this.#isEmpty = true;
    this.#checked = performance.now();
    this.#writer = new SessionWriter(this.#buffer, this.#options.source);
    this.#writer.begin();
    for (const event of this.#activeEvents.values()) this.#writer.item(event);
    for (const sites of this.#sites?.messages(time) ?? []) this.#writer.item(sites);
    this.#write();
    this.#files.prune();
  }

  /** @param time That of the item that the next file is for. */
  #rotate(time: Microseconds | null): void {
    this.#close();
    this.#open(time);
  }

  #close(): void {
    this.#writer.end();
    this.#write();
    this.#check();
    this.#file.close();
  }

  #write(): void {
    for (let rest = this.#buffer.view; rest.length > 0;) {
      rest = rest.subarray(this.#file.writeSync(rest));
    }
    this.#written += this.#buffer.length;
    this.#buffer.clear();
    this.#missing = 0;
  }

  /** Writes to a removed file succeed, but nobody can read it. */
  #check(): void {
    this.#checked = performance.now();
    if (links(this.#file) === 0) throw new Error("the file has been removed");
  }

  /** Cuts the file at its last whole block, if possible. */
  #abandon(): void {
    try {
      this.#file.truncateSync(this.#written);
      this.#file.close();
    } catch {
      // Readers skip a cut block at the end; and if the file is closed already, it is whole.
    }
  }

  #remember(item: Item): void {
    this.#sites?.item(item);
    if (item.kind === "listening") this.#activeEvents.set(0, item);
    if (item.kind === "connected") this.#activeEvents.set(item.client, item);
    if (item.kind === "disconnected") this.#activeEvents.delete(item.client);
  }
}

/** The number of hard links; null if the system has none, or Deno lacks the permission (stat needs --allow-read). */
function links(file: Deno.FsFile): number | null {
  try {
    return file.statSync().nlink;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return null;
    throw error;
  }
}
