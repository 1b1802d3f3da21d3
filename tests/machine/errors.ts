/** What this machine cannot do, as one line with the reason and what to do about it. */

/** Thrown where the Windows machine is unavailable; {@linkcode exitOnMachineError} prints it and exits with 1. */
export class MachineError extends Error {
  override name = "MachineError";
}

/** Runs the main function of a task, and exits; a {@linkcode MachineError} is one line on stderr and exit code 1. */
export async function exitOnMachineError(main: () => Promise<number>): Promise<never> {
  try {
    Deno.exit(await main());
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    console.error(`pipelisten: ${error.message}`);
    Deno.exit(1);
  }
}
