/**
 * The comment of a frame's block, for all that pcapng has no field for: `seq=7 client=1 pid=4`.
 *
 * pcapng's custom options need a Private Enterprise Number, and this project has none. A comment survives editcap and
 * mergecap, and is readable in Wireshark.
 *
 * @module
 */

/** The members of a frame that are in its comment. */
export interface FrameComment {
  /** Frame.seq. */
  readonly seq: number;
  /** Frame.client. */
  readonly client: number | null;
  /** Frame.pid. */
  readonly pid: number | null;
  /** Which of how many blocks this is, from 1; a frame that fits into one block has no parts. */
  readonly part?: { readonly number: number; readonly of: number };
  /** The frame has no time; its block's time is meaningless. */
  readonly untimed?: boolean;
  /** Not printed, because of --drop-when-full. */
  readonly dropped?: boolean | undefined;
  /** The end of the message never came; its length is unknown. */
  readonly unfinished?: boolean;
}

/** The comment as text. */
export function formatComment({ seq, client, pid, part, untimed, dropped, unfinished }: FrameComment): string {
  let text = `seq=${seq}`;
  if (client !== null) text += ` client=${client}`;
  if (pid !== null) text += ` pid=${pid}`;
  if (part !== undefined) text += ` part=${part.number}/${part.of}`;
  if (untimed) text += " untimed";
  if (dropped) text += " dropped";
  if (unfinished) text += " unfinished";
  return text;
}

/** A number holds as many exactly. */
const MAX_DIGITS = 15;
const POSITIVE = `[1-9]\\d{0,${MAX_DIGITS - 1}}`;
const COMMENT = new RegExp(
  `^seq=(${POSITIVE})(?: client=(${POSITIVE}))?(?: pid=(0|${POSITIVE}))?(?: part=(${POSITIVE})/(${POSITIVE}))?` +
    "( untimed)?( dropped)?( unfinished)?$",
);

const DECODER = new TextDecoder();

/** Reads the comment; undefined if it isn't one of ours. */
export function parseComment(bytes: Uint8Array): FrameComment | undefined {
  return plainComment(bytes) ?? fullComment(DECODER.decode(bytes));
}

/** Where in a comment, as {@linkcode number} reads on. */
interface Cursor {
  at: number;
}

const [SEQ, CLIENT, PID, UNTIMED] = ["seq=", " client=", " pid=", " untimed"].map((label) =>
  new TextEncoder().encode(label)
);

/** The comment of most frames, without a string and a regular expression: a third of the time that a recording took. */
function plainComment(bytes: Uint8Array): FrameComment | undefined {
  const cursor = { at: 0 };
  const seq = number(bytes, cursor, SEQ!);
  const client = number(bytes, cursor, CLIENT!) ?? null;
  const pid = number(bytes, cursor, PID!) ?? null;
  if (seq === undefined || seq === 0 || client === 0) return undefined;
  if (cursor.at === bytes.length) return { seq, client, pid };
  return isAt(bytes, cursor.at, UNTIMED!) ? { seq, client, pid, untimed: true } : undefined;
}

/** Whether `text` is all that follows. */
function isAt(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  return at + text.length === bytes.length && text.every((byte, i) => byte === bytes[at + i]);
}

/** The number after `label` at the cursor, which goes past it; undefined if there is none, or one with leading zeros. */
function number(bytes: Uint8Array, cursor: Cursor, label: Uint8Array): number | undefined {
  let { at } = cursor;
  for (let i = 0; i < label.length; i++) if (bytes[at++] !== label[i]) return undefined;
  const first = at;
  let value = 0;
  for (; at < bytes.length && bytes[at]! >= 0x30 && bytes[at]! <= 0x39; at++) value = 10 * value + bytes[at]! - 0x30;
  if (at === first || at - first > MAX_DIGITS || (bytes[first] === 0x30 && at > first + 1)) return undefined;
  cursor.at = at;
  return value;
}

function fullComment(text: string): FrameComment | undefined {
  const match = COMMENT.exec(text);
  if (match === null) return undefined;
  const [, seq, client, pid, number, of, untimed, dropped, unfinished] = match;
  return {
    seq: Number(seq),
    client: client === undefined ? null : Number(client),
    pid: pid === undefined ? null : Number(pid),
    ...(number === undefined ? {} : { part: { number: Number(number), of: Number(of) } }),
    ...(untimed === undefined ? {} : { untimed: true }),
    ...(dropped === undefined ? {} : { dropped: true }),
    ...(unfinished === undefined ? {} : { unfinished: true }),
  };
}
