/**
 * Waiting that a signal can cut short.
 *
 * @module
 */

/** Waits so many milliseconds, or until `signal` aborts. Never throws: who needs to know looks at the signal. */
export function delay(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done);
  });
}
