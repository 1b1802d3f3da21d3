/**
 * Who may create instances of a pipe, read from its security descriptor.
 *
 * Whoever may create an instance can put one beside ours, and receives what the next driver sends. FILE_GENERIC_WRITE,
 * and so GENERIC_WRITE, includes that right: it has the value of FILE_APPEND_DATA.
 *
 * @see https://learn.microsoft.com/windows/win32/ipc/named-pipe-security-and-access-rights
 *
 * @module
 */

/** FILE_CREATE_PIPE_INSTANCE, and the generic rights that include it: GENERIC_WRITE and GENERIC_ALL. */
const FILE_CREATE_PIPE_INSTANCE = 0x0000_0004;
const CREATES_INSTANCES = FILE_CREATE_PIPE_INSTANCE | 0x4000_0000 | 0x1000_0000;

/** SECURITY_DESCRIPTOR_RELATIVE: Control and the offset of the DACL. */
const CONTROL = 2;
const SE_DACL_PRESENT = 0x0004;
const DACL = 16;
/** ACL: the number of entries, and where they begin. */
const ACE_COUNT = 4;
const ACL_SIZE = 8;
/** ACE: BYTE AceType, BYTE AceFlags, WORD AceSize, DWORD Mask, then the SID. */
const ACE_FLAGS = 1;
const ACE_SIZE = 2;
const MASK = 4;
const SID = 8;
const INHERIT_ONLY_ACE = 0x08;
/** The types of ACEs of this form: allowed, without a condition and with one, and denied; a conditional denial may not apply. */
const ALLOWED = [0x00, 0x09];
const DENIED = 0x01;

const EVERYONE = "S-1-1-0";
/** SYSTEM, Administrators, and the owner of the pipe, which is who runs this. */
const TRUSTED = ["S-1-5-18", "S-1-5-32-544", "S-1-3-4"];
/** The names in English of those that an SDDL string abbreviates; any other is shown as it is. */
const NAMES: ReadonlyMap<string, string> = new Map([
  [EVERYONE, "Everyone"],
  ["S-1-5-2", "Network"],
  ["S-1-5-4", "Interactive"],
  ["S-1-5-7", "Anonymous"],
  ["S-1-5-11", "Authenticated Users"],
  ["S-1-5-19", "Local Service"],
  ["S-1-5-20", "Network Service"],
  ["S-1-5-32-545", "Users"],
  ["S-1-5-32-546", "Guests"],
  ["S-1-15-2-1", "All Application Packages"],
]);

/**
 * The SIDs, other than SYSTEM, Administrators and `own`, that a self-relative security descriptor lets create instances.
 *
 * Each is judged by itself, and by what is denied to Everyone: that a group is denied it which the user of another ACE
 * belongs to isn't known here.
 */
export function instanceCreators(descriptor: Uint8Array, own: string): string[] {
  const view = new DataView(descriptor.buffer, descriptor.byteOffset, descriptor.byteLength);
  // Without a DACL the pipe gets that of the creator's token, which gives nobody else this right.
  if ((view.getUint16(CONTROL, true) & SE_DACL_PRESENT) === 0) return [];
  const dacl = view.getUint32(DACL, true);
  if (dacl === 0) return [EVERYONE]; // a NULL DACL allows everything
  const allowed = new Set<string>();
  const denied = new Set<string>();
  let at = dacl + ACL_SIZE;
  for (let count = view.getUint16(dacl + ACE_COUNT, true); count > 0; count--) {
    const type = descriptor[at]!;
    const inherited = (descriptor[at + ACE_FLAGS]! & INHERIT_ONLY_ACE) !== 0;
    if (!inherited && (view.getUint32(at + MASK, true) & CREATES_INSTANCES) !== 0) {
      const sid = formatSid(descriptor.subarray(at + SID));
      if (type === DENIED) denied.add(sid);
      else if (ALLOWED.includes(type) && !denied.has(sid) && !denied.has(EVERYONE)) allowed.add(sid);
    }
    at += view.getUint16(at + ACE_SIZE, true);
  }
  for (const sid of [...TRUSTED, own]) allowed.delete(sid);
  return [...allowed];
}

/** The warning about them; undefined if there are none. */
export function creatorsWarning(sids: readonly string[]): string | undefined {
  if (sids.length === 0) return undefined;
  const names = sids.map((sid) => NAMES.get(sid) ?? sid).join(", ");
  return `--allow lets ${names} create instances of the pipe and receive what drivers send ` +
    `(grant 0x12019b instead of GW or GA, which is read and write without that right)`;
}

/**
 * A binary SID as text: revision, 48-bit big-endian authority, then 32-bit little-endian sub-authorities ([MS-DTYP]
 * 2.4.2). `S-1-5-18` is SYSTEM.
 */
export function formatSid(sid: Uint8Array): string {
  const view = new DataView(sid.buffer, sid.byteOffset, sid.byteLength);
  const authority = view.getUint16(2) * 2 ** 32 + view.getUint32(4);
  const parts = Array.from({ length: view.getUint8(1) }, (_, i) => view.getUint32(8 + 4 * i, true));
  return ["S", view.getUint8(0), authority, ...parts].join("-");
}
