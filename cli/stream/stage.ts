/**
 * A stage: what happens to one item between its source and the renderers.
 *
 * @module
 */

import type { Item } from "../frame/frame.ts";

/** Makes of one item what goes on in its place: the item itself, another, several, or none. */
export type Stage = (item: Item) => readonly Item[];

/** One stage that does what all of these do, in this order. */
export function inSequence(stages: readonly Stage[]): Stage {
  const [first, ...others] = stages;
  if (first === undefined) return (item) => [item];
  if (others.length === 0) return first;
  const rest = inSequence(others);
  return (item) => {
    const items = first(item);
    if (items.length === 1) return rest(items[0]!);
    const all: Item[] = [];
    for (const one of items) {
      const made = rest(one);
      if (made.length === 1) all.push(made[0]!);
      else all.push(...made);
    }
    return all;
  };
}
