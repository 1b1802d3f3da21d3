/**
 * The Node peer of the benchmark: node:net reads a named pipe as a stream of bytes, so the frames' size must be known. Prints
 * the same JSON as pipelisten, once for each chunk that comes; ends when its client has gone.
 *
 *     node.exe node_listener.mjs \\.\pipe\NAME SIZE > FILE
 */
import { writeSync } from "node:fs";
import { createServer } from "node:net";

const [pipe, size] = [process.argv[2], Number(process.argv[3])];
let seq = 0;
let rest = Buffer.alloc(0);

createServer((client) => {
  client.on("data", (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const time = new Date().toISOString();
    let lines = "";
    let at = 0;
    for (; at + size <= bytes.length; at += size) lines += line(bytes.subarray(at, at + size), time);
    rest = bytes.subarray(at);
    writeSync(1, lines);
  });
  client.on("end", () => process.exit()); // closing it would open a stderr that Node can't have if it's a pipe under Wine
}).listen(pipe);

function line(frame, time) {
  const nul = frame.indexOf(0);
  const end = nul < 0 ? size : nul;
  let padded = true;
  for (let i = end; i < size && padded; i++) padded = frame[i] === 0;
  const whole = { kind: "frame", seq: ++seq, time, client: 1, pid: null, size, text: frame.latin1Slice(0, end) };
  return `${JSON.stringify(padded ? whole : { ...whole, base64: frame.base64Slice() })}\n`;
}
