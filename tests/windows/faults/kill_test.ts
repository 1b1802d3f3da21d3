/** The listener is killed, as by Task Manager, whatever it is doing: its clients notice, and the name is free at once. */
import { assert, assertEquals } from "@std/assert";
import { PipeClient } from "../../../cli/pipe/client.ts";
import { linesOf } from "../../machine/process.ts";
import { connectWhenThere, MainProcess } from "../pipe/child.ts";
import { bounded, connect, eventsOf, framesOf, Listener, newPipe, pattern, send } from "../pipe/harness.ts";

const NEVER = new AbortController().signal;

/** A listener to be killed, and its client. */
interface Scene {
  readonly main: MainProcess;
  readonly pipe: string;
  readonly lines: AsyncGenerator<string, undefined>;
  client?: Deno.FsFile;
}

async function printed(scene: Scene, kind: string): Promise<void> {
  while (JSON.parse((await bounded(scene.lines.next(), kind)).value ?? "{}").kind !== kind);
}

const connected = async (scene: Scene) => {
  scene.client = await connectWhenThere(scene.pipe);
  await printed(scene, "connected");
};

/** Writes until the listener is killed. */
async function flood({ client }: Scene, written = () => {}): Promise<void> {
  try {
    for (let i = 0;; i++) {
      await client!.write(pattern(4096, i));
      written();
    }
  } catch {
    // nobody listens any more
  }
}

/** What a listener can be doing, each as the way to get there. What is under way then has to end with the listener. */
const STAGES: Readonly<Record<string, (scene: Scene) => Promise<void | { readonly underWay: Promise<void> }>>> = {
  "starts": async () => {},
  "listens": (scene) => printed(scene, "listening"),
  "has a client that is silent": connected,
  "receives frames": async (scene) => {
    await connected(scene);
    const flooding = flood(scene);
    await printed(scene, "frame");
    const underWay = (async () => {
      for await (const _ of scene.lines); // its reader takes what it prints
      await flooding;
    })();
    return { underWay };
  },
  "waits for its reader, and its client for it": async (scene) => {
    await connected(scene);
    let written = 0;
    const underWay = flood(scene, () => written++);
    for (let before = -1; before < written;) { // there is no signal for "a write waits"
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    return { underWay };
  },
};

for (const [stage, reach] of Object.entries(STAGES)) {
  Deno.test(`a listener that is killed while it ${stage} leaves the name free for the next, and no client waiting`, async () => {
    const pipe = newPipe();
    const main = new MainProcess(["--json", "--events", pipe]);
    const scene: Scene = { main, pipe, lines: linesOf(main.stdout) };
    const reached = await reach(scene);
    main.kill();
    if (reached) await bounded(reached.underWay, "the client");
    scene.client?.close();
    await scene.lines.return(undefined);
    if (!main.stdout.locked) await main.endReading();
    await bounded(main.ended(), "the end of the listener");
    await using next = await Listener.start({ pipe });
    using client = await connect(pipe);
    await send(client, pattern(10, 1));
    assertEquals(framesOf(await next.until((items) => framesOf(items).length === 1))[0]?.seq, 1);
  });
}

Deno.test("the next listener has the name as soon as one that was killed is gone, and its client finds it there", async () => {
  const pipe = newPipe();
  const main = new MainProcess(["--json", "--events", pipe]);
  const lines = linesOf(main.stdout);
  const client = await (async () => {
    await bounded(lines.next(), "the listener");
    return await PipeClient.connect({ pipe, signal: NEVER });
  })();
  assert(await client.write(pattern(10, 1)));
  const end = client.read();
  const next = Listener.prepare({ pipe });
  main.kill();
  const listening = next.next(); // while the other has not even ended
  assertEquals(await bounded(end, "the end of the connection"), undefined);
  await client[Symbol.asyncDispose]();
  await using again = await PipeClient.connect({ pipe, signal: NEVER });
  assert(await again.write(pattern(10, 2)));
  assertEquals((await listening)?.map(({ kind }) => kind), ["listening"]);
  const items = await next.until((items) => framesOf(items).length === 1);
  assertEquals(eventsOf(items, "connected").map(({ client }) => client), [1]);
  assertEquals(framesOf(items)[0]?.bytes, pattern(10, 2));
  await again[Symbol.asyncDispose]();
  await next[Symbol.asyncDispose]();
  await lines.return(undefined);
  await main.ended();
});
