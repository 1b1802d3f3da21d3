/**
 * The self-signed code signing certificate for test drivers, where there is no Windows. It is made once on this machine
 * and kept with its key in the cache, never in the repository.
 */
import { cached } from "../../../tests/machine/cache.ts";
import { run } from "../../../tests/machine/process.ts";
import { tool } from "../../../tests/machine/tools.ts";

/** A certificate and its key, as paths of PEM files. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

const SUBJECT = "/CN=pipelisten test driver";
/** Ten years: without a timestamp a signature is as good as its certificate. */
const DAYS = "3650";
/** What PowerShell's New-SelfSignedCertificate takes by itself, but longer. */
const ALGORITHM = ["-newkey", "rsa:3072", "-sha256"];
/** For signatures on code, and for nothing else. */
const EXTENSIONS = [
  "basicConstraints=critical,CA:FALSE",
  "keyUsage=critical,digitalSignature",
  "extendedKeyUsage=codeSigning",
];

/** The test certificate, made now if there is none yet. */
export async function testCertificate(folder?: string): Promise<KeyPair> {
  const prepare = async (partial: string) => {
    await Deno.chmod(partial, 0o700);
    const openssl = await tool("openssl");
    const extensions = EXTENSIONS.flatMap((extension) => ["-addext", extension]);
    const files = ["-keyout", `${partial}/key.pem`, "-out", `${partial}/certificate.pem`];
    const request = ["req", "-x509", "-nodes", ...ALGORITHM, "-days", DAYS, "-subj", SUBJECT, ...extensions, ...files];
    await run("make a test certificate", [...openssl.argv, ...request]);
    await Deno.chmod(`${partial}/key.pem`, 0o600);
  };
  const path = await cached("test-certificate", "1", prepare, folder === undefined ? {} : { folder });
  return { certificate: `${path}/certificate.pem`, key: `${path}/key.pem` };
}
