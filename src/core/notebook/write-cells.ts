/** A notebook's JSON with other sources in some cells: everything else stays as it is, byte by byte. */
import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser';

/** `sources` by the cells' numbers, counted from 1 over all cells. A cell whose source is not text keeps what it has. */
export function withSources(content: string, sources: ReadonlyMap<number, string>): string {
  const root = parseTree(content);
  if (root === undefined) return content;
  const ascii = !/[^\0-\x7f]/.test(content);
  const replacements = [...sources].flatMap(([cell, source]) => {
    const node = findNodeAtLocation(root, ['cells', cell - 1, 'source']);
    const written = node && spellingOf(node, source, content, ascii);
    return written === undefined ? [] : [{ start: node?.offset ?? 0, end: endOf(node), written }];
  });
  replacements.sort((one, other) => one.start - other.start);
  let [result, position] = ['', 0];
  for (const { start, end, written } of replacements) {
    result += content.slice(position, start) + written;
    position = end;
  }
  return result + content.slice(position);
}

const endOf = (node: Node | undefined): number => (node === undefined ? 0 : node.offset + node.length);

/** Lines that stay are spelt as they were; what stands between them is what stood between them. */
function spellingOf(node: Node, source: string, content: string, ascii: boolean): string | undefined {
  if (node.type === 'string') return spelt(source, ascii);
  if (node.type !== 'array') return undefined;
  const items = node.children ?? [];
  const spellings = new Map<string, string>();
  for (const item of items) {
    if (typeof item.value !== 'string') return undefined;
    spellings.set(item.value, content.slice(item.offset, endOf(item)));
  }
  const [first, second] = items;
  const last = items.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const opening = content.slice(node.offset, first.offset);
  const closing = content.slice(endOf(last), endOf(node));
  const between = second === undefined ? `,${opening.slice(1)}` : content.slice(endOf(first), second.offset);
  const lines = source.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  if (lines.length === 0) return '[]';
  return opening + lines.map((line) => spellings.get(line) ?? spelt(line, ascii)).join(between) + closing;
}

/** As Python's `json` writes it: a file without other characters stays one without. */
function spelt(text: string, ascii: boolean): string {
  const json = JSON.stringify(text);
  if (!ascii) return json;
  return json.replaceAll(
    /[\x7f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
