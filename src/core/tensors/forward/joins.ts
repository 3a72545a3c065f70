/** Behind tensors that are joined side by side. */
import type { Given, Model, OperationNode } from '../../network/graph';
import { consumersOf } from '../../network/ways';
import { lastPart } from '../../python/dotted-name';
import { axisAt } from '../axis';
import { axisOfJoining } from '../joined-parts';
import { nearbyOfJoined } from '../nearby';
import { partsOf } from '../read-call';
import { areUnlike, partsOfRows, rowsOf, rowsOfJoined } from '../rows';
import { madeShape } from '../shape-made';
import {
  POSITIONS,
  allNonNegative,
  differencesOf,
  isLost,
  origins,
  standardNormal,
  type Carried,
  type Lost,
  type Moments,
  type Signal,
} from '../moments';
import { lost, near, zeroDifferences, type StepContext } from './step';

/** A tensor among those that are joined, with how long it is along the axis. */
interface JoinedPart {
  readonly signal: Signal;
  readonly share: number | undefined;
}

/** Parts side by side along an axis: their mean square, weighed by their lengths. */
export function joined(context: StepContext, step: OperationNode): Carried {
  const { call, input } = context;
  const parts = call.positional.concat([...call.keywords.values()]).flatMap((given) => partsOf(given) ?? []);
  const signals: JoinedPart[] = [];
  const along = axisOfJoining(step);
  for (const part of parts) {
    if (part.kind === 'constant' || part.kind === 'size') continue;
    const own = joinedPart(context, step, part, along);
    if ('lost' in own) return areWavesOfOne(context.model, parts) ? wavesOf(step, own) : own;
    signals.push(own);
  }
  const [head] = signals;
  if (head === undefined) return lost(step, call.name);
  const equal = signals.every(
    ({ signal }) =>
      near(signal.square, head.signal.square) &&
      near(signal.input, head.signal.input) &&
      near(signal.mean, head.signal.mean),
  );
  const all = signals.map(({ signal }) => signal);
  const vague = all.map((one) => one.vague).find((reason) => reason !== undefined);
  if (equal)
    return { ...head.signal, rows: undefined, law: undefined, origins: origins(all, step.index), vague };
  const widths = widthsOf(context, signals.length, parts);
  for (const [place, width] of widths.entries()) {
    const own = signals[place];
    if (own !== undefined) signals[place] = { ...own, share: own.share ?? width };
  }
  const total = signals.reduce<number | undefined>(
    (sum, { share }) => (sum === undefined || share === undefined ? undefined : sum + share),
    0,
  );
  const alongRole = input && typeof along === 'number' ? axisAt(input, along)?.role : undefined;
  if (total === undefined || total === 0) return lost(step, alongRole === 'position' ? POSITIONS : call.name);
  return {
    ...momentsOfJoined(signals, total, alongRole === 'position'),
    law: undefined,
    origins: origins(all, step.index),
    nonNegative: allNonNegative(all),
    vague,
  };
}

/** Whether sines stand beside cosines of the same angles, which may be any. */
function areWavesOfOne(model: Model, parts: readonly Given[]): boolean {
  const tensors = parts.filter(({ kind }) => kind !== 'constant' && kind !== 'size');
  const waves = tensors.map((part) => {
    const [index, ...others] =
      part.kind === 'signal' && part.signal.piece === undefined ? part.signal.nodes : [];
    const node = index === undefined || others.length > 0 ? undefined : model.nodes[index];
    return node && { name: node.call?.name || lastPart(node.qualifiedName), angles: node.inputs.join() };
  });
  const [one, other] = waves;
  if (waves.length !== 2 || one === undefined || other === undefined || one.angles !== other.angles)
    return false;
  return [one.name, other.name].sort().join() === 'cos,sin';
}

/** sin² + cos² = 1, whatever the angles are; how much of them differs hangs on these. */
const wavesOf = (step: OperationNode, { lost: reason }: Lost): Signal => ({
  ...standardNormal(`step ${step.index}`),
  ...differencesOf(zeroDifferences, () => 0),
  square: 1 / 2,
  vague: reason,
});

function joinedPart(
  { call, lengthIn, made, shapeAt, signalAt }: StepContext,
  step: OperationNode,
  part: Given,
  along: unknown,
): JoinedPart | Lost {
  if (part.kind !== 'signal' && part.kind !== 'made') return lost(step, call.name);
  const signal =
    part.kind === 'signal' ? signalAt(part.signal) : (made(part.tensor) ?? lost(step, call.name));
  if (isLost(signal)) return signal;
  const shape =
    part.kind === 'signal'
      ? shapeAt(part.signal)
      : madeShape(part.tensor, { lengthOf: lengthIn, shapeOf: shapeAt });
  const place = shape && typeof along === 'number' ? axisAt(shape, along) : undefined;
  return { signal, share: typeof place?.length === 'number' ? place.length : undefined };
}

/** Features that are joined where the number of axes is not known: together they are what the next layer takes. */
function widthsOf(
  { model, node, shapeAt }: StepContext,
  count: number,
  parts: readonly Given[],
): readonly number[] {
  const widths = parts.flatMap((part) => {
    const length = part.kind === 'signal' ? axisAt(shapeAt(part.signal), -1)?.length : undefined;
    return typeof length === 'number' ? [length] : [];
  });
  const sum = widths.reduce((total, width) => total + width, 0);
  const takes = consumersOf(model, node.index).some((next) => next.kind === 'layer' && next.fanIn === sum);
  return widths.length === count && takes ? widths : [];
}

/** @param acrossPositions whether they are joined along positions: two of different parts then share their means only */
function momentsOfJoined(parts: readonly JoinedPart[], total: number, acrossPositions: boolean): Moments {
  const average = (pick: (signal: Signal) => number): number =>
    parts.reduce((sum, { signal, share }) => sum + (pick(signal) * (share ?? 0)) / total, 0);
  const [square, mean] = [average((signal) => signal.square), average((signal) => signal.mean)];
  const apart = (name: 'position' | 'both'): number => {
    if (!acrossPositions) return average((signal) => signal[name]);
    const pairs = parts.reduce((sum, { signal, share }) => {
      const part = (share ?? 0) / total;
      return sum + part ** 2 * (signal.square - signal[name] - signal.mean ** 2);
    }, mean ** 2);
    return square - pairs;
  };
  return {
    edges: average(({ edges }) => edges ?? 0) || undefined,
    alike: average(({ alike }) => alike ?? 0) || undefined,
    nearby: nearbyOfJoined(
      parts.map(({ signal, share }) => ({
        nearby: signal.nearby,
        share: (share ?? 0) / total,
        position: signal.position,
      })),
    ),
    mean,
    square,
    input: average(({ input }) => input),
    position: apart('position'),
    both: apart('both'),
    unit: average(({ unit }) => unit),
    unitAndInput: average(({ unitAndInput }) => unitAndInput),
    ...(acrossPositions ? rowsBehind(parts) : undefined),
  };
}

/** Of parts along the positions that are not alike. */
function rowsBehind(parts: readonly JoinedPart[]): Partial<Moments> | undefined {
  if (parts.length > MOST_PARTS_APART) return undefined;
  const rows = rowsOfJoined(parts.map(({ signal, share }) => ({ whole: signal, length: share ?? 0 })));
  const isPlain = parts.every(({ signal }) => rowsOf(signal) === undefined) && !areUnlike(rows);
  return isPlain ? undefined : { ...partsOfRows(rows), rows };
}
const MOST_PARTS_APART = 8;
