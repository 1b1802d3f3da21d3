/**
 * `sender.ts PIPE`: a client that sends numbered frames of 4096 bytes as fast as the pipe takes them, until its stdin ends.
 *
 * @module
 */

const FRAME_SIZE = 4096;
/** How many writes there are between two looks at stdin. */
const BURST = 256;

/** Of connecting: ten seconds. */
const MAX_TRIES = 500;

const [pipe = ""] = Deno.args;
using client = await connect();
let isOver = false;
Deno.stdin.read(new Uint8Array(1)).then(() => isOver = true);
const frame = new Uint8Array(FRAME_SIZE);
const encoder = new TextEncoder();
for (let number = 0; !isOver;) {
  for (let i = 0; i < BURST; i++) {
    frame[encoder.encodeInto(`frame ${++number}`, frame).written] = 0;
    client.writeSync(frame);
  }
  await new Promise((resolve) => setTimeout(resolve)); // the end of stdin is seen only in a turn of the event loop
}

/** Tries again while all instances are busy. */
async function connect(): Promise<Deno.FsFile> {
  for (let tries = 1;; tries++) {
    try {
      return await Deno.open(pipe, { read: true, write: true });
    } catch (error) {
      if (tries === MAX_TRIES) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
