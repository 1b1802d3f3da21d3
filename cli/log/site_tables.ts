/**
 * The sites that each connection has described. Every connection has a table of its own: a driver that was reloaded in
 * another version numbers its sites anew.
 *
 * @module
 */

import { logLineSite } from "../frame/log_arguments.ts";
import { logSiteNumber } from "../frame/log_site.ts";
import type { Logged } from "../frame/logged.ts";
import type { TextEncoding } from "../frame/text_encoding.ts";
import { LogLine } from "./log_line.ts";
import { Site } from "./site.ts";

/** Sites of one connection, and bytes of their descriptions: no driver has so many. */
const MAX_SITES = 65_536;
const MAX_BYTES = 32 << 20;

/** The sites of one connection. */
interface Table {
  readonly sites: Map<number, Site>;
  /** The sizes of all. */
  bytes: number;
}

/** Follows the sites of all clients. */
export class SiteTables {
  readonly #encoding: TextEncoding;
  readonly #tables = new Map<number | null, Table>();
  /** The table used last; most lines that arrive together are of one client. */
  #last: { readonly client: number | null; readonly table: Table } | undefined;

  /** @param encoding That of narrow strings. */
  constructor(encoding: TextEncoding) {
    this.#encoding = encoding;
  }

  /** To be called for the payload of a site; a later one of the same number replaces the earlier. */
  describe(client: number | null, payload: Uint8Array): void {
    const table = this.#table(client);
    const { sites, bytes } = table;
    const number = logSiteNumber(payload);
    const known = sites.get(number);
    const total = bytes - (known?.size ?? 0) + payload.length;
    // Beyond the limits its lines are shown as those of an unknown site
    if (total > MAX_BYTES || (known === undefined && sites.size >= MAX_SITES)) return;
    sites.set(number, new Site(payload, this.#encoding));
    table.bytes = total;
  }

  /** The log line that a payload is. */
  line(client: number | null, payload: Uint8Array): Logged {
    return new LogLine(this.#table(client).sites.get(logLineSite(payload)), payload, this.#encoding);
  }

  /** To be called when a client has gone. */
  forget(client: number): void {
    this.#tables.delete(client);
    this.#last = undefined;
  }

  #table(client: number | null): Table {
    if (this.#last?.client === client) return this.#last.table;
    let table = this.#tables.get(client);
    if (table === undefined) this.#tables.set(client, table = { sites: new Map(), bytes: 0 });
    this.#last = { client, table };
    return table;
  }
}
