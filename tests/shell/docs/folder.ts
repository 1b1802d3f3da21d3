/**
 * The folder that the pages' commands run in: the checkout's cli/ and driver/, the recordings that the pages speak of,
 * and a `bin` with the programs they call.
 *
 * @module
 */

import { openMachine } from "../../machine/mod.ts";
import { Program } from "../../machine/process.ts";
import { pinnedTool } from "../../machine/tools.ts";
import { MAIN, REPOSITORY } from "../../run_cli.ts";
import { writeRecordings } from "./recordings.ts";

/** A folder that is removed when it is disposed of. */
export class Folder implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async prepare(): Promise<Folder> {
    const folder = new Folder(await Deno.makeTempDir({ prefix: "pipelisten-docs-" }));
    for (const name of ["cli", "driver", "deno.json", "node_modules"]) {
      await Deno.symlink(`${REPOSITORY}${name}`, `${folder.path}/${name}`);
    }
    await writeRecordings(folder.path);
    await Deno.mkdir(`${folder.path}/bin`);
    await folder.#program("deno", [Deno.execPath()]);
    await folder.#program("jq", (await pinnedTool("jq")).argv);
    return folder;
  }

  /** From here on `pipelisten` is the one of this OS. */
  async stayHere(): Promise<void> {
    await this.#program("pipelisten", [Deno.execPath(), "run", "-A", "--no-check", MAIN]);
  }

  /** From here on `pipelisten` is the one on the Windows machine, on this pipe. */
  async listenOn(pipe: string): Promise<void> {
    const machine = await openMachine();
    const argv = machine.denoArgv(["run", "-A", "--no-check", machine.path(MAIN)]);
    await this.#program("pipelisten", argv, pipe);
  }

  /** Starts a script of bash; stdout and stderr are one, as on a terminal. */
  async bash(script: string, windows: boolean): Promise<Program> {
    const env = windows ? (await openMachine()).env : Deno.env.toObject();
    return new Program(["bash", "-euo", "pipefail", "-c", `exec 2>&1\n${script}`], {
      cwd: this.path,
      clearEnv: true,
      env: { ...env, PATH: `${this.path}/bin:${Deno.env.get("PATH")}`, NO_COLOR: "1" },
    });
  }

  async #program(name: string, argv: readonly string[], operand = ""): Promise<void> {
    const words = argv.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
    const script = `#!/bin/sh\nexec ${words} "$@"${operand && ` '${operand}'`}\n`;
    await Deno.writeTextFile(`${this.path}/bin/${name}`, script, { mode: 0o755 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}
