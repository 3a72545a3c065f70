/** Where the text of a notebook's cells stands in the file itself, whose JSON splits it into strings and escapes it. */
import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser';
import type { OffsetRange } from '../python/offsets';

/** Range in the file's text of a range in a cell's text; undefined where the cell's source is not what was read. */
export type PlacesInFile = (cell: number, range: OffsetRange) => OffsetRange | undefined;

/** Cells are numbered from 1, as `readNotebook` does. The file is taken apart when the first place is asked for. */
export function placesInFile(content: string): PlacesInFile {
  let root: Node | undefined;
  let asked = false;
  return (cell, { start, end }) => {
    if (!asked) [root, asked] = [parseTree(content), true];
    const source = root && findNodeAtLocation(root, ['cells', cell - 1, 'source']);
    const strings = source?.type === 'array' ? (source.children ?? []) : source ? [source] : [];
    const from = placeOf(start, strings, content, 'start');
    const to = placeOf(Math.max(start, end), strings, content, start === end ? 'start' : 'end');
    return from === undefined || to === undefined ? undefined : { start: from, end: to };
  };
}

/** An offset between two strings begins the second, as a start, or ends the first, as an end. */
function placeOf(
  offset: number,
  strings: readonly Node[],
  content: string,
  side: 'start' | 'end',
): number | undefined {
  let left = offset;
  for (const [index, node] of strings.entries()) {
    if (typeof node.value !== 'string') return undefined;
    const { length } = node.value;
    const here = left < length || (left === length && (side === 'end' || index === strings.length - 1));
    if (here) return afterUnits(content, node.offset + 1, left);
    left -= length;
  }
  return undefined;
}

/** Where in JSON's spelling of a string so many UTF-16 units end. */
function afterUnits(content: string, from: number, units: number): number {
  let at = from;
  for (let left = units; left > 0; left--) at += content[at] !== '\\' ? 1 : content[at + 1] === 'u' ? 6 : 2;
  return at;
}
