/** A signal propagation plot to take away: as a picture of its own, and as numbers. */
import type { SignalBlock } from '../../protocol';
import { decadesIn, powerOfTen } from '../chart/signal';
import { colorOf } from '../chart/plugins';
import { shortened } from '../model/names';
import { exact } from '../model/numbers';
import {
  propagationLines,
  propagationRange,
  type PropagationKind,
  type PropagationLine,
} from '../model/propagation';
import { dashes } from '../model/scene';
import type { Theme } from '../theme';
import { quoted } from './csv';
import { markerPath } from './markers';
import { escaped, round } from './svg';

const size = { width: 720, height: 450 };
const area = { left: 58, top: 62, right: 706, bottom: 350 };
/** Of names at the axis. */
const lineHeight = 13;

const looks = {
  variance: { color: 0, dash: dashes[0], marker: 'circle' },
  squaredMean: { color: 1, dash: dashes[1], marker: 'rect' },
  residual: { color: 2, dash: dashes[2], marker: 'triangle' },
} as const;

export function propagationCsv(blocks: readonly SignalBlock[]): string {
  const head = [
    'block',
    'average channel squared mean',
    'average channel variance',
    'residual branch variance',
  ];
  const rows = blocks.map(({ name, squaredMean, variance, residual }) => [
    name,
    exact(squaredMean),
    exact(variance),
    residual === null ? '' : exact(residual),
  ]);
  return [head, ...rows, []].map((row) => row.map(quoted).join(',')).join('\r\n');
}

export function propagationSvg(
  title: string,
  blocks: readonly SignalBlock[],
  theme: Theme,
  label: (kind: PropagationKind) => string,
): string {
  const lines = propagationLines(blocks);
  const range = propagationRange(lines);
  const step = (area.right - area.left) / Math.max(1, blocks.length);
  const x = (index: number): number => area.left + (index + 0.5) * step;
  const y = (value: number): number =>
    area.bottom - ((value - range.min) / (range.max - range.min)) * (area.bottom - area.top);
  const decades = decadesIn(range);
  const every = Math.max(1, Math.ceil(lineHeight / step));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" font-family="system-ui, sans-serif" font-size="12" fill="none">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="${escaped(theme.background)}"/>`,
    `<text x="${area.left}" y="22" font-size="14" fill="${escaped(theme.foreground)}">${escaped(title)}</text>`,
    `<path d="${decades.map((decade) => `M${area.left} ${round(y(decade))}H${area.right}`).join('')}" stroke="${escaped(theme.grid)}"/>`,
    `<path d="M${area.left} ${area.bottom}H${area.right}" stroke="${escaped(theme.axis)}"/>`,
    `<g fill="${escaped(theme.foreground)}" text-anchor="end">${decades.map((decade) => `<text x="${area.left - 8}" y="${round(y(decade) + 4)}">${powerOfTen(decade)}</text>`).join('')}</g>`,
    `<g fill="${escaped(theme.foreground)}" text-anchor="end" font-size="11">${blocks
      .map(({ name }, index) =>
        index % every === 0
          ? `<text transform="translate(${round(x(index) + 4)} ${area.bottom + 12}) rotate(-45)">${escaped(shortened(name))}</text>`
          : '',
      )
      .join('')}</g>`,
    ...lines.map((line) => lineElements(line, theme, x, y)),
    legend(lines, theme, label),
    '</svg>',
  ].join('\n');
}

function lineElements(
  { kind, values }: PropagationLine,
  theme: Theme,
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  const { dash, marker, ...look } = looks[kind];
  const color = colorOf(theme, look.color);
  let isBroken = true;
  const path = values
    .map((value, index) => {
      const start = isBroken ? 'M' : 'L';
      isBroken = !Number.isFinite(value);
      return isBroken ? '' : `${start}${round(x(index))} ${round(y(value))}`;
    })
    .join('');
  const points = values.flatMap((value, index) =>
    Number.isFinite(value)
      ? [`<path d="${markerPath(marker, x(index), y(value), 4)}" stroke="${color}" fill="${color}"/>`]
      : [],
  );
  return `<path d="${path}" stroke="${color}" stroke-width="2.25"${dashed(dash)}/>${points.join('')}`;
}

const dashed = (dash: readonly number[] | undefined): string =>
  dash === undefined || dash.length === 0 ? '' : ` stroke-dasharray="${dash.join(' ')}"`;

function legend(
  lines: readonly PropagationLine[],
  theme: Theme,
  label: (kind: PropagationKind) => string,
): string {
  let at = area.left;
  return lines
    .map(({ kind }) => {
      const { color, dash } = looks[kind];
      const words = label(kind);
      const entry = `<path d="M${at} 40h26" stroke="${colorOf(theme, color)}" stroke-width="2.25"${dashed(dash)}/><text x="${at + 32}" y="44" fill="${escaped(theme.foreground)}">${escaped(words)}</text>`;
      at += 32 + 6.6 * words.length + 18;
      return entry;
    })
    .join('');
}
