/**
 * Whether this machine loads test drivers, and what to do where it doesn't.
 *
 * @see https://learn.microsoft.com/windows-hardware/drivers/install/the-testsigning-boot-configuration-option
 *
 * @module
 */

import type { Check } from "./check.ts";
import type { DriverFacts } from "./driver_facts.ts";
import { CodeIntegrity, type MachineFacts } from "./facts.ts";

/** Signs what has been through Microsoft's own tests or portal, and so loads everywhere. */
const MICROSOFT = "Microsoft Windows Hardware Compatibility Publisher";

/** The checks of the machine, in the order in which one mends it; those of a driver's file follow where one is given. */
export function machineChecks(facts: MachineFacts, driver?: DriverFacts): Check[] {
  const { windows, wine } = facts;
  const system = wine === null ? `Windows ${windows}` : `Wine ${wine}, as Windows ${windows}`;
  return [
    { name: "system", state: "passed", found: system },
    ...(wine === null ? windowsChecks(facts, driver) : wineChecks()),
    ...(driver === undefined ? [] : driverChecks(driver, wine !== null)),
  ];
}

function windowsChecks(facts: MachineFacts, driver: DriverFacts | undefined): Check[] {
  const byMicrosoft = driver?.signer?.subject === MICROSOFT;
  return [elevation(facts), secureBoot(facts, byMicrosoft), testSigning(facts, byMicrosoft), memoryIntegrity(facts)];
}

/** Wine's kernel loads any driver: there is nothing to ask. */
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
    advice: "only an administrator loads drivers: open the console with Run as administrator",
  };
}

/** Secure Boot itself doesn't hinder a driver, but it doesn't let test-signing be turned on. */
function secureBoot({ secureBoot, codeIntegrity }: MachineFacts, byMicrosoft: boolean): Check {
  const name = "secure-boot";
  if (secureBoot === null) return { name, state: "skipped", found: "this system doesn't tell" };
  if (!secureBoot) return { name, state: "passed", found: "off" };
  if (byMicrosoft || loadsTestDrivers(codeIntegrity)) return { name, state: "passed", found: "on, and not in the way" };
  const advice = "turn it off in the firmware, or in the settings of the virtual machine";
  return { name, state: "failed", found: "on: it forbids test-signing", advice };
}

function testSigning({ codeIntegrity }: MachineFacts, byMicrosoft: boolean): Check {
  const name = "test-signing";
  if (codeIntegrity === null) return { name, state: "skipped", found: "this system doesn't tell" };
  if (loadsTestDrivers(codeIntegrity)) return { name, state: "passed", found: "on" };
  if (byMicrosoft) return { name, state: "skipped", found: "off, and not needed: Microsoft has signed the driver" };
  return { name, state: "failed", found: "off", advice: "run bcdedit /set testsigning on, elevated, then restart" };
}

function loadsTestDrivers(codeIntegrity: number | null): boolean {
  return ((codeIntegrity ?? 0) & CodeIntegrity.CODEINTEGRITY_OPTION_TESTSIGN) !== 0;
}

/** HVCI takes test-signed drivers as well, but not every driver. */
function memoryIntegrity({ codeIntegrity }: MachineFacts): Check {
  const name = "memory-integrity";
  if (codeIntegrity === null) return { name, state: "skipped", found: "this system doesn't tell" };
  if ((codeIntegrity & CodeIntegrity.CODEINTEGRITY_OPTION_HVCI_KMCI_ENABLED) === 0) {
    return { name, state: "passed", found: "off" };
  }
  const found = "on: a driver with memory that is both writable and executable won't load";
  return { name, state: "passed", found, advice: "turn it off under Windows Security, Core isolation, where it must" };
}

function driverChecks(driver: DriverFacts, wine: boolean): Check[] {
  const { path, signer, problem } = driver;
  const name = "driver";
  if (problem !== undefined) return [{ name, state: "failed", found: problem, advice: "name a driver's .sys file" }];
  if (signer === undefined) {
    const advice = "sign it: deno task sign:driver does that for the sample driver, signtool for yours";
    return [{ name, state: "failed", found: `${path} is not signed`, advice }];
  }
  return [
    { name, state: "passed", found: `${path} is signed by "${signer.subject}"` },
    certificate(driver, wine),
  ];
}

/** Windows loads a test-signed driver whoever signed it, but installs a driver's package from those it trusts only. */
function certificate({ signer, trustedIn = [] }: DriverFacts, wine: boolean): Check {
  const name = "certificate";
  if (wine) return { name, state: "skipped", found: "not needed: Wine loads any driver" };
  const missing = ["Root", "TrustedPublisher"].filter((store) => !trustedIn.includes(store));
  if (missing.length === 0) {
    return { name, state: "passed", found: "in the machine's stores Root and TrustedPublisher" };
  }
  const found = `${signer?.thumbprint} is not in ${missing.join(" and ")}; that is needed to install by an .inf only`;
  const advice = missing.map((store) => `certutil -addstore ${store} FILE.cer`).join(", ");
  return { name, state: "skipped", found, advice };
}
