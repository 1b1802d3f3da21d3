/**
 * The parser of C and C++, tree-sitter-cpp. It and its runtime are 3.6 MB of WebAssembly, loaded only when a header is read.
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
  // Given as bytes, since the runtime would otherwise look up the file as in Node
  await Parser.init({ wasmBinary: await read(import.meta.resolve("web-tree-sitter/web-tree-sitter.wasm")) });
  const parser = new Parser();
  parser.setLanguage(await Language.load(await read(import.meta.resolve("tree-sitter-cpp/tree-sitter-cpp.wasm"))));
  return parser;
}

async function read(href: string): Promise<Uint8Array> {
  const url = new URL(href);
  try {
    return await Deno.readFile(url);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotCapable)) throw cause;
    const path = fileURLToPath(url).replace(/(?<=[\\/]node_modules)[\\/].*/, ""); // both packages are in there
    throw new BadInputError(`Cannot load the C parser: Deno may not read it (run with --allow-read=${path})`, {
      cause,
    });
  }
}

/**
 * The first syntax error; undefined if there is none. The grammar lacks unnamed bit-fields (`int : 3`), which are valid.
 *
 * It only descends: asking a deeply nested node for its sibling overflows the stack of the runtime.
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
