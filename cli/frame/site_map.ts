/**
 * What is kept of the sites of one connection. It is bounded, since a client may describe as many as it likes.
 *
 * @module
 */

/** Sites of one connection, and bytes of their descriptions: no driver has so many. */
const MAX_SITES = 65_536;
const MAX_BYTES = 32 << 20;

/** Sites by their numbers. */
export class SiteMap<T extends { readonly length: number }> {
  readonly #sites = new Map<number, T>();
  #bytes = 0;

  /** The site of a number. */
  get(number: number): T | undefined {
    return this.#sites.get(number);
  }

  /** Adds a site, or replaces the one of the same number. Beyond the limits it is left out: its lines are those of an unknown site. */
  set(number: number, site: T): void {
    const known = this.#sites.get(number);
    const bytes = this.#bytes - (known?.length ?? 0) + site.length;
    if (bytes > MAX_BYTES || (known === undefined && this.#sites.size >= MAX_SITES)) return;
    this.#sites.set(number, site);
    this.#bytes = bytes;
  }

  /** All of them. */
  values(): MapIterator<T> {
    return this.#sites.values();
  }
}
