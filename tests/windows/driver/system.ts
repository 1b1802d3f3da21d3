/**
 * The processes of Windows by Toolhelp, as a task manager asks, and suspending one.
 *
 * @module
 */

const TH32CS_SNAPPROCESS = 2;
/** PROCESSENTRY32W on 64-bit Windows. */
const ENTRY = { size: 568, processId: 8, threads: 28, parentProcessId: 32, exeFile: 44, exeFileLength: 260 };

const PROCESS_SUSPEND_RESUME = 0x800;

// Loaded here and for good: a library opened in a test is a leak to Deno unless the test closes it.
const windows = Deno.build.os === "windows"
  ? {
    // deno-fmt-ignore
    kernel32: Deno.dlopen("C:\\Windows\\System32\\kernel32.dll", {
      CreateToolhelp32Snapshot: { parameters: [/* dwFlags */ "u32", /* th32ProcessID */ "u32"], result: "usize" },
      Process32FirstW: { parameters: [/* hSnapshot */ "usize", /* lppe */ "buffer"], result: "i32" },
      Process32NextW: { parameters: [/* hSnapshot */ "usize", /* lppe */ "buffer"], result: "i32" },
      OpenProcess: {
        parameters: [/* dwDesiredAccess */ "u32", /* bInheritHandle */ "i32", /* dwProcessId */ "u32"],
        result: "usize",
      },
      CloseHandle: { parameters: [/* hObject */ "usize"], result: "i32" },
    }).symbols,
    // deno-fmt-ignore
    ntdll: Deno.dlopen("C:\\Windows\\System32\\ntdll.dll", {
      NtSuspendProcess: { parameters: [/* ProcessHandle */ "usize"], result: "u32" },
      NtResumeProcess: { parameters: [/* ProcessHandle */ "usize"], result: "u32" },
    }).symbols,
  }
  : undefined;

function symbols(): NonNullable<typeof windows> {
  if (windows === undefined) throw new Error("Cannot ask for processes: this is not Windows");
  return windows;
}

/** A process, as a task manager shows it. */
export interface Process {
  readonly processId: number;
  readonly parentProcessId: number;
  readonly threads: number;
  readonly image: string;
}

/** All processes that there are now. */
export function processes(): Process[] {
  const { kernel32 } = symbols();
  const snapshot = kernel32.CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  const bytes = new Uint8Array(new ArrayBuffer(ENTRY.size));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, ENTRY.size, true);
  const found: Process[] = [];
  for (
    let more = kernel32.Process32FirstW(snapshot, bytes);
    more !== 0;
    more = kernel32.Process32NextW(snapshot, bytes)
  ) {
    const name = bytes.slice(ENTRY.exeFile, ENTRY.exeFile + 2 * ENTRY.exeFileLength);
    found.push({
      processId: view.getUint32(ENTRY.processId, true),
      parentProcessId: view.getUint32(ENTRY.parentProcessId, true),
      threads: view.getUint32(ENTRY.threads, true),
      image: new TextDecoder("utf-16le").decode(name).split("\0")[0]!,
    });
  }
  kernel32.CloseHandle(snapshot);
  return found;
}

/** Stops all threads of a process, as Ctrl+Z would, until disposed of. */
export function suspend(processId: number): Disposable {
  const { kernel32, ntdll } = symbols();
  const handle = kernel32.OpenProcess(PROCESS_SUSPEND_RESUME, 0, processId);
  const status = ntdll.NtSuspendProcess(handle);
  if (status !== 0) throw new Error(`Cannot suspend process ${processId}: 0x${status.toString(16)}`);
  return {
    [Symbol.dispose]: () => {
      ntdll.NtResumeProcess(handle);
      kernel32.CloseHandle(handle);
    },
  };
}
