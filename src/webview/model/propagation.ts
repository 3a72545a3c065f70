/** The lines of a signal propagation plot, on a logarithmic scale. */
import type { SignalBlock } from '../../protocol';
import type { Range } from './range';

export type PropagationKind = 'variance' | 'squaredMean' | 'residual';

export interface PropagationLine {
  readonly kind: PropagationKind;
  /** log₁₀ by block; NaN where there is none, or nothing to speak of beside the variance. */
  readonly values: readonly number[];
}

/** Beside a variance of 1 less than this is rounding, or a mean that is zero. */
const NOTHING = 1e-3;

/** The topmost last: the variance. */
export function propagationLines(blocks: readonly SignalBlock[]): readonly PropagationLine[] {
  const lines: readonly PropagationLine[] = [
    {
      kind: 'residual',
      values: blocks.map(({ residual }) => (residual === null || residual <= 0 ? NaN : Math.log10(residual))),
    },
    {
      kind: 'squaredMean',
      values: blocks.map(({ squaredMean, variance }) =>
        squaredMean > NOTHING * variance ? Math.log10(squaredMean) : NaN,
      ),
    },
    {
      kind: 'variance',
      values: blocks.map(({ variance }) => (variance > 0 ? Math.log10(variance) : NaN)),
    },
  ];
  return lines.filter(({ kind, values }) => kind === 'variance' || !values.every(Number.isNaN));
}

/** Whole decades around all lines. */
export function propagationRange(lines: readonly PropagationLine[]): Range {
  const known = lines.flatMap(({ values }) => values).filter(Number.isFinite);
  const [least, most] = [
    known.reduce((one, other) => Math.min(one, other), 0),
    known.reduce((one, other) => Math.max(one, other), 0),
  ];
  const [min, max] = [Math.floor(least), Math.ceil(most)];
  return { min, max: max > min ? max : min + 1 };
}
