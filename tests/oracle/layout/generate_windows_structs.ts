/**
 * Generates cli/c/header/windows_structs.ts from mingw-w64's headers: the structs and enums of the WDK and the SDK that
 * wire headers use, as far as both architectures lay them out as the generated text says.
 *
 *     deno task generate:structs
 */
import { loadParser } from "../../../cli/c/header/grammar.ts";
import { loadHeader, loadWindowsTypes } from "../../../cli/c/header/load_header.ts";
import type { Header } from "../../../cli/c/header/header.ts";
import { WINDOWS_TYPES } from "../../../cli/c/header/windows_types.ts";
import { type CType, isRecord, type RecordType } from "../../../cli/c/header/types.ts";
import { readKernelHeader } from "./kernel_headers.ts";

/** What declares them, drivers' headers first. */
const HEADERS = [
  "#include <ntifs.h>\n#include <ntdddisk.h>\n#include <ntddndis.h>\n#include <ntddscsi.h>\n#include <mountmgr.h>\n",
  "#define WIN32_LEAN_AND_MEAN\n#define NOGDI\n#define NOUSER\n#include <winsock2.h>\n#include <windows.h>\n#include <winioctl.h>\n#include <ws2tcpip.h>\n#include <usbioctl.h>\n#include <cfgmgr32.h>\n",
];
/** Macros that give the length of an array. Not `…_MAX`, which another SDK may have otherwise. */
const BOUND = /^(?!ERROR_|STATUS_)\w+_(?:LEN|LENGTH|SIZE)$/;
/** What UNICODE decides. */
const BY_UNICODE = /^(?:TCHAR|TBYTE|TUCHAR)$/;
const MAX_BOUND = 0x10000;
const NAMES_PER_LINE = 60;
const OUTPUT = new URL("../../../cli/c/header/windows_structs.ts", import.meta.url);
/** What those headers lack, as Microsoft documents it. */
const EXTRAS = `
typedef USHORT ADDRESS_FAMILY;
typedef ULONG NDIS_OID,*PNDIS_OID;
typedef LONG USBD_STATUS;
typedef ULONG_PTR EX_PUSH_LOCK,*PEX_PUSH_LOCK;
typedef struct _KEVENT {ULONG_PTR Opaque[sizeof(PVOID)==8?3:4];}KEVENT,RKEVENT;
typedef struct _KSEMAPHORE {ULONG_PTR Opaque[sizeof(PVOID)==8?4:5];}KSEMAPHORE,*PKSEMAPHORE;
typedef struct _KMUTANT {ULONG_PTR Opaque[sizeof(PVOID)==8?7:8];}KMUTANT,*PKMUTANT,KMUTEX,*PKMUTEX;
typedef struct _KTIMER {ULONGLONG Opaque[sizeof(PVOID)==8?8:5];}KTIMER,*PKTIMER;
typedef struct _FAST_MUTEX {ULONG_PTR Opaque[sizeof(PVOID)==8?7:8];}FAST_MUTEX,*PFAST_MUTEX;
typedef struct _ERESOURCE {ULONG_PTR Opaque[sizeof(PVOID)==8?13:14];}ERESOURCE,*PERESOURCE;
typedef struct DECLSPEC_ALIGN(sizeof(PVOID)==8?16:4) _SLIST_ENTRY {PVOID Next;}SLIST_ENTRY,*PSLIST_ENTRY;
typedef union DECLSPEC_ALIGN(sizeof(PVOID)==8?16:8) _SLIST_HEADER {ULONGLONG Opaque[sizeof(PVOID)==8?2:1];}SLIST_HEADER,*PSLIST_HEADER;
typedef struct _FILTER_MESSAGE_HEADER {ULONG ReplyLength;ULONGLONG MessageId;}FILTER_MESSAGE_HEADER,*PFILTER_MESSAGE_HEADER;
typedef struct _FILTER_REPLY_HEADER {NTSTATUS Status;ULONGLONG MessageId;}FILTER_REPLY_HEADER,*PFILTER_REPLY_HEADER;
typedef struct _WSK_BUF {PVOID Mdl;ULONG Offset;SIZE_T Length;}WSK_BUF,*PWSK_BUF;
typedef union _SOCKADDR_INET {SOCKADDR_IN Ipv4;SOCKADDR_IN6 Ipv6;ADDRESS_FAMILY si_family;}SOCKADDR_INET,*PSOCKADDR_INET;
`.trim().split("\n");
const EXTRA_NAMES = new Set(EXTRAS.flatMap((line) => line.slice(line.lastIndexOf("}") + 1).match(/\w+/g) ?? []));
/**
 * Those that the headers of drivers and of programs declare differently, of other versions of Windows or packed in one
 * only; and CLFS_SCAN_CONTEXT, which gcc aligns by an attribute that others do not see.
 */
const EXCLUDED =
  /\b_?(?:CLF?S_SCAN_CONTEXT|DEVICE_LB_PROVISIONING_DESCRIPTOR|DRIVERSTATUS|GETVERSIONINPARAMS|TOKEN_ACCESS_INFORMATION|TOKEN_AUDIT_POLICY|XSTATE_CONFIGURATION)\b/;
/** Longer records are not what a driver sends. */
const MAX_BYTES = 1024;
const MAX_LINE = 1500;
/** C++ classes, callbacks and the like; and what windows_types.ts declares. */
const builtIn = new Set(WINDOWS_TYPES.match(/\w+/g));

const found = new Map<string, CType>();
for (const text of HEADERS) {
  const header = await load(text, "x64");
  for (const [name, type] of [...header.records, ...header.enums]) if (!found.has(name)) found.set(name, type);
}
const texts = new Map<string, string>();
for (const [name, type] of found) {
  if (
    builtIn.has(name) || EXTRA_NAMES.has(name) || name.startsWith("_") ||
    !/^[A-Z][A-Z0-9_]+$|^(?:timeval|in_addr|sockaddr\w*)$/.test(name)
  ) {
    continue;
  }
  const text = definition(name, type);
  if (text !== undefined && !EXCLUDED.test(text) && text.length < (type.kind === "enum" ? 3 : 1) * MAX_LINE) {
    texts.set(name, text);
  }
}
const scalars = await scalarLines();
await prune();
const bounds = await boundLines();
await Deno.writeTextFile(OUTPUT, moduleText());
console.log(`${texts.size} types`);

function load(text: string, arch: "x64" | "x86", note = (read: string) => read): Promise<Header> {
  const readText = async (path: string) => path === "x.h" ? text : note(await readKernelHeader(path));
  return loadHeader("x.h", { defines: new Map([[arch === "x64" ? "__x86_64__" : "__i386__", "1"]]), arch, readText });
}

/** `typedef USHORT A,B;`: the names of integers, characters and pointers that are the same in every header. */
async function scalarLines(): Promise<string[]> {
  const spelled = new Map<string, string | undefined>();
  for (const text of HEADERS) {
    const [on64, on86] = [await scalarsOf(text, "x64"), await scalarsOf(text, "x86")];
    for (const [name, type] of on64) {
      const made = spelling(type, on86.get(name));
      spelled.set(name, spelled.has(name) && spelled.get(name) !== made ? undefined : made);
    }
  }
  const byType = Map.groupBy(
    [...spelled].filter(([name, made]) => made !== undefined && !declared(name)).sort(),
    ([, made]) => made!,
  );
  return [...byType].sort().flatMap(([made, all]) => chunks(all.map(([name]) => name), `typedef ${made} `, ";"));
}

/** Whether a name has a type here without being a scalar of its own. */
function declared(name: string): boolean {
  return BY_UNICODE.test(name) || builtIn.has(name) || EXTRA_NAMES.has(name) || texts.has(name) ||
    texts.has(name.replace(/^P/, ""));
}

/** The types that the headers give to names of one word, by a struct with a member of each. */
async function scalarsOf(text: string, arch: "x64" | "x86"): Promise<Map<string, CType>> {
  const names = new Set<string>();
  const note = (read: string) => {
    for (const [name] of read.matchAll(/\b[A-Z][A-Z0-9_]+(?=\s*[,;)])/g)) names.add(name);
    return read;
  };
  await load(text, arch, note);
  const probes = [...names].map((name) => `typedef struct { ${name} m; } Has_${name};`).join("\n");
  const { records } = await load(`${text}\n${probes}`, arch);
  return new Map([...names].flatMap((name) => {
    const type = records.get(`Has_${name}`)?.fields[0]?.type;
    return type === undefined || isRecord(type) || ["array", "enum", "wellKnown", "float"].includes(type.kind)
      ? []
      : [[name, type]];
  }));
}

/** A built-in type that both architectures lay out alike. */
function spelling(on64: CType, on86: CType | undefined): string | undefined {
  if (on86?.kind !== on64.kind) return undefined;
  if (on64.kind === "pointer") return on64.size === 8 && on86.size === 4 ? "PVOID" : undefined;
  if (on64.kind === "character") return on64.size === 2 ? "WCHAR" : "CHAR";
  if (on64.kind !== "integer" || on86.kind !== "integer" || on64.signed !== on86.signed) return undefined;
  const sign = on64.signed ? "" : "U";
  if (on64.size !== on86.size) return on64.size === 8 && on86.size === 4 ? `${sign}LONG_PTR` : undefined;
  if (on64.shown === "boolean") return on64.size === 1 ? "BOOLEAN" : on64.size === 4 ? "BOOL" : undefined;
  if (on64.shown === "hex") return on64.size === 4 ? "NTSTATUS" : undefined;
  return on64.shown === "byte" ? "UCHAR" : `${sign}INT${8 * on64.size}`;
}

/** `enum {A=1,B=2};`: the lengths of arrays, where all headers and both architectures agree. */
async function boundLines(): Promise<string[]> {
  const all = new Map<string, bigint | undefined>();
  for (const text of HEADERS) {
    const constants = [await load(text, "x64"), await load(text, "x86")].map(({ constants }) => constants);
    for (const [name, value] of constants.flatMap((map) => [...map])) {
      if (!BOUND.test(name) || builtIn.has(name) || value <= 0n || value > MAX_BOUND) continue;
      const isSame = constants.every((map) => map.get(name) === value) && (!all.has(name) || all.get(name) === value);
      all.set(name, isSame ? value : undefined);
    }
  }
  const members = [...all].flatMap(([name, value]) => value === undefined ? [] : [`${name}=${value}`]).sort();
  return chunks(members, "enum {", "};");
}

function chunks(all: readonly string[], before: string, after: string): string[] {
  return Array.from(
    { length: Math.ceil(all.length / NAMES_PER_LINE) },
    (_, at) => `${before}${all.slice(at * NAMES_PER_LINE, (at + 1) * NAMES_PER_LINE)}${after}`,
  );
}

function definition(name: string, type: CType): string | undefined {
  if (type.kind === "enum") {
    const members = [...type.members].map(([value, label]) => `${label}=${value}`);
    return members.length === 0 || type.size !== 4 ? undefined : `typedef enum _${name}{${members}}${name};`;
  }
  if (!isRecord(type) || type.size > MAX_BYTES) return undefined;
  const body = bodyOf(type);
  const align = type.requiredAlign === undefined ? "" : `DECLSPEC_ALIGN(${type.requiredAlign}) `;
  const tag = /^[a-z]/.test(name) ? name : `_${name}`; // Berkeley's have tags of the same name
  const natural = Math.max(...type.fields.map((field) => field.type.align));
  const pack = type.align < natural ? `__pragma(pack(${type.align}))` : "";
  return body === undefined ? undefined : `${pack}typedef ${type.kind} ${align}${tag} ${body}${name},*P${name};`;
}

function bodyOf(type: RecordType): string | undefined {
  const members = type.fields.map((field) => {
    if (field.bits !== undefined) return `${nameOf(field.type)} ${field.name}:${field.bits.width};`;
    return member(field.type, field.name, "");
  });
  return members.includes(undefined) ? undefined : `{${members.join("")}}`;
}

function member(type: CType, name: string, dimensions: string): string | undefined {
  if (type.kind === "array") return member(type.element, name, `${dimensions}[${type.length ?? type.declared ?? ""}]`);
  const inline = isRecord(type) && (type.name === "" || !found.has(type.name));
  const body = inline ? bodyOf(type) : undefined;
  if (inline && body === undefined) return undefined;
  const declarator = name === "" ? "" : ` ${name}${dimensions}`;
  return `${inline ? `${type.kind}${body}` : nameOf(type)}${declarator};`;
}

function nameOf(type: CType): string {
  if (type.kind === "pointer") return "PVOID";
  if (type.kind === "enum" && (type.name === "" || !found.has(type.name))) return "LONG";
  if (type.kind === "integer" && !builtIn.has(type.name)) return `${type.signed ? "" : "U"}INT${8 * type.size}`;
  if (type.kind === "wellKnown" && !builtIn.has(type.name)) return type.shown === "guid" ? "GUID" : "LARGE_INTEGER";
  return type.kind === "array" ? "" : type.name.replace(/^_(?=[A-Z])/, "");
}

/** Removes what the generated text does not lay out as the headers do. */
async function prune(): Promise<void> {
  for (const arch of ["x64", "x86"] as const) {
    const real = await Promise.all(HEADERS.map((text) => load(text, arch)));
    const text = [...EXTRAS, ...scalars, ...texts.values()].join("\n");
    const known = await loadWindowsTypes(await loadParser(), arch, text);
    const made = (name: string) => known.typedef(name);
    for (const name of [...texts.keys()]) {
      const type = made(name);
      const wanted = real.map((header) => header.records.get(name) ?? header.enums.get(name)).find((type) => type);
      if (Deno.env.get("WHY") === name) console.log(type, wanted && shape(wanted), texts.get(name));
      if (type === undefined || type.kind === "opaque" || wanted === undefined || shape(type) !== shape(wanted)) {
        texts.delete(name);
      }
    }
  }
}

function shape(type: CType): string {
  const fields = isRecord(type)
    ? type.fields.map(({ offset, name, type, bits }) =>
      `${name}@${offset}:${bits?.shift},${bits?.width}=${shape(type)}`
    )
    : [];
  return `${type.size}/${type.align}{${fields}}`;
}

function moduleText(): string {
  const lines = [
    ...EXTRAS,
    ...scalars,
    ...bounds,
    ...[...texts].sort(([a], [b]) => a < b ? -1 : 1).map(([, text]) => text),
  ];
  return `/**
 * The structs and enums of the WDK and the SDK that wire headers use, each read when a header uses it.
 *
 * Generated from mingw-w64's headers by \`deno task generate:structs\`; not to be edited.
 *
 * @module
 */

// deno-fmt-ignore-file
/** One declaration per line; the name is the first after the brace. */
export const WINDOWS_STRUCTS = \`
${lines.join("\n")}
\`;
`;
}
