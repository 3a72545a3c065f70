/** Through attention: to values along its weights, to queries and keys through the softmax. */
import type { LayerNode, SignalNode } from '../../network/graph';
import { consumersOf } from '../../network/ways';
import { concentration, passedBack } from '../attention';
import {
  backThroughSoftmax,
  backToKeys,
  backToQueries,
  backToValues,
  backToWeights,
  weighingOf,
  type Weighing,
} from '../attention-rows';
import { elementsOfAxes, positionsOf } from '../axis';
import { directionsOf, directionsOfCommon } from '../common-source';
import { contractionOf } from '../contraction';
import { transformerBackward } from '../encoder';
import { weighingOfWeights } from '../forward/attention';
import { madeQuery, multiheadWeights } from '../forward/multihead-weights';
import { madeSignal } from '../made-signal';
import { argument, hasPairMask, maskOfFunction, numberIn } from '../read-call';
import { POSITIONS, areIndependent, isLost, type Attention, type Carried, type Signal } from '../moments';
import {
  isLostGradient,
  none,
  numbered,
  spread,
  times,
  type CarriedGradient,
  type Gradient,
} from './gradient';
import { lengthOf } from '../shapes';
import { addedRows, rowsOver, scaledRows, sumOfRows, withRows } from './rows';
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
  const table = madeQuery(step.call);
  // Queries that are a table of the model's are no input.
  const [asks, key, value] =
    table !== undefined ? [-1, 0, 1] : node.qualifiedName.startsWith('keras.') ? [0, 2, 1] : [0, 1, 2];
  const indexAt = (place: number): number => step.references[place]?.nodes[0] ?? input;
  const places = step.references.flatMap(({ nodes }, place) => (nodes.includes(input) ? [place] : []));
  // Where it is not said what is asked and what is found, one tensor is all of it.
  const takes = (place: number): boolean =>
    places.length === 0 || (table === undefined && step.references.length < 3) || places.includes(place);
  const inside = times(gradient, weights.output, weights.output);
  const through = takes(value) ? times(inside, weights.value, weights.value) : times(inside, 0, 0);
  const keys = positionsOf(step.shape(indexAt(key)));
  const queries = positionsOf(step.shape(table === undefined ? indexAt(asks) : node.index));
  const ofTable = table && madeSignal(table, node.index, (size) => lengthOf(step.model, size));
  const query = table === undefined ? step.signal(indexAt(asks)) : (ofTable ?? step.lost('its queries'));
  const source = step.signal(indexAt(key));
  if (keys === undefined || queries === undefined || isLost(query) || isLost(source))
    return takes(value) ? spread(through, keys) : step.lost(POSITIONS);
  const weighing = weighingOf(
    {
      ...{ query, key: source, values: source, queries, keys },
      scale: weights.query * weights.key,
      causal: hasPairMask(step.call),
      dropout: weights.dropout,
    },
    classesIn(gradient),
  );
  const embedded = node.arguments['embed_dim'];
  const widths = typeof embedded === 'number' ? directionsOf(source, embedded) : undefined;
  if (weighing !== undefined) {
    const rows = rowsOver(
      { ...inside, rows: gradient.rows && scaledRows(gradient.rows, weights.output) },
      weighing.classes,
    );
    const { rows: scores } = backThroughSoftmax(
      backToWeights(scaledRows(rows, weights.value), weighing, source),
      weighing,
    );
    const product = weights.query * weights.key;
    const parts = [
      ...(takes(value) ? [scaledRows(backToValues(rows, weighing), weights.value)] : []),
      ...(takes(asks) ? [scaledRows(backToQueries(scores, weighing, source, widths), product)] : []),
      ...(takes(key) ? [scaledRows(backToKeys(scores, weighing, query), product)] : []),
    ];
    return withRows(through, addedRows(parts, weighing.classes));
  }
  // Through the softmax to the scores, as of attention whose queries and keys are made apart.
  const [asked, found] = [weights.query * query.square, weights.key * source.position];
  const causal = hasPairMask(step.call);
  const own = concentration(keys, asked * found, causal);
  const kept = passedBack(keys, asked * found, causal);
  const scores = inside.square * weights.value * source.position * kept;
  const together = widths === undefined || indexAt(key) !== indexAt(value) ? 1 : 1 + 1 / (own * widths);
  const toQueries = takes(asks) ? found * weights.query * together : 0;
  const toKeys = takes(key)
    ? (weights.query * fromAll(query, gradient, queries) * weights.key * queries) / keys
    : 0;
  const sent = spread(through, keys, own, queries);
  return { ...sent, square: sent.square + scores * (toQueries + toKeys) };
}

/** The classes of positions that a gradient is told of. */
const classesIn = ({ rows }: Gradient): readonly (readonly number[])[] =>
  rows === undefined ? [] : [rows.counts];

/** Back to both factors: to the values of attention along its weights, to its weights, to queries and keys, or to tensors of any kind. */
export function throughMatrices(step: BackwardStep, input: number, gradient: Gradient): CarriedGradient {
  const contraction = contractionOf(step.call, (reference) => step.shapeAt(reference));
  if (contraction === undefined) return step.lost(step.call.name);
  const [left, right] = contraction.factors;
  const isLeft = left.reference.nodes.includes(input);
  const [own, other] = isLeft ? [left, right] : [right, left];
  const [mine, signal] = [own, other].map(({ reference }) => step.signal(reference.nodes[0] ?? -1));
  if (mine === undefined || signal === undefined) return step.lost(step.call.name);
  if (isLost(signal)) return signal;
  if (signal.attention?.kind === 'weights')
    return toValues(gradient, signal.attention, isLost(mine) ? undefined : mine, elementsOfAxes(other.own));
  const count = elementsOfAxes(other.own);
  // The gradient at the weights, of which the softmax then keeps what differs between keys.
  if (!isLost(mine) && mine.attention?.kind === 'weights')
    return count === undefined
      ? step.lost(step.call.name)
      : toWeights(gradient, mine.attention, signal, { width: count, queries: elementsOfAxes(own.own) });
  const product = step.signal(step.node.index);
  if (isLost(product)) return step.lost(step.call.name);
  const hasKeys = right.own.some(({ role, length }) => role !== 'feature' && length !== 1);
  if (product.attention?.kind === 'scores' && hasKeys) {
    const index = right.reference.nodes[0] ?? -1;
    return (
      toRowsOfScores(step, gradient, signal, { isLeft, index }) ??
      toQueriesAndKeys(gradient, signal, {
        count,
        isLeft,
        together: isLeft ? keysLikeValues(step, index) : 1,
        isWeighed: meetsSoftmax(step),
      })
    );
  }
  return count === undefined || isLost(mine) || !areIndependent([mine, signal])
    ? step.lost(step.call.name)
    : { ...none, square: gradient.square * signal.square * count, order: gradient.order };
}

/** To the values that the weights of attention weigh. */
function toValues(
  gradient: Gradient,
  attention: Attention,
  values: Signal | undefined,
  queries: number | undefined,
): Gradient {
  const weighing = values && weighingOfWeights(attention, values, queries, classesIn(gradient));
  return weighing === undefined
    ? spread(gradient, attention.keys, attention.concentration, queries)
    : withRows(gradient, backToValues(rowsOver(gradient, weighing.classes), weighing));
}

/** To the weights of attention, over so many units of the values. */
function toWeights(
  gradient: Gradient,
  attention: Attention,
  values: Signal,
  { width, queries }: { readonly width: number; readonly queries: number | undefined },
): Gradient {
  const sent = times({ ...gradient, units: 0 }, values.position * width, values.position * width);
  const weighing = weighingOfWeights(attention, values, queries, classesIn(gradient));
  if (weighing === undefined) return sent;
  const rows = backToWeights(rowsOver(gradient, weighing.classes), weighing, values);
  return { ...withRows(sent, scaledRows(rows, width)), weighing };
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
  const { square, positions, order, rows } = gradient;
  return {
    ...gradient,
    ...{ square: copies * square, positions: copies * positions, order: order + unknown },
    rows: rows && scaledRows(rows, copies),
  };
}

/** From scores whose rows are not alike to queries and keys; undefined where they are. @param index of the step that gives the keys */
function toRowsOfScores(
  step: BackwardStep,
  gradient: Gradient,
  other: Signal,
  { isLeft, index }: { readonly isLeft: boolean; readonly index: number },
): Gradient | undefined {
  const { rows, weighing } = gradient;
  if (rows === undefined || weighing === undefined) return undefined;
  return withRows(
    { ...gradient, units: 0, samples: 0, weighing: undefined },
    isLeft
      ? backToQueries(rows, weighing, other, widthOfKeysAndValues(step, index))
      : backToKeys(rows, weighing, other),
  );
}

/** From scores to queries and keys: a sum over all keys, or all queries, of what does not cancel. */
function toQueriesAndKeys(
  gradient: Gradient,
  other: Signal,
  {
    count,
    isLeft,
    together,
    isWeighed,
  }: {
    readonly count: number | undefined;
    readonly isLeft: boolean;
    readonly together: number;
    /** A softmax over the keys, whose gradients come to 0 together, leaves of them what differs. */
    readonly isWeighed: boolean;
  },
): Gradient {
  const size =
    (isLeft && isWeighed ? other.position : fromAll(other, gradient, count ?? 1)) * (count ?? 1) * together;
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
  const found = valuesOf(step);
  const width = found && directionsOfCommon(step, keys, found.values);
  const { keys: count, concentration: sum } = found?.weights ?? { keys: undefined, concentration: 0 };
  return width === undefined || count === undefined ? 1 : 1 + 1 / (sum * width);
}

/** Of the tensor that keys and values are both made of. */
function widthOfKeysAndValues(step: BackwardStep, keys: number): number | undefined {
  const found = valuesOf(step);
  return found && directionsOfCommon(step, keys, found.values);
}

/** Whether a softmax makes weights of a step's scores; similarities of two embeddings are taken as they are. */
function meetsSoftmax({ model, node }: BackwardStep): boolean {
  const seen = new Set<SignalNode>([node]);
  for (const own of seen) {
    if (seen.size > MOST_MOVES) return true;
    for (const next of consumersOf(model, own.index)) {
      if (next.kind === 'activation') {
        if (next.activation === 'softmax') return true;
      } else if (next.kind !== 'layer' && next.kind !== 'matmul') seen.add(next);
    }
  }
  return false;
}

/** Steps between scores and their softmax are looked through this far. */
const MOST_MOVES = 14;

/** The weights that a softmax makes of a step's scores, and the step that gives the values that they weigh. */
function valuesOf(step: BackwardStep): { readonly weights: Attention; readonly values: number } | undefined {
  let node: SignalNode | undefined = step.node;
  for (let count = 0; node !== undefined && count < MOST_LEFT_OUT; count += 1) {
    const own = step.carried[node.index];
    if (own !== undefined && !isLost(own) && own.attention?.kind === 'weights') {
      const product = consumersOf(step.model, node.index).find(({ kind }) => kind === 'matmul');
      const values = product?.inputs.find((index) => index !== node?.index);
      if (product !== undefined) return values === undefined ? undefined : { weights: own.attention, values };
    }
    [node] = consumersOf(step.model, node.index);
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
  const width = directionsOfCommon(step, found ?? -1, weighed ?? -1);
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
  const rows = sumOfRows(parts);
  return {
    rows: rows && scaledRows(rows, 1 / parts.length),
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
  const causal = maskOfFunction(step.call) === 'causal';
  const queries = numbered(step.shape(step.references[0]?.nodes[0] ?? -1)?.axes.at(-2)?.length);
  const weighing = weighingOfFunction(step, gradient, { q, k, v, keys, queries, causal });
  if (weighing !== undefined) return toPartByRows(step, place, gradient, weighing);
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

/** Where positions are not alike, or a query sees no later key. */
function weighingOfFunction(
  step: BackwardStep,
  gradient: Gradient,
  given: {
    readonly q: Carried | undefined;
    readonly k: Carried | undefined;
    readonly v: Carried | undefined;
    readonly keys: number | undefined;
    readonly queries: number | undefined;
    readonly causal: boolean;
  },
): (Weighing & { readonly of: Pick<AttentionParts, 'query' | 'key' | 'values'> }) | undefined {
  const { q, k, v, keys, queries, causal } = given;
  if (q === undefined || k === undefined || v === undefined || isLost(q) || isLost(k) || isLost(v))
    return undefined;
  const dropout = numberIn(argument(step.call, 4, 'dropout_p')) ?? 0;
  const parts = { query: q, key: k, values: v };
  const weighing = weighingOf({ ...parts, queries, keys, scale: 1, causal, dropout }, classesIn(gradient));
  return weighing && { ...weighing, of: parts };
}

/** @param place 0 for queries, 1 for keys, 2 for values */
function toPartByRows(
  step: BackwardStep,
  place: number,
  gradient: Gradient,
  weighing: NonNullable<ReturnType<typeof weighingOfFunction>>,
): Gradient {
  const rows = rowsOver(gradient, weighing.classes);
  if (place === 2) return withRows(gradient, backToValues(rows, weighing));
  const { query, key, values } = weighing.of;
  const { rows: scores } = backThroughSoftmax(backToWeights(rows, weighing, values), weighing);
  const alone: Gradient = { ...gradient, samples: 0, units: 0 };
  if (place === 1) return withRows(alone, backToKeys(scores, weighing, query));
  const [, found, weighed] = step.references.map(({ nodes }) => nodes[0] ?? -1);
  const width = directionsOfCommon(step, found ?? -1, weighed ?? -1);
  return withRows(alone, backToQueries(scores, weighing, key, width));
}
