/**
 * The version of this program: deno.json's.
 *
 * @module
 */

import config from "../deno.json" with { type: "json" };

/** As `1.2.3`. */
export const VERSION: string = config.version;
