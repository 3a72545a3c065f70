/** A rectifier on the sum of what an earlier one has left and of a normal tensor, as at the end of every block of a ResNet. */
import { normalDensity, normalDistribution } from '../numerics/error-function';
import { gaussLegendre } from '../numerics/quadrature';
import type { PointMoments } from './point-function';

interface Part {
  readonly mean: number;
  readonly square: number;
}

/** Mean and mean square of max(0, t + z). */
function rectified(t: number): Part {
  const [below, density] = [normalDistribution(t), normalDensity(t)];
  return { mean: t * below + density, square: (t * t + 1) * below + t * density };
}

/** Where the rectified normal variable of this mean and mean square had its mean, in its own deviations, and how large they are. */
function before({ mean, square }: Part): { readonly shift: number; readonly spread: number } {
  const ratio = mean ** 2 / square;
  let [low, high] = [-6, 12];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    const own = rectified(middle);
    if (own.mean ** 2 / own.square < ratio) low = middle;
    else high = middle;
  }
  const shift = (low + high) / 2;
  return { shift, spread: Math.sqrt(square / rectified(shift).square) };
}

const rule = gaussLegendre(40);
/** So many deviations to each side count. */
const REACH = 7;

/**
 * Moments of h(a + b): h is `below·x` below 0 and `above·x` above, b is normal, and a, which is independent of it and not below 0, is taken for a
 * rectified normal variable of its mean and mean square.
 */
export function hingeOfSum(
  positive: Part,
  normal: Part,
  { below, above }: { readonly below: number; readonly above: number },
): PointMoments {
  const { shift, spread } = before(positive);
  const deviation = Math.sqrt(Math.max(0, normal.square - normal.mean ** 2));
  let [mean, square, positiveShare] = [0, 0, 0];
  const add = (weight: number, center: number): void => {
    if (!(deviation > 0)) {
      mean += weight * Math.max(0, center);
      square += weight * Math.max(0, center) ** 2;
      positiveShare += center > 0 ? weight : 0;
      return;
    }
    const own = rectified(center / deviation);
    mean += weight * deviation * own.mean;
    square += weight * deviation ** 2 * own.square;
    positiveShare += weight * normalDistribution(center / deviation);
  };
  add(normalDistribution(-shift), normal.mean);
  // Over z from −shift, where a begins, to where nothing is left.
  const [from, to] = [Math.max(-shift, -REACH), Math.max(-shift, 0) + REACH];
  for (const [index, node] of rule.nodes.entries()) {
    const z = (from + to) / 2 + ((to - from) / 2) * node;
    add(
      (rule.weights[index] ?? 0) * ((to - from) / 2) * normalDensity(z),
      spread * (shift + z) + normal.mean,
    );
  }
  const whole = {
    mean: positive.mean + normal.mean,
    square: positive.square + normal.square + 2 * positive.mean * normal.mean,
  };
  return {
    mean: above * mean + below * (whole.mean - mean),
    square: above ** 2 * square + below ** 2 * (whole.square - square),
    slopeSquare: above ** 2 * positiveShare + below ** 2 * (1 - positiveShare),
    slopeMean: above * positiveShare + below * (1 - positiveShare),
  };
}
