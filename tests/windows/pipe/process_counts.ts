/**
 * How many handles and threads this process has. From NtQuerySystemInformation, since under Wine 10 the simpler
 * GetProcessHandleCount always says 0.
 *
 * Wine counts the places in its table of handles, used or not. But it always gives out the first free one: so there, new
 * handles fill the gaps, and the value of the last of them tells how many were in use.
 */
import { INVALID_HANDLE_VALUE, kernel32 } from "../../../cli/pipe/kernel32.ts";
import { IS_WINE } from "./harness.ts";

/** SYSTEM_INFORMATION_CLASS.SystemProcessInformation: a list of SYSTEM_PROCESS_INFORMATION. */
const SYSTEM_PROCESS_INFORMATION = 5;
/** Offsets in it, on 64-bit Windows. */
const NEXT_ENTRY_OFFSET = 0;
const NUMBER_OF_THREADS = 4;
const UNIQUE_PROCESS_ID = 80;
const HANDLE_COUNT = 96;

/** More than there are gaps in Wine's table. */
const GAPS = 500;

export interface ProcessCounts {
  readonly handles: number;
  readonly threads: number;
}

// Loaded here and for good: a library opened in a test is a leak to Deno unless the test closes it.
const ntdll = Deno.build.os === "windows"
  ? Deno.dlopen("C:\\Windows\\System32\\ntdll.dll", {
    NtQuerySystemInformation: {
      parameters: [
        /* SystemInformationClass  */ "u32",
        /* SystemInformation       */ "buffer",
        /* SystemInformationLength */ "u32",
        /* ReturnLength            */ "buffer",
      ],
      result: "u32",
    },
  }).symbols
  : undefined;

/** This process, now. */
export function processCounts(): ProcessCounts {
  const list = new Uint8Array(new ArrayBuffer(4 << 20));
  const length = new Uint8Array(new ArrayBuffer(4));
  const status = ntdll?.NtQuerySystemInformation(SYSTEM_PROCESS_INFORMATION, list, list.length, length);
  if (status !== 0) throw new Error(`Cannot list the processes: 0x${status?.toString(16)}`);
  const view = new DataView(list.buffer);
  for (let at = 0;; at += view.getUint32(at + NEXT_ENTRY_OFFSET, true)) {
    if (Number(view.getBigUint64(at + UNIQUE_PROCESS_ID, true)) === Deno.pid) {
      return {
        handles: IS_WINE ? placesInUse() : view.getUint32(at + HANDLE_COUNT, true),
        threads: view.getUint32(at + NUMBER_OF_THREADS, true),
      };
    }
    if (view.getUint32(at + NEXT_ENTRY_OFFSET, true) === 0) throw new Error("this process isn't in the list");
  }
}

function placesInUse(): number {
  const { CreateIoCompletionPort, CloseHandle } = kernel32();
  const handles = Array.from({ length: GAPS }, () => CreateIoCompletionPort(INVALID_HANDLE_VALUE, 0n, 0n, 0));
  for (const handle of handles) CloseHandle(handle);
  return Number(handles.at(-1)!) / 4 - GAPS;
}
