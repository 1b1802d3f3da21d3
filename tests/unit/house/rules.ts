/** The rules for the files of cli/: in which room they are, and what they import. */
import { importsOf } from "./imports.ts";

/** A file's path, as in `frame/frame.ts`, to its text. */
export type Files = ReadonlyMap<string, string>;

/** A room, which is a folder or a file at the top, to the rooms that it may import. */
export type Rooms = Readonly<Record<string, readonly string[]>>;

/** What is wrong with the files, one line each. */
export function violations(files: Files, rooms: Rooms): string[] {
  const graph = new Map([...files].map(([path, text]) => [path, importsOf(text)]));
  return [
    ...[...graph.keys()].flatMap((path) => misplaced(path, rooms)),
    ...badImports(graph, rooms),
    ...circles(graph),
  ];
}

function misplaced(path: string, rooms: Rooms): string[] {
  const room = roomOf(path);
  if (Object.hasOwn(rooms, room)) return [];
  const known = Object.keys(rooms).map((name) => `cli/${name}`).join(", ");
  return [`cli/${path} is not in a room: expected one of ${known}`];
}

function badImports(graph: ReadonlyMap<string, (string | undefined)[]>, rooms: Rooms): string[] {
  return [...graph].flatMap(([path, specifiers]) => {
    const [room, allowed] = [roomOf(path), rooms[roomOf(path)] ?? []];
    return specifiers.flatMap((specifier) => {
      if (specifier === undefined) return [`cli/${path} imports what is not a plain string`];
      const target = resolved(path, specifier);
      if (target === undefined || roomOf(target) === room || allowed.includes(roomOf(target))) return [];
      return [`cli/${path} imports ${shown(target)}: cli/${room} may import ${spelled(allowed)}`];
    });
  });
}

/** Every circle of imports once, beginning with the file that comes first. */
function circles(graph: ReadonlyMap<string, (string | undefined)[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      found.push(`${[...trail.slice(start), path].map((path) => `cli/${path}`).join(" → ")} is a circle`);
    } else if (!done.has(path)) {
      for (const specifier of graph.get(path) ?? []) {
        const target = specifier === undefined ? undefined : resolved(path, specifier);
        if (target !== undefined) visit(target, [...trail, path]);
      }
      done.add(path);
    }
  };
  for (const path of [...graph.keys()].sort()) visit(path, []);
  return found;
}

/** The folder of a file; at the top, the file itself. */
function roomOf(path: string): string {
  return path.includes("/") && !path.startsWith("../") ? path.slice(0, path.lastIndexOf("/")) : path;
}

/** The path that a relative specifier means; undefined for a package. */
function resolved(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const top = "/top/cli/";
  const target = new URL(specifier, `file://${top}${path}`).pathname;
  return target.startsWith(top) ? target.slice(top.length) : `../${target.slice("/top/".length)}`;
}

function shown(target: string): string {
  return target.startsWith("../") ? target.slice("../".length) : `cli/${target}`;
}

function spelled(allowed: readonly string[]): string {
  return allowed.length === 0 ? "nothing else of cli" : `only ${allowed.map(shown).join(", ")}`;
}
