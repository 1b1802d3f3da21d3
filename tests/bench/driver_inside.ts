/**
 * Loads the benchmark's driver, inside Windows: prints the name of its service and its pipe, loads it when a line has come on
 * stdin, and unloads it when stdin ends.
 *
 *     driver_inside.ts SYS
 *
 * @module
 */

import { Service } from "../windows/driver/service.ts";

const [sys = ""] = Deno.args;
await using service = new Service(sys);
console.log(service.name);
const stdin = Deno.stdin.readable.getReader();
await stdin.read();
await service.load();
console.log("loaded");
while (!(await stdin.read()).done);
