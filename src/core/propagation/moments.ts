/** What an activation makes of a normal signal: mean, mean square, and mean square of its slope. */
import { BoundedCache } from '../bounded-cache';
import { activationById, evaluate, type ActivationCurve } from '../activations/catalogue';
import type { ActivationParameters } from '../activations/activation';
import { gaussianExpectations } from '../numerics/quadrature';

export interface ActivationMoments {
  readonly mean: number;
  readonly square: number;
  readonly slopeSquare: number;
}

/** Layers of one model mostly repeat each other's figures. */
const remembered = new BoundedCache<ActivationMoments | undefined>(2_000);

/**
 * For x ~ N(mean, meanSquare − mean²). Undefined for an unknown or vector-valued activation; Infinity or NaN where the signal leaves
 * float64.
 */
export function activationMoments(
  id: string,
  parameters: ActivationParameters,
  mean: number,
  meanSquare: number,
): ActivationMoments | undefined {
  if (id === 'linear') return { mean, square: meanSquare, slopeSquare: 1 };
  const key = JSON.stringify([id, parameters, mean, meanSquare]);
  if (remembered.has(key)) return remembered.get(key);
  const activation = activationById(id);
  const curve = activation?.elementwise === true ? evaluate(activation, parameters) : undefined;
  return remembered.keep(key, curve && momentsOf(curve, mean, meanSquare));
}

function momentsOf(curve: ActivationCurve, mean: number, meanSquare: number): ActivationMoments {
  const [first = NaN, square = NaN, slopeSquare = NaN] = gaussianExpectations(
    [(x) => curve.value(x + mean), (x) => curve.value(x + mean) ** 2, (x) => curve.slope(x + mean) ** 2],
    // Rounding may leave a variance just below 0 where all of the signal is its mean.
    Math.max(0, meanSquare - mean ** 2),
    curve.breaks.map((x) => x - mean),
  );
  return { mean: first, square, slopeSquare };
}
