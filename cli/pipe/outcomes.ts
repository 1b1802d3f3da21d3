/**
 * Every outcome of a call that can happen here, named once, with the names and values of winerror.h and ntstatus.h.
 *
 * @module
 */

/** Win32 error codes, as GetLastError returns them. */
export const Win32Error = {
  ERROR_FILE_NOT_FOUND: 2,
  ERROR_ACCESS_DENIED: 5,
  ERROR_INVALID_PARAMETER: 87,
  ERROR_INVALID_NAME: 123,
  ERROR_PIPE_BUSY: 231,
} as const;

/** NTSTATUS values, as ntdll returns them and an IO_STATUS_BLOCK holds them. */
export const NtStatus = {
  STATUS_SUCCESS: 0x00000000,
  STATUS_TIMEOUT: 0x00000102,
  STATUS_PENDING: 0x00000103,
  STATUS_BUFFER_OVERFLOW: 0x80000005,
  STATUS_NO_MORE_FILES: 0x80000006,
  STATUS_NO_SUCH_FILE: 0xC000000F,
  STATUS_NO_MEMORY: 0xC0000017,
  STATUS_PIPE_DISCONNECTED: 0xC00000B0,
  STATUS_PIPE_CLOSING: 0xC00000B1,
  STATUS_PIPE_CONNECTED: 0xC00000B2,
  STATUS_BAD_DEVICE_TYPE: 0xC00000CB,
  STATUS_CANCELLED: 0xC0000120,
  STATUS_PIPE_BROKEN: 0xC000014B,
} as const;

/** What FSCTL_PIPE_LISTEN returns means; `connected`: a client is there, or was and what it wrote can still be read. */
export type ListenOutcome = "listening" | "connected" | "failure";

/** What the NTSTATUS that FSCTL_PIPE_LISTEN returns means. */
export function listenOutcome(status: number): ListenOutcome {
  switch (status) {
    case NtStatus.STATUS_PENDING:
      return "listening";
    case NtStatus.STATUS_SUCCESS:
    case NtStatus.STATUS_PIPE_CONNECTED: // a client was faster than the call
    case NtStatus.STATUS_PIPE_CLOSING: // it has even left again
      return "connected";
    default:
      return "failure";
  }
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

/** What the NTSTATUS of a read on a message pipe means. */
export function readOutcome(status: number): ReadOutcome {
  switch (status) {
    case NtStatus.STATUS_SUCCESS:
      return "message";
    case NtStatus.STATUS_BUFFER_OVERFLOW:
      return "piece";
    case NtStatus.STATUS_PIPE_BROKEN:
    case NtStatus.STATUS_PIPE_CLOSING:
    case NtStatus.STATUS_PIPE_DISCONNECTED:
      return "end";
    case NtStatus.STATUS_CANCELLED:
      return "cancelled";
    default:
      return "failure";
  }
}

/** What the outcome of a write means; `written`: the pipe has taken the whole message. */
export type WriteOutcome = "written" | "end" | "cancelled" | "failure";

/** What the NTSTATUS of a write on a message pipe means. */
export function writeOutcome(status: number): WriteOutcome {
  const outcome = readOutcome(status);
  if (outcome === "message") return "written";
  return outcome === "piece" ? "failure" : outcome;
}

/** `STATUS_PIPE_BROKEN (0xc000014b)`, or `NTSTATUS 0xc0000001` for one without a name above. */
export function nameStatus(status: number): string {
  const value = `0x${status.toString(16).padStart(8, "0")}`;
  const name = nameIn(NtStatus, status);
  return name === undefined ? `NTSTATUS ${value}` : `${name} (${value})`;
}

/** `ERROR_PIPE_BUSY (231)`, or `Win32 error 4711` for one without a name above. */
export function nameWin32Error(error: number): string {
  const name = nameIn(Win32Error, error);
  return name === undefined ? `Win32 error ${error}` : `${name} (${error})`;
}

function nameIn(values: Readonly<Record<string, number>>, value: number): string | undefined {
  return Object.keys(values).find((name) => values[name] === value);
}
