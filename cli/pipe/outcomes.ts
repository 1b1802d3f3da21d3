/**
 * Every outcome of a Win32 call or an NT operation that can happen here, named once.
 *
 * Names and values are those of winerror.h and ntstatus.h. A call that fails at once reports a Win32 error, an operation
 * that was pending reports the NTSTATUS in its OVERLAPPED; {@linkcode readOutcome} reads both.
 *
 * @module
 */

/** Win32 error codes, as GetLastError returns them. */
export const Win32Error = {
  ERROR_FILE_NOT_FOUND: 2,
  ERROR_ACCESS_DENIED: 5,
  ERROR_INVALID_PARAMETER: 87,
  ERROR_BROKEN_PIPE: 109,
  ERROR_INVALID_NAME: 123,
  ERROR_PIPE_BUSY: 231,
  ERROR_NO_DATA: 232,
  ERROR_PIPE_NOT_CONNECTED: 233,
  ERROR_MORE_DATA: 234,
  ERROR_PIPE_CONNECTED: 535,
  ERROR_IO_PENDING: 997,
} as const;

/** NTSTATUS values, as OVERLAPPED.Internal holds them and ntdll returns them. */
export const NtStatus = {
  STATUS_SUCCESS: 0x00000000,
  STATUS_PENDING: 0x00000103,
  STATUS_BUFFER_OVERFLOW: 0x80000005,
  STATUS_NO_MORE_FILES: 0x80000006,
  STATUS_NO_SUCH_FILE: 0xC000000F,
  STATUS_PIPE_DISCONNECTED: 0xC00000B0,
  STATUS_PIPE_CLOSING: 0xC00000B1,
  STATUS_BAD_DEVICE_TYPE: 0xC00000CB,
  STATUS_CANCELLED: 0xC0000120,
  STATUS_PIPE_BROKEN: 0xC000014B,
} as const;

/** How an operation ended: an NTSTATUS, or the Win32 error of a call that failed at once. */
export interface Outcome {
  /** Which of the two `code` is. */
  readonly space: "ntstatus" | "win32";
  /** The value, unsigned. */
  readonly code: number;
}

/**
 * What the outcome of a read means for the connection:
 * `message`: the buffer holds a message, or the last piece of one (empty messages exist);
 * `piece`: the buffer is full and the message continues;
 * `end`: the other end has disconnected;
 * `cancelled`: we cancelled it;
 * `failure`: anything else; it ends the connection.
 */
export type ReadOutcome = "message" | "piece" | "end" | "cancelled" | "failure";

/** What the outcome of a ReadFile on a message pipe means. */
export function readOutcome({ space, code }: Outcome): ReadOutcome {
  return (space === "ntstatus" ? READ_NTSTATUS : READ_WIN32).get(code) ?? "failure";
}

const READ_NTSTATUS = new Map<number, ReadOutcome>([
  [NtStatus.STATUS_SUCCESS, "message"],
  [NtStatus.STATUS_BUFFER_OVERFLOW, "piece"],
  [NtStatus.STATUS_PIPE_BROKEN, "end"],
  [NtStatus.STATUS_PIPE_CLOSING, "end"],
  [NtStatus.STATUS_PIPE_DISCONNECTED, "end"],
  [NtStatus.STATUS_CANCELLED, "cancelled"],
]);

const READ_WIN32 = new Map<number, ReadOutcome>([
  [Win32Error.ERROR_MORE_DATA, "piece"],
  [Win32Error.ERROR_BROKEN_PIPE, "end"],
  [Win32Error.ERROR_NO_DATA, "end"],
  [Win32Error.ERROR_PIPE_NOT_CONNECTED, "end"],
]);

/** What the outcome of a write means; `written`: the pipe has taken the whole message. */
export type WriteOutcome = "written" | "end" | "cancelled" | "failure";

/** What the outcome of a WriteFile on a message pipe means. */
export function writeOutcome(outcome: Outcome): WriteOutcome {
  if (outcome.space === "ntstatus" && outcome.code === NtStatus.STATUS_SUCCESS) return "written";
  const meaning = readOutcome(outcome);
  return meaning === "end" || meaning === "cancelled" ? meaning : "failure";
}

/** `STATUS_PIPE_BROKEN (0xc000014b)`, `ERROR_BROKEN_PIPE (109)`, or the bare number of one without a name above. */
export function nameOutcome({ space, code }: Outcome): string {
  const names: Readonly<Record<string, number>> = space === "ntstatus" ? NtStatus : Win32Error;
  const name = Object.keys(names).find((name) => names[name] === code);
  const value = space === "ntstatus" ? `0x${code.toString(16).padStart(8, "0")}` : `${code}`;
  return name === undefined ? `${space === "ntstatus" ? "NTSTATUS" : "Win32 error"} ${value}` : `${name} (${value})`;
}
