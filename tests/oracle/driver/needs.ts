/** Which tests of this folder a machine can run: on Linux all of them, the test bench brings what is missing. */
import { onPath } from "../../machine/process.ts";

const { os } = Deno.build;

/** Tests that build a driver. */
export const needsCompiler = { ignore: os !== "linux" && onPath("x86_64-w64-mingw32-gcc") === undefined };

/** Tests that sign one; Windows signs with its own means. */
export const needsOsslsigncode = {
  ignore: needsCompiler.ignore ||
    (os !== "linux" && ["osslsigncode", "openssl"].some((name) => onPath(name) === undefined)),
};
