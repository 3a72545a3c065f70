/** Every series of the reference: PyTorch's float64 autograd and 50-digit mpmath. */
import { describe, expect, it } from 'vitest';
import { activationById, evaluate } from '../../../src/core/activations/catalogue';
import type { ActivationParameters, VectorActivation } from '../../../src/core/activations/activation';
import reference from '../../reference/values.json';

type Encoded = number | string;

interface Series {
  readonly id: string;
  readonly activation: string;
  readonly params: ActivationParameters;
  readonly x?: readonly number[];
  readonly f: readonly Encoded[];
  readonly df: readonly Encoded[];
  /** Where float64 PyTorch itself is off by more than 1e-13: the exact values. */
  readonly 'exactWhereRelDiffOver1e-13'?: readonly {
    readonly x: number;
    readonly f: Encoded;
    readonly df: Encoded;
  }[];
  readonly extra?: readonly { readonly x: number; readonly f: Encoded; readonly df: Encoded }[];
}

const series = reference.series as unknown as readonly Series[];

const decode = (value: Encoded): number => Number(value);

/** Subnormal numbers have fewer than 12 digits. */
const subnormal = 2.3e-308;

function isClose(actual: number, expected: number, absolute = 0): boolean {
  if (Object.is(actual, expected) || actual === expected) return true;
  const rounding = Math.max(absolute, Math.abs(expected) < subnormal ? 1e-320 : 0);
  return Math.abs(actual - expected) <= 1e-12 * Math.abs(expected) + rounding;
}

/** log(1 − e^−x) was taken with 50 digits, of which 1 − e^−x keeps fewer the larger x is. */
const absoluteErrorOfReference: Readonly<Record<string, number>> = { log1mexp: 1e-50 };

function pointsOf(entry: Series) {
  const exact = new Map((entry['exactWhereRelDiffOver1e-13'] ?? []).map((point) => [point.x, point]));
  const listed = (entry.x ?? reference.grid).map((x, index) => ({
    x,
    measured: { f: decode(entry.f[index] ?? 'NaN'), df: decode(entry.df[index] ?? 'NaN') },
  }));
  const extra = (entry.extra ?? []).map(({ x, f, df }) => ({
    x,
    measured: { f: decode(f), df: decode(df) },
  }));
  return [...listed, ...extra].map(({ x, measured }) => {
    const better = exact.get(x);
    return { x, accepted: better ? [measured, { f: decode(better.f), df: decode(better.df) }] : [measured] };
  });
}

describe('elementwise activations', () => {
  it.each(series.map((entry) => [entry.id, entry] as const))(
    '%s agrees at every point of its series',
    (_, entry) => {
      const activation = activationById(entry.activation);
      if (!activation) throw new Error(`no ${entry.activation} in the catalogue`);
      const curve = evaluate(activation, entry.params);
      const off = pointsOf(entry).flatMap(({ x, accepted }) => {
        const value = curve.value(x);
        const slope = curve.slope(x);
        const good =
          accepted.some(({ f }) => isClose(value, f, absoluteErrorOfReference[entry.id])) &&
          accepted.some(({ df }) => isClose(slope, df));
        return good ? [] : [{ x, value, slope, accepted }];
      });
      expect(off).toEqual([]);
      expect(pointsOf(entry).length).toBeGreaterThan(20);
    },
  );
});

describe('vector-valued activations', () => {
  it.each(reference.vectorSeries.map((entry) => [entry.id, entry] as const))(
    '%s agrees with its Jacobian',
    (_, entry) => {
      const activation = activationById(entry.activation) as VectorActivation;
      const parameters = entry.params as unknown as ActivationParameters;
      const y = activation.values(entry.x, parameters);
      expect(y).toHaveLength(entry.y.length);
      // PyTorch loses the tail of GELU (1 + erf cancels) and the small entries of a softmax's Jacobian: below its rounding nothing is compared.
      y.forEach((value, index) => expect(isClose(value, entry.y[index] ?? Number.NaN, 3e-16)).toBe(true));
      const jacobian = activation.jacobian(entry.x, parameters);
      expect(jacobian).toHaveLength(entry.jacobian.length);
      jacobian.forEach((row, i) => {
        expect(row).toHaveLength(entry.x.length);
        row.forEach((value, j) => {
          const expected = entry.jacobian[i]?.[j] ?? Number.NaN;
          expect(isClose(value, expected, 3e-16), `${value} for ${expected}`).toBe(true);
        });
      });
    },
  );
});
