/**
 * How long the start takes: until pipelisten listens, and for its --help; and the same in Node.
 *
 * @module
 */

import type { Machine } from "../machine/mod.ts";
import { Program } from "../machine/process.ts";
import { MAIN } from "../run_cli.ts";
import type { Contender, Contenders } from "./contender.ts";
import { newPipe } from "./listeners.ts";
import { windowsNode } from "./windows_node.ts";

export const NODE_E = "node -e";

/** A pipe that is listened on. Node writes by itself, as its own stdout can't be a pipe under Wine. Figure: `start`, ms. */
export async function listeningContenders(machine: Machine): Promise<Contenders> {
  const node = await windowsNode(machine);
  const script = (pipe: string) =>
    `require("net").createServer().listen(${JSON.stringify(pipe)}, () => require("fs").writeSync(1, "listening\\n"))`;
  return {
    all: [
      contender(
        machine,
        "pipelisten",
        () => machine.denoArgv(["run", "-A", "--no-check", machine.path(MAIN), "--events", newPipe()]),
      ),
      contender(machine, NODE_E, () => machine.argv(node, ["-e", script(newPipe())])),
    ],
  };
}

/** --help, and as long a text. Figure: `start`, ms. */
export async function helpContenders(machine: Machine): Promise<Contenders> {
  const node = await windowsNode(machine);
  const script = `require("fs").writeSync(1, "line of help\\n".repeat(80))`;
  return {
    all: [
      contender(
        machine,
        "pipelisten",
        () => machine.denoArgv(["run", "-A", "--no-check", machine.path(MAIN), "--help"]),
      ),
      contender(machine, NODE_E, () => machine.argv(node, ["-e", script])),
    ],
  };
}

/** From the start of the program to the first of its output. */
function contender({ env }: Machine, name: string, argv: () => string[]): Contender {
  return {
    name,
    run: async () => {
      const start = performance.now();
      await using program = new Program(argv(), { env, clearEnv: true });
      const printed = await program.read();
      if (printed === "") throw new Error(`Cannot measure ${name}: ${(await program.ended()).stderr}`);
      return { start: performance.now() - start };
    },
  };
}
