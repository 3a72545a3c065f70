/** Behind dropout of each kind, and behind anything else that makes elements 0. */
import type { OperationNode } from '../../network/graph';
import { nearbyBesideOwn } from '../nearby';
import { argument, numberIn, truthIn } from '../read-call';
import {
  differenceNames,
  differencesOf,
  isLost,
  scaled,
  type Carried,
  type Moments,
  type Signal,
} from '../moments';
import { mapped, rowsOf } from '../rows';
import { keptPart } from '../stochastic-depth';
import { lost, type StepContext } from './step';

/** Dropout in training: what is kept is larger by as much. */
export function dropped({ call, first }: StepContext, step: OperationNode): Carried {
  if (isLost(first)) return first;
  const kept = keptPart(step);
  if (kept !== undefined) return thinnedTo(first, kept);
  const noise = step.arguments['stddev'];
  if (/GaussianNoise$/.test(step.qualifiedName) && typeof noise === 'number')
    return { ...first, ...withNoise(first, noise ** 2), law: undefined };
  const given = step.arguments['p'] ?? step.arguments['rate'];
  const written = argument(call, 1, 'p', 'rate');
  const usual = written === undefined && step.qualifiedName.startsWith('torch.') ? 0.5 : undefined;
  const rate = given ?? numberIn(written) ?? usual;
  const training = truthIn(argument(call, 2, 'training'));
  if (typeof rate !== 'number') return lost(step, `the rate of ${step.qualifiedName}`);
  if (rate === 0 || training === false) return first;
  if (rate >= 1 || rate < 0) return lost(step, step.qualifiedName);
  const attentive = first.attention;
  if (attentive?.kind === 'weights')
    return {
      ...first,
      ...dropoutMoments(first, rate),
      attention: { ...attentive, concentration: attentive.concentration / (1 - rate) },
    };
  if (/alpha_?dropout/i.test(step.qualifiedName))
    return {
      ...alphaDropout(first, rate, /feature_?alpha/i.test(step.qualifiedName)),
      law: undefined,
    };
  const whole = /[123]d$/i.test(step.qualifiedName) || /Spatial/.test(step.qualifiedName);
  return { ...first, ...dropoutMoments(first, rate, whole), law: undefined };
}

/** Elements dropped, the others grown. */
export function dropoutMoments(moments: Moments, rate: number, whole = false): Moments {
  const square = moments.square / (1 - rate);
  const grown = (difference: number): number => square - (moments.square - difference);
  const position = whole ? moments.position / (1 - rate) : grown(moments.position);
  const kept = whole || !(position > 0) ? 1 : moments.position / position;
  const rows = rowsOf(moments);
  return {
    mean: moments.mean,
    square,
    nearby: kept === 1 ? moments.nearby : nearbyBesideOwn(moments.nearby, kept),
    input: grown(moments.input),
    // A channel that is dropped is so at all positions.
    position,
    both: grown(moments.both),
    unit: grown(moments.unit),
    unitAndInput: grown(moments.unitAndInput),
    rows:
      rows &&
      mapped(rows, (value, table) =>
        table === 'square' || (whole && table === 'pairs') ? value / (1 - rate) : value,
      ),
  };
}

/** Keeps mean 0 and variance 1: what is dropped takes −λα, then all is scaled and shifted back. */
function alphaDropout(signal: Signal, rate: number, whole: boolean): Signal {
  const saturation = -1.7580993408473766;
  const keep = 1 - rate;
  const factor = (keep + saturation ** 2 * keep * rate) ** -0.5;
  const shift = -factor * rate * saturation;
  const square = keep * signal.square + rate * saturation ** 2;
  const mean = keep * signal.mean + rate * saturation;
  const joint = (difference: number): number =>
    square -
    (keep ** 2 * (signal.square - difference) +
      2 * keep * rate * saturation * signal.mean +
      rate ** 2 * saturation ** 2);
  const dropped: Signal = {
    ...signal,
    mean,
    square,
    ...differencesOf(signal, joint),
    // A channel that is dropped is so at all positions.
    ...(whole && { position: keep * signal.position }),
    law: undefined,
    nonNegative: undefined,
  };
  return scaled(dropped, factor, shift);
}

/** Fresh weights of an attention module; undefined where they are set by hand in a way that is not followed. */
/** Noise of this variance that each element gets by itself. */
function withNoise(signal: Moments, variance: number): Moments {
  const { square, input, position, both, unit, unitAndInput } = signal;
  return {
    ...signal,
    square: square + variance,
    input: input + variance,
    position: position + variance,
    both: both + variance,
    unit: unit + variance,
    unitAndInput: unitAndInput + variance,
  };
}

/** Elements that share nothing, as those of an input: over which of its axes a mean is taken makes no difference. */
export const isNoise = ({ square, ...own }: Moments): boolean =>
  differenceNames.every((name) => Math.abs(own[name] - square) <= 1e-9 * square);

/** Of samples only a share is kept, and what is kept is multiplied by a factor. */
export function thinnedTo(
  signal: Signal,
  { share, factor }: { readonly share: number; readonly factor: number },
): Signal {
  // Dropout divides by the share itself.
  const grown = Math.abs(share * factor - 1) < 1e-9 ? signal : scaled(signal, share * factor);
  return share === 1 ? grown : { ...grown, ...dropoutMoments(grown, 1 - share, true), law: undefined };
}

/** Beside zeros at the other places. */
export const thinned = (signal: Signal, share: number): Signal => ({
  ...signal,
  mean: share * signal.mean,
  square: share * signal.square,
  ...differencesOf(signal, (difference) => share * difference),
  law: undefined,
});
