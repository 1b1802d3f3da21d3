/**
 * Plays the sample driver from user mode, where no test driver can be loaded: waits for the pipe, writes the same
 * frames, leaves. Its argument is a DriverParameters as JSON.
 *
 * @module
 */

import type { DriverParameters } from "./driver.ts";
import { helloFrame, reportFrame } from "./frames.ts";

const { Report = "hello", Count = 10, Pipe = "LySharkPipeConn" }: DriverParameters = JSON.parse(Deno.args[0] ?? "{}");

/** As the driver does: either side may start first. */
async function connect(path: string): Promise<Deno.FsFile> {
  for (;;) {
    try {
      return await Deno.open(path, { read: true, write: true });
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

using pipe = await connect(`\\\\.\\pipe\\${Pipe}`);
for (let i = 0; i < Count; i++) pipe.writeSync(Report === "report" ? reportFrame(i) : helloFrame());
