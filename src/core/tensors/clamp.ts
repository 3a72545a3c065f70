/** `x.clamp(-2, 2)`, `torch.minimum(x, 1)`: elements that stop at a bound. */
import type { StepCall } from '../network/graph';
import type { PointFunction } from './point-function';
import { argument, numberIn } from './read-call';

/** What such a step makes of each element; undefined for other steps, and where a bound is not known. */
export function clampOf(call: StepCall): PointFunction | undefined {
  const bounds = boundsOf(call);
  if (bounds === undefined) return undefined;
  const { low, high } = bounds;
  return {
    value: (x) => Math.min(high, Math.max(low, x)),
    slope: (x) => (x > low && x < high ? 1 : 0),
    breaks: [low, high].filter(Number.isFinite),
    key: `clamped to ${low} and ${high}`,
    hinge: undefined,
    increasing: true,
  };
}

/** Where elements stop; undefined for other steps, and where a bound is not known. */
export function boundsOf(call: StepCall): { readonly low: number; readonly high: number } | undefined {
  const bound = (place: number, nothing: number, ...names: readonly string[]): number | undefined => {
    const given = argument(call, place, ...names);
    return given === undefined || (given.kind === 'constant' && given.value === null)
      ? nothing
      : numberIn(given);
  };
  switch (call.name) {
    case 'clamp':
    case 'clamp_':
    case 'clip':
    case 'clip_by_value': {
      const [low, high] = [
        bound(1, -Infinity, 'min', 'a_min', 'clip_value_min'),
        bound(2, Infinity, 'max', 'a_max', 'clip_value_max'),
      ];
      return low === undefined || high === undefined ? undefined : { low, high };
    }
    case 'clamp_min': {
      const low = bound(1, -Infinity, 'min');
      return low === undefined ? undefined : { low, high: Infinity };
    }
    case 'clamp_max': {
      const high = bound(1, Infinity, 'max');
      return high === undefined ? undefined : { low: -Infinity, high };
    }
    default:
      return undefined;
  }
}
