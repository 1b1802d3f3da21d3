/** The parts of the driver that are plain C run here, under the sanitizers, and are laid out the same in 32 bits. */
import { assert, assertMatch } from "@std/assert";
import { kernelHeaders } from "../../../driver/build/build_driver.ts";
import { output } from "../../machine/process.ts";
import { pinnedTool } from "../../machine/tools.ts";
import { REPOSITORY } from "../../run_cli.ts";
import { needsGcc, runC, seed } from "./c_program.ts";
import { needsCompiler } from "./needs.ts";

const HERE = "tests/oracle/driver/c";
const RINGS = "1000"; // of 64 bytes to 32 KiB, with 20,000 operations each
const LINES = "200000";
const RECORDS = "500000"; // from each of four producers

Deno.test("the ring does what a plain queue does, in 20 million random operations", needsGcc, async () => {
  const number = seed();
  console.log(`PIPELISTEN_SEED=${number}`);
  const sources = [`${HERE}/ring_model.c`, "driver/client/ring.c"];
  console.log((await runC({ sources, sanitizers: "address,undefined", args: [number, RINGS] })).trim());
});

Deno.test(
  "the worker puts into a message all events that are ready and have room, and nothing else",
  needsGcc,
  async () => {
    const number = seed();
    console.log(`PIPELISTEN_SEED=${number}`);
    const sources = [
      `${HERE}/batch_model.c`,
      ...["batch", "ring", "envelope"].map((name) => `driver/client/${name}.c`),
    ];
    console.log((await runC({ sources, sanitizers: "address,undefined", args: [number, "300"] })).trim());
  },
);

Deno.test(
  "the ring brings two million records of four threads through, each whole and in order",
  needsGcc,
  async () => {
    const number = seed();
    console.log(`PIPELISTEN_SEED=${number}`);
    const sources = [`${HERE}/ring_threads.c`, "driver/client/ring.c"];
    const printed = await runC({ sources, sanitizers: "thread", args: [number, RECORDS] });
    console.log(printed.trim());
    assertMatch(printed, /^sent \d+, received 2000000, dropped [1-9]\d*$/m);
  },
);

Deno.test(
  "the pipe's loops find a listener within a second without asking often, repeat what failed for lack of memory, and end",
  needsGcc,
  async () => {
    const sources = [`${HERE}/pipe_send_model.c`, "driver/client/pipe_send.c"];
    await runC({ sources, sanitizers: "address,undefined", args: [] });
  },
);

Deno.test(
  `a line of a log has the bytes that it should in ${LINES} random calls, and no memory is read but what the format asks for`,
  needsGcc,
  async () => {
    const number = seed();
    console.log(`PIPELISTEN_SEED=${number}`);
    const sources = [`${HERE}/log_line_model.c`, "driver/client/log_line.c", "driver/client/log_format.c"];
    await runC({ sources, sanitizers: "address,undefined", args: [number, LINES] });
  },
);

Deno.test("the envelope's bytes are where pipelisten_event.h says", needsGcc, async () => {
  const sources = [`${HERE}/envelope_bytes.c`, "driver/client/envelope.c"];
  await runC({ sources, sanitizers: "address,undefined", args: [] });
});

Deno.test(
  "what the driver asserts of sizes and offsets holds for 32-bit Windows as well",
  needsCompiler,
  async () => {
    const compiler = await pinnedTool("x86_64-w64-mingw32-gcc");
    const folders = ["-Idriver/include", "-Idriver/client", "-Idriver/sample", ...await kernelHeaders(compiler)];
    // In 32 bits there are several calling conventions, and drivers have stdcall for theirs
    const flags = ["-m32", "-mrtd", "-std=c11", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", ...folders];
    const compile = (...args: string[]) => output([...compiler.argv, ...flags, ...args], { cwd: REPOSITORY });
    const files = ["driver/client", "driver/sample"].flatMap((folder) =>
      [...Deno.readDirSync(REPOSITORY + folder)].map(({ name }) => `${folder}/${name}`)
    );
    const sources = files.filter((path) => path.endsWith(".c"))
      .filter((path) => Deno.readTextFileSync(REPOSITORY + path).includes("C_ASSERT"));
    assert(sources.includes("driver/client/ring.c"));
    const { success, stderr } = await compile(...sources, "driver/client/envelope.c");
    assert(success, stderr);
    assert((await compile(`${HERE}/pointers.c`, "-DPOINTER_SIZE=4")).success, "these are 32 bits");
    assert(!(await compile(`${HERE}/pointers.c`, "-DPOINTER_SIZE=8")).success, "an assertion that fails is an error");
  },
);
