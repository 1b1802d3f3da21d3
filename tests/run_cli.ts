/** How the tests run pipelisten as a process of its own, on any OS and inside Windows. */
import { fileURLToPath } from "node:url";
import { type Ended, output, Program } from "./machine/process.ts";

/** The checkout, with a separator at its end. */
export const REPOSITORY = fileURLToPath(new URL("../", import.meta.url));
export const MAIN = fileURLToPath(new URL("../cli/main.ts", import.meta.url));

const ENV = { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
/** Nothing here takes so long, even on a busy machine; in milliseconds. */
const MAX_RUN = 60_000;

/** The command line of this Deno for a script; node_modules is used as it is, as Deno under Wine cannot reach npm. */
export function denoRun(...args: readonly string[]): string[] {
  return [Deno.execPath(), "run", "--no-prompt", "--node-modules-dir=manual", ...args];
}

/** Runs `pipelisten ARGS` to its end, in the checkout; with all permissions unless some are given. */
export async function runCli(args: readonly string[], permissions: readonly string[] = ["-A"]): Promise<Ended> {
  const { code, stdout, stderr } = await output(denoRun(...permissions, MAIN, ...args), { cwd: REPOSITORY, env: ENV });
  return { code, stdout, stderr };
}

/** A running `pipelisten ARGS`. */
export class MainProcess extends Program {
  readonly #args: readonly string[];

  constructor(
    args: readonly string[],
    permissions: readonly string[] = ["-A"],
    { stdin = "null" }: { readonly stdin?: "null" | "piped" } = {},
  ) {
    super(denoRun(...permissions, MAIN, ...args), { env: ENV, stdin });
    this.#args = args;
  }

  /** Fails, and kills it, if its end takes too long. */
  override async ended(): Promise<Omit<Ended, "stdout">> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.kill();
    }, MAX_RUN);
    const ended = await super.ended();
    clearTimeout(timer);
    if (!late) return ended;
    throw new Error(`Timed out after ${MAX_RUN / 1000} s: pipelisten ${this.#args.join(" ")}\n${ended.stderr}`);
  }
}
