/**
 * Keeps a driver loaded for a test outside Windows: loads it, prints `loaded`, and unloads it when stdin ends. Its
 * argument is DriverParameters as JSON.
 *
 * @module
 */

import { loadDriver } from "./driver.ts";

await using _driver = await loadDriver(JSON.parse(Deno.args[0] ?? "{}"));
console.log("loaded");
for await (const _ of Deno.stdin.readable);
