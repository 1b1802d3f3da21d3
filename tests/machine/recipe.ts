/**
 * What the private Debian root is made of, as data. The name of its folder has a digest of all of it and of `enter.sh`: a
 * change here makes a new root, and the old one is removed.
 *
 * Nothing is installed on the host. The host's apt-get downloads into the cache with a state of its own, the packages
 * are unpacked there, and programs run inside through a mount namespace (see root.ts).
 */

export const SUITE = "trixie"; // the first Debian with Wine 10; Wine 8 has no bcryptprimitives.dll and fails V8
export const MIRROR = "http://deb.debian.org/debian";
export const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** Unpacked before all others, as it has the links from /bin, /lib, … into /usr. */
export const FIRST_PACKAGE = "base-files";

export const PACKAGES = [
  FIRST_PACKAGE,
  "bsdextrautils", // hexdump
  "cbmc", // with spin, for `deno task prove`
  "clang-22", // compiles the driver as Microsoft's compiler would, and knows function effects
  "coreutils",
  "dash",
  "gcc", // for the parts of the driver that are plain C, with sanitizers
  "gcc-mingw-w64-i686-win32", // only for layouts: 32-bit programs may not run here
  "gcc-mingw-w64-x86-64-win32",
  "hexyl", // for `deno task bench`
  "jq",
  "libc-bin", // the C.UTF-8 locale: without it Wine reads file names and arguments as ASCII
  "libc6-dev",
  "libwine-dev", // a second set of kernel headers
  "openssl", // makes a test certificate
  "osslsigncode",
  "spin",
  "tshark", // and wireshark-common's capinfos, editcap and mergecap: they read our recordings
  "wine",
  "wine64",
  "xxd",
];

/** Paths never unpacked, as tar patterns: 32-bit DLLs (nearly half of Wine), import libraries, LTO, documentation. */
export const LEFT_OUT = [
  "./usr/bin/*-lto-dump-*",
  "./usr/lib*/gcc/*/lto1",
  "./usr/lib/x86_64-linux-gnu/wine/*/*.a",
  "./usr/lib/x86_64-linux-gnu/wine/i386-windows/*",
  "./usr/share/doc/*",
  "./usr/share/info/*",
  "./usr/share/locale/*",
  "./usr/share/man/*",
];

/** Wine's DLLs. Two thirds of them are debug information, and `wineboot` copies them all into the prefix. */
export const WINE_DLLS = "/usr/lib/x86_64-linux-gnu/wine/x86_64-windows";

/** The only package whose postinst is needed: it marks mingw's zlib1.dll as Wine's own, or kernel32 would not load. */
export const CONFIGURED_PACKAGE = "libwine";

export const WINE = "/usr/lib/wine/wine64";
export const WINESERVER = "/usr/lib/wine/wineserver64";

/** A short name for this recipe: the first 12 hex digits of its SHA-256. */
export async function recipeStamp(enterScript: string): Promise<string> {
  const recipe = JSON.stringify([SUITE, PACKAGES, LEFT_OUT, WINE_DLLS, CONFIGURED_PACKAGE, enterScript]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(recipe));
  return new Uint8Array(digest).toHex().slice(0, 12);
}
