/**
 * The sites that each connection has described. Every connection has a table of its own: a driver that was reloaded in
 * another version numbers its sites anew.
 *
 * @module
 */

import { logLineSite } from "../frame/log_arguments.ts";
import { logSiteNumber } from "../frame/log_site.ts";
import type { Logged } from "../frame/logged.ts";
import { SiteMap } from "../frame/site_map.ts";
import type { TextEncoding } from "../frame/text_encoding.ts";
import { LogLine } from "./log_line.ts";
import { Site } from "./site.ts";

/** How many bytes of descriptions the lines of one message may repeat: a short line can be of a site of 1 MiB. */
const MAX_REPEATED = 4 << 20;

/** Follows the sites of all clients. */
export class SiteTables {
  readonly #encoding: TextEncoding;
  readonly #tables = new Map<number | null, SiteMap<Site>>();
  /** The table used last; most lines that arrive together are of one client. */
  #last: { readonly client: number | null; readonly sites: SiteMap<Site> } | undefined;
  /** Bytes of descriptions that the lines of the message have repeated so far. */
  #repeated = 0;

  /** @param encoding That of narrow strings. */
  constructor(encoding: TextEncoding) {
    this.#encoding = encoding;
  }

  /** To be called before the events of a message. */
  message(): void {
    this.#repeated = 0;
  }

  /** To be called for the payload of a site; a later one of the same number replaces the earlier. */
  describe(client: number | null, payload: Uint8Array): void {
    this.#sites(client).set(logSiteNumber(payload), new Site(payload, this.#encoding));
  }

  /** The log line that a payload is. */
  line(client: number | null, payload: Uint8Array): Logged {
    const site = this.#sites(client).get(logLineSite(payload));
    this.#repeated += site?.length ?? 0;
    const isTooLong = this.#repeated > MAX_REPEATED;
    return new LogLine(isTooLong ? undefined : site, payload, this.#encoding, isTooLong);
  }

  /** To be called when a client has gone. */
  forget(client: number): void {
    this.#tables.delete(client);
    this.#last = undefined;
  }

  #sites(client: number | null): SiteMap<Site> {
    if (this.#last?.client === client) return this.#last.sites;
    let sites = this.#tables.get(client);
    if (sites === undefined) this.#tables.set(client, sites = new SiteMap());
    this.#last = { client, sites };
    return sites;
  }
}
