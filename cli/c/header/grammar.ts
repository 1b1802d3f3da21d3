/**
 * C's syntax by tree-sitter-c. It and its runtime are WebAssembly, 0.8 MB, and loaded when the first header is read: no other
 * use of the program pays for them.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import type { Node, Parser } from "web-tree-sitter";
import { BadInputError } from "../../errors.ts";

let parser: Promise<Parser> | undefined;

/**
 * The parser, loaded at the first call.
 *
 * @throws {BadInputError} without the permission to read this program's packages: `--allow-read=node_modules`.
 */
export function loadParser(): Promise<Parser> {
  return parser ??= load();
}

async function load(): Promise<Parser> {
  const { Language, Parser } = await import("web-tree-sitter");
  // Given as bytes, since the runtime would look for its file by node's means
  await Parser.init({ wasmBinary: await read(import.meta.resolve("web-tree-sitter/web-tree-sitter.wasm")) });
  const parser = new Parser();
  parser.setLanguage(await Language.load(await read(import.meta.resolve("tree-sitter-c/tree-sitter-c.wasm"))));
  return parser;
}

async function read(href: string): Promise<Uint8Array> {
  const url = new URL(href);
  try {
    return await Deno.readFile(url);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotCapable)) throw cause;
    const path = fileURLToPath(url).replace(/(?<=[\\/]node_modules)[\\/].*/, ""); // both packages are in there
    throw new BadInputError(`Cannot load the parser for C: Deno may not read it (run with --allow-read=${path})`, {
      cause,
    });
  }
}

/**
 * The first place that isn't C; undefined if all is. An unnamed bit-field (`int : 3`) is C that the grammar lacks.
 *
 * It only ever goes down the tree: to ask a node that lies deep for its sibling makes the runtime run out of its stack.
 */
export function firstError(root: Node): Node | undefined {
  const rest = [root];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (node.isError || node.isMissing) return node;
    if (!node.hasError) continue;
    const children = node.children.filter((child) => child !== null);
    const isUnnamedBits = (child: Node, at: number) =>
      child.isMissing && child.type === "field_identifier" && children[at + 1]?.type === "bitfield_clause";
    for (const child of children.filter((child, at) => !isUnnamedBits(child, at)).toReversed()) rest.push(child);
  }
  return undefined;
}
