/** The chart of curves, redrawn from a scene. */
import type { ChartDataset } from 'chart.js';
import { codeDash, dashes, type DrawnCurve, type Scene } from '../model/scene';
import type { Range } from '../model/range';
import type { Theme } from '../theme';
import { short } from '../model/numbers';
import { lineChart } from './line-chart';
import { colorOf, overlayPlugin, type CrosshairMark, type Overlay } from './plugins';

export interface CurveChart {
  draw(scene: Scene, theme: Theme): void;
  crosshair(at: { readonly x: number; readonly marks: readonly CrosshairMark[] } | undefined): void;
  /** The abscissa under a pixel offset from the canvas's left edge. */
  xAt(pixel: number): number;
  /** The plotting area in canvas pixels. */
  area(): { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
}

export function curveChart(canvas: HTMLCanvasElement, theme: Theme): CurveChart {
  const overlay: Overlay = { theme, zones: [], kinks: [], landmarks: [], curves: [], crosshair: undefined };
  const chart = lineChart(canvas, [overlayPlugin(overlay)]);
  return {
    draw(scene, next) {
      overlay.theme = next;
      overlay.zones = scene.zones;
      overlay.kinks = scene.kinks;
      overlay.landmarks = scene.landmarks;
      overlay.curves = scene.curves;
      chart.data.datasets = scene.curves.map((curve) => dataset(curve, next));
      chart.options.scales = { x: axis(scene.x, next), y: axis(scene.y, next) };
      chart.update('none');
    },
    crosshair(at) {
      overlay.crosshair = at;
      chart.draw();
    },
    xAt: (pixel) => chart.scales['x']?.getValueForPixel(pixel) ?? NaN,
    area: () => chart.chartArea,
  };
}

function dataset(curve: DrawnCurve, theme: Theme): ChartDataset<'line'> {
  const color = colorOf(theme, curve.color);
  return {
    data: [...curve.points],
    borderColor: color,
    backgroundColor: color,
    borderWidth: theme.lineWidth,
    borderDash: [...(curve.ofCode ? codeDash : (dashes[curve.order] ?? []))],
    borderJoinStyle: 'round',
    pointRadius: 0,
    pointHitRadius: 0,
    spanGaps: false,
    clip: 2,
  };
}

function axis(range: Range, theme: Theme) {
  return {
    type: 'linear' as const,
    min: range.min,
    max: range.max,
    border: { display: false },
    grid: { color: theme.grid, tickLength: 4 },
    ticks: {
      color: theme.quiet,
      font: { family: theme.font, size: 11 },
      maxRotation: 0,
      autoSkipPadding: 12,
      includeBounds: false,
      callback: (value: string | number) => short(Number(value), 6),
    },
  };
}
