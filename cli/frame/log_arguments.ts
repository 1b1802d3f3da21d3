/**
 * The payload of a LOG event: the number of its site, and the arguments of the call, each with its kind. The kind follows
 * the C type of the argument, never the format.
 *
 * Its layout is in driver/include/pipelisten_log.h.
 *
 * @module
 */

/** The kinds of arguments, by the names of the header. */
export const LogKind = {
  I32: 1,
  U32: 2,
  I64: 3,
  U64: 4,
  POINTER: 5,
  ANSI: 6,
  WIDE: 7,
  BINARY: 8,
  GUID: 9,
  NULL: 10,
} as const;

/** An argument of a call. */
export type LogArgument =
  | { readonly kind: typeof LogKind.I32 | typeof LogKind.U32; readonly value: number }
  | {
    readonly kind: typeof LogKind.I64 | typeof LogKind.U64 | typeof LogKind.POINTER;
    readonly value: bigint;
  }
  | {
    readonly kind: typeof LogKind.ANSI | typeof LogKind.WIDE | typeof LogKind.BINARY;
    /** What was stored of it. */
    readonly bytes: Uint8Array;
    /** How long it was, in bytes; 0xFFFF: at least that long, or unknown. */
    readonly length: number;
  }
  | { readonly kind: typeof LogKind.GUID; readonly bytes: Uint8Array }
  | { readonly kind: typeof LogKind.NULL };

/** Where the arguments begin: after the number of the site. */
export const LOG_ARGUMENTS = 4;
/** What comes before the bytes of a string or a block: the kind, how much is stored, how long it was. */
export const LOG_STORED = 5;
/** The size of the data of each kind; -1 for those that say how long they are, undefined for no kind. */
const SIZES: readonly (number | undefined)[] = [undefined, 4, 4, 8, 8, 8, -1, -1, -1, 16, 0];

/** Whether bytes[start..end) are a log line: known kinds, and the last argument ends where the payload does. */
export function isLogLine(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start + LOG_ARGUMENTS;
  while (at < end) {
    const kind = bytes[at]!;
    const size = SIZES[kind];
    if (size === undefined) return false;
    if (size >= 0) {
      at += 1 + size;
    } else {
      const stored = storedBytes(bytes, at);
      if (at + LOG_STORED > end || stored > wholeLength(bytes, at)) return false;
      if (kind === LogKind.WIDE && (stored & 1) !== 0) return false;
      at += LOG_STORED + stored;
    }
  }
  return at === end;
}

/** Where the argument at `at` ends. */
export function logArgumentEnd(bytes: Uint8Array, at: number): number {
  const size = SIZES[bytes[at]!]!;
  return size >= 0 ? at + 1 + size : at + LOG_STORED + storedBytes(bytes, at);
}

/** Whether the argument at `at` is a string or a block, of which only a part may be stored. */
export function isStored(bytes: Uint8Array, at: number): boolean {
  return SIZES[bytes[at]!]! < 0;
}

/** How many bytes of the string or block at `at` are stored. */
export function storedBytes(bytes: Uint8Array, at: number): number {
  return bytes[at + 1]! | bytes[at + 2]! << 8;
}

/** How many bytes it had; 0xFFFF: at least that many, or unknown. */
export function wholeLength(bytes: Uint8Array, at: number): number {
  return bytes[at + 3]! | bytes[at + 4]! << 8;
}

/** The site's number of a payload for which {@linkcode isLogLine} holds. */
export function logLineSite(payload: Uint8Array): number {
  return (payload[0]! | payload[1]! << 8 | payload[2]! << 16 | payload[3]! << 24) >>> 0;
}

/** The arguments of such a payload. Their bytes are the payload's own. */
export function readLogArguments(payload: Uint8Array): LogArgument[] {
  const args: LogArgument[] = [];
  for (let at = LOG_ARGUMENTS; at < payload.length; at = logArgumentEnd(payload, at)) {
    args.push(argumentAt(payload, at));
  }
  return args;
}

/** The number of 4 bytes of the argument at `at`, as it is signed. */
export function int32(bytes: Uint8Array, at: number): number {
  return bytes[at + 1]! | bytes[at + 2]! << 8 | bytes[at + 3]! << 16 | bytes[at + 4]! << 24;
}

/** The number of 8 bytes of the argument at `at`. */
function uint64(bytes: Uint8Array, at: number): bigint {
  return BigInt(int32(bytes, at + 4) >>> 0) << 32n | BigInt(int32(bytes, at) >>> 0);
}

function argumentAt(payload: Uint8Array, at: number): LogArgument {
  const kind = payload[at] as LogArgument["kind"];
  switch (kind) {
    case LogKind.I32:
      return { kind, value: int32(payload, at) };
    case LogKind.U32:
      return { kind, value: int32(payload, at) >>> 0 };
    case LogKind.I64:
      return { kind, value: BigInt.asIntN(64, uint64(payload, at)) };
    case LogKind.U64:
    case LogKind.POINTER:
      return { kind, value: uint64(payload, at) };
    case LogKind.ANSI:
    case LogKind.WIDE:
    case LogKind.BINARY: {
      const start = at + LOG_STORED;
      return {
        kind,
        bytes: payload.subarray(start, start + storedBytes(payload, at)),
        length: wholeLength(payload, at),
      };
    }
    case LogKind.GUID:
      return { kind, bytes: payload.subarray(at + 1, at + 17) };
    case LogKind.NULL:
      return { kind };
  }
}

/** The payload of a line. @param site The number of its site. */
export function logLinePayload(site: number, args: readonly LogArgument[]): Uint8Array {
  const parts = args.map(argumentBytes);
  const payload = new Uint8Array(parts.reduce((size, part) => size + part.length, LOG_ARGUMENTS));
  new DataView(payload.buffer).setUint32(0, site, true);
  let at = LOG_ARGUMENTS;
  for (const part of parts) {
    payload.set(part, at);
    at += part.length;
  }
  return payload;
}

function argumentBytes(argument: LogArgument): Uint8Array {
  const { kind } = argument;
  const size = SIZES[kind]!;
  const data = "bytes" in argument ? argument.bytes : undefined;
  const bytes = new Uint8Array(size < 0 ? LOG_STORED + data!.length : 1 + size);
  const view = new DataView(bytes.buffer);
  bytes[0] = kind;
  if ("value" in argument) {
    if (typeof argument.value === "bigint") view.setBigUint64(1, BigInt.asUintN(64, argument.value), true);
    else view.setUint32(1, argument.value >>> 0, true);
  } else if ("length" in argument) {
    view.setUint16(1, argument.bytes.length, true);
    view.setUint16(3, argument.length, true);
    bytes.set(argument.bytes, LOG_STORED);
  } else if (data !== undefined) {
    bytes.set(data, 1);
  }
  return bytes;
}
