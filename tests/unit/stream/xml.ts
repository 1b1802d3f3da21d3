/** XML as saxes reads it, which refuses what is not well-formed. */
import { SaxesParser } from "saxes";

/** An element. */
export interface Node {
  readonly name: string;
  readonly attributes: Record<string, string>;
  text: string;
}

/** The elements in the order in which they begin. @throws where that isn't XML. */
export function parseXml(xml: string): Node[] {
  const nodes: Node[] = [];
  const open: Node[] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const node = { name, attributes: attributes as Record<string, string>, text: "" };
    nodes.push(node);
    open.push(node);
  });
  parser.on("text", (text) => {
    if (open.length > 0) open.at(-1)!.text += text;
  });
  parser.on("closetag", () => void open.pop());
  parser.write(xml).close();
  return nodes;
}
