/** What the tests of this folder need; on Linux the test bench has all of it. */
import { hasTool } from "../../machine/tools.ts";

/** Tests that build a driver. */
export const needsCompiler = { ignore: !hasTool("x86_64-w64-mingw32-gcc") };

/** Tests that sign one; Windows signs with its own means. */
export const needsOsslsigncode = {
  ignore: needsCompiler.ignore || !["osslsigncode", "openssl"].every(hasTool),
};
