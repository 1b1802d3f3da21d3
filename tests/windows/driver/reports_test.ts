/**
 * The snapshots that the driver sends: processes and modules, compared with what user mode sees.
 *
 * @module
 */

import { assert, assertEquals, assertGreater } from "@std/assert";
import { driverIsReal, loadDriver } from "./driver.ts";
import { Account } from "./events.ts";
import { newPipeName } from "./pipe_name.ts";
import { Reader } from "./reader.ts";
import { type Process, processes } from "./system.ts";

const needsKernel = { ignore: !driverIsReal };

/** PayloadTypes (REPORT_TYPE in driver/include/report.h). */
const PROCESSREPORT = 1;
const MODULEREPORT = 2;

/** The payloads of all events of one load, with their types. */
async function payloadsOf(report: string): Promise<{ type: number; payload: Uint8Array<ArrayBuffer> }[]> {
  const pipe = newPipeName();
  const found: { type: number; payload: Uint8Array<ArrayBuffer> }[] = [];
  const account = new Account();
  await using reader = await Reader.open(pipe);
  await using _driver = await loadDriver({ Report: report, Pipe: pipe, Count: 10 });
  await reader.untilGone((message) => {
    const event = account.enter(message);
    if (event !== undefined) found.push({ type: event.payloadType, payload: event.payload });
  });
  assertEquals(account.dropped, 0n, "snapshots wait for room");
  return found;
}

/** A Processreport: what user mode sees as well, and what only the driver reports. */
function parseProcess(
  payload: Uint8Array<ArrayBuffer>,
): Process & { session: number; handles: number; created: number } {
  const view = new DataView(payload.buffer, payload.byteOffset);
  assertEquals(view.getUint32(20, true), payload.length - 32, "the length of the name");
  return {
    processId: view.getUint32(0, true),
    parentProcessId: view.getUint32(4, true),
    session: view.getUint32(8, true),
    threads: view.getUint32(12, true),
    handles: view.getUint32(16, true),
    created: Number(view.getBigInt64(24, true) / 10_000n) - 11_644_473_600_000,
    image: new TextDecoder("utf-16le").decode(payload.subarray(32)),
  };
}

Deno.test(
  "the processes report lists services.exe, this process and all others as user mode sees them",
  needsKernel,
  async () => {
    const before = processes();
    const reported = (await payloadsOf("processes")).map(({ type, payload }) => {
      assertEquals(type, PROCESSREPORT);
      return parseProcess(payload);
    });
    const after = processes();

    // Toolhelp has names of its own for what is no program, as [System Process]
    const identity = ({ processId, parentProcessId, image }: Process) =>
      `${processId} ${parentProcessId} ${image.endsWith(".exe") ? image : ""}`;
    const lasting = before.map(identity).filter((process) => after.map(identity).includes(process));
    const reportedNow = reported.map(identity);
    assertEquals(
      lasting.filter((process) => !reportedNow.includes(process)),
      [],
      "processes that were there all the time",
    );
    for (const image of ["services.exe", ...(isWine() ? ["winedevice.exe"] : [])]) {
      const expected = before.filter((process) => process.image === image).map(({ processId }) => processId);
      assertGreater(expected.length, 0);
      const found = reported.filter((process) => process.image === image).map(({ processId }) => processId);
      assert(expected.every((processId) => found.includes(processId)), `${image}: ${found}, not ${expected}`);
    }

    const own = reported.find(({ processId }) => processId === Deno.pid)!;
    assertGreater(own.threads, 0);
    assertGreater(own.handles, 0);
    assert(own.created <= Date.now() && own.created > Date.now() - 3_600_000, `created ${new Date(own.created)}`);
  },
);

/** Where driver hosts are processes of their own. */
function isWine(): boolean {
  return Deno.env.has("WINEHOMEDIR");
}

Deno.test(
  "the modules report lists the kernel first, and each module with its place and path",
  needsKernel,
  async () => {
    const modules = (await payloadsOf("modules")).map(({ type, payload }) => {
      assertEquals(type, MODULEREPORT);
      const view = new DataView(payload.buffer, payload.byteOffset);
      assertEquals(view.getUint32(20, true), payload.length - 24, "the length of the path");
      return {
        base: view.getBigUint64(0, true),
        size: view.getUint32(8, true),
        index: view.getUint16(18, true),
        path: new TextDecoder("latin1").decode(payload.subarray(24)),
      };
    });
    assert(/\\ntoskrnl\.exe$/i.test(modules[0]!.path), modules[0]!.path);
    assert(modules.some(({ path }) => /\\hal\.dll$/i.test(path)));
    assertEquals(modules.map(({ index }) => index), modules.map((_, i) => i));
  },
);

Deno.test("several reports come down one pipe in the order they are named", needsKernel, async () => {
  const types = (await payloadsOf("modules, processes,MODULES")).map(({ type }) => type);
  const inARow = types.filter((type, i) => type !== types[i - 1]);
  assertEquals(inARow, [MODULEREPORT, PROCESSREPORT, MODULEREPORT]);
});
