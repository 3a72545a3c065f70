/** The layers of a model, each with what follows it up to where the next one takes its signal. */
import type { ActivationNode, LayerNode, Model, SignalNode } from '../network/graph';
import { consumersOf, isLossStep, leadsToLayer } from '../network/ways';
import { figuresOf, givesProbabilities, signalOf, withoutTaken } from '../tensors';
import { stepNumbers } from './repeats';
import { trunkOf } from './trunk';

export interface Stretch {
  readonly layer: LayerNode;
  /** The step whose output the next layer takes. */
  readonly end: SignalNode;
  /** From the layer to that step. */
  readonly way: readonly SignalNode[];
  readonly activation: ActivationNode | undefined;
  /** Nothing behind it has weights: what it gives is the model's answer. */
  readonly head: boolean;
  /** On the one way through the model; the others stand in branches beside it. */
  readonly trunk: boolean;
}

const known = new WeakMap<Model, readonly Stretch[]>();

export function stretchesOf(model: Model): readonly Stretch[] {
  let stretches = known.get(model);
  if (stretches === undefined) known.set(model, (stretches = stretchesIn(model)));
  return stretches;
}

function stretchesIn(model: Model): readonly Stretch[] {
  const { positions, segments } = trunkOf(model);
  const position = ({ index }: SignalNode): number => positions.get(index) ?? -1;
  const stretches = model.nodes.flatMap((node) => (node.kind === 'layer' ? [stretchOf(model, node)] : []));
  // Of a branch that is added to what it began from, the last layer stands for the sum.
  const closing = new Map<LayerNode, SignalNode>();
  for (const { from, to } of segments) {
    const inside = stretches.filter(({ layer }) => position(layer) > from && position(layer) < to);
    const last = inside.reduce<Omit<Stretch, 'trunk'> | undefined>(
      (best, one) => (best === undefined || position(one.layer) > position(best.layer) ? one : best),
      undefined,
    );
    const sum = model.nodes.find((node) => position(node) === to);
    if (last !== undefined && sum !== undefined && position(last.end) < to) closing.set(last.layer, sum);
  }
  const all = stretches.map((stretch) => {
    const sum = closing.get(stretch.layer);
    // What stands between a branch's last layer and the sum is not passed alone: a gate, an average of two.
    const way = sum === undefined ? stretch.way : [...stretch.way, ...wayFrom(model, sum)];
    const end = way.at(-1) ?? stretch.end;
    const at = position(end);
    const isInside = segments.some(({ from, to }) => at > from && at < to);
    return { ...stretch, way, end, trunk: position(stretch.layer) >= 0 && !isInside };
  });
  return withoutRepeats(model, all);
}

/** A layer that is reached in the same way again says nothing new; of two the one on the trunk stays. */
function withoutRepeats(model: Model, stretches: readonly Stretch[]): readonly Stretch[] {
  const numbers = stepNumbers(model);
  const kept = new Map<number, Stretch>();
  for (const stretch of stretches) {
    const number = numbers[stretch.layer.index] ?? -1;
    if (!kept.has(number) || stretch.trunk) kept.set(number, stretch);
  }
  return stretches.filter(
    (stretch) => stretch.trunk || kept.get(numbers[stretch.layer.index] ?? -1) === stretch,
  );
}

const passed: ReadonlySet<SignalNode['kind']> = new Set([
  ...(['norm', 'activation', 'dropout', 'pooling', 'reshape', 'split', 'add'] as const),
]);
/** Passed where they take nothing but what comes along: a scale, a power. */
const passedAlone: ReadonlySet<SignalNode['kind']> = new Set(['multiply', 'elementwise']);

const isPassed = ({ kind, inputs }: SignalNode): boolean =>
  passed.has(kind) || (passedAlone.has(kind) && inputs.length === 1);

/** On as long as there is one way on: to a branch, another layer, an end, or what is not followed. */
function wayFrom(model: Model, from: SignalNode): readonly SignalNode[] {
  const way = [from];
  for (let end = from; ;) {
    const [next, ...others] = consumersOf(model, end.index);
    if (next === undefined || others.length > 0 || !isPassed(next) || isFinalProbability(model, next))
      return way;
    way.push(next);
    end = next;
  }
}

function stretchOf(model: Model, layer: LayerNode): Omit<Stretch, 'trunk'> {
  const way = wayFrom(model, layer);
  return {
    layer,
    way,
    end: way.at(-1) ?? layer,
    activation: way.find((node): node is ActivationNode => node.kind === 'activation'),
    head: !leadsToLayer(model, layer.index),
  };
}

const isGiven = (model: Model, index: number): boolean => figuresOf(model, index).signal !== undefined;

/** The last step of a stretch that the signal can be followed to: a mean over positions whose number is not known ends it. */
export function followedEnd(model: Model, { layer, way }: Stretch): number {
  const { signal } = signalOf(model);
  const strict = withoutTaken(model);
  // The same step whatever length is taken, so that all places speak of one figure.
  if (strict !== undefined && isGiven(strict, layer.index))
    return way.findLast(({ index }) => isGiven(strict, index))?.index ?? layer.index;
  const start = signal(layer.index)?.stretch;
  const followed = way.filter(({ index }) => signal(index)?.stretch === start);
  return (followed.at(-1) ?? layer).index;
}

/** Makes probabilities at a model's end: losses are computed from what goes in, so signal and gradient are counted there. */
export function isFinalProbability(model: Model, node: SignalNode): boolean {
  if (node.kind !== 'activation' || !givesProbabilities(node.activation)) return false;
  return consumersOf(model, node.index).every(
    (next) =>
      isLossStep(next) ||
      next.kind === 'output' ||
      ((next.kind === 'reshape' || next.kind === 'split') && consumersOf(model, next.index).length === 0),
  );
}

/** For each stretch those whose end it takes its signal from, by their place in the list. */
export function precursorsIn(model: Model, stretches: readonly Stretch[]): readonly (readonly number[])[] {
  const endings = new Map<number, number[]>();
  for (const [index, { end }] of stretches.entries())
    endings.set(end.index, [...(endings.get(end.index) ?? []), index]);
  return stretches.map(({ layer }) => {
    const found = new Set<number>();
    const seen = new Set<number>();
    const waiting = [...layer.inputs];
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      if (seen.has(index)) continue;
      seen.add(index);
      const ending = endings.get(index) ?? [];
      for (const stretch of ending) found.add(stretch);
      if (ending.length === 0) waiting.push(...(model.nodes[index]?.inputs ?? []));
    }
    return [...found].sort((one, other) => one - other);
  });
}
