/** The inside of a plot: grid, axes, f with f′ and their marks, within a box of a larger picture. */
import type { Kink } from '../activations/activation';
import { sampleCurve } from '../numerics/sampling';
import type { Interval } from './range';
import type { PlotColours } from './theme';
import { formatNumber, niceTicks } from './ticks';

/** Anything that can be drawn: a catalogue entry's curve or a function of one's own. */
export interface DrawnCurve {
  readonly name: string;
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  /** The derivative of the code itself, where `slope` is one that the code declares. */
  readonly codeSlope?: ((x: number) => number) | undefined;
  readonly breaks: readonly number[];
  readonly kinks: readonly Kink[];
  /** A sentence more for the description, such as what a vector-valued function's section holds fixed. */
  readonly note?: string | undefined;
}

/** CSS pixels in the picture: where curves are drawn. Tick labels hang outside, to the left and below. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlotArea {
  readonly curve: DrawnCurve;
  readonly range: Interval;
  readonly heights: Interval;
  readonly box: Box;
  readonly colours: PlotColours;
  /** Elements above the curves, in the box's own coordinates. */
  readonly marks?: (scale: Scale) => string;
}

/** Data to pixels, in the inner drawing area. */
export interface Scale {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly width: number;
  readonly height: number;
}

/** Pixels with a tenth. */
export const pixel = (value: number): string => String(Number(value.toFixed(1)));

/** Text as XML. */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/gu, (sign) => `&#${String(sign.charCodeAt(0))};`);

function scaleOf(range: Interval, heights: Interval, { width, height }: Box): Scale {
  return {
    x: (value) => ((value - range.from) / (range.to - range.from)) * width,
    y: (value) => ((heights.to - value) / (heights.to - heights.from)) * height,
    width,
    height,
  };
}

/** Grid, zero lines and tick labels. Labels hang outside the clipped drawing area, so they get the box's offset. */
function axes({ range, heights, box, colours }: PlotArea, scale: Scale): string {
  const across = niceTicks(range.from, range.to, Math.max(2, Math.floor(scale.width / 48)));
  const up = niceTicks(heights.from, heights.to, Math.max(3, Math.floor(scale.height / 26)));
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    `M${pixel(box.x + x1)} ${pixel(box.y + y1)}L${pixel(box.x + x2)} ${pixel(box.y + y2)}`;
  const vertical = (x: number) => line(scale.x(x), 0, scale.x(x), scale.height);
  const horizontal = (y: number) => line(0, scale.y(y), scale.width, scale.y(y));
  const grid = [...across.map(vertical), ...up.map(horizontal)].join('');
  const zero = [
    range.from <= 0 && range.to >= 0 ? vertical(0) : '',
    heights.from <= 0 && heights.to >= 0 ? horizontal(0) : '',
  ].join('');
  const xLabels = across.map(
    (x) =>
      `<text x="${pixel(box.x + scale.x(x))}" y="${pixel(box.y + scale.height + 14)}">${formatNumber(x)}</text>`,
  );
  const yLabels = up.map(
    (y) => `<text x="${pixel(box.x - 6)}" y="${pixel(box.y + scale.y(y) + 3.5)}">${formatNumber(y)}</text>`,
  );
  return [
    `<path d="${grid}" stroke="${colours.grid}"/>`,
    `<path d="${zero}" stroke="${colours.axis}"/>`,
    `<g fill="${colours.ink}" text-anchor="middle">${xLabels.join('')}</g>`,
    `<g fill="${colours.ink}" text-anchor="end">${yLabels.join('')}</g>`,
  ].join('');
}

function pathOf(
  f: (x: number) => number,
  breaks: readonly number[],
  range: Interval,
  heights: Interval,
  scale: Scale,
): string {
  const beyond = heights.to - heights.from;
  // Beyond one height outside the picture a line is held: what is not seen needs no points.
  const held = (x: number) => {
    const y = f(x);
    return Number.isNaN(y) ? y : Math.max(heights.from - beyond, Math.min(heights.to + beyond, y));
  };
  return sampleCurve(held, range, { breaks, tolerance: (beyond / scale.height) * 0.25 })
    .map((line) => {
      const points = line.map((point) => `${pixel(scale.x(point.x))} ${pixel(scale.y(point.y))}`);
      return `M${points.filter((point, index) => point !== points[index - 1]).join('L')}`;
    })
    .join('');
}

/** A hollow ring at each one-sided limit of f′, a dot where automatic differentiation lands; a dot on f itself. */
function kinkMarks(curve: DrawnCurve, range: Interval, scale: Scale, colours: PlotColours): string {
  const at = (x: number, y: number, colour: string, fill: string) =>
    `<circle cx="${pixel(scale.x(x))}" cy="${pixel(scale.y(y))}" r="2.6" fill="${fill}" stroke="${colour}" stroke-width="1.2"/>`;
  return visibleKinks(curve, range)
    .map((kink) => {
      const marks = [
        [kink.leftDerivative, colours.slope, colours.paper],
        [kink.rightDerivative, colours.slope, colours.paper],
        [curve.slope(kink.x), colours.slope, colours.slope],
        [curve.value(kink.x), colours.value, colours.value],
      ] as const;
      return marks
        .map(([y, colour, fill]) => (Number.isFinite(y) ? at(kink.x, y, colour, fill) : ''))
        .join('');
    })
    .join('');
}

/** Kinks that stand apart in a range, at most eight. */
export function visibleKinks({ kinks }: DrawnCurve, range: Interval): readonly Kink[] {
  const visible = kinks.filter((kink) => kink.x > range.from && kink.x < range.to);
  const tolerance = (range.to - range.from) / 500;
  return visible
    .filter((kink, index) => index === 0 || kink.x - (visible[index - 1]?.x ?? -Infinity) > tolerance)
    .slice(0, 8);
}

/** How the derivative of the code is drawn beside the declared one. */
export const codeDashes = '0.5 3.5';

/** SVG elements, clipped to the box. */
export function plotArea(area: PlotArea): string {
  const { curve, range, heights, box, colours, marks } = area;
  const scale = scaleOf(range, heights, box);
  return [
    axes(area, scale),
    // A nested viewport clips without needing an id that another picture on the page could share.
    `<svg x="${pixel(box.x)}" y="${pixel(box.y)}" width="${pixel(scale.width)}" height="${pixel(scale.height)}" stroke-linejoin="round" stroke-linecap="round">`,
    `<path d="${pathOf(curve.value, curve.breaks, range, heights, scale)}" stroke="${colours.value}" stroke-width="2.2"/>`,
    curve.codeSlope === undefined
      ? ''
      : `<path d="${pathOf(curve.codeSlope, curve.breaks, range, heights, scale)}" stroke="${colours.slope}" stroke-width="1.6" stroke-dasharray="${codeDashes}"/>`,
    // f′ above f: where they run together the dashes let f show through.
    `<path d="${pathOf(curve.slope, curve.breaks, range, heights, scale)}" stroke="${colours.slope}" stroke-width="1.8" stroke-dasharray="5 3"/>`,
    kinkMarks(curve, range, scale, colours),
    marks?.(scale) ?? '',
    '</svg>',
  ].join('');
}
