/** What a standard-normal pre-activation becomes: moments, gains, share of zeros. */
import { gaussianExpectations } from '../numerics/quadrature';

/** The part of an ActivationCurve that is needed; functions of one's own have it too. */
export interface Curve {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  /** Where the function or a derivative jumps. */
  readonly breaks: readonly number[];
}

export interface GaussianFacts {
  /** E[f(z)]. */
  readonly mean: number;
  /** E[f(z)²]. */
  readonly secondMoment: number;
  readonly variance: number;
  /** E[f′(z)²]. */
  readonly slopeSecondMoment: number;
  /** 1/√E[f²]: the gain that keeps the mean square going forward. Infinity where f vanishes. */
  readonly forwardGain: number;
  /** 1/√E[f′²]: the gain that keeps it going backward. Infinity where f′ vanishes (a step). */
  readonly backwardGain: number;
  /** P(f(z) = 0), in [0, 1]. */
  readonly shareOfZeros: number;
  /** P(|f′(z)| < 0.01): where next to nothing is learned. */
  readonly shareOfVanishingSlope: number;
}

const vanishingSlope = 0.01;

/** Where |f′| crosses the threshold between grid points, so that the share is exact and not a matter of nodes. */
function crossings(slope: (x: number) => number): readonly number[] {
  const excess = (x: number) => Math.abs(slope(x)) - vanishingSlope;
  const found: number[] = [];
  for (let cell = -240; cell < 240; cell += 1) {
    let [left, right] = [cell / 20, (cell + 1) / 20];
    const leftSign = excess(left) > 0;
    if (leftSign === excess(right) > 0) continue;
    for (let step = 0; step < 50; step += 1) {
      const middle = (left + right) / 2;
      if (excess(middle) > 0 === leftSign) left = middle;
      else right = middle;
    }
    found.push(right);
  }
  return found;
}

/** Facts for z ~ N(0, 1). NaN where f is undefined on part of the line (log1mexp). */
export function gaussianFacts(curve: Curve): GaussianFacts {
  const [mean = 0, secondMoment = 0, slopeSecondMoment = 0, shareOfZeros = 0] = gaussianExpectations(
    [
      curve.value,
      (x) => curve.value(x) ** 2,
      (x) => curve.slope(x) ** 2,
      (x) => (curve.value(x) === 0 ? 1 : 0),
    ],
    1,
    curve.breaks,
  );
  const [shareOfVanishingSlope = 0] = gaussianExpectations(
    [(x) => (Math.abs(curve.slope(x)) < vanishingSlope ? 1 : 0)],
    1,
    [...curve.breaks, ...crossings(curve.slope)],
  );
  return {
    mean,
    secondMoment,
    variance: secondMoment - mean * mean,
    slopeSecondMoment,
    forwardGain: 1 / Math.sqrt(secondMoment),
    backwardGain: 1 / Math.sqrt(slopeSecondMoment),
    shareOfZeros,
    shareOfVanishingSlope,
  };
}
