/**
 * Who signed a driver: the signer's certificate in the Authenticode signature at the end of a PE file.
 *
 * @see https://learn.microsoft.com/windows/win32/debug/pe-format#the-attribute-certificate-table-image-only
 *
 * @module
 */

import { BadInputError } from "../errors.ts";
import { type Element, elements, Tag, within } from "./der.ts";

/** The signer's certificate. */
export interface Signer {
  /** Its common name. */
  readonly subject: string;
  /** SHA-1 of the certificate in upper-case hex, as Windows names it. */
  readonly thumbprint: string;
}

/**
 * Reads who signed the file; undefined if it isn't signed. Doesn't verify the signature.
 *
 * @throws {BadInputError} when the file can't be read, or isn't a 64-bit driver.
 */
export async function readSigner(path: string): Promise<Signer | undefined> {
  const file = await readFile(path);
  try {
    return await signerIn(file);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new BadInputError(`${path} is not a 64-bit driver, or is corrupt`, { cause });
  }
}

/** The same for a file's bytes. @throws {RangeError} if they aren't a 64-bit PE file, or its signature is invalid. */
export async function signerIn(file: Uint8Array<ArrayBuffer>): Promise<Signer | undefined> {
  const signature = signatureOf(file);
  return signature === undefined ? undefined : await signerOf(signature);
}

async function readFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) throw new BadInputError(`${path} does not exist`, { cause });
    throw new BadInputError(`${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/** Offsets and values of the PE format. */
const E_LFANEW = 0x3c;
const PE_SIGNATURE = 0x0000_4550;
const OPTIONAL_HEADER = 24;
const PE32_PLUS = 0x20b;
/** IMAGE_DIRECTORY_ENTRY_SECURITY in the data directories of a 64-bit file; its address is a file offset. */
const SECURITY_DIRECTORY = 112 + 4 * 8;
/** WIN_CERTIFICATE: DWORD dwLength, WORD wRevision, WORD wCertificateType, then the signature. */
const CERTIFICATE_TYPE = 6;
const CERTIFICATE_HEADER = 8;
const WIN_CERT_TYPE_PKCS_SIGNED_DATA = 2;

/** The PKCS #7 data in a PE file. @throws {RangeError} if it isn't a 64-bit PE file. */
function signatureOf(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined {
  const view = new DataView(file.buffer);
  const header = view.getUint32(E_LFANEW, true);
  if (view.getUint32(header, true) !== PE_SIGNATURE) throw new RangeError("it is not a PE file");
  const optional = header + OPTIONAL_HEADER;
  if (view.getUint16(optional, true) !== PE32_PLUS) throw new RangeError("it is not a 64-bit file");
  const at = view.getUint32(optional + SECURITY_DIRECTORY, true);
  if (at === 0) return undefined;
  if (view.getUint16(at + CERTIFICATE_TYPE, true) !== WIN_CERT_TYPE_PKCS_SIGNED_DATA) return undefined;
  return file.subarray(at + CERTIFICATE_HEADER, at + view.getUint32(at, true));
}

/** Finds the certificate in SignedData (RFC 2315, 9.1) that has SignerInfo's issuer and serial number. */
async function signerOf(signature: Uint8Array<ArrayBuffer>): Promise<Signer> {
  const contentInfo = within(signature, Tag.SEQUENCE); // what follows it is padding
  const signedData = within(within(contentInfo, Tag.CONTEXT_0), Tag.SEQUENCE);
  const certificates = within(signedData, Tag.CONTEXT_0);
  const signerInfos = [...elements(signedData)].at(-1)!.content;
  const issuerAndSerial = within(within(signerInfos, Tag.SEQUENCE), Tag.SEQUENCE);
  for (const { content, whole } of elements(certificates)) {
    const { serial, issuer, subject } = certificateFields(content);
    if (issuer.whole.toHex() + serial.whole.toHex() !== issuerAndSerial.toHex()) continue;
    const thumbprint = new Uint8Array(await crypto.subtle.digest("SHA-1", whole)).toHex().toUpperCase();
    return { subject: commonName(subject), thumbprint };
  }
  throw new RangeError("its signature lacks the signer's certificate");
}

/** TBSCertificate (RFC 5280, 4.1): optional version, serial, algorithm, issuer, validity, subject. */
function certificateFields(certificate: Uint8Array<ArrayBuffer>): Record<"serial" | "issuer" | "subject", Element> {
  const fields = [...elements(within(certificate, Tag.SEQUENCE))];
  if (fields[0]?.tag === Tag.CONTEXT_0) fields.shift();
  const [serial, , issuer, , subject] = fields;
  if (serial === undefined || issuer === undefined || subject === undefined) {
    throw new RangeError("a certificate is too short");
  }
  return { serial, issuer, subject };
}

/** The object identifier 2.5.4.3. */
const COMMON_NAME = "550403";

/** A Name is a sequence of sets of pairs, one of which is the common name. */
function commonName(name: Element): string {
  for (const set of elements(name.content)) {
    for (const pair of elements(set.content)) {
      const [type, value] = elements(pair.content);
      if (type?.content.toHex() !== COMMON_NAME || value === undefined) continue;
      return new TextDecoder(value.tag === Tag.BMP_STRING ? "utf-16be" : "utf-8").decode(value.content);
    }
  }
  return "";
}
