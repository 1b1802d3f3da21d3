/** No pageable code of the built drivers runs at DISPATCH_LEVEL. */
import { assert, assertEquals, assertGreater } from "@std/assert";
import { amalgamate } from "../../../driver/build/amalgamate.ts";
import { buildDriver, buildFixtureDriver, buildSys } from "../../../driver/build/build_driver.ts";
import { buildFaultDriver } from "../../machine/fault_driver.ts";
import { disassemble } from "./disassembly.ts";
import { checkIrql } from "./irql.ts";

/** The disassembler is the private root's. */
const needsRoot = { ignore: Deno.build.os !== "linux" };
const FIXTURES = "tests/fixtures/irql";

Deno.test(
  "no code in PAGE or INIT is reached at DISPATCH_LEVEL, in the sample and in drivers that use the client",
  needsRoot,
  async () => {
    const { source } = await amalgamate(); // where functions of other files are inlined, too
    const paths = [
      ...[await buildDriver(), await buildFixtureDriver("adopter"), await buildFixtureDriver("log")],
      await buildFixtureDriver("probe"),
      await buildSys([source, "driver/example/adopter.c"], ".build/adopter_amalgamated.sys", ["-I.build/amalgamated"]),
      await buildFaultDriver(), // by clang
    ];
    for (const path of paths) {
      const image = await disassemble(path);
      const { violations, raisedBy, followed, followedRaised } = checkIrql(image);
      assertEquals(violations, [], path);
      assertEquals(raisedBy, ["KeAcquireSpinLockRaiseToDpc"]);
      assertGreater(followedRaised, 100, "what runs under the lock was followed");
      const pageable = [...followed].filter((address) => image.sectionOf(address) === "PAGE");
      assertGreater(pageable.length, 100, "there is a section PAGE");
    }
  },
);

Deno.test(
  "checkIrql() finds pageable code that takes a spin lock, raises the IRQL, or is called by code that did",
  needsRoot,
  async () => {
    const found: Record<string, RegExp> = {
      SPIN_LOCK: /^PAGE 0x\w+ is pageable and at DISPATCH_LEVEL$/,
      RAISED_INLINE: /^PAGE 0x\w+ is pageable and at DISPATCH_LEVEL$/,
      CALLED_BACK: /^PAGE 0x\w+ is pageable and at DISPATCH_LEVEL$/,
      INIT_TOO: /^INIT 0x\w+ is pageable and at DISPATCH_LEVEL$/,
      AT_DPC: /^PAGE 0x\w+ calls KeAcquireSpinLockAtDpcLevel below DISPATCH_LEVEL$/,
      NOT_RELEASED: /returns at another IRQL than it was called at$/,
    };
    for (const [name, expected] of Object.entries(found)) {
      const path = await buildSys([`${FIXTURES}/irql.c`], `.build/irql_${name}.sys`, [`-D${name}`]);
      const { violations } = checkIrql(await disassemble(path));
      assert(violations.some((violation) => expected.test(violation)), `${name}: ${violations.join(", ")}`);
    }
    const path = await buildSys([`${FIXTURES}/irql.c`], ".build/irql_NONE.sys", ["-DNONE"]);
    assertEquals(checkIrql(await disassemble(path)).violations, []);
  },
);
