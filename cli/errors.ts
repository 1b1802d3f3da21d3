/**
 * What can end a run, and the exit code of each.
 *
 * Every message has the form `Cannot X: why (what to do)`, except that of a time limit, which is what was waited for;
 * main.ts puts `pipelisten: ` before it.
 * The codes are the program's contract with scripts; README lists the same table.
 *
 * @module
 */

/** The exit codes of `pipelisten`. 124 is the one that timeout(1) uses. */
export const ExitCode = {
  /** Done: count reached, client disconnected with --once, end of the recording, Ctrl+C, reader closed the output. */
  Done: 0,
  /** A recording, a report or a kit can't be written; a check of doctor or smoke failed; or an unexpected error. */
  Failed: 1,
  /** The command line can't be parsed. */
  Usage: 2,
  /** Listening needs Windows, or Wine. */
  NeedsWindows: 3,
  /** The pipe is unavailable: the name is taken, access is denied, or the listener that was sent to has disconnected. */
  NoPipe: 4,
  /** An input file is missing, invalid, or shorter than -n asks for. */
  BadInput: 5,
  /** What was expected of the frames does not hold. */
  Unexpected: 6,
  /** A time limit ran out first. */
  TimeLimit: 124,
} as const;

/** One of the codes in {@linkcode ExitCode}. */
export type ExitCode = typeof ExitCode[keyof typeof ExitCode];

/** An expected end of a run: its message is for the person at the terminal. */
export abstract class ExpectedError extends Error {
  /** What the process exits with. */
  abstract readonly exitCode: ExitCode;
  /** Lines to print below the message: the text with the mistake, and a caret under it. */
  readonly details: readonly string[];

  /** Makes the error; see {@linkcode details}. */
  constructor(message: string, options: ErrorOptions & { readonly details?: readonly string[] } = {}) {
    super(message, options);
    this.name = new.target.name;
    this.details = options.details ?? [];
  }
}

/** The command line can't be parsed. */
export class UsageError extends ExpectedError {
  /** What the process exits with. */
  override readonly exitCode: ExitCode = ExitCode.Usage;
}

/** This operating system has no named pipes. */
export class NeedsWindowsError extends ExpectedError {
  /** What the process exits with. */
  override readonly exitCode: ExitCode = ExitCode.NeedsWindows;
}

/** The pipe can't be created or connected to, or its other end disconnected too early. */
export class PipeUnavailableError extends ExpectedError {
  /** What the process exits with. */
  override readonly exitCode: ExitCode = ExitCode.NoPipe;
}

/** An input file is missing, unreadable, or ends too early. */
export class BadInputError extends ExpectedError {
  /** What the process exits with. */
  override readonly exitCode: ExitCode = ExitCode.BadInput;
}

/** Not everything could be recorded, or another file could not be written. */
export class RecordingError extends ExpectedError {
  /** What the process exits with. */
  override readonly exitCode: ExitCode = ExitCode.Failed;
}

/** What was expected of the frames does not hold: the message counts the failures, the details have one line for each. */
export class ExpectationError extends ExpectedError {
  /** What the process exits with. */
  override readonly exitCode: ExitCode = ExitCode.Unexpected;
}

/** A time limit ran out before the run was complete. */
export class TimeLimitError extends ExpectedError {
  /** What the process exits with. */
  override readonly exitCode: ExitCode = ExitCode.TimeLimit;
}

/**
 * Why a file cannot be opened or read: the second half of `Cannot read PATH: …`, with what to do where that is known.
 *
 * @param check What to check if there is no such file: `the path`, `the path after -r`.
 */
export function fileErrorReason(error: unknown, path: string, check = "the path"): string {
  if (error instanceof Deno.errors.NotFound) return `there is no such file (check ${check})`;
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder (give a file)";
  if (error instanceof Deno.errors.PermissionDenied) return "access is denied (check who may read the file)";
  if (error instanceof Deno.errors.NotCapable) return `Deno may not (run with --allow-read=${path})`;
  return error instanceof Error ? error.message : String(error);
}
