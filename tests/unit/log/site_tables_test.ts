import { assertEquals } from "@std/assert";
import { logLinePayload } from "../../../cli/frame/log_arguments.ts";
import { logSitePayload } from "../../../cli/frame/log_site.ts";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { SiteTables } from "../../../cli/log/site_tables.ts";
import { i32, site } from "../logs.ts";

const UTF_8 = new TextEncoding("utf-8");

/** What the table says of a site's line: its format, or what is wrong. */
function said(tables: SiteTables, number: number, client = 1): string {
  tables.message();
  const { site, error } = tables.line(client, logLinePayload(number, []));
  return site?.format.slice(0, 10) ?? String(error);
}

Deno.test("SiteTables keeps 65,536 sites of a connection, and those of another are none the fewer", () => {
  const tables = new SiteTables(UTF_8);
  for (let number = 0; number <= 65_536; number++) {
    tables.describe(1, logSitePayload(site({ number, format: `${number}` })));
  }
  tables.describe(1, logSitePayload(site({ number: 7, format: "again" })));
  tables.describe(2, logSitePayload(site({ number: 65_536, format: "other" })));
  assertEquals([said(tables, 65_535), said(tables, 65_536), said(tables, 7)], [
    "65535",
    "site 65536 is unknown",
    "again",
  ]);
  assertEquals(said(tables, 65_536, 2), "other");
});

Deno.test("SiteTables keeps 32 MiB of sites of a connection, however often they are described", () => {
  const tables = new SiteTables(UTF_8);
  const format = "x".repeat(3 << 20);
  for (let round = 0; round < 2; round++) {
    for (let number = 0; number < 11; number++) tables.describe(1, logSitePayload(site({ number, format })));
  }
  assertEquals([0, 9, 10].map((number) => said(tables, number)), ["xxxxxxxxxx", "xxxxxxxxxx", "site 10 is unknown"]);
  tables.forget(1);
  tables.describe(1, logSitePayload(site({ number: 10, format })));
  assertEquals([said(tables, 0), said(tables, 10)], ["site 0 is unknown", "xxxxxxxxxx"]);
});

Deno.test("SiteTables repeats 4 MiB of sites for the lines of one message", () => {
  const tables = new SiteTables(UTF_8);
  tables.describe(1, logSitePayload(site({ number: 7, format: "x".repeat((1 << 20) - 100) })));
  tables.message();
  const lines = Array.from({ length: 6 }, () => tables.line(1, logLinePayload(7, [i32(5)])));
  assertEquals(lines.map(({ site, error }) => site === undefined ? error : ""), [
    ...Array(4).fill(""),
    ...Array(2).fill("site 7 is too long for so many lines in one message"),
  ]);
  assertEquals(lines[5]!.message, "%!(site 7)(5)");
  assertEquals(said(tables, 7), "xxxxxxxxxx");
});

Deno.test("SiteTables reads strings of a site that are not UTF-8 in the listener's encoding", () => {
  const tables = new SiteTables(new TextEncoding("gbk"));
  const payload = logSitePayload(site({ format: "??" }));
  payload.set([0xC4, 0xE3], 16);
  tables.describe(1, payload);
  assertEquals(said(tables, 0), "你");
});
