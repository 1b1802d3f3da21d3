import { assert, assertEquals, assertInstanceOf, assertStrictEquals, assertThrows } from "@std/assert";
import { BadInputError, TimeLimitError } from "../../../cli/errors.ts";
import { type LimitOptions, Limits } from "../../../cli/stream/limits.ts";
import { FakeTime } from "../fake_time.ts";
import { CONNECTED, DISCONNECTED, frame, LISTENING } from "../items.ts";

/** Why the limits have expired; undefined while they haven't. */
function reason(limits: Limits): string | undefined {
  if (!limits.expired.aborted) return undefined;
  assertInstanceOf(limits.expired.reason, TimeLimitError);
  return limits.expired.reason.message;
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

Deno.test("Limits.admit() passes everything on when nothing limits it", () => {
  withLimits({}, (limits, time) => {
    const batch = [LISTENING, CONNECTED, frame("a"), DISCONNECTED];
    assertStrictEquals(limits.admit(batch), batch);
    time.tick(1e9);
    assertEquals([limits.reached, reason(limits)], [false, undefined]);
    limits.sourceEnded("x");
  });
});

Deno.test("Limits.admit() stops at the last frame that was asked for, in the middle of a batch", () => {
  withLimits({ count: 3 }, (limits) => {
    const [a, b, c, d] = ["a", "b", "c", "d"].map((text) => frame(text));
    assertEquals(limits.admit([a!, b!]), [a!, b!]);
    assertEquals(limits.reached, false);
    assertEquals(limits.admit([CONNECTED, c!, DISCONNECTED, d!]), [CONNECTED, c!]);
    assertEquals(limits.reached, true);
    limits.sourceEnded("x");
  });
});

Deno.test("Limits.admit() doesn't count events as frames", () => {
  withLimits({ count: 1 }, (limits) => {
    limits.admit([LISTENING, CONNECTED, DISCONNECTED]);
    assertEquals(limits.reached, false);
  });
});

Deno.test("Limits.admit() stops with --once when the first client has gone, and not for another", () => {
  withLimits({ once: true }, (limits) => {
    limits.admit([CONNECTED, { ...CONNECTED, client: 2 }, { ...DISCONNECTED, client: 2 }]);
    assertEquals(limits.reached, false);
    assertEquals(limits.admit([frame("a"), DISCONNECTED, frame("b")]), [frame("a"), DISCONNECTED]);
    assertEquals(limits.reached, true);
  });
});

Deno.test("Limits.sourceEnded() says that fewer frames came than were asked for", () => {
  withLimits({ count: 3 }, (limits) => {
    limits.admit([frame("a"), frame("b")]);
    const error = assertThrows(() => limits.sourceEnded("a.bin"), BadInputError);
    assertEquals(
      error.message,
      "Cannot reach 3 frames: a.bin ends after 2 (give a longer recording, or a smaller -n)",
    );
  });
});

Deno.test("Limits expires when no client has connected in time", () => {
  withLimits({ connectTimeout: 500 }, (limits, time) => {
    limits.admit([LISTENING]);
    time.tick(499);
    assertEquals(reason(limits), undefined);
    time.tick(1);
    assertEquals(
      reason(limits),
      "Cannot wait any longer: no client has connected within 500 ms, 0 frames so far " +
        "(check the driver, or raise --connect-timeout)",
    );
  });
});

Deno.test("Limits waits for no other client once one has connected", () => {
  withLimits({ connectTimeout: 500 }, (limits, time) => {
    time.tick(499);
    limits.admit([CONNECTED]);
    time.tick(1e6);
    assertEquals(reason(limits), undefined);
  });
});

Deno.test("Limits expires when no frame has come for the idle time, counted from the last", () => {
  withLimits({ idleTimeout: 100, count: 5 }, (limits, time) => {
    time.tick(1e6);
    limits.admit([CONNECTED]);
    for (let i = 0; i < 3; i++) {
      time.tick(99);
      limits.admit([frame("a")]);
    }
    limits.admit([DISCONNECTED]);
    time.tick(99);
    assertEquals(reason(limits), undefined);
    time.tick(1);
    assertEquals(
      reason(limits),
      "Cannot wait any longer: no frame has come within 100 ms, 3 of 5 frames so far " +
        "(check the driver, or raise --idle-timeout)",
    );
  });
});

Deno.test("Limits counts the idle time from connecting when no frame comes at all", () => {
  withLimits({ idleTimeout: 100 }, (limits, time) => {
    limits.admit([LISTENING]);
    time.tick(1e6);
    limits.admit([CONNECTED]);
    time.tick(99);
    assert(!limits.expired.aborted);
    time.tick(1);
    assert(limits.expired.aborted);
  });
});

Deno.test("Limits expires after the time for all, whatever comes", () => {
  withLimits({ timeout: 1000 }, (limits, time) => {
    limits.admit([CONNECTED]);
    time.tick(999);
    limits.admit([frame("a")]);
    assertEquals(reason(limits), undefined);
    time.tick(1);
    assertEquals(
      reason(limits),
      "Cannot wait any longer: the run was not done within 1000 ms, 1 frame so far " +
        "(check the driver, or raise --timeout)",
    );
  });
});
