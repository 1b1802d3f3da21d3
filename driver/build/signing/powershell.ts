/**
 * Signing as Windows itself can: with PowerShell, and a certificate of the user's own that is made once and stays in
 * that user's store.
 */
import { driverMode, MachineError } from "../../../tests/machine/mod.ts";
import { output, reason } from "../../../tests/machine/process.ts";

const SCRIPT = `
$ErrorActionPreference = 'Stop'
$subject = 'CN=pipelisten test driver'
$store = 'Cert:\\CurrentUser\\My'
$certificate = Get-ChildItem $store -CodeSigningCert | Where-Object Subject -eq $subject | Select-Object -First 1
if (!$certificate) {
  $certificate = New-SelfSignedCertificate -Type CodeSigningCert -Subject $subject -CertStoreLocation $store
}
$parameters = @{ FilePath = $env:DRIVER; Certificate = $certificate; HashAlgorithm = 'SHA256' }
if ($env:TIMESTAMP) { $parameters.TimestampServer = $env:TIMESTAMP }
$signature = Set-AuthenticodeSignature @parameters
if (!$signature.SignerCertificate) { throw $signature.StatusMessage }
`;

/** Signs a fresh driver where that is needed to load it: Wine asks for no signature, Windows for any. */
export async function signForTest(path: string): Promise<void> {
  if (Deno.build.os !== "windows" || (await driverMode()).mode !== "loaded") return;
  await signWithPowerShell(path);
}

/** Signs the file where it is; `timestamp` is the URL of a server that attests when that was. */
export async function signWithPowerShell(path: string, timestamp?: string): Promise<void> {
  const powershell = ["powershell.exe", "-NoProfile", "-NonInteractive", "-Command", SCRIPT];
  const env = { ...withoutModulePath(Deno.env.toObject()), DRIVER: path, TIMESTAMP: timestamp ?? "" };
  const { success, stderr } = await output(powershell, { env, clearEnv: true });
  if (!success) throw new MachineError(`Cannot sign ${path} for test-signing: ${reason(stderr)}`);
}

/** The environment without PSModulePath: PowerShell 7 sets it to its own modules, which Windows PowerShell can't load. */
export function withoutModulePath(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.toLowerCase() !== "psmodulepath"));
}
