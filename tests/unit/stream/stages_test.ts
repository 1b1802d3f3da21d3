import { assertEquals, assertRejects } from "@std/assert";
import { prepareStages } from "../../../cli/stream/stages.ts";
import type { Item } from "../../../cli/frame/frame.ts";
import type { Stage } from "../../../cli/stream/stage.ts";
import { BadInputError, UsageError } from "../../../cli/errors.ts";
import { CONNECTED, frame } from "../items.ts";

/** What a stage makes of several items. */
function through(stage: Stage, items: readonly Item[]): Item[] {
  return items.flatMap(stage);
}

const OPTIONS = { noEnvelope: false, encoding: "utf-8" };

/** A header that is there until the test is over, and the options that name it. */
class HeaderFile implements Disposable {
  readonly #path = Deno.makeTempFileSync({ suffix: ".h" });

  constructor(text: string) {
    Deno.writeTextFileSync(this.#path, text);
  }

  with(...names: readonly string[]) {
    return { ...OPTIONS, struct: { header: this.#path, names, defines: new Map(), arch: "x64" as const } };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#path);
  }
}

const TWO = `typedef enum { KIND_FIRST = 1, KIND_SECOND = 2 } KIND;
typedef struct { KIND kind; ULONG a; } First;
typedef struct { KIND kind; CHAR text[4]; } Second;`;
const FIRST = frame([1, 0, 0, 0, 7, 0, 0, 0]);
const SECOND = frame([2, 0, 0, 0, 0x68, 0x69, 0, 0]);
const OTHER = frame([9, 0, 0, 0]);

Deno.test("prepareStages() leaves frames and events alone when nothing is asked for", async () => {
  const { stage, template } = await prepareStages(OPTIONS);
  assertEquals(through(stage, [CONNECTED, FIRST]), [CONNECTED, FIRST]);
  assertEquals(template, undefined);
});

Deno.test("prepareStages() decodes each frame as the struct it is, and leaves others alone", async () => {
  using header = new HeaderFile(TWO);
  const { stage } = await prepareStages(header.with());
  const structs = through(stage, [FIRST, CONNECTED, SECOND, OTHER]).map((item) =>
    item.kind === "frame" ? item.decoded?.struct : item.kind
  );
  assertEquals(structs, ["First", "connected", "Second", undefined]);
});

Deno.test("prepareStages() keeps the frames that --where asks for, of several structs, and all events", async () => {
  using header = new HeaderFile(TWO);
  const kept = async (where: string) => {
    const { stage } = await prepareStages({ ...header.with("First", "Second"), where });
    return through(stage, [FIRST, CONNECTED, SECOND, OTHER]).map((item) =>
      item.kind === "frame" ? item.bytes[0] : item.kind
    );
  };
  assertEquals(await kept("a == 7"), [1, "connected"]);
  assertEquals(await kept("text != 'ho'"), [1, "connected", 2, 9]);
  assertEquals(await kept("fields.text == 'hi'"), ["connected", 2]);
  assertEquals(await kept("kind == 'KIND_SECOND' || struct == null"), ["connected", 2, 9]);
  assertEquals(await kept("image ~ 'System' || image == null"), [1, "connected", 2, 9]);
});

Deno.test("prepareStages() fails before anything is read when header, struct or expression is wrong", async () => {
  using header = new HeaderFile(TWO);
  using lone = new HeaderFile("typedef struct { ULONG a; } A; typedef struct { ULONG b; } B;");
  await assertRejects(() => prepareStages(header.with("Third")), BadInputError, 'Cannot find struct "Third"');
  await assertRejects(() => prepareStages(lone.with()), UsageError, "Cannot distinguish the structs of --struct");
  await assertRejects(() => prepareStages({ ...header.with(), where: "b == 1" }), UsageError, 'there is no "b"');
  await assertRejects(() => prepareStages({ ...OPTIONS, template: "{b}" }), UsageError, 'there is no "b"');
});
