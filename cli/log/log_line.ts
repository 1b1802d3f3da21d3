/**
 * A log line of a frame: its site, and its arguments in the frame's bytes.
 *
 * @module
 */

import { ByteBuffer } from "../frame/byte_buffer.ts";
import { LOG_ARGUMENTS, logArgumentEnd, logLineSite, readLogArguments } from "../frame/log_arguments.ts";
import type { LogSite } from "../frame/log_site.ts";
import type { Logged, LogValue } from "../frame/logged.ts";
import type { TextEncoding } from "../frame/text_encoding.ts";
import { type Formatter, shownArgument } from "./formatter.ts";
import { storedText } from "./texts.ts";
import { isFaithful, valueOf } from "./values.ts";

/** A site, and what prints its lines. */
export interface Site {
  /** What its driver says about it. */
  readonly facts: LogSite;
  /** Prints its lines. */
  readonly formatter: Formatter;
}

const SCRATCH = new ByteBuffer(1024);
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** The log line of one frame. Nothing is formatted or decoded until it is asked for. */
export class LogLine implements Logged {
  readonly #site: Site | undefined;
  readonly #payload: Uint8Array;
  readonly #encoding: TextEncoding;

  /** @param site Undefined if it is unknown. */
  constructor(site: Site | undefined, payload: Uint8Array, encoding: TextEncoding) {
    this.#site = site;
    this.#payload = payload;
    this.#encoding = encoding;
  }

  get site(): LogSite | undefined {
    return this.#site?.facts;
  }

  get number(): number {
    return logLineSite(this.#payload);
  }

  get args(): readonly LogValue[] {
    const payload = this.#payload;
    const statuses = this.#site?.formatter.statuses;
    let at = LOG_ARGUMENTS;
    return readLogArguments(payload).map((argument, i) => {
      const shown = "length" in argument ? storedText(payload, at, this.#encoding) : 0;
      at = logArgumentEnd(payload, at);
      return valueOf(argument, shown, statuses?.has(i) === true, this.#encoding);
    });
  }

  get message(): string {
    SCRATCH.clear();
    this.append(SCRATCH);
    return DECODER.decode(SCRATCH.view);
  }

  get error(): string | undefined {
    SCRATCH.clear();
    return this.append(SCRATCH);
  }

  get complete(): boolean {
    if (this.error !== undefined) return false;
    const isCut = readLogArguments(this.#payload).some((arg) => "length" in arg && arg.bytes.length < arg.length);
    return !isCut && this.args.every((value) => isFaithful(value, this.#encoding));
  }

  append(out: ByteBuffer): string | undefined {
    if (this.#site !== undefined) return this.#site.formatter.append(this.#payload, out);
    const payload = this.#payload;
    const shown: string[] = [];
    for (let at = LOG_ARGUMENTS; at < payload.length; at = logArgumentEnd(payload, at)) {
      shown.push(shownArgument(payload, at, this.#encoding));
    }
    out.text(`%!(site ${this.number})(${shown.join(", ")})`);
    return `site ${this.number} is unknown`;
  }
}
