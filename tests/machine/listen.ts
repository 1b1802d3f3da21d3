/** `deno task listen [ARGS…]`: pipelisten on the Windows machine of the test bench, as if it were started here. */
import { fileURLToPath } from "node:url";
import { exitOnMachineError, openMachine } from "./mod.ts";

const MAIN = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

/** Runs `cli/main.ts` with these arguments on the terminal of this process and gives its exit code. */
export async function listen(args: readonly string[]): Promise<number> {
  const machine = await openMachine();
  const child = machine.deno(["run", "-A", machine.path(MAIN), ...args]).spawn();
  passSignalsTo(child);
  return (await child.status).code;
}

/** This process must not end before the listener, whichever of the two is told to. */
function passSignalsTo(child: Deno.ChildProcess): void {
  const windows = Deno.build.os === "windows";
  // Ctrl+C on a terminal goes to the whole foreground group: the listener has got it already
  const shared = windows || [Deno.stdin, Deno.stdout, Deno.stderr].some((stream) => stream.isTerminal());
  Deno.addSignalListener("SIGINT", () => shared || child.kill("SIGINT"));
  // Wine makes SIGINT a Ctrl+C, which the listener ends on in its own way; SIGTERM would cut it off
  if (!windows) Deno.addSignalListener("SIGTERM", () => child.kill("SIGINT"));
}

if (import.meta.main) await exitOnMachineError(() => listen(Deno.args));
