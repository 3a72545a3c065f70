/** How a parameter is moved: bounds, step, and the letter it is known by. */
import type { ActivationParameter } from '../../core/activations/activation';
import type { OwnParameter } from '../../protocol';
import { own } from '../../core/own';

export type Adjuster =
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly step: number }
  | { readonly kind: 'flag' };

/**
 * Bounds around the value in the code, within what the catalogue allows. Undefined for what does not change the curve (an axis) or
 * cannot be chosen (SELU's constants).
 */
export function adjusterFor(
  parameter: ActivationParameter,
  inCode: number | boolean | null | undefined,
): Adjuster | undefined {
  if (typeof parameter.default === 'boolean') return { kind: 'flag' };
  const { min, max } = parameter;
  if (min === undefined || max === undefined || min === max) return undefined;
  const given = typeof inCode === 'number' ? inCode : (parameter.default ?? max);
  const reach = Math.max(2, 4 * Math.abs(Number(given)));
  const [low, high] = [Math.max(min, -reach), Math.min(max, reach)];
  return { kind: 'number', min: Math.min(low, Number(given)), max: high, step: roundStep(high - low) };
}

/** Bounds for a number of a function of one's own, on both sides of zero: nobody says what it may be. Undefined for None. */
export function ownAdjuster({ value, whole }: OwnParameter): Adjuster | undefined {
  if (typeof value === 'boolean') return { kind: 'flag' };
  if (typeof value !== 'number') return undefined;
  const reach = Math.max(2, 4 * Math.abs(value));
  if (whole) return { kind: 'number', min: -Math.ceil(reach), max: Math.ceil(reach), step: 1 };
  return { kind: 'number', min: -reach, max: reach, step: roundStep(2 * reach) };
}

/** A power of ten that divides the width into 100 to 1000 steps. */
function roundStep(width: number): number {
  return 10 ** (Math.floor(Math.log10(width)) - 2);
}

const letters: Readonly<Record<string, string>> = {
  '\\alpha': 'α',
  '\\beta': 'β',
  '\\theta': 'θ',
  '\\lambda': 'λ',
  '\\mu': 'μ',
  '\\sigma': 'σ',
  '\\tau': 'τ',
  '\\epsilon': 'ε',
};

/** `negative_slope (α)`; the name alone where the symbol adds nothing. */
export function parameterLabel({ name, symbol }: Pick<ActivationParameter, 'name' | 'symbol'>): string {
  const letter = own(letters, symbol);
  return letter === undefined || letter === name ? name : `${name} (${letter})`;
}
