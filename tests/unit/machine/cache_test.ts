import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { cached, cacheFolder } from "../../machine/cache.ts";
import { MachineError } from "../../machine/errors.ts";

function environment(variables: Record<string, string>) {
  return { get: (name: string) => variables[name] };
}

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "pipelisten-cache-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function entries(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => !name.endsWith(".lock")).sort();
}

Deno.test("cacheFolder() follows the XDG specification", () => {
  assertEquals(cacheFolder(environment({ XDG_CACHE_HOME: "/c", HOME: "/home/me" })), "/c/pipelisten");
  assertEquals(
    cacheFolder(environment({ XDG_CACHE_HOME: "relative", HOME: "/home/me" })),
    "/home/me/.cache/pipelisten",
  );
  assertEquals(cacheFolder(environment({ HOME: "/home/me" })), "/home/me/.cache/pipelisten");
  assertThrows(() => cacheFolder(environment({})), MachineError, "HOME is not set");
});

Deno.test("cached() prepares an entry once", async () => {
  await withFolder(async (folder) => {
    let times = 0;
    const prepare = async (partial: string) => {
      times++;
      await Deno.writeTextFile(`${partial}/file`, "whole");
    };
    assertEquals(await cached("root", "1", prepare, { folder }), `${folder}/root-1`);
    assertEquals(await cached("root", "1", prepare, { folder }), `${folder}/root-1`);
    assertEquals(await Deno.readTextFile(`${folder}/root-1/file`), "whole");
    assertEquals(times, 1);
  });
});

Deno.test("cached() lets one of several prepare and the others wait", async () => {
  await withFolder(async (folder) => {
    let times = 0, waited = 0;
    const started = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const prepare = async () => {
      times++;
      started.resolve();
      await finish.promise;
    };
    const first = cached("root", "1", prepare, { folder });
    await started.promise;
    const waiting = () => {
      waited++;
      finish.resolve();
    };
    const second = cached("root", "1", prepare, { folder, waiting });
    assertEquals(await Promise.all([first, second]), [`${folder}/root-1`, `${folder}/root-1`]);
    assertEquals([times, waited], [1, 1]);
  });
});

Deno.test("cached() starts over after a preparation that failed or was killed", async () => {
  await withFolder(async (folder) => {
    const fail = async (partial: string) => {
      await Deno.writeTextFile(`${partial}/half`, "");
      throw new Error("no network");
    };
    await assertRejects(() => cached("root", "1", fail, { folder }), Error, "no network");
    assert(entries(folder).every((name) => name.includes(".partial-")));

    await cached("root", "1", () => Promise.resolve(), { folder });
    assertEquals(entries(folder), ["root-1"]);
    assertEquals([...Deno.readDirSync(`${folder}/root-1`)], []);
  });
});

Deno.test("cached() removes entries of that kind that were not used for a day", async () => {
  await withFolder(async (folder) => {
    const lastUsed = new Date(Date.now() - 25 * 60 * 60 * 1000);
    for (const name of ["root-old", "root-recent", "deno-old"]) {
      await Deno.mkdir(`${folder}/${name}`);
      if (name.endsWith("old")) await Deno.utime(`${folder}/${name}`, lastUsed, lastUsed);
    }
    await cached("root", "new", () => Promise.resolve(), { folder });
    assertEquals(entries(folder), ["deno-old", "root-new", "root-recent"]);
  });
});
