/** Programs of the host that a preparation calls: run to the end, silent, and an error with their own words if they fail. */
import { MachineError } from "./errors.ts";

export type CommandOptions = Omit<Deno.CommandOptions, "args">;

/** Runs it and gives its stdout; `what` completes "Cannot …" if it fails. */
export async function run(what: string, argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { success, code, stdout, stderr } = await output(argv, options);
  if (success) return stdout;
  throw new MachineError(`Cannot ${what}: ${reason(stderr) || reason(stdout) || `exit code ${code}`}`);
}

/** Runs it to the end, whatever comes of it; a program that isn't there is exit code 127, as in a shell. */
export async function output(
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<{ success: boolean; code: number; stdout: string; stderr: string }> {
  const [program = "", ...args] = argv;
  const command = new Deno.Command(program, { stdin: "null", ...options, args });
  try {
    const { success, code, stdout, stderr } = await command.output();
    return { success, code, stdout: decode(stdout), stderr: decode(stderr) };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { success: false, code: 127, stdout: "", stderr: `${program} is not installed` };
  }
}

/** Why a program gave up, from what it printed: the first line that says so and Deno's last cause, else its first line. */
export function reason(printed: string): string {
  const error = /^(?:error|E): (.*)/m.exec(printed)?.[1]?.trim();
  const cause = /^Caused by:\n(?: +.*\n)* +(?:\d+: )?(\S.*)/m.exec(printed)?.[1];
  if (error !== undefined) return cause === undefined ? error : `${error}: ${cause}`;
  return printed.trim().split("\n")[0] ?? "";
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** The path of a program on the PATH, or undefined. */
export function onPath(name: string, path = Deno.env.get("PATH") ?? ""): string | undefined {
  const windows = Deno.build.os === "windows";
  return path.split(windows ? ";" : ":")
    .filter((folder) => folder !== "")
    .map((folder) => windows ? `${folder}\\${name}.exe` : `${folder}/${name}`)
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && (mode === null || (mode & 0o111) !== 0);
  } catch {
    return false; // not there, or in a folder that is not ours to look into
  }
}
