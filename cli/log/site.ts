/**
 * A site that a connection has described, and what prints its lines.
 *
 * @module
 */

import { type LogSite, readLogSite } from "../frame/log_site.ts";
import type { TextEncoding } from "../frame/text_encoding.ts";
import { Formatter } from "./formatter.ts";

/** A call of PIPELISTEN_LOG. Its format is compiled for its first line: a driver has many calls that never log. */
export class Site {
  /** What its driver says about it. */
  readonly facts: LogSite;
  /** That of its description, in bytes. */
  readonly length: number;
  readonly #encoding: TextEncoding;
  #formatter: Formatter | undefined;

  /** @param payload That of a LOG_SITE event. @param encoding That of narrow strings. */
  constructor(payload: Uint8Array, encoding: TextEncoding) {
    this.facts = readLogSite(payload, (bytes) => encoding.decode(bytes));
    this.length = payload.length;
    this.#encoding = encoding;
  }

  /** Prints its lines. */
  get formatter(): Formatter {
    return this.#formatter ??= new Formatter(this.facts.format, this.#encoding);
  }
}
