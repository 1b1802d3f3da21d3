/** A process in a group of its own, which is what Ctrl+Break can be sent to; Deno.Command starts none. */
import { dword, kernel32, wide } from "./win32.ts";

const GENERIC_WRITE = 0x4000_0000;
const CREATE_ALWAYS = 2;
const CREATE_NEW_PROCESS_GROUP = 0x200;
const STARTF_USESTDHANDLES = 0x100;
const CTRL_BREAK_EVENT = 1;
const STILL_ACTIVE = 259;

// deno-fmt-ignore
const functions = Deno.dlopen("C:\\Windows\\System32\\kernel32.dll", {
  AllocConsole: { parameters: [], result: "i32" },
  CreateFileW: {
    parameters: [/* lpFileName */ "buffer", /* dwDesiredAccess */ "u32", /* dwShareMode */ "u32", /* lpSecurityAttributes */ "buffer", /* dwCreationDisposition */ "u32", /* dwFlagsAndAttributes */ "u32", /* hTemplateFile */ "usize"],
    result: "usize",
  },
  CreateProcessW: {
    parameters: [
      /* lpApplicationName    */ "usize",
      /* lpCommandLine        */ "buffer",
      /* lpProcessAttributes  */ "usize",
      /* lpThreadAttributes   */ "usize",
      /* bInheritHandles      */ "i32",
      /* dwCreationFlags      */ "u32",
      /* lpEnvironment        */ "usize",
      /* lpCurrentDirectory   */ "usize",
      /* lpStartupInfo        */ "buffer",
      /* lpProcessInformation */ "buffer",
    ],
    result: "i32",
  },
  GenerateConsoleCtrlEvent: { parameters: [/* dwCtrlEvent */ "u32", /* dwProcessGroupId */ "u32"], result: "i32" },
  GetExitCodeProcess: { parameters: [/* hProcess */ "usize", /* lpExitCode */ "buffer"], result: "i32" },
  TerminateProcess: { parameters: [/* hProcess */ "usize", /* uExitCode */ "u32"], result: "i32" },
}).symbols;

export interface ProcessGroup extends Disposable {
  /** Presses Ctrl+Break. */
  break(): void;
  /** The exit code. */
  ended(): Promise<number>;
}

/** Starts a program, none of whose arguments has a quote, with its stdout and stderr in a file. */
export function startGroup(words: readonly string[], output: string): ProcessGroup {
  functions.AllocConsole(); // Ctrl+Break goes through the console; fails where there is one
  const inheritable = new Uint8Array(new BigUint64Array([24n, 0n, 1n]).buffer); // SECURITY_ATTRIBUTES
  const share = 0x7; // read, write, delete
  const file = functions.CreateFileW(wide(output), GENERIC_WRITE, share, inheritable, CREATE_ALWAYS, 0, 0n);
  const startup = new DataView(new ArrayBuffer(104)); // STARTUPINFOW
  startup.setUint32(0, startup.byteLength, true);
  startup.setUint32(60, STARTF_USESTDHANDLES, true);
  for (const stdHandle of [88, 96]) startup.setBigUint64(stdHandle, file, true);
  const information = new DataView(new ArrayBuffer(24)); // PROCESS_INFORMATION
  const commandLine = wide(words.map((word) => `"${word}"`).join(" "));
  const bytes = [startup, information].map(({ buffer }) => new Uint8Array(buffer)) as [
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>,
  ];
  const started = functions.CreateProcessW(0n, commandLine, 0n, 0n, 1, CREATE_NEW_PROCESS_GROUP, 0n, 0n, ...bytes);
  if (started === 0) throw new Error(`Cannot start ${words[0]}: error ${kernel32.GetLastError()}`);
  kernel32.CloseHandle(file);
  const [process, thread] = [information.getBigUint64(0, true), information.getBigUint64(8, true)];
  const exitCode = dword();
  return {
    break: () => {
      if (functions.GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, information.getUint32(16, true)) === 0) {
        throw new Error(`Cannot press Ctrl+Break: error ${kernel32.GetLastError()}`);
      }
    },
    ended: async () => {
      for (;;) {
        functions.GetExitCodeProcess(process, exitCode.bytes);
        if (exitCode.value !== STILL_ACTIVE) return exitCode.value;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    [Symbol.dispose]: () => {
      functions.TerminateProcess(process, 1);
      kernel32.CloseHandle(process);
      kernel32.CloseHandle(thread);
    },
  };
}
