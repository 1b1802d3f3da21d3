/** What this machine cannot do, said in one line that names the reason and a way out. */

/** Thrown where the Windows half cannot be had; {@linkcode exitOnMachineError} turns it into one line and exit code 1. */
export class MachineError extends Error {
  override name = "MachineError";
}

/** Runs a task's main function: a {@linkcode MachineError} becomes one line on stderr and exit code 1. */
export async function exitOnMachineError(main: () => Promise<number>): Promise<never> {
  try {
    Deno.exit(await main());
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    console.error(`pipelisten: ${error.message}`);
    Deno.exit(1);
  }
}
