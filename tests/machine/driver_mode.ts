/**
 * Whether the real driver can be loaded. Wine loads any driver. Windows loads a test-signed one only if it was started with
 * `bcdedit /set testsigning on`, and only for administrators.
 *
 * Both facts are read from the registry with reg.exe, as the output of bcdedit and net depends on the language of Windows.
 */
import { output } from "./process.ts";

export interface DriverMode {
  /** `loaded`: the real driver, as a kernel service; `user-mode`: a user-mode client takes its place. */
  readonly mode: "loaded" | "user-mode";
  /** The reason, to print. */
  readonly why: string;
}

export async function driverMode(): Promise<DriverMode> {
  if (Deno.build.os !== "windows") return { mode: "loaded", why: "Wine's kernel loads it" };
  const control = "HKLM\\SYSTEM\\CurrentControlSet\\Control";
  const startOptions = await output(["reg", "query", control, "/v", "SystemStartOptions"]);
  // Only an elevated process can read the registry of the LocalService account
  const elevated = await output(["reg", "query", "HKU\\S-1-5-19"]);
  return windowsDriverMode(hasTestSigning(startOptions.stdout), elevated.success);
}

/** From `    SystemStartOptions    REG_SZ     TESTSIGNING  NOEXECUTE=OPTIN`. */
export function hasTestSigning(registryOutput: string): boolean {
  return /SystemStartOptions\s+REG_SZ\s.*\bTESTSIGNING\b/i.test(registryOutput);
}

export function windowsDriverMode(testSigning: boolean, elevated: boolean): DriverMode {
  if (!testSigning) {
    return { mode: "user-mode", why: "test-signing is off (bcdedit /set testsigning on, then restart)" };
  }
  if (!elevated) return { mode: "user-mode", why: "this process is not elevated (run it as administrator)" };
  return { mode: "loaded", why: "test-signing is on and this process is elevated" };
}
