/**
 * The time of day of log lines, which may be a million a second.
 *
 * @module
 */

/** 100 ns in a day. The days of FILETIME begin at midnight, UTC. */
const DAY = 864_000_000_000n;
const SECOND = 10_000_000;

/** Makes a function that gives `12:00:00.123456`, UTC, of a FILETIME. */
export function clockFormatter(): (fileTime: bigint) => string {
  let lastSecond = -1;
  let text = "";
  return (fileTime) => {
    const ticks = Number(fileTime % DAY);
    const second = Math.floor(ticks / SECOND);
    if (second !== lastSecond) {
      lastSecond = second;
      text = `${two(second / 3600)}:${two(second / 60 % 60)}:${two(second % 60)}.`;
    }
    const microseconds = Math.floor((ticks - second * SECOND) / 10);
    return text + String(1_000_000 + microseconds).slice(1);
  };
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, "0");
}
