/**
 * `pipelisten driver-kit`: writes the kernel client and a whole driver that uses it into a project.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { VERBOSE } from "../options/common.ts";
import { onlyOperand } from "../options/pipe_operand.ts";
import type { Values } from "../options/table.ts";
import { terminalText } from "../render/escape.ts";
import type { RunContext } from "../stream/run_context.ts";
import { defineCommand } from "./command.ts";

const TABLE = { ...VERBOSE };

/** Where to write. */
export type DriverKitOptions = Values<typeof TABLE> & {
  /** The folder. */
  readonly folder: string;
};

/** Writes the kit. */
export const driverKit = defineCommand({
  name: "driver-kit",
  summary: ["DIR", "write the kernel client for your own driver"],
  help: {
    title: "pipelisten driver-kit: writes the kernel client, and a whole driver that uses it, into the folder DIR.",
    usage: ["pipelisten driver-kit DIR"],
    notes:
      "Add pipelisten.c and pipelisten.h to your project; pipelisten_example.c shows a driver that sends a frame\n" +
      "and an event to the pipe PipelistenAdopter. Needs no network. A file that exists is not overwritten.",
    exitStatus: "0 done, 1 a file exists or can't be written, 2 usage, 5 the package's own files can't be read.",
    examples: ["pipelisten driver-kit mydriver"],
  },
  table: TABLE,
  read: readDriverKit,
  run: runDriverKit,
});

function readDriverKit(values: Values<typeof TABLE>, operands: readonly string[]): DriverKitOptions {
  const folder = onlyOperand(operands, "write the kit to", "DIR");
  if (folder === undefined) throw new UsageError("Cannot write the kit: expected DIR");
  return { ...values, folder };
}

/** Prints the paths of the files. */
async function runDriverKit({ folder }: DriverKitOptions, { sink }: RunContext): Promise<void> {
  const { writeKit } = await import("../kit/driver_kit.ts");
  const lines = writeKit(folder).map((path) => `${terminalText(path)}\n`);
  await sink.write(new TextEncoder().encode(lines.join("")));
}
