/** Behind a norm: what it takes away and what it divides by. */
import { positionLengths } from '../axis';
import type { OperationNode } from '../../network/graph';
import { own as ownValue } from '../../own';
import type { Shape } from '../axis';
import { partMoments } from '../joined-parts';
import { keptByMean, nearbyOfJoined } from '../nearby';
import { scaleOf as normScale } from '../norm';
import { partsOfRows, rowsBehindNorm } from '../rows';
import {
  differencesOf,
  inherited,
  isLost,
  scaled,
  standardNormal,
  type Carried,
  type Moments,
  type Signal,
} from '../moments';
import { lost, type StepContext, zeroDifferences } from './step';

/** Divided by its own spread; with a reason why it is vague where only the mean square behind it is known. */
export function normalized(
  { carried, first, index, input, model, output }: StepContext,
  step: OperationNode,
): Carried {
  const { scale, shift } = normScale(step);
  if (scale === undefined || shift === undefined) return lost(step, `the scale of ${step.qualifiedName}`);
  if (/normalize$|UnitNorm/i.test(step.qualifiedName)) return lost(step, step.qualifiedName);
  if (isLost(first)) {
    if (/LocalResponse|local_response/i.test(step.qualifiedName)) return first;
    // Whatever came in, its mean square is 1 now.
    return {
      ...standardNormal(`step ${step.index}`),
      ...differencesOf(zeroDifferences, () => 0),
      mean: shift,
      square: scale ** 2 + shift ** 2,
      vague: first.lost,
    };
  }
  if (/LocalResponse|local_response/i.test(step.qualifiedName)) {
    const number = (name: string, fallback: number): number => {
      const value = ownValue(step.arguments, name);
      return typeof value === 'number' ? value : fallback;
    };
    const factor = (number('k', 1) + number('alpha', 1e-4) * first.square) ** -number('beta', 0.75);
    return scaled(first, factor);
  }
  const removed = removedBy(step, first, output ?? input);
  const variance = first.square - removed.own;
  if (!(variance > 1e-12 * first.square) || first.vague !== undefined) {
    if (first.vague === undefined) return lost(step, step.qualifiedName);
    return {
      ...first,
      ...{ mean: shift, square: scale ** 2 + shift ** 2 },
      law: undefined,
      nonNegative: undefined,
    };
  }
  const factor = scale / Math.sqrt(variance + removed.epsilon);
  const squared = factor ** 2;
  const varied = squared * (1 + removed.uneven);
  const rows = removed.ofEach
    ? rowsBehindNorm(first, { ...removed, scale, shift, mean: removed.centred ? 0 : first.mean })
    : undefined;
  const moments: Moments = {
    edges: first.edges && varied * first.edges,
    nearby: first.nearby,
    lengths: /batch_?norm/i.test(step.qualifiedName) ? first.lengths : undefined,
    mean: removed.centred ? shift : factor * first.mean + shift,
    square: squared * variance + shift ** 2 + (removed.centred ? 0 : 2 * shift * factor * first.mean),
    input: varied * Math.max(0, first.input - removed.own + removed.otherInput),
    position: varied * Math.max(0, first.position - removed.own + removed.otherPosition),
    both: varied * Math.max(0, first.both - removed.own + removed.otherBoth),
    unit: squared * variance,
    unitAndInput: squared * variance,
    ...(rows && partsOfRows(rows)),
    rows,
  };
  const apart = apartByNorm(step, moments, output ?? input);
  const parts = normedParts(step, output ?? input, partMoments(model, carried, index));
  if (parts !== undefined || first.law === undefined)
    return withSlackOfNorm(
      {
        ...first,
        ...(parts === undefined ? { ...moments, ...apart } : dividedApart(moments, parts, scale)),
        law: undefined,
        slack: undefined,
        nonNegative: undefined,
      },
      first,
    );
  const shaped = scaled(first, factor, shift - (removed.centred ? factor * first.mean : 0));
  return withSlackOfNorm(
    { ...shaped, ...moments, ...apart, law: shaped.law, slack: undefined, nonNegative: undefined },
    first,
  );
}

/** Behind a norm the mean square is known whatever it was; what may be off is how much of it depends on the input. */
function withSlackOfNorm(signal: Signal, source: Signal): Signal {
  const known = inherited(signal, source);
  if (known.slack === undefined || source.square === 0) return known;
  const shared = Math.max(0, Math.min(1, 1 - source.input / source.square));
  return { ...known, slack: { ...known.slack, amount: shared * known.slack.amount } };
}

/** What a norm subtracts: of one element, and of pairs. */
interface Removed {
  readonly own: number;
  readonly otherInput: number;
  readonly otherPosition: number;
  readonly otherBoth: number;
  readonly centred: boolean;
  /** It is a position's own. */
  readonly ofEach: boolean;
  readonly epsilon: number;
  /** By how much E 1/σ² is above 1/E σ², where few units are normed together. */
  readonly uneven: number;
}

/** What a norm takes away of the mean square before it divides, for its kind and the units that it sees together. */
export function removedBy(step: OperationNode, signal: Moments, shape: Shape | undefined): Removed {
  const { qualifiedName: name } = step;
  const given = step.arguments['eps'] ?? step.arguments['epsilon'];
  const epsilon = typeof given === 'number' ? given : 1e-5;
  if (/rms_?norm/i.test(name))
    return {
      own: 0,
      otherInput: 0,
      otherPosition: 0,
      otherBoth: 0,
      centred: false,
      ofEach: true,
      epsilon,
      uneven: 0,
    };
  const shared = Math.max(0, signal.square - signal.both - (signal.edges ?? 0));
  if (/batch_?norm/i.test(name)) {
    // The mean over the batch and all positions, of each unit.
    return {
      own: shared,
      otherInput: shared,
      otherPosition: shared,
      otherBoth: shared,
      centred: true,
      ofEach: false,
      epsilon,
      uneven: 0,
    };
  }
  const units = signal.square - signal.unit;
  const unitsOfInputs = signal.square - signal.unitAndInput;
  const places = signal.square - signal.position - (signal.edges ?? 0);
  const per = unitsPerGroup(step, shape);
  if (per === undefined)
    // Over the features of each position.
    return {
      own: units,
      otherInput: unitsOfInputs,
      otherPosition: units,
      otherBoth: unitsOfInputs,
      centred: true,
      ofEach: true,
      epsilon,
      uneven: 0,
    };
  // Over positions, too: what a few units share over all positions goes with it.
  const own = units + Math.max(0, places - units) / per;
  const other = unitsOfInputs + Math.max(0, shared - unitsOfInputs) / per;
  // What a unit has at all positions of all inputs is one draw for each of the group's units: of so few its mean square differs from group to group.
  const drawn = Math.max(0, shared - own) / (signal.square - own);
  const uneven = per > 1 ? (2 * drawn ** 2) / (per - 1) : 0;
  return {
    own,
    otherInput: other,
    otherPosition: own,
    otherBoth: other,
    centred: true,
    ofEach: false,
    epsilon,
    uneven,
  };
}

/** Of features that are joined each part is divided by what it has itself. */
function dividedApart(whole: Moments, parts: readonly NormedPart[], scale: number): Moments {
  const mean = (pick: (part: NormedPart) => number): number =>
    parts.reduce((sum, part) => sum + (part.share * scale ** 2 * pick(part)) / part.variance, 0);
  return {
    ...whole,
    nearby: nearbyOfJoined(
      parts.map(({ share, moments: { nearby, position }, variance }) => ({
        nearby,
        share,
        position: position / variance,
      })),
    ),
    input: mean(({ moments, removed }) => moments.input - removed.own + removed.otherInput),
    position: mean(({ moments, removed }) => moments.position - removed.own + removed.otherPosition),
    both: mean(({ moments, removed }) => moments.both - removed.own + removed.otherBoth),
    edges: mean(({ moments }) => moments.edges ?? 0) || undefined,
  };
}

/**
 * A norm over the positions of one input leaves them no mean: what they had of one by chance, as few as they are, is gone, so that two of them go
 * against each other by so much. Of a group of units the mean over all of them is gone.
 */
function apartByNorm(
  step: OperationNode,
  { nearby, input, position, both }: Moments,
  shape: Shape | undefined,
): Pick<Moments, 'position' | 'both'> {
  const per = /batch_?norm/i.test(step.qualifiedName) ? undefined : unitsPerGroup(step, shape);
  const lengths = positionLengths(shape);
  const kept = per === undefined || lengths.length === 0 ? 1 : keptByMean(nearby, lengths);
  if (per === undefined || kept >= 1) return { position, both };
  const more = kept / (1 - kept) / per;
  return { position: position * (1 + more), both: both + Math.max(0, both - input) * more };
}

/** Features that were joined, and by what a norm divides them. */
interface NormedPart {
  readonly share: number;
  readonly moments: Moments;
  readonly removed: Removed;
  readonly variance: number;
}

/** Parts that a norm takes apart: each unit by itself, or in groups that hold units of one part; undefined where it does not. */
export function normedParts(
  step: OperationNode,
  shape: Shape | undefined,
  parts: ReturnType<typeof partMoments>,
): readonly NormedPart[] | undefined {
  const isBatch = /batch_?norm/i.test(step.qualifiedName);
  const per = isBatch ? 1 : unitsPerGroup(step, shape);
  if (parts === undefined || per === undefined) return undefined;
  if (!parts.every(({ width }) => width % per === 0)) return undefined;
  return parts.map(({ share, moments }) => {
    const removed = removedBy(step, moments, shape);
    return { share, moments, removed, variance: moments.square - removed.own + removed.epsilon };
  });
}

/** Channels that a norm over positions takes together; undefined for one over features alone. */
function unitsPerGroup(step: OperationNode, shape: Shape | undefined): number | undefined {
  const { qualifiedName: name } = step;
  if (/instance_?norm/i.test(name)) return 1;
  if (/group_?norm/i.test(name)) {
    const groups = step.arguments['num_groups'] ?? step.arguments['groups'];
    const channels =
      step.arguments['num_channels'] ?? shape?.axes.find(({ role }) => role === 'feature')?.length;
    return typeof groups === 'number' && typeof channels === 'number' ? channels / groups : 32;
  }
  return undefined;
}
