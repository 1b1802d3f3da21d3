import { assertEquals } from "@std/assert";
import { downloadPercent, packageName, totalMegabytes } from "../../machine/apt.ts";

Deno.test("totalMegabytes() reads how much apt-get will download, in any unit", () => {
  const cases: [string, number | undefined][] = [
    ["Need to get 262 MB of archives.", 262],
    ["Need to get 12.3 MB/262 MB of archives.", 262],
    ["Need to get 1,024 kB of archives.", 1],
    ["Need to get 1.5 GB of archives.", 1500],
    ["Need to get 0 B/900 kB of archives.", 1],
    ["After this operation, 1,502 MB of additional disk space will be used.", undefined],
  ];
  for (const [line, expected] of cases) assertEquals(totalMegabytes(line), expected, line);
});

Deno.test("downloadPercent() reads apt's status lines and no others", () => {
  assertEquals(downloadPercent("dlstatus:17:42.1351:Retrieving file 17 of 219 (3s remaining)"), 42.1351);
  assertEquals(
    downloadPercent("Get:17 http://deb.debian.org/debian trixie/main amd64 jq amd64 1.7.1 [77 kB]"),
    undefined,
  );
});

Deno.test("packageName() is the part before the version", () => {
  assertEquals(packageName("/x/archives/libwine_10.0~repack-6_amd64.deb"), "libwine");
  assertEquals(packageName("xxd_2%3a9.1.1230-2_amd64.deb"), "xxd");
});
