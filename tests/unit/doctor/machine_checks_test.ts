/** The checks of doctor on each kind of machine. */
import { assert, assertEquals } from "@std/assert";
import type { Check } from "../../../cli/doctor/check.ts";
import type { DriverFacts } from "../../../cli/doctor/driver_facts.ts";
import type { MachineFacts } from "../../../cli/doctor/facts.ts";
import { machineChecks } from "../../../cli/doctor/machine_checks.ts";

const ENABLED = 1, TESTSIGN = 2, HVCI = 0x400;

/** A virtual machine that is ready for test drivers. */
const READY: MachineFacts = {
  windows: "10.0.26100",
  wine: null,
  elevated: true,
  codeIntegrity: ENABLED | TESTSIGN,
  secureBoot: false,
};
const SIGNED: DriverFacts = {
  path: "x.sys",
  signer: { subject: "pipelisten test driver", thumbprint: "AB01" },
  trust: 0,
  trustedIn: ["Root", "TrustedPublisher"],
};

function states(checks: readonly Check[]): Record<string, string> {
  return Object.fromEntries(checks.map(({ name, state }) => [name, state]));
}

function check(name: string, facts: MachineFacts, driver?: DriverFacts): Check | undefined {
  return machineChecks(facts, driver).find((check) => check.name === name);
}

Deno.test("machineChecks() passes everything when the machine is ready and the driver is signed", () => {
  assertEquals(states(machineChecks(READY, SIGNED)), {
    "system": "passed",
    "elevation": "passed",
    "secure-boot": "passed",
    "test-signing": "passed",
    "memory-integrity": "passed",
    "driver": "passed",
    "signature": "passed",
    "certificate": "passed",
  });
});

const MISSING: [string, Partial<MachineFacts>, string, RegExp][] = [
  ["the process is not elevated", { elevated: false }, "elevation", /Run as administrator/],
  ["test-signing is off", { codeIntegrity: ENABLED }, "test-signing", /bcdedit \/set testsigning on.*restart/],
  ["Secure Boot forbids test-signing", { codeIntegrity: ENABLED, secureBoot: true }, "secure-boot", /firmware/],
];
for (const [what, facts, name, advice] of MISSING) {
  Deno.test(`machineChecks() fails with what to do when ${what}`, () => {
    const failed = check(name, { ...READY, ...facts });
    assertEquals(failed?.state, "failed");
    assert(advice.test(failed?.advice ?? ""), `"${failed?.advice}" is no help`);
  });
}

Deno.test("machineChecks() passes Secure Boot when test-signing is on anyway", () => {
  assertEquals(check("secure-boot", { ...READY, secureBoot: true })?.state, "passed");
});

Deno.test("machineChecks() passes memory integrity, and says what it blocks", () => {
  const on = check("memory-integrity", { ...READY, codeIntegrity: ENABLED | TESTSIGN | HVCI });
  assertEquals([on?.state, on?.found.startsWith("on: ")], ["passed", true]);
});

Deno.test("machineChecks() skips what the system doesn't report", () => {
  const checks = states(machineChecks({ ...READY, codeIntegrity: null, secureBoot: null }));
  assertEquals([checks["secure-boot"], checks["test-signing"], checks["memory-integrity"]], Array(3).fill("skipped"));
});

Deno.test("machineChecks() skips test-signing when the driver is signed by Microsoft", () => {
  const driver = {
    ...SIGNED,
    signer: { subject: "Microsoft Windows Hardware Compatibility Publisher", thumbprint: "" },
  };
  const checks = states(machineChecks({ ...READY, codeIntegrity: ENABLED, secureBoot: true }, driver));
  assertEquals([checks["secure-boot"], checks["test-signing"]], ["passed", "skipped"]);
});

Deno.test("machineChecks() requires only a signed driver under Wine", () => {
  const wine = { ...READY, wine: "10.0", elevated: false, codeIntegrity: ENABLED, secureBoot: null };
  const { driver, system, signature, ...rest } = states(machineChecks(wine, SIGNED));
  assertEquals([system, driver, signature], ["passed", "passed", "passed"]);
  assertEquals([...new Set(Object.values(rest))], ["skipped"]);
  assertEquals(check("driver", wine, { path: "x.sys" })?.state, "failed");
});

Deno.test("machineChecks() fails when the driver isn't signed, or doesn't exist", () => {
  const unsigned = check("driver", READY, { path: "x.sys" });
  assertEquals([unsigned?.state, unsigned?.found], ["failed", "x.sys is not signed"]);
  assert(unsigned?.advice?.includes("deno task sign:driver"));
  const missing = check("driver", READY, { path: "x.sys", problem: "x.sys does not exist" });
  assertEquals([missing?.state, missing?.found], ["failed", "x.sys does not exist"]);
});

Deno.test("machineChecks() names the store that lacks the certificate, which only an .inf needs", () => {
  const missing = check("certificate", READY, { ...SIGNED, trustedIn: ["Root"] });
  assertEquals(missing, {
    name: "certificate",
    state: "skipped",
    found: "AB01 is not in TrustedPublisher; only installing with an .inf needs it",
    advice: "certutil -addstore TrustedPublisher FILE.cer",
  });
});

const TRUST: [what: string, trust: number | undefined, state: string, found: RegExp][] = [
  ["is valid", 0, "passed", /^valid$/],
  ["is by a test certificate", 0x800b0109, "passed", /^valid, by a certificate that only test-signing accepts$/],
  ["is of another file", 0x80096010, "failed", /changed after it was signed/],
  ["is corrupt", 0x80096004, "failed", /^corrupt$/],
  ["means something else to Windows", 0x800b0101, "skipped", /^unknown: WinVerifyTrust returned 0x800b0101$/],
  ["could not be verified", undefined, "skipped", /^not verified$/],
];
for (const [what, trust, state, found] of TRUST) {
  Deno.test(`machineChecks() has ${state} the signature when it ${what}`, () => {
    const { trust: _, ...signed } = SIGNED;
    const signature = check("signature", READY, trust === undefined ? signed : { ...signed, trust });
    assertEquals(signature?.state, state);
    assert(found.test(signature?.found ?? ""), signature?.found);
  });
}
