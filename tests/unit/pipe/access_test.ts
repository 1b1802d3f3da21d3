/** Security descriptors as ConvertStringSecurityDescriptorToSecurityDescriptorW makes them, written by hand. */
import { assertEquals } from "@std/assert";
import { creatorsWarning, formatSid, instanceCreators } from "../../../cli/pipe/access.ts";

const SYSTEM = [5, 18], ADMINISTRATORS = [5, 32, 544], EVERYONE = [1, 0], INTERACTIVE = [5, 4], OWNER = [3, 4];
const OWN = [5, 21, 1, 2, 3, 1001], OTHER = [5, 21, 1, 2, 3, 1002];
const GA = 0x1000_0000, GRGW = 0xC000_0000, GR = 0x8000_0000, READ_WRITE = 0x12019b;

type Ace = { readonly type?: number; readonly flags?: number; readonly mask: number; readonly sid: readonly number[] };

function sidBytes([authority, ...parts]: readonly number[]): number[] {
  return [1, parts.length, 0, 0, 0, 0, 0, authority!, ...new Uint8Array(Uint32Array.from(parts).buffer)];
}

function aceBytes({ type = 0, flags = 0, mask, sid }: Ace): number[] {
  const rest = [...new Uint8Array(Uint32Array.of(mask).buffer), ...sidBytes(sid)];
  return [type, flags, ...new Uint8Array(Uint16Array.of(4 + rest.length).buffer), ...rest];
}

/** SECURITY_DESCRIPTOR_RELATIVE with a DACL at offset 20. */
function descriptor(aces: readonly Ace[], control = 0x8004, dacl = 20): Uint8Array {
  const entries = aces.flatMap(aceBytes);
  const header = new Uint8Array(28);
  const view = new DataView(header.buffer);
  view.setUint8(0, 1);
  view.setUint16(2, control, true);
  view.setUint32(16, dacl, true);
  view.setUint8(20, 2);
  view.setUint16(22, 8 + entries.length, true);
  view.setUint16(24, aces.length, true);
  return Uint8Array.of(...header, ...entries);
}

const own = formatSid(Uint8Array.from(sidBytes(OWN)));
const other = formatSid(Uint8Array.from(sidBytes(OTHER)));

const CASES: [string, Uint8Array, string[]][] = [
  [
    "SYSTEM, Administrators, the owner and the user who runs this may do everything",
    descriptor([SYSTEM, ADMINISTRATORS, OWNER, OWN].map((sid) => ({ mask: GA, sid }))),
    [],
  ],
  ["Everyone has GENERIC_WRITE", descriptor([{ mask: GRGW, sid: EVERYONE }]), ["S-1-1-0"]],
  ["another user has GENERIC_ALL", descriptor([{ mask: GA, sid: OWN }, { mask: GA, sid: OTHER }]), [other]],
  ["interactive users have FILE_APPEND_DATA only", descriptor([{ mask: 4, sid: INTERACTIVE }]), ["S-1-5-4"]],
  ["a user has read and write without that right", descriptor([{ mask: READ_WRITE, sid: OTHER }]), []],
  ["a user may only read", descriptor([{ mask: GR, sid: OTHER }]), []],
  ["a conditional ACE grants it", descriptor([{ type: 9, mask: GA, sid: OTHER }]), [other]],
  ["an ACE is only inherited", descriptor([{ flags: 8, mask: GA, sid: OTHER }]), []],
  ["a user is denied it before", descriptor([{ type: 1, mask: 4, sid: OTHER }, { mask: GRGW, sid: OTHER }]), []],
  ["Everyone is denied it before", descriptor([{ type: 1, mask: 4, sid: EVERYONE }, { mask: GRGW, sid: OTHER }]), []],
  [
    "a user is denied it before on a condition",
    descriptor([{ type: 10, mask: 4, sid: OTHER }, { mask: GRGW, sid: OTHER }]),
    [other],
  ],
  ["a user is denied it after", descriptor([{ mask: GRGW, sid: OTHER }, { type: 1, mask: 4, sid: OTHER }]), [other]],
  ["a user has it twice", descriptor([{ mask: GA, sid: OTHER }, { mask: GRGW, sid: OTHER }]), [other]],
  ["the DACL is NULL", descriptor([], 0x8004, 0), ["S-1-1-0"]],
  ["the DACL is empty", descriptor([]), []],
  ["there is no DACL", descriptor([{ mask: GA, sid: EVERYONE }], 0x8000), []],
];

for (const [when, bytes, expected] of CASES) {
  Deno.test(`instanceCreators() returns ${expected.length === 0 ? "nobody" : expected} when ${when}`, () => {
    assertEquals(instanceCreators(bytes, own), expected);
  });
}

Deno.test("creatorsWarning() names well-known groups, and says what to grant instead", () => {
  assertEquals(creatorsWarning([]), undefined);
  assertEquals(
    creatorsWarning(["S-1-5-4", other]),
    `--allow lets Interactive, ${other} create instances of the pipe and receive what drivers send ` +
      "(grant 0x12019b instead of GW or GA, which is read and write without that right)",
  );
});

Deno.test("formatSid() writes a SID as Windows does", () => {
  assertEquals([formatSid(Uint8Array.from(sidBytes(SYSTEM))), own], ["S-1-5-18", "S-1-5-21-1-2-3-1001"]);
});
