/**
 * The demo, inside Windows: starts a pipelisten and a driver for each report.
 *
 *     demo_inside.ts always|never [--report hello|report|processes|modules]
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { denoRun, MAIN, REPOSITORY } from "../run_cli.ts";
import { driverIsReal, loadDriver } from "../windows/driver/driver.ts";

const HEADER = "driver/include/report.h";

/** The options of pipelisten for each report. */
const SHOWS: Readonly<Record<string, readonly string[]>> = {
  hello: ["--events"],
  report: ["--struct", `${HEADER}:Networkreport`],
  processes: ["--struct", HEADER],
  modules: ["--struct", HEADER],
};
/** Those shown without `--report`; the stand-in sends them as well. */
const DEFAULT_REPORTS = ["hello", "report"];

const { report, _: [color] } = parseArgs(Deno.args, { string: ["report", "_"] });
const reports = report === undefined ? DEFAULT_REPORTS : [String(report)];
for (const name of reports) {
  const show = SHOWS[name];
  if (show === undefined) {
    console.error(`demo: Cannot show the report "${name}": expected one of ${Object.keys(SHOWS).join(", ")}`);
    Deno.exit(2);
  }
  if (!driverIsReal && !DEFAULT_REPORTS.includes(name)) {
    console.error(
      `demo: Cannot show the report "${name}": only the real driver sends it (the reason why it is not loaded is above)`,
    );
    Deno.exit(2);
  }
  const code = await demonstrate(name, show);
  if (code !== 0) Deno.exit(code);
}

async function demonstrate(report: string, show: readonly string[]): Promise<number> {
  const args = [...show, "--once"];
  const pipe = `pipelisten-demo-${crypto.randomUUID()}`;
  console.log(`\n$ pipelisten ${args.join(" ")}      # the driver sends its report "${report}"`);
  const [deno = "", ...words] = denoRun("-A", MAIN, ...args, "--color", String(color), "--timeout", "60s", pipe);
  const listener = new Deno.Command(deno, { args: words, cwd: REPOSITORY, stdin: "null" }).spawn(); // prints here
  await using _driver = await loadDriver({ Report: report, Pipe: pipe });
  return (await listener.status).code;
}
