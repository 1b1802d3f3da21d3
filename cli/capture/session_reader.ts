/**
 * A session out of pcapng: what session_writer.ts wrote, also after editcap and mergecap, or anybody's packets.
 *
 * Packets that aren't ours are frames with a time and without a client; what is neither a packet nor an interface is
 * passed over.
 *
 * @module
 */

import type { Frame, Item, LifecycleEvent } from "../frame/frame.ts";
import { Assembler, isPossible, truncation } from "./assembler.ts";
import { type Block, BlockReader } from "./block_reader.ts";
import { parseEvent } from "./event_payload.ts";
import { DamagedBlock } from "./block_body.ts";
import { type FrameComment, parseComment } from "./frame_comment.ts";
import type { Input } from "./input.ts";
import { type Interface, readInterface } from "./interface.ts";
import { type FoundPacket, readPacket } from "./packet.ts";
import { BlockType, Option } from "./pcapng.ts";

/** How a recording is told. */
export interface SessionOptions {
  /** Is told of what is not as it should be, and doesn't keep the rest from being read. */
  readonly warn: (message: string) => void;
}

/** A section has one interface for each source; with more than this it is a file that was made to use up memory. */
const MOST_INTERFACES = 65_536;
const DECODER = new TextDecoder();

/**
 * The items of a recording, in batches of what is read at once.
 *
 * @throws {BadInputError} when the recording is damaged, behind all that stands before.
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
    } catch (caught) {
      error = caught instanceof DamagedBlock ? blocks.damaged(caught.message) : caught;
    }
    if (batch.length > 0) yield batch;
    if (error !== undefined) throw error;
  } while (await input.fill());
  session.end(input);
}

/** What is known of the section, and of the session, so far. */
class SessionReader {
  readonly #warn: SessionOptions["warn"];
  readonly #assembler = new Assembler();
  /** The last event of the pipe and of each client that is there, as JSON. */
  readonly #standing = new Map<number, string>();
  #interfaces: Interface[] = [];
  #seq = 0;

  constructor({ warn }: SessionOptions) {
    this.#warn = warn;
  }

  /** The item that a block completes, if it does. @throws {DamagedBlock} */
  read({ type, body }: Block): Item | undefined {
    if (type === BlockType.SectionHeader) {
      this.#interfaces = [];
    } else if (type === BlockType.InterfaceDescription) {
      if (this.#interfaces.length === MOST_INTERFACES) throw new DamagedBlock("a section has too many interfaces");
      this.#interfaces.push(readInterface(body));
    } else {
      const packet = readPacket(type, body, this.#interfaces);
      return packet && this.#item(packet);
    }
    return undefined;
  }

  /** Says what is missing at the end. */
  end({ name, bytes, follows }: Input): void {
    if (follows) return; // The rest may be on its way.
    const cut = bytes.length > 0;
    const incomplete = this.#assembler.incomplete;
    this.#assembler.abandon();
    if (cut || this.#assembler.incomplete > incomplete) {
      this.#warn(`${name} ends early, in the middle of a block: all before it has been read`);
    }
    if (incomplete > 0) {
      this.#warn(`${name} lacks parts of ${incomplete} large frames: they were left out`);
    }
  }

  #item(packet: FoundPacket): Item | undefined {
    const { role } = packet.from;
    const comment = role === "frames" ? commentOf(packet) : undefined;
    if (comment !== undefined && isPossible(comment, packet)) return this.#frame(comment, packet);
    const event = role === "events" && packet.time !== null ? parseEvent(packet.data, packet.time) : undefined;
    if (event !== undefined) return this.#event(event);
    const truncated = truncation(packet.data.length, packet.originalLength);
    const frame: Frame = {
      kind: "frame",
      seq: ++this.#seq,
      time: packet.time,
      client: null,
      pid: null,
      bytes: packet.data,
      ...(truncated && { truncated }),
    };
    return frame;
  }

  #frame(comment: FrameComment, packet: FoundPacket): Frame | undefined {
    this.#seq = comment.seq;
    return this.#assembler.add(comment, packet);
  }

  /** Each file of a rotated recording begins with the events that still stand; put together, they are told once. */
  #event(event: LifecycleEvent): LifecycleEvent | undefined {
    switch (event.kind) {
      case "lost":
        return event;
      case "disconnected":
        this.#standing.delete(event.client);
        return event;
      case "listening":
      case "connected": {
        const client = event.kind === "connected" ? event.client : 0;
        const text = JSON.stringify(event);
        if (this.#standing.get(client) === text) return undefined;
        this.#standing.set(client, text);
        return event;
      }
    }
  }
}

/** The comment that we wrote: somebody may have added others. @throws {DamagedBlock} */
function commentOf({ options }: FoundPacket): FrameComment | undefined {
  for (const { code, bytes } of options.options()) {
    const comment = code === Option.Comment ? parseComment(DECODER.decode(bytes)) : undefined;
    if (comment !== undefined) return comment;
  }
  return undefined;
}
