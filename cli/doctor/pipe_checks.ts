/**
 * Why a driver can't connect to a pipe.
 *
 * @module
 */

import { ExpectedError } from "../errors.ts";
import { countOf } from "../frame/count_of.ts";
import {
  type Availability,
  availability,
  identifyServer,
  isOrphaned,
  type ServerIdentity,
} from "../pipe/availability.ts";
import { listPipes, type PipeEntry } from "../pipe/directory.ts";
import { nameWin32Error, Win32Error } from "../pipe/outcomes.ts";
import type { Check } from "./check.ts";

/** The result of {@linkcode pipeFacts}. */
export interface PipeFacts {
  /** The full path. */
  readonly path: string;
  readonly availability: Availability;
  /** Whether the server has exited, and only a client still holds the pipe. */
  readonly orphaned?: boolean;
  /** Its instances; absent where the system has no list of pipes. */
  readonly entry?: PipeEntry;
  /** The server's process; absent where it wasn't queried. */
  readonly server?: ServerIdentity;
}

/** Examines a pipe. Its server notices that only with `connect`, which connects for a moment. */
export function pipeFacts(path: string, connect: boolean): PipeFacts {
  const state = availability(path);
  const entry = state === "none" ? undefined : entryOf(path);
  const server = connect && state === "free" ? identifyServer(path) : undefined;
  return {
    path,
    availability: state,
    ...(state === "busy" && isOrphaned(path) ? { orphaned: true } : {}),
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

/** What these facts mean for a driver. */
export function pipeChecks(facts: PipeFacts): Check[] {
  if (facts.availability === "none" || facts.orphaned) return [noServer(facts)];
  return [instances(facts), server(facts), loadOrder()];
}

function noServer({ path, orphaned }: PipeFacts): Check {
  if (orphaned) {
    const advice = "unload the driver, or end the program that opened it, before starting pipelisten again";
    return { name: "pipe", state: "failed", found: `the server of ${path} has exited, but a client holds it`, advice };
  }
  const advice = "start pipelisten with this name, before any driver that opens the pipe only once";
  return { name: "pipe", state: "failed", found: `${path} has no server`, advice };
}

function instances({ path, availability, entry }: PipeFacts): Check {
  const numbers = entry === undefined
    ? ""
    : ` (${countOf(entry.instances, "instance")}, maximum ${entry.max ?? "unlimited"})`;
  if (availability === "free") {
    return { name: "pipe", state: "passed", found: `an instance of ${path} is free${numbers}` };
  }
  const advice = "end one of its clients, or have its server create more instances";
  return { name: "pipe", state: "failed", found: `no instance of ${path} is free${numbers}`, advice };
}

function server({ availability, server }: PipeFacts): Check {
  const name = "server";
  if (server === undefined) {
    const found = availability === "free" ? "not queried" : "cannot be queried: no instance is free";
    return { name, state: "skipped", found, ...(availability === "free" ? { advice: CONNECT } : {}) };
  }
  if ("pid" in server) {
    const found = `process ${server.pid ?? "unknown"}, ${server.image ?? "image unknown"}`;
    return { name, state: "passed", found, advice: "if that is not your listener, stop it or choose another name" };
  }
  if (server.error === Win32Error.ERROR_ACCESS_DENIED) {
    const advice = "a driver, as SYSTEM, may still be allowed; if not, change the server's security descriptor";
    return { name, state: "failed", found: "it denies this user read and write access", advice };
  }
  const why = nameWin32Error(server.error);
  return { name, state: "failed", found: `cannot connect: ${why}`, advice: "try again" };
}

const CONNECT = "--connect does, by connecting for a moment";

/** Whether a driver has already tried and failed can't be seen from outside. */
function loadOrder(): Check {
  const found = "a driver that opens the pipe only once must be loaded after this server has started";
  return { name: "load-order", state: "skipped", found, advice: "if it was loaded before, run sc stop, then sc start" };
}
