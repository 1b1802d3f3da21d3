import { withoutModulePath } from "../../../driver/build/signing/powershell.ts";
import { assert, assertEquals } from "@std/assert";
import { includeFolders } from "../../../driver/build/build_driver.ts";
import { hasTestSigning, windowsDriverMode } from "../../machine/driver_mode.ts";
import { withFoundModules } from "../../machine/mod.ts";
import { reason } from "../../machine/process.ts";
import { recipeStamp } from "../../machine/recipe.ts";
import { wineEnvironment, winePath, wineVersion } from "../../machine/wine.ts";

Deno.test("wineVersion() reads what `wine --version` prints, with or without a distribution's addition", () => {
  assertEquals(wineVersion("wine-10.0 (Debian 10.0~repack-6)\n"), "10.0");
  assertEquals(wineVersion("wine-10.12\n"), "10.12");
  assertEquals(wineVersion("wine: command not found"), undefined);
});

Deno.test("winePath() sees the host's files on drive Z:", () => {
  assertEquals(winePath("/work/my dir/x.sys"), "Z:\\work\\my dir\\x.sys");
});

Deno.test("wineEnvironment() keeps the user's settings and drops what misleads under Wine", () => {
  const host = { NO_COLOR: "1", DISPLAY: ":0", WINEPREFIX: "/mine", LC_ALL: "de_DE", SSL_CERT_FILE: "/x", HOME: "/me" };
  const env = wineEnvironment("/prefix", host);
  assertEquals([env.NO_COLOR, env.WINEPREFIX, env.LC_ALL, env.HOME], ["1", "/prefix", "C.UTF-8", "/prefix"]);
  assert(!("DISPLAY" in env) && !("SSL_CERT_FILE" in env));
});

Deno.test("withFoundModules() adds its flag where Deno runs code, before the script and its arguments", () => {
  const flag = "--node-modules-dir=manual";
  assertEquals(withFoundModules(["run", "-A", "main.ts", "run"]), ["run", flag, "-A", "main.ts", "run"]);
  assertEquals(withFoundModules(["--version"]), ["--version"]);
  assertEquals(withFoundModules([]), []);
});

Deno.test("hasTestSigning() reads the start options of Windows", () => {
  const line = (options: string) => `\r\n    SystemStartOptions    REG_SZ     ${options}\r\n\r\n`;
  assertEquals(hasTestSigning(line("TESTSIGNING  NOEXECUTE=OPTIN")), true);
  assertEquals(hasTestSigning(line("NOEXECUTE=OPTIN  FVEBOOT=2756608")), false);
  assertEquals(hasTestSigning(""), false);
});

Deno.test("windowsDriverMode() loads the driver only with test-signing and as administrator", () => {
  assertEquals(windowsDriverMode(true, true).mode, "loaded");
  assertEquals(windowsDriverMode(true, false).mode, "user-mode");
  assertEquals(windowsDriverMode(false, true).mode, "user-mode");
});

Deno.test("reason() is the line that says error, else the first", () => {
  assertEquals(reason("Reading lists\nE: Unable to locate package winex\nE: more"), "Unable to locate package winex");
  assertEquals(reason("error: no such package\n\nStack backtrace:\n  0: <unknown>"), "no such package");
  const causes = "error: Failed caching 'x'\n\nCaused by:\n    0: client error\n    1: Connection refused\n\nStack:\n";
  assertEquals(reason(causes), "Failed caching 'x': Connection refused");
  assertEquals(reason("\ntar: no space left on device\ntar: giving up\n"), "tar: no space left on device");
  assertEquals(reason(""), "");
});

Deno.test("includeFolders() takes the folders from what `gcc -Wp,-v` prints", () => {
  const printed =
    "#include <...> search starts here:\n /usr/lib/gcc/include\r\n C:/mingw64/include\nEnd of search list.\n";
  assertEquals(includeFolders(printed), ["/usr/lib/gcc/include", "C:/mingw64/include"]);
});

Deno.test("recipeStamp() changes with the script that enters the root", async () => {
  const stamp = await recipeStamp("a");
  assertEquals(stamp.length, 12);
  assert(stamp !== await recipeStamp("b"));
});

Deno.test("withoutModulePath() drops what PowerShell 7 sets for itself, however it is spelled", () => {
  assertEquals(withoutModulePath({ PSModulePath: "C:\\pwsh", Path: "x", psmodulepath: "y" }), { Path: "x" });
});
