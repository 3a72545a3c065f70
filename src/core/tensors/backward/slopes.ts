/** Slopes of two elements that have something in common. */
import type { Moments, Signal } from '../moments';

/** E f′(u)f′(v) of a rectifier at two positions: from the mean of the slopes, squared, to their mean square, as for normal ones of mean 0. */
export function slopesTogether(
  hinge: { readonly below: number; readonly above: number },
  signal: Signal,
  { square, mean }: { readonly square: number; readonly mean: number },
): number {
  // Of a sum with what is not below 0 the mean of the slopes is that of two tensors, which two positions share apart.
  if (signal.addends !== undefined) return bothSlopes(hinge, sharedBy(signal)).slopes;
  const [apart, own] = [bothSlopes(hinge, 0).slopes, bothSlopes(hinge, 1).slopes];
  const share = own > apart ? (bothSlopes(hinge, sharedBy(signal)).slopes - apart) / (own - apart) : 0;
  return mean ** 2 + (square - mean ** 2) * share;
}

/** E f′(u)f′(v) and E u f′(u) v f′(v) of a rectifier, for normal u and v of mean 0: with their angle, by Cho and Saul (2009). */
export function bothSlopes(
  { below, above }: { readonly below: number; readonly above: number },
  correlation: number,
): { readonly slopes: number; readonly values: number } {
  const angle = Math.acos(Math.max(-1, Math.min(1, correlation)));
  const same = (Math.PI - angle) / (2 * Math.PI);
  const apart = angle / (2 * Math.PI);
  const value = (turned: number): number =>
    (Math.sin(turned) + (Math.PI - turned) * Math.cos(turned)) / (2 * Math.PI);
  return {
    slopes: (above ** 2 + below ** 2) * same + 2 * above * below * apart,
    values: (above ** 2 + below ** 2) * value(angle) - 2 * above * below * value(Math.PI - angle),
  };
}

/** The correlation of two positions of one input. */
export const sharedBy = ({ square, position, mean }: Moments): number => {
  const variance = square - mean ** 2;
  return variance > 0 ? Math.max(0, Math.min(1, 1 - position / variance)) : 0;
};
