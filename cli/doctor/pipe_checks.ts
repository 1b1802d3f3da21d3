/**
 * Why a driver can't reach a pipe.
 *
 * @module
 */

import { ExpectedError } from "../errors.ts";
import { listPipes, type PipeEntry } from "../pipe/directory.ts";
import { loadKernel32 } from "../pipe/kernel32.ts";
import { askServer, type Availability, availability, type Server } from "../pipe/probe.ts";
import { nameOutcome, Win32Error } from "../pipe/outcomes.ts";
import type { Check } from "./check.ts";

/** What {@linkcode pipeFacts} has found. */
export interface PipeFacts {
  /** The full path. */
  readonly path: string;
  readonly availability: Availability;
  /** Its instances; absent where the system keeps no list. */
  readonly entry?: PipeEntry;
  /** Who the server is; absent where it wasn't asked. */
  readonly server?: Server;
}

/** Looks at a pipe. With `connect` it connects for a moment; else its server sees nothing of it. */
export function pipeFacts(path: string, connect: boolean): PipeFacts {
  const kernel32 = loadKernel32();
  const state = availability(kernel32, path);
  const entry = state === "none" ? undefined : entryOf(path);
  const server = connect && state === "free" ? askServer(kernel32, path) : undefined;
  return {
    path,
    availability: state,
    ...(entry === undefined ? {} : { entry }),
    ...(server === undefined ? {} : { server }),
  };
}

function entryOf(path: string): PipeEntry | undefined {
  const name = path.slice("\\\\.\\pipe\\".length).toLowerCase();
  try {
    return listPipes().find((pipe) => pipe.name.toLowerCase() === name);
  } catch (error) {
    if (error instanceof ExpectedError) return undefined;
    throw error;
  }
}

/** What the facts mean to a driver. */
export function pipeChecks(facts: PipeFacts): Check[] {
  if (facts.availability === "none") return [noServer(facts)];
  return [instances(facts), server(facts), loadOrder()];
}

function noServer({ path }: PipeFacts): Check {
  const advice = "start pipelisten with this name, and before a driver that opens the pipe only once";
  return { name: "pipe", state: "failed", found: `${path} has no server`, advice };
}

function instances({ path, availability, entry }: PipeFacts): Check {
  const numbers = entry === undefined ? "" : `, ${entry.instances} of at most ${entry.max ?? "any number"}`;
  if (availability === "free") {
    return { name: "pipe", state: "passed", found: `an instance of ${path} is free${numbers}` };
  }
  const advice = "end one of its clients, or let its server create more instances";
  return { name: "pipe", state: "failed", found: `no instance of ${path} is free${numbers}`, advice };
}

function server({ availability, server }: PipeFacts): Check {
  const name = "server";
  if (server === undefined) {
    const found = availability === "free" ? "not asked who it is" : "can't be asked who it is without an instance";
    return { name, state: "skipped", found, ...(availability === "free" ? { advice: CONNECT } : {}) };
  }
  if ("pid" in server) {
    const found = `process ${server.pid ?? "unknown"}, ${server.image ?? "whose image can't be had"}`;
    return { name, state: "passed", found, advice: "if that is not your listener, stop it or choose another name" };
  }
  if (server.error === Win32Error.ERROR_ACCESS_DENIED) {
    const advice = "a driver is SYSTEM and may still get in; else let it in by the server's security descriptor";
    return { name, state: "failed", found: "it lets this user neither read nor write", advice };
  }
  const why = nameOutcome({ space: "win32", code: server.error });
  return { name, state: "failed", found: `it can't be connected to: ${why}`, advice: "try again" };
}

const CONNECT = "--connect does, as a client that comes and goes";

/** Nobody can see from outside whether a driver has tried already, and in vain. */
function loadOrder(): Check {
  const found = "a driver that opens the pipe only once must be loaded after this server was started";
  return { name: "load-order", state: "skipped", found, advice: "sc stop, then sc start, if it was loaded before" };
}
