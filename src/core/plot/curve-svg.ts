/** A curve with its derivative as a small SVG picture, for terminals and export. */
import { evaluate } from '../activations/catalogue';
import type { Activation, ActivationParameters } from '../activations/activation';
import { escapeXml, plotArea, type DrawnCurve } from './plot-area';
import { defaultRange, visibleHeight, type Interval } from './range';
import { plotColours, type PlotColours, type PlotTheme } from './theme';
import { formatNumber } from './ticks';

export type { DrawnCurve } from './plot-area';

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

function legend(colours: PlotColours): string {
  const entry = (x: number, colour: string, dashes: string, label: string) =>
    `<path d="M${String(x)} 12h20" stroke="${colour}" stroke-width="2.2"${dashes}/>` +
    `<text x="${String(x + 26)}" y="16" fill="${colours.ink}" font-style="italic">${label}</text>`;
  return (
    entry(margin.left, colours.value, '', 'f(x)') +
    entry(margin.left + 72, colours.slope, ' stroke-dasharray="5 3"', 'f′(x)')
  );
}

/** What a picture of a curve shows, in words. */
export function descriptionOf(curve: DrawnCurve, range: Interval): string {
  const at = (x: number) => {
    const y = curve.value(x);
    return `f(${formatNumber(x)}) ${Number.isNaN(y) ? 'is undefined' : `= ${formatNumber(y)}`}`;
  };
  return (
    `${curve.name} and its derivative for x from ${formatNumber(range.from)} to ${formatNumber(range.to)}: ` +
    `${at(range.from)}, ${at(0)}, ${at(range.to)}.${curve.note ? ` ${curve.note}` : ''}`
  );
}

/** Opens a picture: its size, its font, its name and what it shows for those who do not see it. */
export function openSvg(name: string, description: string, width: number, height: number): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" viewBox="0 0 ${String(width)} ${String(height)}" role="img" font-family="system-ui,'Segoe UI',sans-serif" font-size="10.5" fill="none">` +
    `<title>${escapeXml(name)}</title><desc>${escapeXml(description)}</desc>`
  );
}

/** Any curve, drawn. Well-formed SVG text whatever the function does; nothing outside [from, to] is evaluated. */
export function drawCurve(curve: DrawnCurve, options: PlotOptions): string {
  const colours = plotColours[options.theme];
  const width = Math.max(120, options.width ?? 360);
  const height = Math.max(80, options.height ?? 220);
  const range = options.range && options.range.to > options.range.from ? options.range : defaultRange(curve);
  const box = {
    x: margin.left,
    y: margin.top,
    width: width - margin.left - margin.right,
    height: height - margin.top - margin.bottom,
  };
  return [
    openSvg(curve.name, descriptionOf(curve, range), width, height),
    options.background ? `<rect width="100%" height="100%" fill="${colours.paper}"/>` : '',
    plotArea({ curve, range, heights: visibleHeight(curve, range), box, colours }),
    legend(colours),
    '</svg>',
  ].join('');
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
