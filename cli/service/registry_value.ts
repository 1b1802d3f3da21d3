/**
 * A registry value as it is typed: `Parameters\Count=dword:10`.
 *
 * @module
 */

import { toWide } from "../pipe/wide.ts";

/** The types that --set can write, with their numbers of winnt.h. */
export const RegistryType = { sz: 1, binary: 3, dword: 4, multi_sz: 7, qword: 11 } as const;

/** One value: `Parameters\Count`, REG_DWORD, its bytes. */
export interface RegistryValue {
  /** The key below the service's own; empty for that itself. */
  readonly key: string;
  /** The name of the value. */
  readonly name: string;
  /** What its bytes are. */
  readonly type: number;
  /** Its bytes. */
  readonly data: Uint8Array<ArrayBuffer>;
}

const NUMBER = /^(?:0[xX][\da-fA-F]+|\d+)$/;

/**
 * Reads `NAME=TYPE:VALUE`, as `Count=dword:10`, `Pipe=sz:MyPipe`, `List=multi_sz:a\0b`, `Key=binary:00ff`. NAME may begin with
 * the path of a key below the service's own, which is `Parameters` otherwise.
 */
export function readValue(text: string): RegistryValue | undefined {
  const [, path = "", name, type, value = ""] = /^(?:(.*)\\)?([^\\=]+)=(\w+):(.*)$/s.exec(text) ?? [];
  if (name === undefined || type === undefined || !Object.hasOwn(RegistryType, type)) return undefined;
  const data = bytesOf(type as keyof typeof RegistryType, value);
  if (data === undefined) return undefined;
  const key = text.slice(0, text.indexOf("=")).includes("\\") ? path : "Parameters";
  return { key, name, type: RegistryType[type as keyof typeof RegistryType], data };
}

function bytesOf(type: keyof typeof RegistryType, text: string): Uint8Array<ArrayBuffer> | undefined {
  switch (type) {
    case "sz":
      return toWide(text);
    case "multi_sz": // each string has a NUL, and so has the list
      return toWide(text === "" ? "" : `${text.split("\\0").join("\0")}\0`);
    case "binary":
      return /^(?:[\da-f]{2})*$/i.test(text) ? new Uint8Array(Uint8Array.fromHex(text)) : undefined;
    case "dword":
    case "qword": {
      const [size, max] = type === "dword" ? [4, 2n ** 32n] : [8, 2n ** 64n];
      if (!NUMBER.test(text) || BigInt(text) >= max) return undefined;
      return new Uint8Array(new BigUint64Array([BigInt(text)]).buffer, 0, size).slice();
    }
  }
}
