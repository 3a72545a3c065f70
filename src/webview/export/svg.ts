/** The scene as an SVG file of its own: what the chart shows, in the colours of the theme. */
import { niceTicks } from '../../core/plot/ticks';
import { colorOf } from '../chart/plugins';
import { short } from '../model/numbers';
import { codeDash, dashes, markerShapes, type DrawnCurve, type Scene } from '../model/scene';
import type { Theme } from '../theme';
import { markerPath } from './markers';

const size = { width: 720, height: 450 };
const area = { left: 52, top: 40, right: 706, bottom: 420 };
const orderNames = ['f(x)', 'f′(x)', 'f″(x)'] as const;

export function sceneSvg(scene: Scene, theme: Theme): string {
  const x = (value: number): number =>
    area.left + ((value - scene.x.min) / (scene.x.max - scene.x.min)) * (area.right - area.left);
  const y = (value: number): number =>
    area.bottom - ((value - scene.y.min) / (scene.y.max - scene.y.min)) * (area.bottom - area.top);
  const across = niceTicks(scene.x.min, scene.x.max, 10);
  const up = niceTicks(scene.y.min, scene.y.max, 8);
  const lines = (ticks: readonly number[], vertical: boolean): string =>
    ticks
      .map((tick) =>
        vertical
          ? `M${round(x(tick))} ${area.top}V${area.bottom}`
          : `M${area.left} ${round(y(tick))}H${area.right}`,
      )
      .join('');
  const inside = (ticks: readonly number[]): readonly number[] => ticks.filter((tick) => tick === 0);
  const several = new Set(scene.curves.map(({ subject }) => subject)).size > 1;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" font-family="system-ui, sans-serif" font-size="12" fill="none">`,
    `<title>${escaped(scene.title)}</title>`,
    `<rect width="100%" height="100%" fill="${escaped(theme.background)}"/>`,
    ...scene.zones.map(
      ({ min, max }) =>
        `<rect x="${round(x(min))}" y="${area.top}" width="${round(x(max) - x(min))}" height="${area.bottom - area.top}" fill="${escaped(theme.zone)}"/>`,
    ),
    `<path d="${lines(across, true)}${lines(up, false)}" stroke="${escaped(theme.grid)}"/>`,
    `<path d="${lines(inside(across), true)}${lines(inside(up), false)}" stroke="${escaped(theme.axis)}"/>`,
    `<g fill="${escaped(theme.foreground)}" text-anchor="middle">${across.map((tick) => `<text x="${round(x(tick))}" y="${area.bottom + 18}">${short(tick)}</text>`).join('')}</g>`,
    `<g fill="${escaped(theme.foreground)}" text-anchor="end">${up.map((tick) => `<text x="${area.left - 8}" y="${round(y(tick) + 4)}">${short(tick)}</text>`).join('')}</g>`,
    `<svg x="${area.left}" y="${area.top}" width="${area.right - area.left}" height="${area.bottom - area.top}" viewBox="${area.left} ${area.top} ${area.right - area.left} ${area.bottom - area.top}">`,
    ...scene.curves.map((curve) => curveElements(curve, theme, x, y, scene.y)),
    ...scene.kinks.map(
      (kink) =>
        `<circle cx="${round(x(kink.x))}" cy="${round(y(kink.y))}" r="3.5" stroke="${colorOf(theme, kink.color)}" stroke-width="1.5" fill="${kink.filled ? colorOf(theme, kink.color) : escaped(theme.background)}"/>`,
    ),
    ...scene.landmarks.map(
      (mark) =>
        `<circle cx="${round(x(mark.x))}" cy="${round(y(mark.y))}" r="4.5" stroke="${escaped(theme.foreground)}" stroke-width="2" fill="${escaped(theme.background)}"/><text x="${round(x(mark.x) + 8)}" y="${round(y(mark.y) - 8)}" fill="${escaped(theme.foreground)}">(${short(mark.x, 3)}, ${short(mark.y, 3)})</text>`,
    ),
    '</svg>',
    legend(scene, theme, several),
    '</svg>',
  ].join('\n');
}

function curveElements(
  curve: DrawnCurve,
  theme: Theme,
  x: (value: number) => number,
  y: (value: number) => number,
  range: Scene['y'],
): string {
  const color = colorOf(theme, curve.color);
  const height = range.max - range.min;
  let broken = true;
  const path = curve.points
    .map((point) => {
      if (!Number.isFinite(point.y)) {
        broken = true;
        return '';
      }
      // Far outside the picture a line is held: viewers choke on huge coordinates.
      const held = Math.min(range.max + height, Math.max(range.min - height, point.y));
      const step = `${broken ? 'M' : 'L'}${round(x(point.x))} ${round(y(held))}`;
      broken = false;
      return step;
    })
    .join('');
  const dash = dashOf(curve);
  const { marker } = curve;
  const shape = marker === undefined ? undefined : markerShapes[marker % markerShapes.length];
  return [
    `<path d="${path}" stroke="${color}" stroke-width="2.25" stroke-linejoin="round"${dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : ''}/>`,
    ...(shape
      ? curve.markers.map(
          (point) =>
            `<path d="${markerPath(shape, x(point.x), y(point.y), 4.5)}" stroke="${color}" stroke-width="2" fill="${escaped(theme.background)}"/>`,
        )
      : []),
  ].join('');
}

function legend(scene: Scene, theme: Theme, several: boolean): string {
  let at = area.left;
  return scene.curves
    .map((curve) => {
      const name = curve.ofCode ? 'f′(x) of the code' : orderNames[curve.order];
      const label = several ? `${curve.subject} ${name}` : name;
      const dash = dashOf(curve);
      const entry = `<path d="M${at} 20h26" stroke="${colorOf(theme, curve.color)}" stroke-width="2.25"${dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : ''}/><text x="${at + 32}" y="24" fill="${escaped(theme.foreground)}">${escaped(label)}</text>`;
      at += 32 + 7.5 * label.length + 18;
      return entry;
    })
    .join('');
}

function dashOf({ order, ofCode }: DrawnCurve): readonly number[] {
  return ofCode ? codeDash : (dashes[order] ?? []);
}

export function round(value: number): string {
  return String(Number(value.toFixed(2)));
}

export function escaped(value: string): string {
  return value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
