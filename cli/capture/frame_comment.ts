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

const POSITIVE = "[1-9]\\d{0,14}"; // no more digits than a number holds exactly
const COMMENT = new RegExp(
  `^seq=(${POSITIVE})(?: client=(${POSITIVE}))?(?: pid=(0|${POSITIVE}))?(?: part=(${POSITIVE})/(${POSITIVE}))?` +
    "( untimed)?( dropped)?( unfinished)?$",
);

/** Reads the comment; undefined if it isn't one of ours. */
export function parseComment(text: string): FrameComment | undefined {
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
