/**
 * Reads a session from pcapng: as session_writer.ts wrote it, also after editcap and mergecap; or foreign packets.
 *
 * Foreign packets become frames with a time and without a client. Other blocks are skipped.
 *
 * @module
 */

import { framesIn } from "../frame/envelope.ts";
import type { Frame, Item, LifecycleEvent } from "../frame/frame.ts";
import { Assembler, isPossible, wholeFrame } from "./assembler.ts";
import { type Block, BlockReader } from "./block_reader.ts";
import { parseEvent } from "./event_payload.ts";
import { DamagedBlock } from "./block_body.ts";
import { type FrameComment, parseComment } from "./frame_comment.ts";
import type { Input } from "./input.ts";
import { type Interface, readInterface } from "./interface.ts";
import { type FoundPacket, readPacket } from "./packet.ts";
import { BlockType, Option } from "./pcapng.ts";

/** How a session is read. */
export interface SessionOptions {
  /** Called for problems that don't prevent the rest from being read. */
  readonly warn: (message: string) => void;
}

/** A section has one interface per source; a file with more than this was made to exhaust memory. */
const MAX_INTERFACES = 65_536;

/**
 * The items of a recording, one batch per read.
 *
 * @throws {BadInputError} when the recording is damaged; everything before the damage is yielded first.
 */
export async function* readSession(
  input: Input,
  options: SessionOptions,
): AsyncGenerator<readonly Item[], void, undefined> {
  const blocks = new BlockReader(input);
  const session = new SessionReader(options);
  do {
    const batch: Item[] = [];
    let error: unknown;
    try {
      for (let block = blocks.next(); block !== undefined; block = blocks.next()) {
        const item = session.read(block);
        blocks.skip(block);
        if (item !== undefined) batch.push(item);
      }
      session.count();
    } catch (caught) {
      error = caught instanceof DamagedBlock ? blocks.damaged(caught.message) : caught;
    }
    if (batch.length > 0) yield batch;
    if (error !== undefined) throw error;
  } while (await input.fill());
  session.end(input);
}

/** The state of the section and the session so far. */
class SessionReader {
  readonly #warn: SessionOptions["warn"];
  readonly #assembler = new Assembler();
  /** The last event of the pipe, and of each connected client, as JSON. */
  readonly #activeEvents = new Map<number, string>();
  #interfaces: Interface[] = [];
  /** The last number of `seq`, but for the events of {@linkcode #uncounted}. */
  #seq = 0;
  /** The last frame, as long as nobody has asked how many numbers it takes. */
  #uncounted: Frame | undefined;

  constructor({ warn }: SessionOptions) {
    this.#warn = warn;
  }

  /** The item that a block completes, if any. @throws {DamagedBlock} */
  read({ type, body }: Block): Item | undefined {
    if (type === BlockType.SectionHeader) {
      this.#interfaces = [];
    } else if (type === BlockType.InterfaceDescription) {
      if (this.#interfaces.length === MAX_INTERFACES) throw new DamagedBlock("a section has too many interfaces");
      this.#interfaces.push(readInterface(body));
    } else {
      const packet = readPacket(type, body, this.#interfaces);
      return packet && this.#item(packet);
    }
    return undefined;
  }

  /** Counts the events of the last frame, whose bytes must still be valid: only a foreign packet needs to know. */
  count(): void {
    if (this.#uncounted !== undefined) this.#seq = this.#uncounted.seq + framesIn(this.#uncounted) - 1;
    this.#uncounted = undefined;
  }

  /** Warns about what is missing at the end. */
  end({ name, bytes, follows }: Input): void {
    if (follows) return; // The rest may still be written.
    const cut = bytes.length > 0;
    const incomplete = this.#assembler.incomplete;
    this.#assembler.abandon();
    if (cut || this.#assembler.incomplete > incomplete) {
      this.#warn(`${name} ends in the middle of a block: everything before it was read`);
    }
    if (incomplete > 0) {
      this.#warn(`${name} lacks parts of ${incomplete} large frames: they were skipped`);
    }
  }

  #item(packet: FoundPacket): Item | undefined {
    const { role } = packet.from;
    const comment = role === "frames" ? commentOf(packet) : undefined;
    if (comment !== undefined && isPossible(comment, packet)) return this.#frame(comment, packet);
    const event = role === "events" && packet.time !== null ? parseEvent(packet.data, packet.time) : undefined;
    if (event !== undefined) return this.#event(event);
    this.count();
    return this.#last(wholeFrame({ seq: this.#seq + 1, client: null, pid: null }, packet));
  }

  #frame(comment: FrameComment, packet: FoundPacket): Frame | undefined {
    this.#seq = comment.seq;
    this.#uncounted = undefined;
    const frame = this.#assembler.add(comment, packet);
    return frame && this.#last(frame);
  }

  #last(frame: Frame): Frame {
    this.#uncounted = frame;
    return frame;
  }

  /** Each file of a rotated recording begins with the active events; in a merged recording each is yielded once. */
  #event(event: LifecycleEvent): LifecycleEvent | undefined {
    switch (event.kind) {
      case "lost":
        return event;
      case "disconnected":
        this.#activeEvents.delete(event.client);
        return event;
      case "listening":
      case "connected": {
        const client = event.kind === "connected" ? event.client : 0;
        const text = JSON.stringify(event);
        if (this.#activeEvents.get(client) === text) return undefined;
        this.#activeEvents.set(client, text);
        return event;
      }
    }
  }
}

/** Our comment; others may have been added. @throws {DamagedBlock} */
function commentOf({ options }: FoundPacket): FrameComment | undefined {
  for (let option = options.option(); option !== undefined; option = options.option()) {
    const comment = option.code === Option.Comment ? parseComment(option.bytes) : undefined;
    if (comment !== undefined) return comment;
  }
  return undefined;
}
