/** One step of the signal's way through a graph. */
import type { SignalStep } from './graph';
import { activationMoments, type ActivationMoments } from './moments';

/** Why a figure is not known: a step that cannot be followed, or weights whose variance cannot be told. */
export type Cause = 'step' | 'weights';
export interface Known {
  readonly mean: number;
  readonly square: number;
  readonly width: number | undefined;
  /** Since a start anew: not to be added to what has come from the inputs. */
  readonly relative: boolean;
  /** Steps whose randomness is in it: signals that share one are not independent. */
  readonly origins: ReadonlySet<number>;
}
export type Signal = Known | Cause;

/** Origins of one signal; beyond, it counts as an origin of its own, which keeps a graph of n steps at O(n). */
const mostOrigins = 64;

/** A signal of mean square 1 and mean 0. @param relative it starts anew behind something that cannot be followed */
export function unit(origin: number, relative = false): Known {
  return { mean: 0, square: 1, width: undefined, relative, origins: new Set([origin]) };
}

export function causeOf(signals: readonly (Signal | number)[]): Cause | undefined {
  return signals.includes('weights') ? 'weights' : signals.includes('step') ? 'step' : undefined;
}

export function forward(step: SignalStep, taken: readonly Signal[], index: number): Signal {
  if (step.kind === 'source' || (taken.length === 0 && step.kind !== 'unknown' && step.kind !== 'weights'))
    return unit(index);
  if (step.kind === 'unknown') return 'step';
  const known = taken.filter((signal) => typeof signal === 'object');
  const [first] = known;
  if (step.kind === 'norm') return { ...(first ?? unit(index)), mean: 0, square: 1, relative: false };
  const cause = causeOf(taken);
  if (cause !== undefined) return cause;
  const relative = known.some((signal) => signal.relative);
  if (relative && known.length > 1) return 'step';
  switch (step.kind) {
    case 'weights': {
      const square = meanSquareOf(taken.length === 0 ? [unit(index)] : known);
      if (square === undefined) return 'step';
      if (step.varianceTimesFanIn === undefined) return 'weights';
      return {
        mean: 0,
        relative,
        square: step.varianceTimesFanIn * square,
        width: step.width,
        origins: new Set([index]),
      };
    }
    case 'activation': {
      const moments = first && meanSquareOf(known) !== undefined ? momentsOf(step, first) : undefined;
      return first && moments ? { ...first, mean: moments.mean, square: moments.square } : 'step';
    }
    case 'same':
      return first && meanSquareOf(known) !== undefined ? first : 'step';
    case 'sum': {
      if (known.length < 2 || !areIndependent(known)) return 'step';
      const mean = known.reduce((sum, signal) => sum + signal.mean, 0);
      const variance = known.reduce((sum, signal) => sum + signal.square - signal.mean ** 2, 0);
      return {
        mean,
        square: variance + mean ** 2,
        width: first?.width,
        relative,
        origins: together(known, index),
      };
    }
    case 'product': {
      if (known.length < 2 || !areIndependent(known)) return 'step';
      const mean = known.reduce((product, signal) => product * signal.mean, 1);
      const square = known.reduce((product, signal) => product * signal.square, 1);
      return { mean, square, width: first?.width, relative, origins: together(known, index) };
    }
    case 'concatenation':
      return concatenated(known, index);
  }
}

/** Of ways that meet without a sum, as the two ends of an `if`: the figure that they agree on. */
function meanSquareOf(known: readonly Known[]): number | undefined {
  const square = known[0]?.square;
  return known.every((signal) => Object.is(signal.square, square)) ? square : undefined;
}

export function momentsOf(
  step: Extract<SignalStep, { kind: 'activation' }>,
  signal: Known,
): ActivationMoments | undefined {
  return activationMoments(step.id, step.parameters, signal.mean, signal.square);
}

function areIndependent(known: readonly Known[]): boolean {
  const seen = new Set<number>();
  for (const { origins } of known) {
    for (const origin of origins) if (seen.has(origin)) return false;
    for (const origin of origins) seen.add(origin);
  }
  return true;
}

function together(known: readonly Known[], index: number): ReadonlySet<number> {
  const all = new Set(known.flatMap(({ origins }) => [...origins]));
  return all.size > mostOrigins ? new Set([index]) : all;
}

function concatenated(known: readonly Known[], index: number): Signal {
  const widths = known.map(({ width }) => width);
  const whole = widths.reduce<number | undefined>(
    (sum, width) => (sum === undefined || width === undefined ? undefined : sum + width),
    0,
  );
  const agreed = meanSquareOf(known);
  const average = (pick: (signal: Known) => number): number =>
    known.reduce((sum, signal) => sum + pick(signal) * ((signal.width ?? 0) / (whole ?? 1)), 0);
  const origins = together(known, index);
  if (whole !== undefined && whole > 0)
    return {
      mean: average(({ mean }) => mean),
      square: average(({ square }) => square),
      width: whole,
      relative: false,
      origins,
    };
  return agreed === undefined
    ? 'step'
    : { mean: known[0]?.mean ?? 0, square: agreed, width: undefined, relative: false, origins };
}
