import { assertEquals } from "@std/assert";
import { formatEvent, parseEvent } from "../../../cli/capture/event_payload.ts";
import { CONNECTED, DISCONNECTED, LISTENING, LOST, NOON } from "../items.ts";

const CASES = [
  [LISTENING, '{"kind":"listening","pipe":"\\\\\\\\.\\\\pipe\\\\LySharkPipeConn"}'],
  [CONNECTED, '{"kind":"connected","client":1,"pid":4,"image":"System"}'],
  [{ ...CONNECTED, pid: null, image: "\ud800ä" }, '{"kind":"connected","client":1,"pid":null,"image":"\\ud800ä"}'],
  [DISCONNECTED, '{"kind":"disconnected","client":1,"pid":4,"frames":10,"bytes":40960,"error":null}'],
  [LOST, '{"kind":"lost","client":1,"frames":1,"bytes":4096,"by":"listener"}'],
] as const;

for (const [event, json] of CASES) {
  Deno.test(`${json} is formatted and parsed as an event, with its members in order`, () => {
    assertEquals(new TextDecoder().decode(formatEvent(event)), json);
    const parsed = parseEvent(new TextEncoder().encode(json), NOON);
    assertEquals(parsed, event);
    assertEquals(JSON.stringify(parsed), JSON.stringify(event));
  });
}

Deno.test("parseEvent() rejects everything else", () => {
  const others = [
    "",
    "null",
    "7",
    "[]",
    "{}",
    '{"kind":"frame","seq":1}',
    '{"kind":"toString"}',
    '{"kind":"listening"}',
    '{"kind":"listening","pipe":7}',
    '{"kind":"connected","client":-1,"pid":4,"image":null}',
    '{"kind":"connected","client":1.5,"pid":4,"image":null}',
    '{"kind":"connected","client":1,"image":null}',
    '{"kind":"lost","client":1,"frames":1,"bytes":4096,"by":"me"}',
    '{"kind":"listening","pipe":"x"',
  ];
  for (const text of others) assertEquals(parseEvent(new TextEncoder().encode(text), NOON), undefined, text);
  assertEquals(parseEvent(Uint8Array.of(0xff), NOON), undefined);
});
