/** `F.normalize(x, dim=1)`: vectors are divided by their length. */
import type { StepCall } from '../network/graph';
import { axisAt, type Shape } from './axis';
import { argument, numberIn } from './read-call';

/**
 * How many units make up a vector that a step brings to length 1, so that its own length is about √(n q); `unknown` where that cannot be told, undefined for
 * any other step.
 */
export function unitLengthOf(call: StepCall, input: Shape | undefined): number | 'unknown' | undefined {
  const isPlain = call.name === 'normalize';
  if (!isPlain && call.name !== 'l2_normalize') return undefined;
  const power = isPlain ? argument(call, 1, 'p') : undefined;
  if (power !== undefined && numberIn(power) !== 2) return 'unknown';
  const given = isPlain ? argument(call, 2, 'dim') : argument(call, 1, 'axis', 'dim');
  const along = given === undefined && isPlain ? 1 : numberIn(given);
  const own = along === undefined ? undefined : axisAt(input, along);
  return own?.role === 'feature' && typeof own.length === 'number' ? own.length : 'unknown';
}
