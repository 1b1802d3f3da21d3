/**
 * What a process uses. From NtQuerySystemInformation, which Wine fills in for every process, too; but its handles are the
 * places in Wine's table of them, used or not, which are never fewer than before.
 */
import { ntdll } from "../../cli/pipe/ntdll.ts";

/** SYSTEM_INFORMATION_CLASS.SystemProcessInformation: a list of SYSTEM_PROCESS_INFORMATION. */
const SYSTEM_PROCESS_INFORMATION = 5;
/** Offsets in it, on 64-bit Windows. */
const NEXT_ENTRY_OFFSET = 0;
const NUMBER_OF_THREADS = 4;
const UNIQUE_PROCESS_ID = 80;
const HANDLE_COUNT = 96;
const VIRTUAL_SIZE = 120;
const WORKING_SET_SIZE = 144;

// Loaded here and for good: a library opened in a test is a leak to Deno unless the test closes it.
if (Deno.build.os === "windows") ntdll();

/** What one process uses at a time. */
export interface ProcessUsage {
  /** Its working set, in bytes. */
  readonly memory: number;
  /** The addresses that it has reserved, in bytes. */
  readonly virtualSize: number;
  readonly handles: number;
  readonly threads: number;
}

/** What the process with this id uses now. */
export function processUsage(pid: number): ProcessUsage {
  const list = new Uint8Array(new ArrayBuffer(4 << 20));
  const length = new Uint8Array(new ArrayBuffer(4));
  const status = ntdll().NtQuerySystemInformation(SYSTEM_PROCESS_INFORMATION, list, list.length, length);
  if (status !== 0) throw new Error(`Cannot list the processes: 0x${status.toString(16)}`);
  const view = new DataView(list.buffer);
  for (let at = 0;; at += view.getUint32(at + NEXT_ENTRY_OFFSET, true)) {
    if (Number(view.getBigUint64(at + UNIQUE_PROCESS_ID, true)) === pid) {
      return {
        memory: Number(view.getBigUint64(at + WORKING_SET_SIZE, true)),
        virtualSize: Number(view.getBigUint64(at + VIRTUAL_SIZE, true)),
        handles: view.getUint32(at + HANDLE_COUNT, true),
        threads: view.getUint32(at + NUMBER_OF_THREADS, true),
      };
    }
    if (view.getUint32(at + NEXT_ENTRY_OFFSET, true) === 0) throw new Error(`there is no process ${pid}`);
  }
}
