/** What would be published to JSR. */
import { assert, assertEquals } from "@std/assert";
import { REPOSITORY } from "../../run_cli.ts";
import { ran } from "./ran.ts";

Deno.test("deno publish would take the package as it is: no slow types, no warnings, and only what a user needs", async () => {
  const { code, stdout, stderr } = await ran([Deno.execPath(), "publish", "--dry-run", "--allow-dirty"], REPOSITORY);
  const lines = (stdout + stderr).split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const files = lines.filter((line) => line.startsWith("file://"));
  const said = lines.filter((line) => !line.startsWith("file://"));
  assertEquals({ code, said }, {
    code: 0,
    said: [
      "Checking for slow types in the public API...",
      "Check cli/mod.ts",
      "Check cli/main.ts",
      said[3] ?? "",
      "Success Dry run complete",
    ],
  });
  assert(said[3]?.startsWith("Simulating publish of @pipelisten/pipelisten@"));
  const shipped = files.map((line) => decodeURI(/\/(?:(?:cli|driver)\/\S+|[\w.]+)(?= \()/.exec(line)?.[0] ?? line));
  for (const needed of ["/cli/main.ts", "/deno.json", "/driver/include/report.h", "/README.md", "/LICENSE"]) {
    assert(shipped.includes(needed), `${needed} is not shipped`);
  }
  assertEquals(shipped.filter((path) => /^\/(tests|\.)|_test\.ts$|\.lock$/.test(path)), []);
  const driver = filesBelow("driver").filter((path) => !path.startsWith("/driver/build/"));
  assertEquals(shipped.filter((path) => path.startsWith("/driver/")).sort(), driver.sort());
});

/** The files below a folder of the checkout, as `/driver/README.md`. */
function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(REPOSITORY + folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesBelow(`${folder}/${name}`) : [`/${folder}/${name}`]
  );
}
