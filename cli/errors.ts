/**
 * What can end a run, and the exit code of each.
 *
 * Every message has the form `Cannot X: why (what to do)`; main.ts puts `pipelisten: ` before it.
 * The codes are the program's contract with scripts; README lists the same table.
 *
 * @module
 */

/** The exit codes of `pipelisten`. 124 is the one that timeout(1) uses. */
export const ExitCode = {
  /** Done: count reached, client gone with --once, end of the recording, Ctrl+C, reader closed the pipe. */
  Done: 0,
  /** Not all could be recorded; of doctor, a check that has failed; or something nobody expected. */
  Failed: 1,
  /** The command line can't be understood. */
  Usage: 2,
  /** Listening needs Windows, or Wine. */
  NeedsWindows: 3,
  /** The pipe can't be had: the name is taken, access is denied, or the listener that was sent to has left. */
  NoPipe: 4,
  /** A file that was to be read is missing, bad, or shorter than -n asks for. */
  BadInput: 5,
  /** A time limit ran out first. */
  TimeLimit: 124,
} as const;

/** One of the codes in {@linkcode ExitCode}. */
export type ExitCode = typeof ExitCode[keyof typeof ExitCode];

/** An end of the run that was foreseen: its message is for the person at the terminal. */
export abstract class ExpectedError extends Error {
  /** What the process exits with. */
  abstract readonly exitCode: ExitCode;
  /** Lines to be shown below the message: the place of the mistake in a text, and a caret under it. */
  readonly details: readonly string[];

  /** Makes the error; see {@linkcode details}. */
  constructor(message: string, options: ErrorOptions & { readonly details?: readonly string[] } = {}) {
    super(message, options);
    this.details = options.details ?? [];
  }
}

/** The command line can't be understood. */
export class UsageError extends ExpectedError {
  /** Its name in a stack trace. */
  override readonly name: string = "UsageError";
  /** What the process exits with. */
  override readonly exitCode: ExitCode = ExitCode.Usage;
}

/** Named pipes are not to be had on this operating system. */
export class NeedsWindowsError extends ExpectedError {
  /** Its name in a stack trace. */
  override readonly name: string = "NeedsWindowsError";
  /** What the process exits with. */
  override readonly exitCode: ExitCode = ExitCode.NeedsWindows;
}

/** The pipe can't be created, or connected to, or its other end has left too early. */
export class PipeUnavailableError extends ExpectedError {
  /** Its name in a stack trace. */
  override readonly name: string = "PipeUnavailableError";
  /** What the process exits with. */
  override readonly exitCode: ExitCode = ExitCode.NoPipe;
}

/** An input file is missing, unreadable, or ends too early. */
export class BadInputError extends ExpectedError {
  /** Its name in a stack trace. */
  override readonly name: string = "BadInputError";
  /** What the process exits with. */
  override readonly exitCode: ExitCode = ExitCode.BadInput;
}

/** Not all could be recorded. */
export class RecordingError extends ExpectedError {
  /** Its name in a stack trace. */
  override readonly name: string = "RecordingError";
  /** What the process exits with. */
  override readonly exitCode: ExitCode = ExitCode.Failed;
}

/** A time limit ran out before the run had what it was waiting for. */
export class TimeLimitError extends ExpectedError {
  /** Its name in a stack trace. */
  override readonly name: string = "TimeLimitError";
  /** What the process exits with. */
  override readonly exitCode: ExitCode = ExitCode.TimeLimit;
}
