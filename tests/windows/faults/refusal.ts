/** Calls of Windows that fail: a function of the tables in cli/pipe is replaced for a while, for all of this process. */

/** Replaces `table[name]` until disposed of; `make` is given the function itself. */
export function replaced<T extends object, K extends keyof T>(
  table: T,
  name: K,
  make: (original: T[K]) => T[K],
): Disposable {
  const original = table[name];
  table[name] = make(original);
  return { [Symbol.dispose]: () => void (table[name] = original) };
}
