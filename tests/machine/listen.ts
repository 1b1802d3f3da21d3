/** `deno task listen [ARGS…]`: runs pipelisten on the Windows machine of the test bench. */
import { MAIN } from "../run_cli.ts";
import { exitOnMachineError, openMachine } from "./mod.ts";

/** Runs `cli/main.ts` with these arguments on the terminal of this process and returns its exit code. */
export async function listen(args: readonly string[]): Promise<number> {
  const machine = await openMachine();
  const child = machine.deno(["run", "-A", machine.path(MAIN), ...args]).spawn();
  passSignalsTo(child);
  return (await child.status).code;
}

/** This process must not end before the listener, whichever of the two gets the signal. */
function passSignalsTo(child: Deno.ChildProcess): void {
  const windows = Deno.build.os === "windows";
  // Ctrl+C on a terminal goes to the whole foreground group: the listener has already received it
  const shared = windows || [Deno.stdin, Deno.stdout, Deno.stderr].some((stream) => stream.isTerminal());
  Deno.addSignalListener("SIGINT", () => shared || child.kill("SIGINT"));
  // Wine turns SIGINT into Ctrl+C, on which the listener ends in good order; SIGTERM would kill it
  if (!windows) Deno.addSignalListener("SIGTERM", () => child.kill("SIGINT"));
}

if (import.meta.main) await exitOnMachineError(() => listen(Deno.args));
