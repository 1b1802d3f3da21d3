/**
 * How many handles and threads this process has. Not from GetProcessHandleCount, which always says 0 under Wine 10.
 *
 * Wine counts the places in its table of handles, used or not. But it always gives out the first free one: so there, new
 * handles fill the gaps, and the value of the last of them tells how many were in use.
 */
import { INVALID_HANDLE_VALUE, kernel32 } from "../../../cli/pipe/kernel32.ts";
import { processUsage } from "../process_usage.ts";
import { IS_WINE } from "./harness.ts";

/** More than there are gaps in Wine's table. */
const GAPS = 500;

export interface ProcessCounts {
  readonly handles: number;
  readonly threads: number;
}

/** This process, now. */
export function processCounts(): ProcessCounts {
  const { handles, threads } = processUsage(Deno.pid);
  return { handles: IS_WINE ? placesInUse() : handles, threads };
}

function placesInUse(): number {
  const { CreateIoCompletionPort, CloseHandle } = kernel32();
  const handles = Array.from({ length: GAPS }, () => CreateIoCompletionPort(INVALID_HANDLE_VALUE, 0n, 0n, 0));
  for (const handle of handles) CloseHandle(handle);
  return Number(handles.at(-1)!) / 4 - GAPS;
}
