import { assertEquals } from "@std/assert";
import type { OptionSpec } from "../../../cli/options/spec.ts";
import { spellOut } from "../../../cli/options/spell_out.ts";

const OPTIONS: readonly OptionSpec[] = [
  { long: "json", short: "j", help: "" },
  { long: "once", help: "" },
  { long: "count", short: "n", value: "N", help: "" },
  { long: "allow", value: "SDDL", help: "" },
];

Deno.test("spellOut() writes options with their long names and values after =, then -- and the operands", () => {
  const cases: [string, string][] = [
    ["", "--"],
    ["pipe", "-- pipe"],
    ["-j pipe", "--json -- pipe"],
    ["-jn5 pipe", "--json --count=5 -- pipe"],
    ["-n5 -n=5 -n 5 --count 5 --count=5", "--count=5 --count=5 --count=5 --count=5 --count=5 --"],
    ["-nj", "--count=j --"],
    ["pipe --once true", "--once -- pipe true"],
    ["--allow - -", "--allow=- -- -"],
    ["-n -5", "--count=-5 --"],
    ["-n -j", "--count= --json --"],
    ["-n", "--count= --"],
    ["-n -- -j", "--count= -- -j"],
    ["-j -- -j --", "--json -- -j --"],
    ["-jz", "--json -z --"],
    ["-j=x -j-", "--json=x --json=- --"],
    ["--frob --json=1 -z", "--frob --json=1 -z --"],
  ];
  for (const [args, spelled] of cases) {
    assertEquals(spellOut(args === "" ? [] : args.split(" "), OPTIONS).join(" "), spelled, args);
  }
});
