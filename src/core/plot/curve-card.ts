/** One picture that tells it all: the formula and the legend on the left, the curve with its derivative on the right. For hovers, which are low and wide. */
import { landmarks, type Landmark } from '../numerics/landmarks';
import { phrase, type Phrase, type Say } from '../phrase';
import { descriptionOf, openSvg } from './curve-svg';
import { placedFormula } from './formula';
import {
  codeDashes,
  escapeXml,
  pixel,
  plotArea,
  visibleKinks,
  type DrawnCurve,
  type Scale,
} from './plot-area';
import { defaultRange, visibleHeight } from './range';
import { plotColours, type PlotColours, type PlotTheme } from './theme';
import { formatNumber } from './ticks';

export interface CardOptions {
  readonly theme: PlotTheme;
  /** The catalogue's id, whose formula is typeset; or a formula as text, in lines. */
  readonly formula: { readonly id: string } | { readonly lines: readonly string[] };
  /** What the dashed line is; f′(x) unless it is said. Undefined: there is no such line. */
  readonly slopeLabel?: Phrase | 'none';
  readonly say: Say;
}

/** CSS pixels. VS Code's hover is at most 500 wide and about 250 high, with whatever else speaks of the same place. */
export const cardSize = { width: 470, height: 100 } as const;

const plot = { labels: 36, right: 8, top: 6, bottom: 17 };
const column = { left: 3, least: 120, most: 262, row: 14, gap: 4 };
const mostRows = 2;
/** Each is a run of a function of one's own. */
const steps = 240;
const textSize = 12.5;

interface Row {
  readonly sign: 'extreme' | 'zero' | 'kink' | 'code';
  readonly text: string;
}

/** A well-formed picture of `cardSize`, whatever the function does. */
export function curveCard(curve: DrawnCurve, { theme, formula, slopeLabel, say }: CardOptions): string {
  const colours = plotColours[theme];
  const range = defaultRange(curve);
  const points = landmarks({ value: curve.value, slope: curve.slope, breaks: curve.breaks }, range, steps);
  const rows = rowsOf(curve, points, range, say);
  const slope = slopeLabel === undefined ? 'f′(x)' : slopeLabel === 'none' ? undefined : say(slopeLabel);
  const wanted = Math.max(
    formulaWidth(formula),
    ...rows.map(({ text }) => 16 + textWidth(text)),
    66 + (slope === undefined ? 0 : 30 + textWidth(slope)),
  );
  const width = Math.min(column.most, Math.max(column.least, wanted));
  const left = column.left + width + plot.labels;
  const box = {
    x: left,
    y: plot.top,
    width: cardSize.width - left - plot.right,
    height: cardSize.height - plot.top - plot.bottom,
  };
  const marks = (scale: Scale): string => pointMarks(curve, points, scale, colours);
  const heights = visibleHeight(curve, range);
  const below = (rows.length + 1) * column.row;
  return [
    openSvg(curve.name, descriptionOf(curve, range), cardSize.width, cardSize.height),
    formulaIn(formula, { width, height: cardSize.height - below - column.gap }, colours),
    legend(slope, cardSize.height - below, colours),
    ...rows.map((row, index) =>
      rowIn(row, cardSize.height - below + (index + 1) * column.row, width, colours),
    ),
    plotArea({ curve, range, heights, box, colours, marks }),
    '</svg>',
  ].join('');
}

/** About how wide the text is at the picture's size: Chinese characters are as wide as they are high. */
function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += /[\u2e80-\uffef]/u.test(character) ? 10.5 : 5.5;
  return width;
}

function formulaWidth(formula: CardOptions['formula']): number {
  if ('id' in formula) return placedFormula(formula.id, 'formula')?.width ?? 0;
  return Math.max(0, ...formula.lines.map((line) => (textWidth(line) * textSize) / 10.5));
}

/** Where f turns, crosses zero, and has corners: the first things that one asks. At most two lines, the turns first. */
function rowsOf(
  curve: DrawnCurve,
  points: readonly Landmark[],
  range: { readonly from: number; readonly to: number },
  say: Say,
): readonly Row[] {
  const rows: Row[] =
    curve.codeSlope === undefined ? [] : [{ sign: 'code', text: say(phrase`f′(x) of the code`) }];
  const add = (sign: Row['sign'], one: (x: number) => Phrase, several: (list: string) => Phrase) => {
    return (places: readonly number[]): void => {
      const [first] = places;
      if (first === undefined) return;
      rows.push({ sign, text: say(places.length === 1 ? one(first) : several(list(places))) });
    };
  };
  const y = (x: number): string => formatNumber(rounded(curve.value(x)), 3);
  const at = (x: number): string => formatNumber(rounded(x), 3);
  const where = (kind: Landmark['kind']): readonly number[] =>
    points.filter((point) => point.kind === kind).map(({ x }) => x);
  const zeros = where('root');
  add(
    'extreme',
    (x) => phrase`minimum ${y(x)} at ${at(x)}`,
    (places) => phrase`minima at ${places}`,
  )(where('minimum'));
  add(
    'extreme',
    (x) => phrase`maximum ${y(x)} at ${at(x)}`,
    (places) => phrase`maxima at ${places}`,
  )(where('maximum'));
  // That f(0) = 0 one sees.
  if (zeros.some((x) => Math.abs(x) > 1e-9))
    add(
      'zero',
      (x) => phrase`zero at ${at(x)}`,
      (places) => phrase`zeros at ${places}`,
    )(zeros);
  const [jumps, kinks] = [true, false].map((isJump) =>
    visibleKinks(curve, range)
      .map(({ x }) => x)
      .filter((x) => jumpsAt(curve, x) === isJump),
  );
  add(
    'kink',
    (x) => phrase`jump at ${at(x)}`,
    (places) => phrase`jumps at ${places}`,
  )(jumps ?? []);
  add(
    'kink',
    (x) => phrase`kink at ${at(x)}`,
    (places) => phrase`kinks at ${places}`,
  )(kinks ?? []);
  return rows.slice(0, mostRows);
}

/** Whether f itself jumps where its slope is marked to do so. */
function jumpsAt({ value }: DrawnCurve, x: number): boolean {
  const step = 1e-6 * Math.max(1, Math.abs(x));
  return Math.abs(value(x + step) - value(x - step)) > 1e-3;
}

/** What bisection leaves beside a round number is not there to be read. */
function rounded(value: number): number {
  return Math.abs(value) < 1e-9 ? 0 : value;
}

function list(places: readonly number[]): string {
  const shown = places.slice(0, 3).map((x) => formatNumber(rounded(x), 3));
  return places.length > 3 ? `${shown.join(', ')} …` : shown.join(', ');
}

function formulaIn(
  formula: CardOptions['formula'],
  room: { readonly width: number; readonly height: number },
  colours: PlotColours,
): string {
  if ('lines' in formula) {
    const lines = formula.lines.slice(0, 3);
    const scale = Math.min(1, room.width / Math.max(1, formulaWidth(formula)));
    const size = Math.max(7, textSize * scale);
    const first = (room.height - lines.length * size * 1.35) / 2 + size;
    return lines
      .map(
        (line, index) =>
          `<text x="${pixel(column.left)}" y="${pixel(first + index * size * 1.35)}" font-size="${pixel(size)}" fill="${colours.ink}">${escapeXml(line)}</text>`,
      )
      .join('');
  }
  const placed = placedFormula(formula.id, 'formula');
  if (placed === undefined) return '';
  const scale = Math.min(1, room.width / placed.width, room.height / placed.height);
  const [width, height] = [placed.width * scale, placed.height * scale];
  const y = (room.height - height) / 2;
  return `<svg x="${pixel(column.left)}" y="${pixel(y)}" width="${pixel(width)}" height="${pixel(height)}" viewBox="${placed.viewBox}" fill="${colours.ink}">${placed.body}</svg>`;
}

function legend(slope: string | undefined, top: number, colours: PlotColours): string {
  const y = top + column.row / 2;
  const entry = (x: number, colour: string, dashes: string, label: string) =>
    `<path d="M${pixel(x)} ${pixel(y)}h18" stroke="${colour}" stroke-width="2.2"${dashes}/>` +
    `<text x="${pixel(x + 23)}" y="${pixel(y + 3.5)}" fill="${colours.ink}" font-style="italic">${escapeXml(label)}</text>`;
  const first = entry(column.left, colours.value, '', 'f(x)');
  return slope === undefined
    ? first
    : first + entry(column.left + 60, colours.slope, ' stroke-dasharray="5 3"', slope);
}

function rowIn({ sign, text }: Row, top: number, room: number, colours: PlotColours): string {
  const y = top + column.row / 2;
  // A line that a font draws wider than was thought is narrowed, so that it does not run into the curve.
  const narrowed =
    textWidth(text) + 16 > room ? ` textLength="${pixel(room - 16)}" lengthAdjust="spacingAndGlyphs"` : '';
  return (
    mark(sign, column.left + 5, y, colours) +
    `<text x="${pixel(column.left + 14)}" y="${pixel(y + 3.5)}" fill="${colours.ink}"${narrowed}>${escapeXml(text)}</text>`
  );
}

function mark(sign: Row['sign'], x: number, y: number, colours: PlotColours): string {
  if (sign === 'code')
    return `<path d="M${pixel(x - 5)} ${pixel(y)}h11" stroke="${colours.slope}" stroke-width="1.8" stroke-linecap="round" stroke-dasharray="${codeDashes}"/>`;
  if (sign === 'extreme')
    return `<path d="M${pixel(x - 4)} ${pixel(y)}l4 -4l4 4l-4 4z" fill="${colours.value}" stroke="${colours.paper}"/>`;
  const fill = sign === 'zero' ? colours.paper : colours.value;
  return `<circle cx="${pixel(x)}" cy="${pixel(y)}" r="2.8" fill="${fill}" stroke="${colours.value}" stroke-width="1.2"/>`;
}

/** Zeros and turns on f. Where f has a corner, that has its mark already. */
function pointMarks(
  curve: DrawnCurve,
  points: readonly Landmark[],
  scale: Scale,
  colours: PlotColours,
): string {
  const taken = curve.kinks.map(({ x }) => scale.x(x));
  const isFree = (x: number): boolean => taken.every((other) => Math.abs(other - x) > 3);
  const drawn: string[] = [];
  for (const { kind, x, y } of points.filter((point) => point.kind !== 'root'))
    if (kind !== 'inflexion' && isFree(scale.x(x))) {
      drawn.push(mark('extreme', scale.x(x), scale.y(y), colours));
      taken.push(scale.x(x));
    }
  for (const { kind, x } of points)
    if (kind === 'root' && isFree(scale.x(x))) drawn.push(mark('zero', scale.x(x), scale.y(0), colours));
  return drawn.join('');
}
