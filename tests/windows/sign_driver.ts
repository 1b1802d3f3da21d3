/**
 * Windows loads no unsigned driver, not even with test-signing on; then, however, any certificate will do. So on real
 * Windows a fresh driver is signed with a certificate of the user's own, made once. Wine asks for no signature.
 */
import { driverMode, MachineError } from "./machine/mod.ts";
import { output, reason } from "./machine/process.ts";

const SCRIPT = `
$ErrorActionPreference = 'Stop'
$subject = 'CN=pipelisten test driver'
$store = 'Cert:\\CurrentUser\\My'
$certificate = Get-ChildItem $store -CodeSigningCert | Where-Object Subject -eq $subject | Select-Object -First 1
if (!$certificate) {
  $certificate = New-SelfSignedCertificate -Type CodeSigningCert -Subject $subject -CertStoreLocation $store
}
$signature = Set-AuthenticodeSignature -FilePath $env:DRIVER -Certificate $certificate -HashAlgorithm SHA256
if (!$signature.SignerCertificate) { throw $signature.StatusMessage }
`;

/** Signs the driver where that is needed to load it. */
export async function signForTest(path: string): Promise<void> {
  if (Deno.build.os !== "windows" || (await driverMode()).mode !== "loaded") return;
  const powershell = ["powershell.exe", "-NoProfile", "-NonInteractive", "-Command", SCRIPT];
  const { success, stderr } = await output(powershell, { env: { DRIVER: path } });
  if (!success) throw new MachineError(`Cannot sign the driver for test-signing: ${reason(stderr)}`);
}
