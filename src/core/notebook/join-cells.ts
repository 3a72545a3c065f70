/** One text from a notebook's Python cells, and the way back: a notebook is analysed as the program that its cells make in order. */
import type { OffsetRange } from '../python/offsets';
import { blankMagics } from './blank-magics';

export interface CellPlace {
  /** Index in the list of cells that was joined. */
  readonly cell: number;
  readonly start: number;
  readonly end: number;
}

export interface JoinedCells {
  readonly text: string;
  /** Offset in the joined text of a cell's first character; undefined for an index that there is none of. */
  startOf(cell: number): number | undefined;
  /** The cell that holds a range; undefined where it reaches over a cell's end or lies between cells. */
  locate(range: OffsetRange): CellPlace | undefined;
}

/** Joins the sources of Python cells. Every cell keeps its length; what it leaves open is closed behind it, so that it cannot swallow the next. */
export function joinCells(cells: readonly string[]): JoinedCells {
  const starts: number[] = [];
  let text = '';
  for (const cell of cells) {
    starts.push(text.length);
    const python = blankMagics(cell);
    text += `${python.text}${python.closers}\n`;
  }
  return {
    text,
    startOf: (cell) => starts[cell],
    locate({ start, end }) {
      const cell = lastNotAfter(starts, start);
      const from = starts[cell];
      if (from === undefined || end < start) return undefined;
      const length = cells[cell]?.length ?? 0;
      return end - from <= length ? { cell, start: start - from, end: end - from } : undefined;
    },
  };
}

/** Index of the last start that is not after an offset; -1 where all are. */
function lastNotAfter(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
