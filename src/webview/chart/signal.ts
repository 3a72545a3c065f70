/** One direction of a model's signal over its layers: the trunk as a line, branches as faint dots beside it. */
import type { Chart, Plugin } from 'chart.js';
import { dashes } from '../model/scene';
import type { Range } from '../model/range';
import { mixed, type Theme } from '../theme';
import { lineChart } from './line-chart';
import { colorOf } from './plugins';

export interface SignalLine {
  /** log₁₀ by layer. */
  readonly values: readonly number[];
  /** Index in the palette. */
  readonly color: number;
  readonly dash: 0 | 1 | 2;
  readonly point: 'circle' | 'rect' | 'triangle' | 'star' | 'line';
  /** Points alone, without a line between them. */
  readonly bare?: true;
}

export interface SignalPicture {
  /** The last is drawn on top. */
  readonly lines: readonly SignalLine[];
  /** What stands at the axis, by layer. */
  readonly names: readonly string[];
  /** Indices of the layers that lines run through, in order. */
  readonly trunk: readonly number[];
  readonly range: Range;
  /** Whether lines go on from one layer of the trunk to the next. */
  readonly continues: (from: number, to: number) => boolean;
  /** Behind a stop: drawn hollow. */
  readonly isAnew: (index: number) => boolean;
  /** The walk stops between these two. */
  readonly stops: readonly (readonly [number, number])[];
  readonly heads: readonly number[];
  /** Layers at the editor's cursor. */
  readonly cursor: readonly number[];
}

export interface SignalChart {
  draw(picture: SignalPicture, theme: Theme): void;
  /** Marks a layer that is pointed at; undefined none. */
  point(index: number | undefined): void;
  /** The point nearest to a pixel offset from the canvas's left edge. */
  pointAt(pixel: number): number | undefined;
  /** Where a layer's point of the topmost line stands, from the canvas's corner. */
  placeOf(index: number): { readonly x: number; readonly y: number } | undefined;
}

interface Marks {
  picture: SignalPicture | undefined;
  theme: Theme | undefined;
  pointed: number | undefined;
}

/** More layers than this have no dot each, and half of it a smaller one. */
const MOST_DOTS = 60;
/** Names that need not be turned. */
const LONGEST_LEVEL = 3;
const MOST_TICKS = 7;

/** Powers of ten, evenly apart, 1 among them. */
export function decadesIn({ min, max }: Range): readonly number[] {
  const apart = Math.ceil((max - min) / MOST_TICKS);
  const first = Math.ceil(min / apart);
  return Array.from({ length: Math.floor(max / apart) - first + 1 }, (_, index) => (first + index) * apart);
}

/** Lines are log₁₀ of root mean squares: the axis is logarithmic and labelled in powers of ten. */
export function signalChart(canvas: HTMLCanvasElement): SignalChart {
  const marks: Marks = { picture: undefined, theme: undefined, pointed: undefined };
  const chart = lineChart(canvas, [marksPlugin(marks)]);
  return {
    pointAt(pixel) {
      const at = Math.round(chart.scales['x']?.getValueForPixel(pixel) ?? NaN) - 1;
      const count = marks.picture?.names.length ?? 0;
      return Number.isNaN(at) || count === 0 ? undefined : Math.min(count - 1, Math.max(0, at));
    },
    placeOf(index) {
      const { picture } = marks;
      const value = picture?.lines.at(-1)?.values[index];
      const [x, y] = [chart.scales['x'], chart.scales['y']];
      if (picture === undefined || value === undefined || x === undefined || y === undefined)
        return undefined;
      return { x: x.getPixelForValue(index + 1), y: y.getPixelForValue(held(value, picture.range) || 0) };
    },
    point(index) {
      if (marks.pointed === index) return;
      marks.pointed = index;
      chart.draw();
    },
    draw(picture, theme) {
      marks.picture = picture;
      marks.theme = theme;
      const count = picture.names.length;
      const isTurned = count > 3 && picture.names.some((name) => name.length > LONGEST_LEVEL);
      const isTrunk = new Set(picture.trunk);
      const branches = picture.names.flatMap((_, index) => (isTrunk.has(index) ? [] : [index]));
      chart.data.datasets = picture.lines.flatMap((line) => [
        ...(branches.length > 0 && line.point !== 'line' ? [dots(line, branches, picture, theme)] : []),
        lineThrough(line, picture, theme),
      ]);
      const ticks = { color: theme.quiet, font: { family: theme.font, size: 11 }, maxRotation: 0 };
      chart.options.scales = {
        x: {
          type: 'linear',
          // Half a layer on both sides: marks of the first and the last one are whole.
          min: 0.5,
          max: Math.max(2, count) + 0.5,
          border: { display: false },
          grid: { color: theme.grid, tickLength: 4 },
          afterBuildTicks: (axis) => {
            axis.ticks = picture.names.map((_, index) => ({ value: index + 1 }));
          },
          ticks: {
            ...ticks,
            autoSkip: true,
            autoSkipPadding: 6,
            minRotation: isTurned ? 40 : 0,
            maxRotation: isTurned ? 60 : 0,
            callback: (value) => picture.names[Number(value) - 1] ?? '',
          },
        },
        y: {
          type: 'linear',
          min: picture.range.min,
          max: picture.range.max,
          border: { display: false },
          grid: {
            tickLength: 4,
            // 1 is where the signal stays what it was.
            color: (context) => (context.tick.value === 0 ? theme.axis : theme.grid),
          },
          afterBuildTicks: (axis) => {
            axis.ticks = decadesIn(picture.range).map((value) => ({ value }));
          },
          ticks: { ...ticks, autoSkip: false, callback: (value) => powerOfTen(Number(value)) },
        },
      };
      chart.update('none');
    },
  };
}

type Dataset = Chart<'line'>['data']['datasets'][number];

/** What has left the scale stands at its edge. */
const held = (value: number, { min, max }: Range): number => Math.min(max, Math.max(min, value));
const isOff = (value: number): boolean => Math.abs(value) === Infinity;

function lineThrough(line: SignalLine, picture: SignalPicture, theme: Theme): Dataset {
  const color = colorOf(theme, line.color);
  const { trunk, range } = picture;
  const values = trunk.map((index) => line.values[index] ?? NaN);
  const radius = trunk.length > MOST_DOTS ? 0 : trunk.length > MOST_DOTS / 2 ? 2.5 : 3.5;
  return {
    data: values.map((value, position) => ({ x: (trunk[position] ?? 0) + 1, y: held(value, range) })),
    borderColor: color,
    backgroundColor: color,
    borderWidth: theme.lineWidth,
    borderDash: [...(dashes[line.dash] ?? [])],
    showLine: line.bare !== true,
    clip: false as const,
    // Crossed out where it is no number any more.
    pointStyle: values.map((value) => (isOff(value) ? 'crossRot' : line.point)),
    pointRadius: values.map((value) => (isOff(value) ? 6 : line.point === 'line' ? 0 : radius)),
    pointBorderWidth: values.map((value) => (isOff(value) ? 2 : 1.5)),
    pointBackgroundColor: trunk.map((index) => (picture.isAnew(index) ? theme.background : color)),
    pointBorderColor: color,
    segment: {
      borderColor: ({ p0DataIndex, p1DataIndex }) =>
        picture.continues(trunk[p0DataIndex] ?? -1, trunk[p1DataIndex] ?? -1) ? undefined : 'transparent',
    },
  };
}

function dots(
  line: SignalLine,
  branches: readonly number[],
  { range }: SignalPicture,
  theme: Theme,
): Dataset {
  const color = colorOf(theme, line.color);
  const faint = theme.kind.startsWith('high-contrast') ? color : mixed(color, 0.5);
  const values = branches.map((index) => line.values[index] ?? NaN);
  return {
    data: values.map((value, position) => ({ x: (branches[position] ?? 0) + 1, y: held(value, range) })),
    showLine: false,
    clip: false as const,
    pointStyle: values.map((value) => (isOff(value) ? 'crossRot' : line.point)),
    pointRadius: branches.length > MOST_DOTS ? 1.5 : 2.5,
    pointBorderWidth: 1,
    pointBackgroundColor: faint,
    pointBorderColor: faint,
  };
}

function marksPlugin(marks: Marks): Plugin<'line'> {
  return {
    id: 'signal-marks',
    beforeDatasetsDraw(chart) {
      const { picture, theme } = marks;
      if (picture === undefined || theme === undefined) return;
      const { ctx, chartArea: area } = chart;
      const x = (value: number): number => chart.scales['x']?.getPixelForValue(value) ?? NaN;
      ctx.save();
      for (const index of picture.heads) {
        ctx.fillStyle = theme.zone;
        ctx.fillRect(x(index + 0.5), area.top, x(index + 1.5) - x(index + 0.5), area.height);
      }
      for (const index of picture.cursor) {
        ctx.fillStyle = mixed(theme.focus, 0.16);
        ctx.fillRect(x(index + 0.5), area.top, x(index + 1.5) - x(index + 0.5), area.height);
        // A triangle at the axis: the mark shows without colour, too.
        ctx.fillStyle = theme.focus;
        ctx.beginPath();
        ctx.moveTo(x(index + 1), area.bottom - 7);
        ctx.lineTo(x(index + 1) - 5, area.bottom);
        ctx.lineTo(x(index + 1) + 5, area.bottom);
        ctx.fill();
      }
      ctx.strokeStyle = theme.foreground;
      ctx.lineWidth = 1;
      ctx.setLineDash([2, 4]);
      for (const [from, to] of picture.stops) {
        const at = Math.round((x(from + 1) + x(to + 1)) / 2) + 0.5;
        ctx.beginPath();
        ctx.moveTo(at, area.top);
        ctx.lineTo(at, area.bottom);
        ctx.stroke();
      }
      ctx.restore();
    },
    afterDatasetsDraw(chart) {
      const { picture, theme, pointed } = marks;
      if (picture === undefined || theme === undefined || pointed === undefined) return;
      const { ctx, chartArea: area } = chart;
      const x = chart.scales['x']?.getPixelForValue(pointed + 1) ?? NaN;
      ctx.save();
      ctx.strokeStyle = theme.foreground;
      ctx.lineWidth = 1;
      ctx.setLineDash([3, 3]);
      ctx.beginPath();
      ctx.moveTo(x, area.top);
      ctx.lineTo(x, area.bottom);
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.lineWidth = 2;
      for (const { values } of picture.lines) {
        const value = values[pointed];
        if (value === undefined || Number.isNaN(value)) continue;
        const y = chart.scales['y']?.getPixelForValue(held(value, picture.range)) ?? NaN;
        ctx.beginPath();
        ctx.arc(x, y, 6, 0, 2 * Math.PI);
        ctx.stroke();
      }
      ctx.restore();
    },
  };
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

export function powerOfTen(exponent: number): string {
  if (!Number.isInteger(exponent)) return '';
  if (exponent === 0) return '1';
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)] ?? '').join('');
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}
