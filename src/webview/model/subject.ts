/** A function that the panel shows: one of the catalogue, evaluated here, or one of the user's own, sampled by the extension. */
import { activationById, evaluate, type ActivationCurve } from '../../core/activations/catalogue';
import type { Activation, ActivationParameters, Kink } from '../../core/activations/activation';
import { sampleCurve } from '../../core/numerics/sampling';
import type { Curve } from '../../core/propagation/gaussian';
import { interpolated, type Samples } from './interpolate';

export type { Samples } from './interpolate';
import type { Range } from './range';
import type { Order, Point } from './scene';

export interface Subject {
  /** As in the source, or the display name: `nn.LeakyReLU(0.2)`. */
  readonly label: string;
  /** Undefined for a function of one's own. */
  readonly activation: Activation | undefined;
  readonly parameters: ActivationParameters;
  readonly kinks: readonly Kink[];
  /** What a section of a vector-valued activation holds fixed. */
  readonly note: string | undefined;
  readonly hasCurvature: boolean;
  /** The derivative of the code as a polyline, where training takes a declared one. */
  codeLine?(range: Range): readonly Point[];
  /** What decides the x range of a new plot. */
  readonly extent: Curve;
  /** Undefined while the extension is still computing. */
  at(xs: readonly number[], purpose: Purpose): Samples | undefined;
  /** The curve as a polyline, NaN where the line breaks; empty while the extension is still computing. */
  line(order: Order, range: Range): readonly Point[];
  /** f and f′ anywhere, and where they jump; undefined while the extension is still computing. */
  curve(): Curve | undefined;
}

/** Why samples are asked for: a newer request of the same purpose replaces an older one. */
export type Purpose = 'line' | 'table' | 'normal';

/** Undefined for an id that the catalogue does not have. */
export function catalogueSubject(
  id: string,
  parameters: ActivationParameters,
  label?: string,
): Subject | undefined {
  const activation = activationById(id);
  if (!activation) return undefined;
  const curve = evaluate(activation, parameters);
  return {
    label: label ?? activation.name,
    activation,
    parameters: curve.parameters,
    kinks: curve.kinks,
    note: curve.sectionNote,
    hasCurvature: curve.curvature !== undefined,
    extent: curve,
    at: (xs) => ({
      xs,
      f: xs.map(curve.value),
      slope: xs.map(curve.slope),
      curvature: curve.curvature && xs.map(curve.curvature),
    }),
    line: (order, range) => polyline(curve, order, range),
    curve: () => curve,
  };
}

function polyline(curve: ActivationCurve, order: Order, range: Range): readonly Point[] {
  const f = order === 0 ? curve.value : order === 1 ? curve.slope : curve.curvature;
  if (!f) return [];
  const lines = sampleCurve(
    f,
    { from: range.min, to: range.max },
    { breaks: curve.breaks, maximumPoints: 1500 },
  );
  return lines.flatMap((line, index) => (index === 0 ? line : [{ x: line[0]?.x ?? 0, y: NaN }, ...line]));
}

export interface SampleSource {
  /** The latest samples for a purpose if they are of these abscissae (or, for lines, of any); asks for them otherwise. */
  samples(purpose: Purpose, xs: readonly number[]): Samples | undefined;
}

/** A function of the user's own, which only the extension can evaluate. */
export function sampledSubject(
  label: string,
  source: SampleSource,
  breaks: readonly number[],
  parameters: ActivationParameters = {},
  hasCodeSlope = false,
): Subject {
  const lineOf = (
    range: Range,
    pick: (samples: Samples) => readonly number[] | undefined,
  ): readonly Point[] => {
    const samples = source.samples('line', evenGrid(range, breaks, lineSteps));
    const values = samples && pick(samples);
    return samples && values ? samples.xs.map((x, index) => ({ x, y: values[index] ?? NaN })) : [];
  };
  return {
    label,
    activation: undefined,
    parameters,
    kinks: [],
    note: undefined,
    hasCurvature: true,
    extent: { value: () => 0, slope: () => 0, breaks },
    at: (xs, purpose) => source.samples(purpose, xs),
    line: (order, range) =>
      lineOf(range, ({ f, slope, curvature }) => (order === 0 ? f : order === 1 ? slope : curvature)),
    ...(hasCodeSlope ? { codeLine: (range: Range) => lineOf(range, ({ code }) => code) } : {}),
    curve: () => {
      const samples = source.samples('normal', evenGrid({ min: -12, max: 12 }, breaks, normalSteps));
      if (!samples) return undefined;
      const curve = interpolated(samples);
      // A derivative that is not shown is not made up from differences either.
      const hidden = samples.slope.every(Number.isNaN);
      return { ...curve, ...(hidden ? { slope: () => NaN } : {}), breaks };
    },
  };
}

const lineSteps = 600;
/** Steps of 0.01 over ±12, where a standard normal is. */
const normalSteps = 2400;

function evenGrid(range: Range, breaks: readonly number[], steps: number): readonly number[] {
  const width = range.max - range.min;
  const even = Array.from({ length: steps + 1 }, (_, index) => range.min + (width * index) / steps);
  const beside = breaks
    .filter((x) => x > range.min && x < range.max)
    .flatMap((x) => [x - width * 1e-9, x + width * 1e-9]);
  return [...new Set([...even, ...beside])].sort((a, b) => a - b);
}
