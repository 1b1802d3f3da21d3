/**
 * A log line of a frame: its site, and its arguments in the frame's bytes.
 *
 * @module
 */

import { ByteBuffer } from "../frame/byte_buffer.ts";
import { isStored, LOG_ARGUMENTS, logArgumentEnd, logLineSite, readLogArguments } from "../frame/log_arguments.ts";
import type { LogSite } from "../frame/log_site.ts";
import type { Logged, LogValue } from "../frame/logged.ts";
import type { TextEncoding } from "../frame/text_encoding.ts";
import { shownArgument } from "./formatter.ts";
import type { Site } from "./site.ts";
import { isCut, storedText } from "./texts.ts";
import { isFaithful, valueOf } from "./values.ts";

const SCRATCH = new ByteBuffer(1024);
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** The log line of one frame. Nothing is formatted or decoded until it is asked for. */
export class LogLine implements Logged {
  readonly #site: Site | undefined;
  readonly #payload: Uint8Array;
  readonly #encoding: TextEncoding;
  readonly #isOmitted: boolean;
  #args: readonly LogValue[] | undefined;
  /** Null if everything fits, undefined if that is not known yet. */
  #error: string | null | undefined;

  /**
   * @param site Undefined if it is unknown.
   * @param isOmitted Whether it is known, but too long for the message that the line is in.
   */
  constructor(site: Site | undefined, payload: Uint8Array, encoding: TextEncoding, isOmitted = false) {
    this.#site = site;
    this.#payload = payload;
    this.#encoding = encoding;
    this.#isOmitted = isOmitted;
  }

  get site(): LogSite | undefined {
    return this.#site?.facts;
  }

  get number(): number {
    return logLineSite(this.#payload);
  }

  get args(): readonly LogValue[] {
    return this.#args ??= this.#readArguments();
  }

  get message(): string {
    SCRATCH.clear();
    this.append(SCRATCH);
    return DECODER.decode(SCRATCH.view);
  }

  get error(): string | undefined {
    if (this.#error === undefined) {
      SCRATCH.clear();
      this.append(SCRATCH);
    }
    return this.#error ?? undefined;
  }

  get complete(): boolean {
    if (this.error !== undefined) return false;
    const payload = this.#payload;
    for (let at = LOG_ARGUMENTS; at < payload.length; at = logArgumentEnd(payload, at)) {
      if (isStored(payload, at) && isCut(payload, at)) return false;
    }
    return this.args.every((value) => isFaithful(value, this.#encoding));
  }

  append(out: ByteBuffer): string | undefined {
    const error = this.#site === undefined ? this.#appendAlone(out) : this.#site.formatter.append(this.#payload, out);
    this.#error = error ?? null;
    return error;
  }

  /** Without its site. */
  #appendAlone(out: ByteBuffer): string {
    const payload = this.#payload;
    const shown: string[] = [];
    for (let at = LOG_ARGUMENTS; at < payload.length; at = logArgumentEnd(payload, at)) {
      shown.push(shownArgument(payload, at, this.#encoding));
    }
    out.text(`%!(site ${this.number})(${shown.join(", ")})`);
    return `site ${this.number} is ${this.#isOmitted ? "too long for so many lines in one message" : "unknown"}`;
  }

  #readArguments(): LogValue[] {
    const payload = this.#payload;
    const statuses = this.#site?.formatter.statuses;
    let at = LOG_ARGUMENTS;
    return readLogArguments(payload).map((argument, i) => {
      const shown = isStored(payload, at) ? storedText(payload, at, this.#encoding) : 0;
      at = logArgumentEnd(payload, at);
      return valueOf(argument, shown, statuses?.has(i) === true, this.#encoding);
    });
  }
}
