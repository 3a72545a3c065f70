/** A curve with its derivative as a small SVG picture, for hovers, terminals and export. */
import { evaluate } from '../activations/catalogue';
import type { Activation, ActivationParameters, Kink } from '../activations/activation';
import { sampleCurve } from '../numerics/sampling';
import { defaultRange, visibleHeight, type Interval } from './range';
import { plotColours, type PlotColours, type PlotTheme } from './theme';
import { formatNumber, niceTicks } from './ticks';

/** Anything that can be drawn: a catalogue entry's curve or a function of one's own. */
export interface DrawnCurve {
  readonly name: string;
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  readonly breaks: readonly number[];
  readonly kinks: readonly Kink[];
  /** A sentence more for the description, such as what a vector-valued function's section holds fixed. */
  readonly note?: string | undefined;
}

export interface PlotOptions {
  readonly theme: PlotTheme;
  readonly range?: Interval;
  /** CSS pixels; 360 × 220 by default. */
  readonly width?: number;
  readonly height?: number;
  /** Paint the theme's paper behind the picture; without it the picture is transparent. */
  readonly background?: boolean;
}

const margin = { left: 34, right: 12, top: 24, bottom: 20 };

/** Data to pixels, in the inner drawing area. */
interface Scale {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly width: number;
  readonly height: number;
}

const pixel = (value: number) => String(Number(value.toFixed(1)));

const escapeText = (text: string) => text.replace(/[&<>"]/gu, (sign) => `&#${String(sign.charCodeAt(0))};`);

function scaleOf(range: Interval, heights: Interval, width: number, height: number): Scale {
  return {
    x: (value) => ((value - range.from) / (range.to - range.from)) * width,
    y: (value) => ((heights.to - value) / (heights.to - heights.from)) * height,
    width,
    height,
  };
}

/** Grid, zero lines and tick labels. Labels hang outside the clipped drawing area, so they get the margin's offset. */
function axes(range: Interval, heights: Interval, scale: Scale, colours: PlotColours): string {
  const across = niceTicks(range.from, range.to, Math.max(2, Math.floor(scale.width / 48)));
  const up = niceTicks(heights.from, heights.to, Math.max(2, Math.floor(scale.height / 26)));
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    `M${pixel(margin.left + x1)} ${pixel(margin.top + y1)}L${pixel(margin.left + x2)} ${pixel(margin.top + y2)}`;
  const vertical = (x: number) => line(scale.x(x), 0, scale.x(x), scale.height);
  const horizontal = (y: number) => line(0, scale.y(y), scale.width, scale.y(y));
  const grid = [...across.map(vertical), ...up.map(horizontal)].join('');
  const zero = [
    range.from <= 0 && range.to >= 0 ? vertical(0) : '',
    heights.from <= 0 && heights.to >= 0 ? horizontal(0) : '',
  ].join('');
  const xLabels = across.map(
    (x) =>
      `<text x="${pixel(margin.left + scale.x(x))}" y="${pixel(margin.top + scale.height + 14)}">${formatNumber(x)}</text>`,
  );
  const yLabels = up.map(
    (y) =>
      `<text x="${String(margin.left - 6)}" y="${pixel(margin.top + scale.y(y) + 3.5)}">${formatNumber(y)}</text>`,
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

/** A hollow ring at each one-sided limit of f′, a dot where automatic differentiation lands; a ring on f itself. */
function kinkMarks(curve: DrawnCurve, range: Interval, scale: Scale, colours: PlotColours): string {
  const at = (x: number, y: number, colour: string, fill: string) =>
    `<circle cx="${pixel(scale.x(x))}" cy="${pixel(scale.y(y))}" r="2.6" fill="${fill}" stroke="${colour}" stroke-width="1.2"/>`;
  const visible = curve.kinks.filter((kink) => kink.x > range.from && kink.x < range.to);
  const tolerance = (range.to - range.from) / 500;
  return visible
    .filter((kink, index) => index === 0 || kink.x - (visible[index - 1]?.x ?? -Infinity) > tolerance)
    .slice(0, 8)
    .map((kink) => {
      const marks = [
        at(kink.x, kink.leftDerivative, colours.slope, colours.paper),
        at(kink.x, kink.rightDerivative, colours.slope, colours.paper),
      ];
      const taken = curve.slope(kink.x);
      if (Number.isFinite(taken)) marks.push(at(kink.x, taken, colours.slope, colours.slope));
      const value = curve.value(kink.x);
      if (Number.isFinite(value)) marks.push(at(kink.x, value, colours.value, colours.value));
      return marks.join('');
    })
    .join('');
}

function legend(colours: PlotColours): string {
  const entry = (x: number, colour: string, dashes: string, label: string) =>
    `<path d="M${String(x)} 12h20" stroke="${colour}" stroke-width="2.2"${dashes}/>` +
    `<text x="${String(x + 26)}" y="16" fill="${colours.ink}" font-style="italic">${label}</text>`;
  return (
    entry(margin.left, colours.value, '', 'f(x)') +
    entry(margin.left + 72, colours.slope, ' stroke-dasharray="5 3"', 'f′(x)')
  );
}

/** Any curve, drawn. Well-formed SVG text whatever the function does; nothing outside [from, to] is evaluated. */
export function drawCurve(curve: DrawnCurve, options: PlotOptions): string {
  const colours = plotColours[options.theme];
  const width = Math.max(120, options.width ?? 360);
  const height = Math.max(80, options.height ?? 220);
  const range = options.range && options.range.to > options.range.from ? options.range : defaultRange(curve);
  const heights = visibleHeight(curve, range);
  const scale = scaleOf(
    range,
    heights,
    width - margin.left - margin.right,
    height - margin.top - margin.bottom,
  );
  const at = (x: number) => {
    const y = curve.value(x);
    return `f(${formatNumber(x)}) ${Number.isNaN(y) ? 'is undefined' : `= ${formatNumber(y)}`}`;
  };
  const description =
    `${curve.name} and its derivative for x from ${formatNumber(range.from)} to ${formatNumber(range.to)}: ` +
    `${at(range.from)}, ${at(0)}, ${at(range.to)}.${curve.note ? ` ${curve.note}` : ''}`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" viewBox="0 0 ${String(width)} ${String(height)}" role="img" font-family="system-ui,'Segoe UI',sans-serif" font-size="10.5" fill="none">`,
    `<title>${escapeText(curve.name)}</title><desc>${escapeText(description)}</desc>`,
    options.background ? `<rect width="100%" height="100%" fill="${colours.paper}"/>` : '',
    axes(range, heights, scale, colours),
    // A nested viewport clips without needing an id that another picture on the page could share.
    `<svg x="${String(margin.left)}" y="${String(margin.top)}" width="${String(scale.width)}" height="${String(scale.height)}" stroke-linejoin="round" stroke-linecap="round">`,
    `<path d="${pathOf(curve.value, curve.breaks, range, heights, scale)}" stroke="${colours.value}" stroke-width="2.2"/>`,
    // f′ above f: where they run together the dashes let f show through.
    `<path d="${pathOf(curve.slope, curve.breaks, range, heights, scale)}" stroke="${colours.slope}" stroke-width="1.8" stroke-dasharray="5 3"/>`,
    kinkMarks(curve, range, scale, colours),
    '</svg>',
    legend(colours),
    '</svg>',
  ];
  return parts.join('');
}

/** A catalogue entry with the given parameters, drawn. */
export function curveSvg(
  activation: Activation,
  parameters: ActivationParameters,
  options: PlotOptions,
): string {
  const { sectionNote, ...curve } = evaluate(activation, parameters);
  return drawCurve({ ...curve, name: activation.name, note: sectionNote }, options);
}
