/**
 * The account of a soak: from the lines of `pipelisten --json --events`, whether the sequence is whole, of the listener, of
 * each client, and of a driver that may drop events.
 *
 * @module
 */

/** A line, as far as the account needs it. */
export interface Line {
  readonly kind: string;
  readonly seq?: number;
  readonly client: number | null;
  readonly frames?: number;
  readonly by?: string;
  /** `frame 17` is what the soak's clients send. */
  readonly text?: string | null;
  readonly kernel?: { readonly sequence: number };
  readonly error?: string | null;
}

interface Client {
  frames: number;
  /** Whether it numbers its frames as events, some of which only report what it has dropped. */
  hasEvents: boolean;
  /** Events that its driver has dropped. */
  lost: number;
}

/** Enters line after line, and fails at the first that doesn't follow from those before. */
export class Account {
  readonly #clients = new Map<number, Client>();
  #seq = 0;
  #frames = 0;
  /** What the clients that have gone had sent, as the listener has counted it. */
  #sent = 0;
  #lost = 0;
  #gone = 0;

  /** How many frames were printed. */
  get frames(): number {
    return this.#frames;
  }

  /** How many events drivers have dropped, and counted. */
  get lost(): number {
    return this.#lost;
  }

  /** How many clients have come and gone. */
  get gone(): number {
    return this.#gone;
  }

  /** How many clients are connected. */
  get connected(): number {
    return this.#clients.size;
  }

  /** To be called when all clients have gone. @throws {Error} when a number of the listener's is nobody's. */
  close(): void {
    if (this.#seq > this.#sent) throw new Error(`${this.#seq} frames were numbered, and ${this.#sent} were sent`);
  }

  /** @throws {Error} when the line doesn't follow. */
  enter(line: Line): void {
    switch (line.kind) {
      case "connected":
        this.#clients.set(line.client!, { frames: 0, hasEvents: false, lost: 0 });
        return;
      case "frame":
        return this.#frame(line);
      case "lost":
        if (line.by !== "driver") throw new Error(`the listener has lost ${line.frames} frames`);
        this.#client(line).lost += line.frames!;
        this.#lost += line.frames!;
        return;
      case "disconnected":
        return this.#disconnected(line);
    }
  }

  #frame(line: Line): void {
    const { seq, text, kernel } = line;
    if (seq! <= this.#seq) throw new Error(`frame ${seq} follows frame ${this.#seq}`);
    this.#seq = seq!;
    this.#frames++;
    const client = this.#client(line);
    client.frames++;
    client.hasEvents ||= kernel !== undefined;
    const numbered = /^frame (\d+)$/.exec(text ?? "");
    const expected = kernel === undefined ? client.frames : client.frames + client.lost;
    const number = kernel?.sequence ?? (numbered === null ? undefined : Number(numbered[1]));
    if (number !== undefined && number !== expected) {
      throw new Error(`client ${line.client} sent number ${number}, and ${expected} was expected`);
    }
  }

  #disconnected(line: Line): void {
    const { frames, hasEvents } = this.#client(line);
    if (line.error !== null) throw new Error(`client ${line.client}: ${line.error}`);
    // A message that only reports dropped events takes a number of the listener's and is not printed.
    if (hasEvents ? line.frames! < frames : line.frames !== frames) {
      throw new Error(`client ${line.client} has sent ${line.frames} frames, and ${frames} were printed`);
    }
    this.#sent += line.frames!;
    this.#clients.delete(line.client!);
    this.#gone++;
  }

  #client({ client, kind }: Line): Client {
    const found = this.#clients.get(client ?? 0);
    if (found === undefined) throw new Error(`client ${client} has not connected: ${kind}`);
    return found;
  }
}
