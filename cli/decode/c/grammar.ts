/**
 * C's syntax by tree-sitter-c. It and its runtime are WebAssembly, 0.8 MB, and loaded when the first header is read: no other
 * use of the program pays for them.
 *
 * @module
 */

import type { Node, Parser } from "web-tree-sitter";

let parser: Promise<Parser> | undefined;

/** The parser, loaded at the first call. Needs to read this program's packages: `--allow-read=node_modules`. */
export function loadParser(): Promise<Parser> {
  return parser ??= load();
}

async function load(): Promise<Parser> {
  const { Language, Parser } = await import("web-tree-sitter");
  const read = (name: string) => Deno.readFile(new URL(import.meta.resolve(name)));
  // Given as bytes, since the runtime would look for its file by node's means
  await Parser.init({ wasmBinary: await read("web-tree-sitter/web-tree-sitter.wasm") });
  const parser = new Parser();
  parser.setLanguage(await Language.load(await read("tree-sitter-c/tree-sitter-c.wasm")));
  return parser;
}

/** The first place that isn't C; undefined if all is. An unnamed bit-field (`int : 3`) is C that the grammar lacks. */
export function firstError(node: Node): Node | undefined {
  if (!node.hasError && !node.isMissing) return undefined;
  if (node.isError) return node;
  if (node.isMissing) {
    return node.type === "field_identifier" && node.nextSibling?.type === "bitfield_clause" ? undefined : node;
  }
  for (const child of node.children) {
    const error = child === null ? undefined : firstError(child);
    if (error !== undefined) return error;
  }
  return undefined;
}
