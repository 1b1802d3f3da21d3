/** What `deno task sign:driver` signs is what osslsigncode takes for signed. */
import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { buildDriver } from "../../../driver/build/build_driver.ts";
import { MachineError } from "../../machine/mod.ts";
import { output, run } from "../../machine/process.ts";
import { pinnedTool } from "../../machine/tools.ts";
import { DIRECTORY, peChecksum, readPe, viewOf } from "../../../driver/build/pe.ts";
import { parseSigning, signDriver } from "../../../driver/build/sign_driver.ts";
import { type KeyPair, testCertificate } from "../../../driver/build/signing/test_certificate.ts";
import { needsOsslsigncode } from "./needs.ts";
import { startTimeServer } from "./time_server.ts";

/** A folder for one test, and a driver in it that is signed with a certificate of its own. */
async function withSigned(test: (folder: string, signed: string, pair: KeyPair) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "pipelisten-sign-" });
  try {
    const pair = await testCertificate(folder);
    await test(folder, await signDriver({ out: `${folder}/signed.sys`, pair }), pair);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function verify(path: string, { certificate }: KeyPair, ...options: string[]) {
  const { argv } = await pinnedTool("osslsigncode");
  return await output([...argv, "verify", "-CAfile", certificate, ...options, "-in", path]);
}

Deno.test("osslsigncode verifies the signature, with SHA-256 and a hash of every page", needsOsslsigncode, async () => {
  await withSigned(async (_, signed, pair) => {
    const { success, stdout } = await verify(signed, pair);
    assert(success, stdout);
    assertMatch(stdout, /^Message digest algorithm *: SHA256$/m);
    assertMatch(stdout, /^Page hash algorithm *: SHA256$/m);
    assertMatch(stdout, /Subject: \/CN=pipelisten test driver$/m);
    assertMatch(stdout, /^Number of verified signatures: 1$/m);
  });
});

Deno.test("a signature does not hold for another certificate of the same name", needsOsslsigncode, async () => {
  await withSigned(async (folder, signed) => {
    await Deno.mkdir(`${folder}/other`);
    const { success, stdout } = await verify(signed, await testCertificate(`${folder}/other`));
    assert(!success, stdout);
  });
});

Deno.test("a byte that is flipped anywhere in a signed driver breaks its signature", needsOsslsigncode, async () => {
  await withSigned(async (folder, signed, pair) => {
    const whole = await Deno.readFile(signed);
    const { sections } = readPe(whole);
    const inSections = sections.filter(({ fileSize }) => fileSize > 0).map(({ fileOffset }) => fileOffset);
    const inSignature = whole.length - 300;
    const flipped = `${folder}/flipped.sys`;
    for (const offset of [0x50, ...inSections, inSignature]) {
      const bytes = whole.slice();
      bytes[offset]! ^= 0x10;
      await Deno.writeFile(flipped, bytes);
      const { success } = await verify(flipped, pair);
      assert(!success, `the byte at ${offset} is not covered`);
    }
    await Deno.writeFile(flipped, whole);
    assert((await verify(flipped, pair)).success, "as it was, it is good again");
  });
});

Deno.test("signing changes nothing but the checksum and the place of the signature", needsOsslsigncode, async () => {
  await withSigned(async (_, path) => {
    const signed = await Deno.readFile(path);
    const image = readPe(signed);
    assertEquals(image.checksum, peChecksum(signed));
    const unsigned = await Deno.readFile(await buildDriver());
    const { address, size } = image.directories[DIRECTORY.certificate]!;
    assertEquals({ address, size }, { address: unsigned.length, size: signed.length - unsigned.length });
    const view = viewOf(signed);
    view.setUint32(image.checksumOffset, readPe(unsigned).checksum, true);
    view.setBigUint64(image.checksumOffset + 80, 0n, true); // the certificate's entry in the directories
    assertEquals(signed.subarray(0, unsigned.length), unsigned);
  });
});

Deno.test(
  "the test certificate is made once, for code only, and its key is the user's alone",
  needsOsslsigncode,
  async () => {
    await withSigned(async (folder, _, pair) => {
      const made = await Deno.readTextFile(pair.certificate);
      assertEquals(await testCertificate(folder), pair);
      assertEquals(await Deno.readTextFile(pair.certificate), made);
      if (Deno.build.os !== "windows") assertEquals((await Deno.stat(pair.key)).mode! & 0o777, 0o600);
      const openssl = await pinnedTool("openssl");
      const text = await run("read it", [...openssl.argv, "x509", "-in", pair.certificate, "-noout", "-text"]);
      assertMatch(text, /Signature Algorithm: sha256WithRSAEncryption/);
      assertMatch(text, /Public-Key: \(3072 bit\)/);
      assertMatch(text, /Extended Key Usage: *\n *Code Signing\n/);
      assertMatch(text, /Key Usage: critical\n *Digital Signature\n/);
      assertMatch(text, /CA:FALSE/);
    });
  },
);

Deno.test(
  "a timestamp attests when it was signed, and nothing is left where there is none",
  needsOsslsigncode,
  async () => {
    await withSigned(async (folder, _, pair) => {
      const out = `${folder}/timestamped.sys`;
      await using server = await startTimeServer(folder);
      await signDriver({ out, pair, timestamp: server.url });
      const { success, stdout } = await verify(out, pair, "-TSA-CAfile", server.certificate);
      assert(success, stdout);
      assertMatch(stdout, /^Timestamp Server Signature verification: ok$/m);
      const signed = await Deno.readFile(out);
      assertEquals(readPe(signed).checksum, peChecksum(signed));

      const before = [...Deno.readDirSync(folder)].length;
      const nobody = { out: `${folder}/nobody.sys`, pair, timestamp: "http://127.0.0.1:1/" };
      await assertRejects(() => signDriver(nobody), MachineError, "Cannot sign");
      assertEquals([...Deno.readDirSync(folder)].length, before);
    });
  },
);

Deno.test("parseSigning() reads the options of sign:driver", () => {
  assertEquals(parseSigning([]), { out: undefined, pair: undefined, timestamp: undefined });
  assertEquals(
    parseSigning(["--out", "x.sys", "--cert", "c.pem", "--key", "k.pem", "--timestamp", "http://t/"]),
    { out: "x.sys", pair: { certificate: "c.pem", key: "k.pem" }, timestamp: "http://t/" },
  );
  assertThrows(() => parseSigning(["--cert", "c.pem"]), MachineError, "a signature takes both");
  assertThrows(() => parseSigning(["--key", "k.pem"]), MachineError, "a signature takes both");
  assertThrows(() => parseSigning(["--out"]), MachineError, "it has no value");
  assertThrows(() => parseSigning(["x.sys"]), MachineError, "Cannot understand x.sys");
  assertThrows(() => parseSigning(["--nonsense"]), MachineError, "Cannot understand --nonsense");
});
