/** A curve in Braille characters, for where pictures do not load: each has two columns of four dots. */
import type { DrawnCurve } from './plot-area';
import { defaultRange, visibleHeight } from './range';
import { formatNumber } from './ticks';

const COLUMNS = 36;
const ROWS = 7;
const BLANK = 0x2800;
/** Bits of the dots, by column and row. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/** Lines of text: f drawn with dots, y at the top and bottom on the left, the interval below. */
export function brailleCurve(curve: DrawnCurve): readonly string[] {
  const range = defaultRange(curve);
  const heights = visibleHeight(curve, range);
  const [width, height] = [COLUMNS * 2, ROWS * 4];
  const cells = Array.from({ length: ROWS }, () => new Array<number>(COLUMNS).fill(0));
  const set = (column: number, row: number): void => {
    const line = cells[row >> 2];
    const bit = DOTS[column & 1 ? 1 : 0][row & 3];
    if (line !== undefined && bit !== undefined) line[column >> 1] = (line[column >> 1] ?? 0) | bit;
  };
  const rowOf = (y: number): number =>
    Math.round(((heights.to - y) / (heights.to - heights.from)) * (height - 1));
  const columnOf = (x: number): number =>
    Math.round(((x - range.from) / (range.to - range.from)) * (width - 1));
  // Axes in single dots, so that the curve stands out.
  for (let column = 0; column < width; column += 4) set(column, rowOf(0));
  for (let row = 0; row < height; row += 2) set(columnOf(0), row);
  let before: number | undefined;
  for (let column = 0; column < width; column += 1) {
    const y = curve.value(range.from + ((range.to - range.from) * column) / (width - 1));
    const row = Number.isFinite(y) ? rowOf(y) : undefined;
    if (row === undefined || row < 0 || row >= height) {
      before = undefined;
      continue;
    }
    // What is steep is drawn without gaps.
    const [from, to] = before === undefined ? [row, row] : [Math.min(before, row), Math.max(before, row)];
    for (let at = from; at <= to; at += 1) set(column, at);
    before = row;
  }
  const [top, bottom] = [heights.to, heights.from].map((y) => formatNumber(Number(y.toPrecision(2))));
  const labels = cells.map((_, row) => (row === 0 ? top : row === ROWS - 1 ? bottom : '') ?? '');
  const margin = Math.max(...labels.map(({ length }) => length));
  const [left, right] = [formatNumber(range.from), formatNumber(range.to)];
  const below = `${' '.repeat(margin + 1)}${left}${right.padStart(COLUMNS - left.length)}`;
  return [
    ...cells.map(
      (line, row) =>
        `${(labels[row] ?? '').padStart(margin)} ${line.map((bits) => String.fromCharCode(BLANK + bits)).join('')}`,
    ),
    below,
  ];
}
