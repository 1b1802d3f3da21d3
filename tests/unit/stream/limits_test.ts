import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { BadInputError, TimeLimitError } from "../../../cli/errors.ts";
import type { Item } from "../../../cli/frame/frame.ts";
import { type LimitOptions, Limits } from "../../../cli/stream/limits.ts";
import { FakeTime } from "../fake_time.ts";
import { CONNECTED, DISCONNECTED, frame, LISTENING } from "../items.ts";

/** Why the limits have expired; undefined while they haven't. */
function reason(limits: Limits): string | undefined {
  if (!limits.expired.aborted) return undefined;
  assertInstanceOf(limits.expired.reason, TimeLimitError);
  return limits.expired.reason.message;
}

/** Counts items as a run does, and returns those that belong to it. */
function admit(limits: Limits, items: readonly Item[]): Item[] {
  const admitted: Item[] = [];
  for (const item of items) {
    if (limits.reached) break;
    limits.count(item);
    admitted.push(item);
  }
  return admitted;
}

/** Runs the test with a clock that stands still, and checks that no timer is left. */
function withLimits(options: Partial<LimitOptions>, test: (limits: Limits, time: FakeTime) => void): void {
  using time = new FakeTime();
  {
    using limits = new Limits({ once: false, ...options });
    test(limits, time);
  }
  assertEquals(time.pending, 0);
}

Deno.test("Limits.count() passes everything on when nothing limits it", () => {
  withLimits({}, (limits, time) => {
    const batch = [LISTENING, CONNECTED, frame("a"), DISCONNECTED];
    assertEquals(admit(limits, batch), batch);
    time.tick(1e9);
    assertEquals([limits.reached, reason(limits)], [false, undefined]);
    limits.sourceEnded("x");
  });
});

Deno.test("Limits.count() stops at the last frame that was asked for, in the middle of a batch", () => {
  withLimits({ count: 3 }, (limits) => {
    const [a, b, c, d] = ["a", "b", "c", "d"].map((text) => frame(text));
    assertEquals(admit(limits, [a!, b!]), [a!, b!]);
    assertEquals(limits.reached, false);
    assertEquals(admit(limits, [CONNECTED, c!, DISCONNECTED, d!]), [CONNECTED, c!]);
    assertEquals(limits.reached, true);
    limits.sourceEnded("x");
  });
});

Deno.test("Limits.count() doesn't count events as frames", () => {
  withLimits({ count: 1 }, (limits) => {
    admit(limits, [LISTENING, CONNECTED, DISCONNECTED]);
    assertEquals(limits.reached, false);
  });
});

Deno.test("Limits.count() stops with --once when the first client has gone, and not for another", () => {
  withLimits({ once: true }, (limits) => {
    admit(limits, [CONNECTED, { ...CONNECTED, client: 2 }, { ...DISCONNECTED, client: 2 }]);
    assertEquals(limits.reached, false);
    assertEquals(admit(limits, [frame("a"), DISCONNECTED, frame("b")]), [frame("a"), DISCONNECTED]);
    assertEquals(limits.reached, true);
  });
});

Deno.test("Limits.sourceEnded() says that fewer frames came than were asked for", () => {
  withLimits({ count: 3 }, (limits) => {
    admit(limits, [frame("a"), frame("b")]);
    const error = assertThrows(() => limits.sourceEnded("a.bin"), BadInputError);
    assertEquals(
      error.message,
      "Cannot reach 3 frames: a.bin ends after 2 (use a longer recording, or a smaller -n)",
    );
  });
});

Deno.test("Limits expires when no client has connected in time", () => {
  withLimits({ connectTimeout: 500 }, (limits, time) => {
    admit(limits, [LISTENING]);
    time.tick(499);
    assertEquals(reason(limits), undefined);
    time.tick(1);
    assertEquals(
      reason(limits),
      "No client connected within 500ms, 0 frames so far " +
        "(check the driver, or raise --connect-timeout)",
    );
  });
});

Deno.test("Limits waits for no other client once one has connected", () => {
  withLimits({ connectTimeout: 500 }, (limits, time) => {
    time.tick(499);
    admit(limits, [CONNECTED]);
    time.tick(1e6);
    assertEquals(reason(limits), undefined);
  });
});

Deno.test("Limits expires when no frame has come for the idle time, counted from the last", () => {
  withLimits({ idleTimeout: 100, count: 5 }, (limits, time) => {
    time.tick(1e6);
    admit(limits, [CONNECTED]);
    for (let i = 0; i < 3; i++) {
      time.tick(99);
      admit(limits, [frame("a")]);
    }
    admit(limits, [DISCONNECTED]);
    time.tick(99);
    assertEquals(reason(limits), undefined);
    time.tick(1);
    assertEquals(
      reason(limits),
      "No frame arrived for 100ms, 3 of 5 frames so far " +
        "(check the driver, or raise --idle-timeout)",
    );
  });
});

Deno.test("Limits says that only the frames which --where selects are counted", () => {
  withLimits({ idleTimeout: 100, count: 5, where: "size > 1" }, (limits, time) => {
    admit(limits, [CONNECTED, frame("a")]);
    time.tick(100);
    assertEquals(
      reason(limits),
      "No matching frame arrived for 100ms, 1 of 5 matching frames so far " +
        "(check the driver and --where, or raise --idle-timeout)",
    );
  });
  withLimits({ timeout: 1000, where: "size > 1" }, (limits, time) => {
    time.tick(1000);
    assertEquals(
      reason(limits),
      "Timed out after 1s, 0 matching frames so far (check the driver and --where, or raise --timeout)",
    );
  });
});

Deno.test("Limits counts the idle time from connecting when no frame comes at all", () => {
  withLimits({ idleTimeout: 100 }, (limits, time) => {
    admit(limits, [LISTENING]);
    time.tick(1e6);
    admit(limits, [CONNECTED]);
    time.tick(99);
    assert(!limits.expired.aborted);
    time.tick(1);
    assert(limits.expired.aborted);
  });
});

Deno.test("Limits expires after the time for all, whatever comes", () => {
  withLimits({ timeout: 1000 }, (limits, time) => {
    admit(limits, [CONNECTED]);
    time.tick(999);
    admit(limits, [frame("a")]);
    assertEquals(reason(limits), undefined);
    time.tick(1);
    assertEquals(
      reason(limits),
      "Timed out after 1s, 1 frame so far " +
        "(check the driver, or raise --timeout)",
    );
  });
});
