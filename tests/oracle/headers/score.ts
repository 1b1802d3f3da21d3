/**
 * Scores a folder of headers: which of their structs are read as they are, and whether each is laid out as clang does it
 * for MSVC's targets.
 *
 *     deno run -A tests/oracle/headers/score.ts FOLDER [LIST]
 *
 * FOLDER has the files of each project in `owner__name`. LIST has the headers, one per line: repository, commit, path,
 * and `-I` folders inside the project; by default list.txt. The headers themselves are not part of this repository.
 */
import { fileURLToPath } from "node:url";
import type { Architecture } from "../../../cli/c/header/predefined.ts";
import { loadHeader } from "../../../cli/c/header/load_header.ts";
import type { Header } from "../../../cli/c/header/header.ts";
import { type ClangLayout, clangLayouts } from "./clang.ts";

const [folder = "", list = fileURLToPath(new URL("list.txt", import.meta.url))] = Deno.args;
const VERBOSE = Deno.env.has("VERBOSE");

interface Score {
  structs: number;
  read: number;
  compared: number;
  different: number;
}

const total: Record<Architecture, Score & { headers: number; whole: number; refused: number }> = {
  x64: { headers: 0, whole: 0, refused: 0, structs: 0, read: 0, compared: 0, different: 0 },
  x86: { headers: 0, whole: 0, refused: 0, structs: 0, read: 0, compared: 0, different: 0 },
};

for (const line of (await Deno.readTextFile(list)).split("\n")) {
  const [repository = "", , path = "", ...rest] = line.split(" ");
  if (path === "") continue;
  const project = `${folder}/${repository.replace("/", "__")}`;
  const folders = rest.filter((word) => word !== "-I").map((word) => `${project}/${word}`);
  for (const arch of ["x64", "x86"] as const) {
    const score = await scoreOf(`${project}/${path}`, folders, arch);
    const sum = total[arch];
    sum.headers++;
    if (score === undefined) {
      sum.refused++;
      continue;
    }
    if (score.read === score.structs) sum.whole++;
    for (const key of ["structs", "read", "compared", "different"] as const) sum[key] += score[key];
  }
}
console.log(JSON.stringify(total, null, 1));

async function scoreOf(path: string, folders: readonly string[], arch: Architecture): Promise<Score | undefined> {
  let header: Header;
  try {
    const warn = (message: string) => VERBOSE && arch === "x64" && console.log(`  note ${message}`);
    header = await loadHeader(path, { defines: new Map(), arch, folders, warn });
  } catch (error) {
    console.log(`${arch} ${path}: REFUSED ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
  const clang = await remembered(path, folders, arch);
  const own = recordsOf(header);
  const score = { structs: own.length + header.unread.size, read: own.length, compared: 0, different: 0 };
  if (arch === "x64" || VERBOSE) { for (const [name, why] of header.unread) console.log(`  ${name}: ${why.message}`); }
  const known = new Set([...header.records.keys(), ...header.unread.keys()].flatMap((name) => [name, `_${name}`]));
  const text = await Deno.readTextFile(path).catch(() => "");
  for (const [, tag = ""] of text.matchAll(/\b(?:struct|union|class)\s+(\w+)\s*(?::[^;{]*)?\{/g)) {
    if (known.has(tag) || !clang.has(tag)) continue;
    score.structs++;
    console.log(`${arch} ${path}: MISSED ${tag}`);
  }
  for (const [name, record] of header.records) {
    if (!own.some(({ fields }) => fields === record.fields)) continue;
    const layout = clang.get(name);
    if (layout === undefined) continue;
    score.compared++;
    const ours = `${record.size}/${record.align} ${offsets(record)}`;
    const theirs = `${layout.size}/${layout.align} ${layout.offsets}`;
    if (ours === theirs) continue;
    score.different++;
    console.log(`${arch} ${path}: DIFFERENT ${name}: ${ours} instead of ${theirs}`);
  }
  return score;
}

/** Clang's layouts, kept beside the headers: four runs for each take longer than all the rest. */
async function remembered(path: string, folders: readonly string[], arch: Architecture) {
  const kept = `${folder}/.clang/${arch}-${path.slice(folder.length + 1).replaceAll("/", "-")}.json`;
  try {
    return new Map<string, ClangLayout>(JSON.parse(await Deno.readTextFile(kept)));
  } catch {
    const layouts = await clangLayouts(path, folders, arch);
    await Deno.mkdir(`${folder}/.clang`, { recursive: true });
    await Deno.writeTextFile(kept, JSON.stringify([...layouts]));
    return layouts;
  }
}

/** Those of the header and of what it includes, each once. */
function recordsOf(header: Header): Header["own"] {
  const all = new Map([...header.records.values()].map((record) => [record.fields, record]));
  return [...all.values()];
}

/** In bits. Bases are fields here; clang lists them apart. */
function offsets(record: Header["own"][number]): string {
  return record.fields.map(({ offset, bits }) => 8 * offset + (bits?.shift ?? 0)).join(",");
}
