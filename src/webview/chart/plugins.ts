/** What the chart draws besides curves: zones behind them, the axes, kinks and the crosshair above. */
import type { Chart, Plugin } from 'chart.js';
import { drawPoint } from 'chart.js/helpers';
import type { Landmark } from '../../core/numerics/landmarks';
import { short } from '../model/numbers';
import { markerShapes, type DrawnCurve, type KinkMark } from '../model/scene';
import type { Range } from '../model/range';
import type { Theme } from '../theme';

export interface Overlay {
  theme: Theme;
  zones: readonly Range[];
  kinks: readonly KinkMark[];
  landmarks: readonly Landmark[];
  curves: readonly DrawnCurve[];
  /** Crosshair's abscissa and the curves' ordinates there. */
  crosshair: { readonly x: number; readonly marks: readonly CrosshairMark[] } | undefined;
}

export interface CrosshairMark {
  readonly y: number;
  readonly color: number;
}

export function overlayPlugin(overlay: Overlay): Plugin<'line'> {
  return {
    id: 'overlay',
    beforeDatasetsDraw(chart) {
      clipped(chart, () => {
        drawZones(chart, overlay);
        drawAxes(chart, overlay);
      });
    },
    afterDatasetsDraw(chart) {
      clipped(chart, () => {
        drawMarkers(chart, overlay);
        drawKinks(chart, overlay);
        drawLandmarks(chart, overlay);
        drawCrosshair(chart, overlay);
      });
    },
  };
}

function clipped(chart: Chart, draw: () => void): void {
  const { ctx, chartArea: area } = chart;
  ctx.save();
  ctx.beginPath();
  ctx.rect(area.left, area.top, area.width, area.height);
  ctx.clip();
  draw();
  ctx.restore();
}

function scales(chart: Chart): { x: (value: number) => number; y: (value: number) => number } {
  return {
    x: (value) => chart.scales['x']?.getPixelForValue(value) ?? NaN,
    y: (value) => chart.scales['y']?.getPixelForValue(value) ?? NaN,
  };
}

/** Shaded and hatched, so that a zone shows in any theme and without colour. */
function drawZones(chart: Chart, { theme, zones }: Overlay): void {
  const { ctx, chartArea: area } = chart;
  const { x } = scales(chart);
  for (const zone of zones) {
    const left = Math.max(area.left, x(zone.min));
    const right = Math.min(area.right, x(zone.max));
    if (right <= left) continue;
    ctx.fillStyle = theme.zone;
    ctx.fillRect(left, area.top, right - left, area.height);
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, area.top, right - left, area.height);
    ctx.clip();
    ctx.strokeStyle = theme.zone;
    ctx.lineWidth = 1;
    ctx.beginPath();
    const first = Math.floor((left - area.height) / 10) * 10;
    for (let at = first; at < right; at += 10) {
      ctx.moveTo(at, area.bottom);
      ctx.lineTo(at + area.height, area.top);
    }
    ctx.stroke();
    ctx.restore();
  }
}

function drawAxes(chart: Chart, { theme }: Overlay): void {
  const { ctx, chartArea: area } = chart;
  const { x, y } = scales(chart);
  ctx.strokeStyle = theme.axis;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(Math.round(x(0)) + 0.5, area.top);
  ctx.lineTo(Math.round(x(0)) + 0.5, area.bottom);
  ctx.moveTo(area.left, Math.round(y(0)) + 0.5);
  ctx.lineTo(area.right, Math.round(y(0)) + 0.5);
  ctx.stroke();
}

function drawMarkers(chart: Chart, { theme, curves }: Overlay): void {
  const { ctx } = chart;
  const { x, y } = scales(chart);
  for (const { marker, markers, color } of curves) {
    if (marker === undefined) continue;
    const pointStyle = markerShapes[marker % markerShapes.length] ?? 'circle';
    ctx.strokeStyle = colorOf(theme, color);
    ctx.fillStyle = theme.background;
    for (const point of markers)
      drawPoint(ctx, { pointStyle, radius: 4.5, borderWidth: 2 }, x(point.x), y(point.y));
  }
}

function drawKinks(chart: Chart, { theme, kinks }: Overlay): void {
  const { x, y } = scales(chart);
  for (const kink of kinks) {
    dot(
      chart.ctx,
      x(kink.x),
      y(kink.y),
      3.5,
      colorOf(theme, kink.color),
      kink.filled ? undefined : theme.background,
    );
  }
}

const landmarkShapes = {
  root: 'circle',
  minimum: 'triangle',
  maximum: 'triangle',
  inflexion: 'rectRot',
} as const;

/** Each with its coordinates, where those hide no others. */
function drawLandmarks(chart: Chart, { theme, landmarks }: Overlay): void {
  const { ctx, chartArea: area } = chart;
  const { x, y } = scales(chart);
  const taken: { left: number; right: number; top: number; bottom: number }[] = [];
  ctx.font = `11px ${theme.font}`;
  ctx.textBaseline = 'middle';
  for (const mark of landmarks) {
    const [across, down] = [x(mark.x), y(mark.y)];
    ctx.fillStyle = theme.background;
    ctx.strokeStyle = theme.foreground;
    drawPoint(
      ctx,
      {
        pointStyle: landmarkShapes[mark.kind],
        radius: 5,
        borderWidth: 2,
        rotation: mark.kind === 'minimum' ? 180 : 0,
      },
      across,
      down,
    );
    const label = `(${short(mark.x, 3)}, ${short(mark.y, 3)})`;
    const width = ctx.measureText(label).width;
    const left = across + 9 + width > area.right ? across - 9 - width : across + 9;
    const middle = mark.kind === 'minimum' ? down + 12 : down - 12;
    const box = { left, right: left + width, top: middle - 7, bottom: middle + 7 };
    const isFree = taken.every(
      (other) =>
        other.right < box.left || other.left > box.right || other.bottom < box.top || other.top > box.bottom,
    );
    if (!isFree) continue;
    taken.push(box);
    ctx.globalAlpha = 0.8;
    ctx.fillStyle = theme.background;
    ctx.fillRect(box.left - 2, box.top, width + 4, 14);
    ctx.globalAlpha = 1;
    ctx.fillStyle = theme.foreground;
    ctx.fillText(label, left, middle);
  }
}

function drawCrosshair(chart: Chart, { theme, crosshair }: Overlay): void {
  if (!crosshair) return;
  const { ctx, chartArea: area } = chart;
  const { x, y } = scales(chart);
  const at = x(crosshair.x);
  ctx.strokeStyle = theme.foreground;
  ctx.lineWidth = 1;
  ctx.setLineDash([3, 3]);
  ctx.beginPath();
  ctx.moveTo(at, area.top);
  ctx.lineTo(at, area.bottom);
  ctx.stroke();
  ctx.setLineDash([]);
  for (const mark of crosshair.marks)
    dot(ctx, at, y(mark.y), 4.5, theme.background, colorOf(theme, mark.color));
}

function dot(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  stroke: string,
  fill: string | undefined,
): void {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill ?? stroke;
  context.fill();
  context.strokeStyle = stroke;
  context.lineWidth = 2;
  context.stroke();
}

export function colorOf(theme: Theme, index: number): string {
  return theme.series[index % theme.series.length] ?? theme.foreground;
}
