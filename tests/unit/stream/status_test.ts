import { assertEquals } from "@std/assert";
import type { Batch } from "../../../cli/frame/frame.ts";
import { Status, type StatusSettings } from "../../../cli/stream/status.ts";
import { FakeTime } from "../fake_time.ts";
import { CONNECTED, DISCONNECTED, frame, LISTENING, LOST, padded } from "../items.ts";

/** What is written, in pieces, until it is taken. */
class Terminal {
  #written: string[] = [];

  writeSync(bytes: Uint8Array): number {
    this.#written.push(new TextDecoder().decode(bytes));
    return bytes.length;
  }

  take(): string[] {
    return this.#written.splice(0);
  }
}

function withStatus(
  options: Partial<StatusSettings>,
  test: (status: Status, terminal: Terminal, time: FakeTime) => void,
): string[] {
  using time = new FakeTime();
  const terminal = new Terminal();
  {
    using status = new Status(terminal, { mode: "live", sharedTerminal: true, color: false, ...options });
    test(status, terminal, time);
  }
  assertEquals(time.pending, 0);
  return terminal.take();
}

/** What a run does with a batch. */
function feed(status: Status, batch: Batch): void {
  for (const item of batch) status.item(item);
  status.makeRoomForData();
}

const FRAME = frame(padded("hello"));
const CLEAR = "\r\x1b[K";

Deno.test("Status tells events with what to expect, and the totals at the end", () => {
  const last = withStatus({ mode: "lines" }, (status, terminal, time) => {
    feed(status, [LISTENING]);
    feed(status, [CONNECTED, FRAME, FRAME, DISCONNECTED]);
    time.tick(10_000);
    assertEquals(terminal.take(), [
      "pipelisten: listening on \\\\.\\pipe\\LySharkPipeConn, waiting for the kernel client (Ctrl+C ends)\n",
      "pipelisten: client 1 connected: pid 4, System\n",
      "pipelisten: client 1 disconnected after 10 frames, 40960 bytes\n",
    ]);
  });
  assertEquals(last, ["pipelisten: 2 frames, 8.19 kB\n"]);
});

Deno.test("Status says nothing when it is silent", () => {
  const last = withStatus({ mode: "silent" }, (status, terminal, time) => {
    feed(status, [LISTENING, CONNECTED, FRAME, DISCONNECTED]);
    time.tick(10_000);
    assertEquals(terminal.take(), []);
  });
  assertEquals(last, []);
});

Deno.test("Status keeps one line of counters up to date, with the rate since it was drawn", () => {
  const last = withStatus({ sharedTerminal: false }, (status, terminal, time) => {
    time.tick(1000);
    assertEquals(terminal.take(), []);
    feed(status, [FRAME]);
    time.tick(200);
    assertEquals(terminal.take(), ["1 frame, 4.1 kB, 5 frames/s"]);
    feed(status, Array(1000).fill(FRAME));
    assertEquals(terminal.take(), []);
    time.tick(200);
    assertEquals(terminal.take(), [CLEAR, "1,001 frames, 4.1 MB, 5,000 frames/s"]);
    time.tick(200);
    assertEquals(terminal.take(), [CLEAR, "1,001 frames, 4.1 MB, 0 frames/s"]);
    time.tick(1000);
    assertEquals(terminal.take(), []);
  });
  assertEquals(last, [CLEAR, "pipelisten: 1,001 frames, 4.1 MB\n"]);
});

Deno.test("Status clears its line before data on the same terminal, and only there", () => {
  for (const sharedTerminal of [true, false]) {
    withStatus({ sharedTerminal }, (status, terminal, time) => {
      feed(status, [FRAME]);
      time.tick(200);
      terminal.take();
      feed(status, [FRAME]);
      assertEquals(terminal.take(), sharedTerminal ? [CLEAR] : []);
      feed(status, [FRAME]);
      assertEquals(terminal.take(), []);
    });
  }
});

Deno.test("Status clears its line before an event, and draws it again after", () => {
  withStatus({ sharedTerminal: false }, (status, terminal, time) => {
    feed(status, [FRAME]);
    time.tick(200);
    terminal.take();
    feed(status, [DISCONNECTED]);
    assertEquals(terminal.take(), [CLEAR, "pipelisten: client 1 disconnected after 10 frames, 40960 bytes\n"]);
    time.tick(200);
    assertEquals(terminal.take(), ["1 frame, 4.1 kB, 0 frames/s"]);
  });
});

Deno.test("Status dims what it says when colours are on", () => {
  const last = withStatus({ mode: "lines", color: true }, (status, terminal) => {
    feed(status, [CONNECTED]);
    assertEquals(terminal.take(), ["\x1b[2mpipelisten: client 1 connected: pid 4, System\x1b[22m\n"]);
  });
  assertEquals(last, ["\x1b[2mpipelisten: 0 frames, 0 B\x1b[22m\n"]);
});

Deno.test("Status tells at the end what was lost, though nothing else, when it is asked for losses", () => {
  const written = withStatus({ mode: "losses" }, (status) => {
    feed(status, [LISTENING, CONNECTED, FRAME, LOST]);
    feed(status, [LOST, DISCONNECTED]);
  });
  assertEquals(written, [
    "pipelisten: lost 2 frames, as the reader was slow (without --drop-when-full the driver waits)\n",
  ]);
});

Deno.test("Status tells apart what the driver dropped", () => {
  const lost = { ...LOST, frames: 7, bytes: null, by: "driver" } as const;
  assertEquals(withStatus({ mode: "losses" }, (status) => feed(status, [lost, LOST])), [
    "pipelisten: lost 1 frame, as the reader was slow (without --drop-when-full the driver waits)\n",
    "pipelisten: lost 7 frames, dropped by the driver, whose ring was full (a larger ring or a faster reader helps)\n",
  ]);
});

Deno.test("Status says nothing of losses when it is silent, and nothing at all when none were", () => {
  assertEquals(withStatus({ mode: "silent" }, (status) => feed(status, [LOST])), []);
  assertEquals(withStatus({ mode: "losses" }, (status) => feed(status, [LISTENING, FRAME])), []);
});

Deno.test("Status warns at once, above the line of counters, and not at all when it is silent", () => {
  withStatus({ sharedTerminal: false }, (status, terminal, time) => {
    feed(status, [FRAME]);
    time.tick(200);
    terminal.take();
    status.warn("it ends\x1b[2J early");
    assertEquals(terminal.take(), [CLEAR, "pipelisten: it ends\\x1b[2J early\n"]);
  });
  withStatus({ mode: "losses" }, (status, terminal) => {
    status.warn("it ends early");
    assertEquals(terminal.take(), ["pipelisten: it ends early\n"]);
  });
  assertEquals(withStatus({ mode: "silent" }, (status) => status.warn("it ends early")), []);
});

Deno.test("Status shows how much is done as a bar, but not on the terminal that the data goes to", () => {
  withStatus({ sharedTerminal: false }, (status, terminal, time) => {
    feed(status, [FRAME]);
    for (
      const [done, bar] of [[0, "[--------------------]   0%"], [55, "[###########---------]  55%"], [
        100,
        "[####################] 100%",
      ]] as const
    ) {
      status.progress(done, 100);
      time.tick(200);
      assertEquals(terminal.take().at(-1), `${bar}  1 frame, 4.1 kB, ${done === 0 ? 5 : 0} frames/s`);
    }
  });
  withStatus({ sharedTerminal: true }, (status, terminal, time) => {
    feed(status, [FRAME]);
    status.progress(55, 100);
    time.tick(200);
    assertEquals(terminal.take(), ["1 frame, 4.1 kB, 5 frames/s"]);
  });
});

Deno.test("Status says no more once stderr can't be written, and ends no run for that", () => {
  let tries = 0;
  const gone = {
    writeSync() {
      tries++;
      throw new Deno.errors.BrokenPipe();
    },
  };
  {
    using status = new Status(gone, { mode: "lines", sharedTerminal: false, color: false });
    feed(status, [LISTENING, CONNECTED, FRAME, DISCONNECTED]);
    status.warn("a warning");
  }
  assertEquals(tries, 1);
});
