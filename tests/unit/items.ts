/** What tests render and count: frames and events with few words, and what a renderer makes of them. */
import type { Connected, Disconnected, Frame, Item, Listening, Lost } from "../../cli/frame/frame.ts";
import { ByteBuffer } from "../../cli/frame/byte_buffer.ts";
import type { Renderer } from "../../cli/render/renderer.ts";

/** 2026-01-31T12:00:00.123456Z */
export const NOON = 1_769_860_800_123_456;

/** A frame of these bytes, or of this text in UTF-8; from client 1, process 4, at {@linkcode NOON}. */
export function frame(content: string | Uint8Array | readonly number[], more: Partial<Frame> = {}): Frame {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : Uint8Array.from(content);
  return { kind: "frame", seq: 1, time: NOON, client: 1, pid: 4, bytes, ...more };
}

/** A text followed by NULs, as the article's driver sends it. */
export function padded(text: string, size = 4096): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set(new TextEncoder().encode(text));
  return bytes;
}

/** Each character as a unit of two bytes. */
export function utf16(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), littleEndian);
  return new Uint8Array(view.buffer);
}

export const LISTENING: Listening = { kind: "listening", time: NOON, pipe: "\\\\.\\pipe\\LySharkPipeConn" };
export const CONNECTED: Connected = { kind: "connected", time: NOON, client: 1, pid: 4, image: "System" };
export const DISCONNECTED: Disconnected = {
  kind: "disconnected",
  time: NOON,
  client: 1,
  pid: 4,
  frames: 10,
  bytes: 40960,
  error: null,
};
export const LOST: Lost = { kind: "lost", time: NOON, client: 1, frames: 1, bytes: 4096, by: "listener" };

/** What the renderer appends for the items, as text. */
export function rendered(render: Renderer, ...items: readonly Item[]): string {
  const output = new ByteBuffer(1);
  for (const item of items) render(item, output);
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(output.view);
}
