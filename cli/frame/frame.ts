/**
 * What flows from a source to the output: frames, and the events of the connections that carry them.
 *
 * A source yields batches: everything that arrived at one time. The bytes of a frame belong to the source and are valid
 * until the next batch is requested; a consumer that keeps them longer copies them.
 *
 * @module
 */

import type { Logged } from "./logged.ts";
import type { Decoded } from "./value.ts";

/** Microseconds since 1970-01-01 UTC. A number holds them exactly until the year 2255. */
export type Microseconds = number;

/** No frame is larger, in bytes: a frame is held in memory as a whole. */
export const MAX_FRAME_SIZE = 64 << 20;

/** One message as a client wrote it, or one piece of a raw file. */
export interface Frame {
  /** Distinguishes frames from events. */
  readonly kind: "frame";
  /** 1, 2, 3, … over all clients of a run. Counted on arrival, so that a dropped frame leaves a gap. */
  readonly seq: number;
  /** When the listener read the frame; null in a raw file, which has no times. */
  readonly time: Microseconds | null;
  /** The number of its connection: 1, 2, 3, … in the order of connecting; null in a raw file. */
  readonly client: number | null;
  /** The client's process ID; null if unknown. A hint, not a proof of identity. */
  readonly pid: number | null;
  /** The message. Valid until the next batch is requested. */
  readonly bytes: Uint8Array;
  /** Set when `bytes` isn't the whole message. */
  readonly truncated?: Truncation;
  /** Its fields, if it was decoded as a struct. */
  readonly decoded?: Decoded;
  /** The path of the client's executable, if an expression needs it; null if unknown. */
  readonly image?: string | null;
  /** Set when the message came in an event envelope; `bytes` is then its payload. */
  readonly kernel?: KernelStamp;
  /** The log line that it is, if its envelope says so. */
  readonly log?: Logged;
  /** Set if --drop-when-full dropped the frame: it was recorded but not printed. */
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
  /** The sender's number for the kind of payload; 0 if it gave none. */
  readonly type: number;
}

/** How much of a message is missing from its frame. */
export interface Truncation {
  /** The length of the whole message in bytes; null if its end never arrived. */
  readonly messageSize: number | null;
}

/** The pipe exists and a client can connect. */
export interface Listening {
  /** The kind of event. */
  readonly kind: "listening";
  /** When the pipe was created. */
  readonly time: Microseconds;
  /** The full path of the pipe, `\\.\pipe\NAME`. */
  readonly pipe: string;
}

/** A client has connected. */
export interface Connected {
  /** The kind of event. */
  readonly kind: "connected";
  /** When the listener saw the connection. */
  readonly time: Microseconds;
  /** The number of the connection. */
  readonly client: number;
  /** The client's process ID; null if unknown. */
  readonly pid: number | null;
  /** The path of the client's executable; null if unknown. */
  readonly image: string | null;
}

/** A client has disconnected; everything that it wrote was delivered before. */
export interface Disconnected {
  /** The kind of event. */
  readonly kind: "disconnected";
  /** When the listener saw the end of the connection. */
  readonly time: Microseconds;
  /** The number of the connection. */
  readonly client: number;
  /** The client's process ID; null if unknown. */
  readonly pid: number | null;
  /** How many frames it sent. */
  readonly frames: number;
  /** How many bytes these frames had. */
  readonly bytes: number;
  /** Why the connection ended; null if the client simply closed its end. */
  readonly error: string | null;
}

/** Frames of a client are missing. */
export interface Lost {
  /** The kind of event. */
  readonly kind: "lost";
  /** When the loss was noticed; null in a raw file. */
  readonly time: Microseconds | null;
  /** The number of the connection; null in a raw file. */
  readonly client: number | null;
  /** How many frames were dropped since the last such event. */
  readonly frames: number;
  /** How many bytes these frames had; null if only the driver knew. */
  readonly bytes: number | null;
  /**
   * Which side dropped them: the `listener`, with --drop-when-full and a slow reader; or the `driver`, whose ring was
   * full.
   */
  readonly by: "listener" | "driver";
}

/** Something that happened on the pipe and is not a frame. */
export type LifecycleEvent = Listening | Connected | Disconnected | Lost;

/** A frame or an event. */
export type Item = Frame | LifecycleEvent;

/** Everything that arrived at one time, in order. */
export type Batch = readonly Item[];

/** Where batches come from: the pipe server, or a recording. */
export type Source = AsyncIterable<Batch>;
