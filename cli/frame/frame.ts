/**
 * What flows through the house: frames, and the events of the connections that carry them.
 *
 * A source yields batches: everything that arrived in one wake. The bytes of a frame in a batch belong to the source
 * and are good until the next batch is asked for; whoever keeps them longer copies them.
 *
 * @module
 */

import type { Decoded } from "./value.ts";

/** Microseconds since 1970-01-01 UTC. A number holds them exactly until the year 2255. */
export type Microseconds = number;

/** No frame is larger, in bytes: a frame is held in memory as a whole. */
export const MAX_FRAME_SIZE = 64 << 20;

/** One message as a client wrote it, or one piece of a raw file. */
export interface Frame {
  /** Tells a frame from the events. */
  readonly kind: "frame";
  /** 1, 2, 3, … over all clients of a run. Counted on arrival, so that a dropped frame shows as a gap. */
  readonly seq: number;
  /** When the listener took the frame off the pipe; null in a raw file, which has no times. */
  readonly time: Microseconds | null;
  /** The connection that brought it: 1, 2, 3, … in the order of connecting; null in a raw file. */
  readonly client: number | null;
  /** The client's process id; null where the system doesn't tell. A hint, not a proof of identity. */
  readonly pid: number | null;
  /** The message. Good until the next batch is asked for. */
  readonly bytes: Uint8Array;
  /** Set when `bytes` isn't the whole message. */
  readonly truncated?: Truncation;
  /** Its fields, where it has been decoded as a struct. */
  readonly decoded?: Decoded;
  /** The path of the client's executable, where an expression asks for it; null where it isn't known. */
  readonly image?: string | null;
  /** Set when the message came in an event envelope; `bytes` is then its payload. */
  readonly kernel?: KernelStamp;
  /** Set where --drop-when-full kept the frame from being printed; a recording has it nevertheless. */
  readonly dropped?: true;
}

/** What the event envelope of a frame says (driver/include/pipelisten_event.h). */
export interface KernelStamp {
  /** 1, 2, 3, …: the driver's number of this attempt to send. */
  readonly sequence: number;
  /** How many attempts the driver had dropped before. */
  readonly dropped: number;
  /** When it was sent: 100 ns since 1601 UTC, a FILETIME. */
  readonly time: bigint;
  /** The processor it was sent on, from 0. */
  readonly processor: number;
  /** The process whose thread sent it, or was interrupted. */
  readonly pid: number;
  /** That thread. */
  readonly tid: number;
  /** The sender's own number for what the payload is; 0 where it gave none. */
  readonly type: number;
}

/** How much of a message is missing from its frame. */
export interface Truncation {
  /** The length of the whole message in bytes; null where its end never came, as the client vanished. */
  readonly messageSize: number | null;
}

/** The pipe exists and a client can connect. */
export interface Listening {
  /** Tells the events apart. */
  readonly kind: "listening";
  /** When. */
  readonly time: Microseconds;
  /** The full path of the pipe, `\\.\pipe\NAME`. */
  readonly pipe: string;
}

/** A client has connected. */
export interface Connected {
  /** Tells the events apart. */
  readonly kind: "connected";
  /** When. */
  readonly time: Microseconds;
  /** The number of the connection. */
  readonly client: number;
  /** The client's process id; null where the system doesn't tell. */
  readonly pid: number | null;
  /** The path of the client's executable; null where it can't be known. */
  readonly image: string | null;
}

/** A client has gone, and all that it wrote has been delivered before. */
export interface Disconnected {
  /** Tells the events apart. */
  readonly kind: "disconnected";
  /** When. */
  readonly time: Microseconds;
  /** The number of the connection. */
  readonly client: number;
  /** The client's process id; null where the system doesn't tell. */
  readonly pid: number | null;
  /** How many frames it sent. */
  readonly frames: number;
  /** How many bytes these frames had. */
  readonly bytes: number;
  /** Why, where it was not simply the client that closed its end; else null. */
  readonly error: string | null;
}

/** Frames of a client are missing. */
export interface Lost {
  /** Tells the events apart. */
  readonly kind: "lost";
  /** When; null in a raw file. */
  readonly time: Microseconds | null;
  /** The number of the connection; null in a raw file. */
  readonly client: number | null;
  /** How many frames were dropped since the last such event. */
  readonly frames: number;
  /** How many bytes these frames had; null where only the driver knew. */
  readonly bytes: number | null;
  /**
   * Who dropped them: `listener`, since --drop-when-full was asked for and the reader was slow; or `driver`, since its
   * ring was full.
   */
  readonly by: "listener" | "driver";
}

/** Something that happened on the pipe and is no frame. */
export type LifecycleEvent = Listening | Connected | Disconnected | Lost;

/** What a batch is made of. */
export type Item = Frame | LifecycleEvent;

/** Everything that arrived in one wake, in order. */
export type Batch = readonly Item[];

/** Where batches come from: the pipe server, or a recording. */
export type Source = AsyncIterable<Batch>;
