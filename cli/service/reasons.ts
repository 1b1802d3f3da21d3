/**
 * What errors of winerror.h mean for a driver's service, and what to do.
 *
 * @module
 */

/** Errors that are looked at, with Microsoft's names. */
export const ServiceErrorCode = {
  ERROR_ACCESS_DENIED: 5,
  ERROR_FILE_EXISTS: 80,
  WAIT_TIMEOUT: 258,
  ERROR_SERVICE_DATABASE_LOCKED: 1055,
  ERROR_SERVICE_DOES_NOT_EXIST: 1060,
  ERROR_SERVICE_NOT_ACTIVE: 1062,
  ERROR_SERVICE_MARKED_FOR_DELETE: 1072,
  ERROR_SERVICE_EXISTS: 1073,
} as const;

/** Why, and what to do. */
type Reason = readonly [why: string, advice: string];

const NOT_FOUND: Reason = ["Windows cannot find the file", "name the driver's file by its full path"];
const HANGS: Reason = ["it does not return", "see where its DriverEntry or DriverUnload hangs; restart the machine"];

const REASONS: Readonly<Record<number, Reason>> = {
  2: NOT_FOUND,
  3: NOT_FOUND,
  5: ["access is denied", "run it as administrator"],
  31: ["its DriverEntry failed", "check its parameters; a debugger shows its messages"],
  80: ["that file exists", "remove it if it is of an earlier installation"],
  193: ["the file is not a driver for this machine", "build it for this machine's architecture"],
  258: HANGS,
  577: ["Windows rejects its signature", "bcdedit /set testsigning on, restart, and sign the driver"],
  1052: ["the driver cannot be unloaded", "set DriverObject->DriverUnload in its DriverEntry; restart the machine"],
  1053: HANGS, // the service manager has waited
  1055: ["another service is starting, and does not return", "see which one hangs; restart the machine"],
  1060: ["it has created no service", "setupapi.dev.log in the folder INF of Windows may say why"],
  1072: ["it is marked for deletion, but still open", "close services.msc and similar programs, or restart"],
  1073: ["a service of that name exists", "choose another name, or sc delete NAME if it is yours"],
  1114: ["its DriverEntry failed, or its file cannot be loaded", "check its parameters and its imports"],
  0xe000022f: ["its catalog is missing or does not fit", "make one with Inf2Cat, and sign it"],
  0x800b0109: ["its certificate is not trusted", "add it to the machine's stores Root and TrustedPublisher"],
  1275: ["Windows blocks this driver", "see the event log, CodeIntegrity; memory integrity may be on"],
};

/** A step with a service failed. */
export class ServiceError extends Error {
  /** What to do about it. */
  readonly advice: string;
  /** The Win32 error. */
  readonly code: number;

  /** @param what Follows "cannot". @param name The service's. */
  constructor(what: string, code: number, name: string) {
    const [why, advice] = REASONS[code] ?? [`Win32 error ${code}`, `net helpmsg ${code} explains it`];
    super(`cannot ${what}: ${why}`);
    this.name = "ServiceError";
    this.code = code;
    this.advice = advice.replace("NAME", name);
  }
}
