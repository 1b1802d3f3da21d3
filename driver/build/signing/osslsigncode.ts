/** Authenticode signatures without Windows, by osslsigncode. */
import { run } from "../../../tests/machine/process.ts";
import { tool } from "../../../tests/machine/tools.ts";
import type { KeyPair } from "./test_certificate.ts";

/** Signs `path` as `out`, SHA-256, every page hashed for itself; `timestamp` is the URL of an RFC 3161 server. */
export async function signWithOsslsigncode(
  path: string,
  out: string,
  { certificate, key }: KeyPair,
  timestamp?: string,
): Promise<void> {
  const { argv } = await tool("osslsigncode");
  const options = ["-h", "sha256", "-ph", ...timestamp === undefined ? [] : ["-ts", timestamp]];
  const files = ["-certs", certificate, "-key", key, "-in", path, "-out", out];
  await run(`sign ${path}`, [...argv, "sign", ...options, ...files]);
}
