/**
 * `deno task sign:driver`: signs `.build/pipelisten.sys` as `.build/signed/pipelisten.sys`, for a Windows in test mode.
 *
 * Windows loads no unsigned driver, not even with test-signing on; then, however, any certificate will do.
 *
 * @see https://learn.microsoft.com/windows-hardware/drivers/install/the-testsigning-boot-configuration-option
 */
import { dirname } from "node:path";
import { parseArgs } from "@std/cli/parse-args";
import { buildDriver } from "./build_driver.ts";
import { exitOnMachineError, MachineError } from "../../tests/machine/mod.ts";
import { signWithOsslsigncode } from "./signing/osslsigncode.ts";
import { signWithPowerShell } from "./signing/powershell.ts";
import { type KeyPair, testCertificate } from "./signing/test_certificate.ts";

const USAGE = "deno task sign:driver [--out FILE] [--cert FILE --key FILE] [--timestamp URL]";
const OPTIONS = ["out", "cert", "key", "timestamp"];

export interface Signing {
  /** Where the signed driver goes. */
  readonly out?: string | undefined;
  /** What to sign with; by default a test certificate made on this machine. */
  readonly pair?: KeyPair | undefined;
  /** The URL of an RFC 3161 server that attests when it was signed. */
  readonly timestamp?: string | undefined;
}

/** Builds and signs the project's driver; returns the absolute path of the signed one on the host. */
export async function signDriver({ out, pair, timestamp }: Signing = {}): Promise<string> {
  const driver = await buildDriver();
  const path = out ?? driver.replace(/pipelisten\.sys$/, "signed/pipelisten.sys");
  await Deno.mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${Deno.pid}`; // renamed when complete: another run may be loading the old one
  if (pair === undefined && Deno.build.os === "windows") {
    await Deno.copyFile(driver, unfinished);
    await signWithPowerShell(unfinished, timestamp);
  } else {
    await signWithOsslsigncode(driver, unfinished, pair ?? await testCertificate(), timestamp);
  }
  await Deno.rename(unfinished, path);
  return path;
}

/** Reads the command line. */
export function parseSigning(args: readonly string[]): Signing {
  const unknown = (arg: string): never => {
    throw new MachineError(`Cannot understand ${arg} (usage: ${USAGE})`);
  };
  const parsed = parseArgs(args, { string: OPTIONS, unknown });
  const [out, cert, key, timestamp] = OPTIONS.map((name) => {
    const value = parsed[name];
    if (value === "") throw new MachineError(`Cannot use --${name}: it has no value (usage: ${USAGE})`);
    return typeof value === "string" ? value : undefined;
  });
  if ((cert === undefined) !== (key === undefined)) {
    throw new MachineError(`Cannot sign with one of --cert and --key: a signature takes both (usage: ${USAGE})`);
  }
  const pair = cert === undefined || key === undefined ? undefined : { certificate: cert, key };
  return { out, pair, timestamp };
}

if (import.meta.main) {
  await exitOnMachineError(async () => {
    console.log(await signDriver(parseSigning(Deno.args)));
    return 0;
  });
}
