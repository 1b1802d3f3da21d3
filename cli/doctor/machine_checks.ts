/**
 * Whether this machine loads test drivers, and what to do if not.
 *
 * @see https://learn.microsoft.com/windows-hardware/drivers/install/the-testsigning-boot-configuration-option
 *
 * @module
 */

import type { Check } from "./check.ts";
import type { DriverFacts } from "./driver_facts.ts";
import { CodeIntegrity, type MachineFacts } from "./facts.ts";
import { Trust } from "./wintrust.ts";

/** Signs drivers that passed Microsoft's tests or portal, which load everywhere. */
const MICROSOFT = "Microsoft Windows Hardware Compatibility Publisher";

/**
 * The checks of the machine, in the order in which to fix them, and then those of a driver's file, if given.
 *
 * @param isPackage Whether the driver is installed by an INF file.
 */
export function machineChecks(facts: MachineFacts, driver?: DriverFacts, isPackage = false): Check[] {
  const { windows, wine } = facts;
  const system = wine === null ? `Windows ${windows}` : `Wine ${wine}, as Windows ${windows}`;
  return [
    { name: "system", state: "passed", found: system },
    ...(wine === null ? windowsChecks(facts, driver) : wineChecks()),
    ...(driver === undefined ? [] : driverChecks(driver, wine !== null, isPackage)),
  ];
}

function windowsChecks(facts: MachineFacts, driver: DriverFacts | undefined): Check[] {
  const byMicrosoft = driver?.signer?.subject === MICROSOFT;
  return [elevation(facts), secureBoot(facts, byMicrosoft), testSigning(facts, byMicrosoft), memoryIntegrity(facts)];
}

function wineChecks(): Check[] {
  const found = "not needed: Wine loads any driver";
  return ["elevation", "secure-boot", "test-signing", "memory-integrity"]
    .map((name) => ({ name, state: "skipped", found }));
}

function elevation({ elevated }: MachineFacts): Check {
  const name = "elevation";
  return elevated ? { name, state: "passed", found: "this process is elevated" } : {
    name,
    state: "failed",
    found: "this process is not elevated",
    advice: "loading a driver needs an administrator: open the console with Run as administrator",
  };
}

/** Secure Boot itself doesn't block test drivers, but it prevents turning test-signing on. */
function secureBoot({ secureBoot, codeIntegrity }: MachineFacts, byMicrosoft: boolean): Check {
  const name = "secure-boot";
  if (secureBoot === null) return { name, state: "skipped", found: "unknown: this system does not report it" };
  if (!secureBoot) return { name, state: "passed", found: "off" };
  if (byMicrosoft || loadsTestDrivers(codeIntegrity)) {
    return { name, state: "passed", found: "on, but it blocks nothing here" };
  }
  const advice = "turn it off in the firmware settings, or those of the virtual machine";
  return { name, state: "failed", found: "on: it prevents test-signing", advice };
}

function testSigning({ codeIntegrity }: MachineFacts, byMicrosoft: boolean): Check {
  const name = "test-signing";
  if (codeIntegrity === null) return { name, state: "skipped", found: "unknown: this system does not report it" };
  if (loadsTestDrivers(codeIntegrity)) return { name, state: "passed", found: "on" };
  if (byMicrosoft) return { name, state: "skipped", found: "off, and not needed: the driver is signed by Microsoft" };
  return {
    name,
    state: "failed",
    found: "off",
    advice: "run bcdedit /set testsigning on as administrator, then restart",
  };
}

function loadsTestDrivers(codeIntegrity: number | null): boolean {
  return ((codeIntegrity ?? 0) & CodeIntegrity.CODEINTEGRITY_OPTION_TESTSIGN) !== 0;
}

/** HVCI accepts test-signed drivers, but not every driver. */
function memoryIntegrity({ codeIntegrity }: MachineFacts): Check {
  const name = "memory-integrity";
  if (codeIntegrity === null) return { name, state: "skipped", found: "unknown: this system does not report it" };
  if ((codeIntegrity & CodeIntegrity.CODEINTEGRITY_OPTION_HVCI_KMCI_ENABLED) === 0) {
    return { name, state: "passed", found: "off" };
  }
  const found = "on: a driver with memory that is both writable and executable does not load";
  return {
    name,
    state: "passed",
    found,
    advice: "for such a driver, turn it off under Windows Security, Core isolation",
  };
}

function driverChecks(driver: DriverFacts, wine: boolean, isPackage: boolean): Check[] {
  const { path, signer, problem } = driver;
  const name = "driver";
  if (problem !== undefined) return [{ name, state: "failed", found: problem, advice: "name a driver's .sys file" }];
  if (signer === undefined) {
    const advice = "sign it: the sample driver with deno task sign:driver, yours with signtool";
    return [{ name, state: "failed", found: `${path} is not signed`, advice }];
  }
  return [
    { name, state: "passed", found: `${path} is signed by "${signer.subject}"` },
    signature(driver),
    certificate(driver, wine, isPackage),
  ];
}

const BROKEN: Readonly<Record<number, string>> = {
  [Trust.TRUST_E_CERT_SIGNATURE]: "corrupt",
  [Trust.TRUST_E_BAD_DIGEST]: "of another file: this one was changed after it was signed",
  [Trust.TRUST_E_NOSIGNATURE]: "not one that Windows can read",
};

/** What Windows would find as well when it loads the driver. Whom it trusts for that is not this policy's to say. */
function signature({ trust }: DriverFacts): Check {
  const name = "signature";
  if (trust === undefined) {
    return { name, state: "skipped", found: "not verified", advice: "run with --allow-ffi, for wintrust.dll" };
  }
  if (trust === Trust.ERROR_SUCCESS) return { name, state: "passed", found: "valid" };
  if (trust === Trust.CERT_E_UNTRUSTEDROOT || trust === Trust.CERT_E_CHAINING) {
    return { name, state: "passed", found: "valid, by a certificate that only test-signing accepts" };
  }
  const broken = BROKEN[trust];
  if (broken !== undefined) return { name, state: "failed", found: broken, advice: "sign the driver again" };
  return { name, state: "skipped", found: `unknown: WinVerifyTrust returned 0x${trust.toString(16)}` };
}

/** Windows loads a test-signed driver of any signer, but installs a driver package only from trusted ones. */
function certificate({ signer, trustedIn = [] }: DriverFacts, wine: boolean, isPackage: boolean): Check {
  const name = "certificate";
  if (wine) return { name, state: "skipped", found: "not needed: Wine loads any driver" };
  const missing = ["Root", "TrustedPublisher"].filter((store) => !trustedIn.includes(store));
  if (missing.length === 0) {
    return { name, state: "passed", found: "in the machine's stores Root and TrustedPublisher" };
  }
  const found = `${signer?.thumbprint} is not in ${missing.join(" or ")}`;
  const advice = missing.map((store) => `certutil -addstore ${store} FILE.cer`).join(", ");
  if (isPackage) return { name, state: "failed", found, advice };
  return { name, state: "skipped", found: `${found}; only installing with an .inf needs it`, advice };
}
