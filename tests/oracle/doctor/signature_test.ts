/** Who signed a driver, as readSigner() and as openssl tell it. */
import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { readSigner, signerIn } from "../../../cli/doctor/signature.ts";
import { BadInputError } from "../../../cli/errors.ts";
import { buildDriver } from "../../../driver/build/build_driver.ts";
import { run } from "../../machine/process.ts";
import { pinnedTool } from "../../machine/tools.ts";
import { signDriver } from "../../../driver/build/sign_driver.ts";
import { type KeyPair, testCertificate } from "../../../driver/build/signing/test_certificate.ts";
import { needsOsslsigncode } from "../driver/needs.ts";

let folder: string;
let pair: KeyPair;
let signed: string;
Deno.test.beforeAll(async () => {
  if (needsOsslsigncode.ignore) return;
  folder = await Deno.makeTempDir();
  pair = await testCertificate(folder);
  signed = await signDriver({ out: `${folder}/signed.sys`, pair });
});
Deno.test.afterAll(async () => {
  if (!needsOsslsigncode.ignore) await Deno.remove(folder, { recursive: true });
});

Deno.test(
  "readSigner() tells the name and the thumbprint of the certificate as openssl does",
  needsOsslsigncode,
  async () => {
    const openssl = await pinnedTool("openssl");
    const args = ["x509", "-in", pair.certificate, "-noout", "-fingerprint", "-sha1"];
    const printed = await run("read the certificate", [...openssl.argv, ...args]);
    const thumbprint = printed.trim().replace(/^.*=/, "").replaceAll(":", "");
    assertEquals(await readSigner(signed), { subject: "pipelisten test driver", thumbprint });
  },
);

Deno.test("readSigner() finds no signer in a driver that nobody has signed", needsOsslsigncode, async () => {
  assertEquals(await readSigner(await buildDriver()), undefined);
});

Deno.test("readSigner() refuses what isn't there, and what is no driver", needsOsslsigncode, async () => {
  const text = `${folder}/text.sys`;
  await Deno.writeTextFile(text, "MZ, but nothing else");
  const none = await assertRejects(() => readSigner(`${folder}/none.sys`), BadInputError);
  assertEquals(none.message, `${folder}/none.sys does not exist`);
  const bad = await assertRejects(() => readSigner(text), BadInputError);
  assertEquals(bad.message, `${text} is not a 64-bit driver, or is corrupt`);
});

Deno.test("signerIn() throws nothing but RangeError, however a driver is damaged", needsOsslsigncode, async () => {
  const whole = await Deno.readFile(signed);
  const place = fc.oneof(fc.nat(0x200), fc.integer({ min: whole.length - 1200, max: whole.length - 1 }));
  const damage = fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(damage, fc.option(fc.nat(whole.length)), async (bytes, length) => {
      const file = whole.slice(0, length ?? whole.length);
      for (const [at, byte] of bytes) file[at] = byte;
      try {
        await signerIn(file);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});
