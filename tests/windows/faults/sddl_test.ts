/** What --allow may be given: whatever it is, it is taken as Windows reads it or refused as a usage error. */
import { assert, assertInstanceOf } from "@std/assert";
import { UsageError } from "../../../cli/errors.ts";
import { SecurityAttributes } from "../../../cli/pipe/security.ts";
import { IS_WINE } from "../pipe/harness.ts";
import { Random } from "../../unit/mutations.ts";

/** PIPELISTEN_MUTANTS=200000 takes seven seconds. */
const MUTANTS = Number(Deno.env.get("PIPELISTEN_MUTANTS") ?? 20_000);

const SEEDS = [
  "D:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;GA;;;OW)",
  "O:BAG:SYD:PAI(A;OICI;0x12019b;;;IU)(D;;FA;;;S-1-5-21-1-2-3-1001)",
  "D:(A;;GRGW;;;WD)(OA;;CC;00020104-0000-0000-C000-000000000046;;AU)",
  'D:(XA;;GA;;;WD;(@User.Title == "PM"))S:(ML;;NW;;;LW)',
  "D:",
];
const PIECES = [
  "(",
  ")",
  ";",
  ";;",
  ":",
  "D:",
  "S:",
  "A",
  "XA",
  "S-1-",
  "-",
  "0x",
  "ffffffffffffffffff",
  " ",
  "\0",
  "é",
];

type Mutation = (sddl: string, random: Random) => string;

const MUTATIONS: readonly Mutation[] = [
  function cut(sddl, random) {
    return sddl.slice(0, random.below(sddl.length));
  },
  function leaveOut(sddl, random) {
    const at = random.below(sddl.length);
    return sddl.slice(0, at) + sddl.slice(at + 1 + random.below(4));
  },
  function putIn(sddl, random) {
    const at = random.below(sddl.length);
    return sddl.slice(0, at) + random.of(PIECES) + sddl.slice(at);
  },
  function change(sddl, random) {
    const at = random.below(sddl.length);
    return sddl.slice(0, at) + String.fromCharCode(0x20 + random.below(0x60)) + sddl.slice(at + 1);
  },
  function repeat(sddl, random) {
    const at = random.below(sddl.length);
    return sddl.slice(0, at) + sddl.slice(at).repeat(1 + random.below(20));
  },
];

Deno.test(`SecurityAttributes takes or refuses ${MUTANTS.toLocaleString("en-US")} damaged SDDL strings`, () => {
  const random = new Random();
  const seen = { taken: 0, refused: 0 };
  for (let mutant = 0; mutant < MUTANTS; mutant++) {
    const sddl = random.of(MUTATIONS)(random.of(SEEDS), random);
    if (IS_WINE && sddl.includes("::")) continue; // Wine 10 reads beyond the string then, and the process crashes
    try {
      using security = new SecurityAttributes(sddl);
      void security.warning;
      seen.taken++;
    } catch (error) {
      assertInstanceOf(error, UsageError, `mutant ${mutant}, ${JSON.stringify(sddl)}: ${error}`);
      seen.refused++;
    }
  }
  assert(seen.taken > MUTANTS / 50 && seen.refused > MUTANTS / 50, JSON.stringify(seen));
});
