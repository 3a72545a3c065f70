/** Through attention: to values along its weights, to queries and keys through the softmax. */
import type { LayerNode, SignalNode } from '../../network/graph';
import { consumersOf } from '../../network/ways';
import { concentration, passedBack } from '../attention';
import { elementsOfAxes, positionsOf } from '../axis';
import { contractionOf } from '../contraction';
import { transformerBackward } from '../encoder';
import { multiheadWeights } from '../forward/multihead-weights';
import { argument, hasPairMask, truthIn } from '../read-call';
import { POSITIONS, areIndependent, isLost, type Signal } from '../moments';
import {
  isLostGradient,
  none,
  numbered,
  spread,
  times,
  type CarriedGradient,
  type Gradient,
} from './gradient';
import { MOST_LEFT_OUT, type BackwardStep } from './step';

/** What attention as a function takes, all of it known. */
interface AttentionParts {
  readonly query: Signal;
  readonly key: Signal;
  readonly values: Signal;
  readonly keys: number;
  readonly queries: number;
  readonly causal: boolean;
}

/** A module with matrices of its own, or a Transformer encoder in one piece. */
export function throughAttentionLayer(
  step: BackwardStep,
  node: LayerNode,
  input: number,
  gradient: Gradient,
): CarriedGradient {
  const signal = step.signal(input);
  if (isLost(signal)) return signal;
  if (/TransformerEncoder(?:Layer)?$/.test(node.qualifiedName)) {
    const shared = gradient.square > 0 ? gradient.positions / gradient.square : 0;
    const positions = positionsOf(step.shape(input));
    const factor = transformerBackward(node, signal, Math.min(1, Math.max(0, shared)), positions);
    return factor === undefined ? step.lost(node.qualifiedName) : times(gradient, factor, factor);
  }
  return throughMultihead(step, node, input, gradient);
}

function throughMultihead(
  step: BackwardStep,
  node: LayerNode,
  input: number,
  gradient: Gradient,
): CarriedGradient {
  const weights = multiheadWeights(node, step.shape(input));
  if (weights === undefined) return step.lost(node.qualifiedName);
  const [key, value] = node.qualifiedName.startsWith('keras.') ? [2, 1] : [1, 2];
  const indexAt = (place: number): number => step.references[place]?.nodes[0] ?? input;
  const places = step.references.flatMap(({ nodes }, place) => (nodes.includes(input) ? [place] : []));
  // Where it is not said what is asked and what is found, one tensor is all of it.
  const takes = (place: number): boolean =>
    places.length === 0 || step.references.length < 3 || places.includes(place);
  const inside = times(gradient, weights.output, weights.output);
  const through = takes(value) ? times(inside, weights.value, weights.value) : times(inside, 0, 0);
  const [keys, queries] = [positionsOf(step.shape(indexAt(key))), positionsOf(step.shape(indexAt(0)))];
  const [query, source] = [step.signal(indexAt(0)), step.signal(indexAt(key))];
  if (keys === undefined || queries === undefined || isLost(query) || isLost(source))
    return takes(value) ? spread(through, keys) : step.lost(POSITIONS);
  // Through the softmax to the scores, as of attention whose queries and keys are made apart.
  const [asked, found] = [weights.query * query.square, weights.key * source.position];
  const causal = hasPairMask(step.call);
  const own = concentration(keys, asked * found, causal);
  const kept = passedBack(keys, asked * found, causal);
  const scores = inside.square * weights.value * source.position * kept;
  const width = node.arguments['embed_dim'];
  const together = typeof width === 'number' ? 1 + 1 / (own * width) : 1;
  const toQueries = takes(0) ? found * weights.query * together : 0;
  const toKeys = takes(key)
    ? (weights.query * fromAll(query, gradient, queries) * weights.key * queries) / keys
    : 0;
  const sent = spread(through, keys, own, queries);
  return { ...sent, square: sent.square + scores * (toQueries + toKeys) };
}

/** Back to both factors: to the values of attention along its weights, to its weights, to queries and keys, or to tensors of any kind. */
export function throughMatrices(step: BackwardStep, input: number, gradient: Gradient): CarriedGradient {
  const contraction = contractionOf(step.call, ({ nodes }) => step.shape(nodes[0] ?? -1));
  if (contraction === undefined) return step.lost(step.call.name);
  const [left, right] = contraction.factors;
  const isLeft = left.reference.nodes.includes(input);
  const [own, other] = isLeft ? [left, right] : [right, left];
  const [mine, signal] = [own, other].map(({ reference }) => step.signal(reference.nodes[0] ?? -1));
  if (mine === undefined || signal === undefined) return step.lost(step.call.name);
  if (isLost(signal)) return signal;
  if (signal.attention?.kind === 'weights') {
    const queries = elementsOfAxes(other.own);
    return spread(gradient, signal.attention.keys, signal.attention.concentration, queries);
  }
  const count = elementsOfAxes(other.own);
  // The gradient at the weights, of which the softmax then keeps what differs between keys.
  if (!isLost(mine) && mine.attention?.kind === 'weights')
    return count === undefined
      ? step.lost(step.call.name)
      : times({ ...gradient, units: 0 }, signal.position * count, signal.position * count);
  const product = step.signal(step.node.index);
  if (isLost(product)) return step.lost(step.call.name);
  const hasKeys = right.own.some(({ role, length }) => role !== 'feature' && length !== 1);
  if (product.attention?.kind === 'scores' && hasKeys) {
    const index = right.reference.nodes[0] ?? -1;
    return toQueriesAndKeys(gradient, signal, {
      count,
      isLeft,
      together: isLeft ? keysLikeValues(step, index) : 1,
    });
  }
  return count === undefined || isLost(mine) || !areIndependent([mine, signal])
    ? step.lost(step.call.name)
    : { ...none, square: gradient.square * signal.square * count, order: gradient.order };
}

/** Keys and values that several heads of queries share, or a matrix that all samples do, gather what each of them sends back. */
export function toShared(step: BackwardStep, input: number, gradient: CarriedGradient): CarriedGradient {
  if (isLostGradient(gradient) || step.call.name === 'einsum') return gradient;
  const [own, whole] = [step.shape(input), step.shape(step.node.index)];
  if (own === undefined || whole === undefined || own.open || whole.open) return gradient;
  let [copies, unknown] = [1, 0];
  for (let back = 3; back <= whole.axes.length; back += 1) {
    const [mine, all] = [
      own.axes[own.axes.length - back]?.length ?? (back > own.axes.length ? 1 : undefined),
      whole.axes[whole.axes.length - back]?.length,
    ];
    if (typeof mine !== 'number') continue;
    if (typeof all === 'number') copies *= all / mine;
    else if (mine === 1) unknown += 1;
  }
  if (copies === 1 && unknown === 0) return gradient;
  const { square, positions, order } = gradient;
  return { ...gradient, square: copies * square, positions: copies * positions, order: order + unknown };
}

/** From scores to queries and keys: a sum over all keys, or all queries, of what does not cancel. */
function toQueriesAndKeys(
  gradient: Gradient,
  other: Signal,
  {
    count,
    isLeft,
    together,
  }: { readonly count: number | undefined; readonly isLeft: boolean; readonly together: number },
): Gradient {
  const size = (isLeft ? other.position : fromAll(other, gradient, count ?? 1)) * (count ?? 1) * together;
  const result = times({ ...gradient, positions: 0, samples: 0, units: 0 }, size, 0);
  return count === undefined ? { ...result, order: result.order + 1 } : result;
}

/** What a key gets of each of so many queries: those that get the same gradient send what they share all at once. */
function fromAll(query: Signal, { square, positions }: Gradient, count: number): number {
  const coherent = square > 0 ? Math.max(0, Math.min(1, positions / square)) : 0;
  return query.square + (count - 1) * coherent * Math.max(0, query.square - query.position);
}

/**
 * Keys and values that are made of one tensor go along with each other: what a query gets of them is then no sum of independent terms. By so
 * much it is larger, where the tensor has many features.
 */
function keysLikeValues(step: BackwardStep, keys: number): number {
  let node: SignalNode | undefined = step.node;
  for (let count = 0; node !== undefined && count < MOST_LEFT_OUT; count += 1) {
    const own = step.carried[node.index];
    if (own !== undefined && !isLost(own) && own.attention?.kind === 'weights') {
      const { keys: count, concentration: sum } = own.attention;
      const values = consumersOf(step.model, node.index).find(({ kind }) => kind === 'matmul');
      const right = values?.inputs.find((index) => index !== node?.index);
      const width = right === undefined ? undefined : commonWidth(step, keys, right);
      if (values !== undefined) return width === undefined || count === undefined ? 1 : 1 + 1 / (sum * width);
    }
    [node] = consumersOf(step.model, node.index);
  }
  return 1;
}

/** Of the tensor that two layers take, how many features it has. */
function commonWidth(step: BackwardStep, one: number, other: number): number | undefined {
  const [first, second] = [layerOf(step, one), layerOf(step, other)];
  if (first === undefined || second === undefined) return undefined;
  return first.inputs[0] === second.inputs[0] ? first.fanIn : undefined;
}

/** The layer whose output is only moved about since. */
function layerOf(step: BackwardStep, index: number): LayerNode | undefined {
  let node = step.model.nodes[index];
  for (let count = 0; node !== undefined && count < MOST_LEFT_OUT; count += 1) {
    if (node.kind === 'layer') return node;
    if (node.kind !== 'reshape' && node.kind !== 'split') return undefined;
    node = step.model.nodes[node.inputs[0] ?? -1];
  }
  return undefined;
}

/** Through the softmax to the scores, which are a mean over the units: what the softmax keeps of E A², over all keys or queries. */
function throughScores(
  step: BackwardStep,
  place: number,
  gradient: Gradient,
  { query, key, values, keys, queries, causal }: AttentionParts,
): Gradient {
  const variance = query.square * key.position;
  const own = concentration(keys, variance, causal);
  const [, found, weighed] = step.references.map(({ nodes }) => nodes[0] ?? -1);
  const width = commonWidth(step, found ?? -1, weighed ?? -1);
  const together = width === undefined ? 1 : 1 + 1 / (own * width);
  const size = place === 0 ? key.position * together : (fromAll(query, gradient, queries) * queries) / keys;
  return {
    ...none,
    square: gradient.square * values.position * passedBack(keys, variance, causal) * size,
    order: gradient.order,
  };
}

/** Attention as one function of queries, keys and values; of a tensor that holds several of them each part gets its own. */
export function throughAttention(step: BackwardStep, input: number, gradient: Gradient): CarriedGradient {
  const places = [0, 1, 2].filter((place) => step.references[place]?.nodes.includes(input) === true);
  const sent = places.map((place) => toPartOfAttention(step, place, gradient));
  const missing = sent.find(isLostGradient);
  const parts = sent.flatMap((own) => (isLostGradient(own) ? [] : [own]));
  const [first] = parts;
  if (missing !== undefined || first === undefined) return missing ?? step.lost(step.call.name);
  if (parts.length === 1) return first;
  const order = Math.max(...parts.map((own) => own.order));
  const mean = (pick: (own: Gradient) => number): number =>
    parts.reduce((sum, own) => sum + (own.order === order ? pick(own) : 0), 0) / parts.length;
  return {
    square: mean(({ square }) => square),
    positions: mean(({ positions }) => positions),
    samples: mean(({ samples }) => samples),
    units: 0,
    order,
  };
}

/** @param place 0 for queries, 1 for keys, 2 for values */
function toPartOfAttention(step: BackwardStep, place: number, gradient: Gradient): CarriedGradient {
  const keys = numbered(step.shape(step.references[1]?.nodes[0] ?? -1)?.axes.at(-2)?.length);
  const [q, k, v] = [0, 1, 2].map((place) => step.signal(step.references[place]?.nodes[0] ?? -1));
  const causal = truthIn(argument(step.call, 5, 'is_causal')) === true;
  const queries = numbered(step.shape(step.references[0]?.nodes[0] ?? -1)?.axes.at(-2)?.length);
  if (place !== 2) {
    const known = [q, k, v].flatMap((own) => (own === undefined || isLost(own) ? [] : [own]));
    const [query, key, values] = known;
    if (keys === undefined || queries === undefined || !query || !key || !values)
      return { square: gradient.square, positions: 0, samples: 0, units: 0, order: gradient.order - 1 };
    return throughScores(step, place, gradient, { query, key, values, keys, queries, causal });
  }
  if (keys === undefined || q === undefined || k === undefined || isLost(q) || isLost(k))
    return spread(gradient, keys, undefined, queries);
  return spread(gradient, keys, concentration(keys, q.square * k.position, causal), queries);
}
