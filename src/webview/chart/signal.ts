/** One direction of a model's signal: as initialised now, solid with dots; as recommended, dashed with squares. */
import { dashes } from '../model/scene';
import { decades } from '../model/signal';
import type { Theme } from '../theme';
import { lineChart } from './line-chart';
import { colorOf } from './plugins';

export interface SignalChart {
  /**
   * @param sizes of what layers pass on, beside the signal in it
   * @param continues whether a line goes on from the layer of this index to the next
   */
  draw(
    now: readonly number[],
    recommended: readonly number[],
    sizes: readonly number[],
    continues: (index: number) => boolean,
    names: readonly string[],
    theme: Theme,
  ): void;
  /** The layer nearest to a pixel offset from the canvas's left edge. */
  layerAt(pixel: number): number;
}

/** Lines are log₁₀ of root mean squares: the axis is logarithmic and labelled in powers of ten. */
export function signalChart(canvas: HTMLCanvasElement): SignalChart {
  const chart = lineChart(canvas);
  return {
    layerAt: (pixel) => Math.round(chart.scales['x']?.getValueForPixel(pixel) ?? NaN) - 1,
    draw(now, recommended, sizes, continues, names, theme) {
      const range = decades([now, recommended, sizes]);
      const line = (
        values: readonly number[],
        color: number,
        order: 0 | 1 | 2,
        pointStyle: 'circle' | 'rect' | 'line',
      ) => ({
        // What has left the scale stands at its edge, crossed out.
        data: values.map((y, index) => ({
          x: index + 1,
          y: Math.min(range.max, Math.max(range.min, y)),
        })),
        borderColor: colorOf(theme, color),
        backgroundColor: colorOf(theme, color),
        borderWidth: theme.lineWidth,
        borderDash: [...(dashes[order] ?? [])],
        pointStyle: values.map((y) => (Math.abs(y) === Infinity ? 'crossRot' : pointStyle)),
        clip: false as const,
        pointRadius: values.map((y) => (Math.abs(y) === Infinity ? 6 : values.length > 60 ? 0 : 3)),
        pointBorderWidth: values.map((y) => (Math.abs(y) === Infinity ? 2 : 1)),
        segment: {
          borderColor: ({ p0DataIndex }: { readonly p0DataIndex: number }) =>
            continues(p0DataIndex) ? undefined : 'transparent',
        },
      });
      chart.data.datasets = [
        ...(sizes.length > 0 ? [line(sizes, 3, 2, 'line')] : []),
        ...(recommended.length > 0 ? [line(recommended, 2, 1, 'rect')] : []),
        line(now, 1, 0, 'circle'),
      ];
      const ticks = { color: theme.quiet, font: { family: theme.font, size: 11 }, maxRotation: 0 };
      chart.options.scales = {
        x: {
          type: 'linear',
          min: Math.min(1, now.length),
          max: Math.max(2, now.length),
          border: { display: false },
          grid: { color: theme.grid, tickLength: 4 },
          ticks: {
            ...ticks,
            precision: 0,
            autoSkipPadding: 8,
            minRotation: 35,
            maxRotation: 60,
            callback: (value) => shortened(names[Number(value) - 1] ?? ''),
          },
        },
        y: {
          type: 'linear',
          min: range.min,
          max: range.max,
          border: { display: false },
          grid: {
            tickLength: 4,
            // 1 is where the signal stays what it was.
            color: (context) => (context.tick.value === 0 ? theme.axis : theme.grid),
          },
          ticks: { ...ticks, precision: 0, callback: (value) => powerOfTen(Number(value)) },
        },
      };
      chart.update('none');
    },
  };
}

const longestName = 18;

/** The end of a path says more than its beginning. */
function shortened(name: string): string {
  return name.length <= longestName ? name : `…${name.slice(1 - longestName)}`;
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function powerOfTen(exponent: number): string {
  if (!Number.isInteger(exponent)) return '';
  if (exponent === 0) return '1';
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)] ?? '').join('');
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}
