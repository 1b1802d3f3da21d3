/**
 * pipelisten as a library: the stages of the command, for other Deno programs.
 *
 * ```ts
 * import { frames, serve } from "@pipelisten/pipelisten";
 *
 * const { signal } = new AbortController();
 * const pipe = "\\\\.\\pipe\\LySharkPipeConn";
 * for await (const frame of frames(serve({ pipe, readSize: 4096, maxFrame: 1 << 20, signal }))) {
 *   console.log(frame.seq, frame.pid, frame.bytes.length);
 * }
 * ```
 *
 * @module
 */

import type { Frame, Source } from "./frame/frame.ts";

export type {
  Batch,
  Connected,
  Disconnected,
  Frame,
  Item,
  KernelStamp,
  LifecycleEvent,
  Listening,
  Lost,
  Microseconds,
  Source,
  Truncation,
} from "./frame/frame.ts";
export {
  type Decoded,
  type Encoding,
  StructValue,
  SymbolicValue,
  TextValue,
  type Value,
  type Zeros,
} from "./frame/value.ts";
export {
  BadInputError,
  ExitCode,
  ExpectedError,
  NeedsWindowsError,
  PipeUnavailableError,
  RecordingError,
  TimeLimitError,
  UsageError,
} from "./errors.ts";
export { type ConnectOptions, PipeClient } from "./pipe/client.ts";
export { serve, type ServeOptions, type Serving } from "./pipe/server.ts";
export { readRecording, type RecordingOptions } from "./capture/recording.ts";
export { prepareStages, type StageOptions, type Stages } from "./stream/stages.ts";
export type { Logged, LogValue } from "./frame/logged.ts";
export type { LogLevel, LogSite } from "./frame/log_site.ts";
export type { HeaderOptions, StructOptions } from "./c/header/load_header.ts";
export type { Architecture } from "./c/header/predefined.ts";
export type { UnionOptions } from "./c/header/types.ts";
export type { Stage } from "./stream/stage.ts";
export { TextEncoding } from "./frame/text_encoding.ts";
export type { Get, Kind } from "./query/named_value.ts";
export type { Placeholder, Spec, TemplatePart } from "./query/template.ts";
export { formatRenderer } from "./render/format.ts";
export { hexdumpRenderer } from "./render/hexdump.ts";
export { jsonRenderer } from "./render/json.ts";
export { ByteBuffer } from "./frame/byte_buffer.ts";
export type { Renderer, RenderOptions } from "./render/renderer.ts";
export { textRenderer } from "./render/text.ts";
export type { TimeStyle } from "./render/time.ts";

/**
 * The frames of a source one by one, without its events. Each has bytes of its own that may be kept.
 *
 * Decode these frames, not those of the source: fields of text refer to the bytes that they were decoded from.
 */
export async function* frames(source: Source): AsyncGenerator<Frame, void, undefined> {
  for await (const batch of source) {
    const whole = batch.filter((item) => item.kind === "frame");
    for (const frame of whole.map((frame) => ({ ...frame, bytes: frame.bytes.slice() }))) yield frame;
  }
}
