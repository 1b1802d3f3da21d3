/**
 * The named pipes of this machine.
 *
 * Windows keeps its named pipes in a file system, npfs.sys, whose root folder can be listed: a pipe's "end of file" is the
 * number of its instances, its "allocation size" their maximum. That is undocumented; Sysinternals' PipeList relies on
 * it, too. Wine 10 has no such folder.
 *
 * @see https://learn.microsoft.com/sysinternals/downloads/pipelist
 * @see https://learn.microsoft.com/windows-hardware/drivers/ddi/ntifs/ns-ntifs-_file_directory_information
 *
 * @module
 */

import { NeedsWindowsError, PipeUnavailableError } from "../errors.ts";
import { INVALID_HANDLE_VALUE, kernel32 } from "./kernel32.ts";
import { ntdll } from "./ntdll.ts";
import { nameStatus, nameWin32Error, NtStatus } from "./outcomes.ts";
import { fromWide, toWide } from "./wide.ts";

/** A named pipe. */
export interface PipeEntry {
  /** Without `\\.\pipe\`. */
  readonly name: string;
  /** How many instances its servers have created, connected or not. */
  readonly instances: number;
  /** The maximum number of instances; null where there is no limit. */
  readonly max: number | null;
}

/** One entry of a folder: a file and its size in bytes, or in npfs a pipe and its numbers of instances. */
export interface DirectoryEntry {
  readonly name: string;
  readonly endOfFile: bigint;
  readonly allocationSize: bigint;
}

const PIPES = "\\\\.\\pipe\\";
/** CreateNamedPipeW's PIPE_UNLIMITED_INSTANCES, as npfs keeps it. */
const UNLIMITED = 0xFFFF_FFFF;

const FILE_LIST_DIRECTORY = 1;
const FILE_SHARE_ALL = 7;
const OPEN_EXISTING = 3;
/** CreateFileW opens a folder only with this flag. */
const FILE_FLAG_BACKUP_SEMANTICS = 0x0200_0000;

/** FILE_INFORMATION_CLASS.FileDirectoryInformation, and the offsets in a FILE_DIRECTORY_INFORMATION. */
const FILE_DIRECTORY_INFORMATION = 1;
const NEXT_ENTRY_OFFSET = 0;
const END_OF_FILE = 40;
const ALLOCATION_SIZE = 48;
const FILE_NAME_LENGTH = 60;
const FILE_NAME = 64;

/** Room for many entries per call; the longest is a hundredth of it. */
const BUFFER_SIZE = 1 << 16;
/** sizeof(IO_STATUS_BLOCK). */
const IO_STATUS_BLOCK_SIZE = 16;

/**
 * All named pipes of this machine, sorted by name, without connecting to any of them.
 *
 * @throws {NeedsWindowsError} under Wine.
 */
export function listPipes(): PipeEntry[] {
  return listDirectory(PIPES).map(toPipe).sort((a, b) => a.name < b.name ? -1 : 1);
}

/** What the numbers of a file mean in npfs. */
export function toPipe({ name, endOfFile, allocationSize }: DirectoryEntry): PipeEntry {
  const max = Number(BigInt.asUintN(32, allocationSize));
  return { name, instances: Number(BigInt.asUintN(32, endOfFile)), max: max === UNLIMITED ? null : max };
}

/** Lists a folder; `path` ends in a backslash. */
export function listDirectory(path: string): DirectoryEntry[] {
  const { CreateFileW, GetLastError, CloseHandle } = kernel32();
  const folder = CreateFileW(
    toWide(path),
    FILE_LIST_DIRECTORY,
    FILE_SHARE_ALL,
    0n,
    OPEN_EXISTING,
    FILE_FLAG_BACKUP_SEMANTICS,
    0n,
  );
  if (folder === INVALID_HANDLE_VALUE) {
    const why = nameWin32Error(GetLastError());
    throw new PipeUnavailableError(`Cannot list ${path}: ${why} (is its service running?)`);
  }
  try {
    return [...queryDirectory(folder, path)];
  } finally {
    CloseHandle(folder);
  }
}

function* queryDirectory(folder: bigint, path: string): Generator<DirectoryEntry> {
  const { NtQueryDirectoryFile } = ntdll();
  const status = new Uint8Array(new ArrayBuffer(IO_STATUS_BLOCK_SIZE));
  const buffer = new Uint8Array(new ArrayBuffer(BUFFER_SIZE));
  for (let restart = 1;; restart = 0) {
    const length = buffer.length;
    const code = NtQueryDirectoryFile(
      folder,
      0n,
      0n,
      0n,
      status,
      buffer,
      length,
      FILE_DIRECTORY_INFORMATION,
      0,
      0n,
      restart,
    );
    if (code === NtStatus.STATUS_NO_MORE_FILES || code === NtStatus.STATUS_NO_SUCH_FILE) return;
    if (code !== NtStatus.STATUS_SUCCESS) throw listError(path, code);
    yield* readEntries(buffer);
  }
}

/** The FILE_DIRECTORY_INFORMATIONs in a buffer, each with the offset of the next. */
export function* readEntries(buffer: Uint8Array): Generator<DirectoryEntry> {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  for (let at = 0;;) {
    const name = fromWide(buffer.subarray(at + FILE_NAME), view.getUint32(at + FILE_NAME_LENGTH, true) / 2);
    yield {
      name,
      endOfFile: view.getBigUint64(at + END_OF_FILE, true),
      allocationSize: view.getBigUint64(at + ALLOCATION_SIZE, true),
    };
    const next = view.getUint32(at + NEXT_ENTRY_OFFSET, true);
    if (next === 0) return;
    at += next;
  }
}

function listError(path: string, code: number): Error {
  const why = nameStatus(code);
  return code === NtStatus.STATUS_BAD_DEVICE_TYPE
    ? new NeedsWindowsError("Cannot list the pipes: Wine has no list of them (name one: pipelisten list NAME)")
    : new PipeUnavailableError(`Cannot list ${path}: ${why} (ask for one pipe by its name)`);
}
