/** Behind attention: modules, scores and their softmax, and the values that they weigh. */
import type {
  ActivationNode,
  LayerNode,
  Model,
  OperationNode,
  SignalNode,
  SignalReference,
} from '../../network/graph';
import {
  alongValues,
  attended,
  concentration,
  linear,
  selfAttention,
  sharedScores,
  softmaxMoments,
  weightedBy,
} from '../attention';
import { attendedByRows, weighingOf, type Weighing } from '../attention-rows';
import { axisAt, elementsOfAxes, positionLengths, positionsOf, type Shape } from '../axis';
import { directionsOf, directionsOfCommon } from '../common-source';
import { contractionOf } from '../contraction';
import { transformer } from '../encoder';
import { meanCorrelation } from '../nearby';
import { argument, callOfNode, hasPairMask, maskOfFunction, numberIn } from '../read-call';
import {
  POSITIONS,
  areIndependent,
  differencesOf,
  inherited,
  isLost,
  origins,
  standardNormal,
  type Attention,
  type Carried,
  type Lost,
  type Moments,
  type Signal,
} from '../moments';
import { isItems, type Traced } from '../shapes';
import { MULTIHEAD, madeQuery, multiheadWeights } from './multihead-weights';
import { lost, type StepContext, zeroDifferences } from './step';

/** An attention module, or a Transformer in one piece. */
export function attention(context: StepContext, step: LayerNode): Carried {
  const { first, input, references } = context;
  if (isLost(first)) return first;
  if (/TransformerDecoder(?:Layer)?$/.test(step.qualifiedName)) {
    const layer = step.inner ?? step.arguments;
    // The norm at each layer's end says how large it is, whatever the other sequence adds.
    if (layer['norm_first'] === true || step.initialization?.explicit === true)
      return lost(step, step.qualifiedName);
    return {
      ...standardNormal(`${step.instance}`),
      ...differencesOf(zeroDifferences, () => 0),
      vague: 'attention to another sequence',
    };
  }
  if (/Transformer/.test(step.qualifiedName)) {
    if (!hasPositions(first)) return stopAt(step, first);
    const result = transformer(step, first, positionsOf(input), references.length);
    return 'lost' in result
      ? lost(step, result.lost)
      : inherited(
          {
            ...result.output,
            law: undefined,
            origins: new Set([`${step.instance}`, ...first.origins]),
            vague: first.vague,
          },
          first,
        );
  }
  return MULTIHEAD.test(step.qualifiedName)
    ? multihead(context, step, first)
    : lost(step, step.qualifiedName);
}

/** A module of several heads with matrices of its own. */
function multihead(
  { call, firstReference, input, made, references, shapeAt, shapes, signalAt }: StepContext,
  step: LayerNode,
  first: Signal,
): Carried {
  const weights = multiheadWeights(step, input);
  const table = madeQuery(call);
  const asking = table === undefined ? first : made(table);
  if (asking === undefined) return lost(step, 'its queries');
  const others = references.slice(table === undefined ? 1 : 0).slice(0, 2);
  // Of a table of one's own, too: `attn(queries, queries, queries)`.
  const same =
    table === undefined
      ? others.every((other) => other.nodes.join() === (firstReference?.nodes ?? []).join())
      : others.length === 0;
  // Keras takes the value in front of the key, which may be left out.
  const values = step.qualifiedName.startsWith('keras.') ? others[0] : (others[1] ?? others[0]);
  const source = values === undefined ? first : signalAt(values);
  if (weights === undefined || isLost(source))
    return isLost(source) ? source : lost(step, step.qualifiedName);
  const keys = same ? positionsOf(input) : others[0] && positionsOf(shapeAt(others[0]));
  const causal = hasPairMask(call);
  const features = input && axisAt(input, -1)?.length;
  const result = moduleOutput(same ? first : source, asking, {
    ...weights,
    keys,
    causal,
    queries: positionsOf(table === undefined ? input : firstOf(shapes[step.index])),
    directions:
      others[0]?.nodes[0] === values?.nodes[0]
        ? directionsOf(source, typeof features === 'number' ? features : undefined)
        : undefined,
  });
  // Of values whose differences are not known, what a mean over positions leaves is not known either.
  if (first.vague !== undefined) return lost(step, first.vague);
  const unclear = keys === undefined && result.input <= 0 ? POSITIONS : first.vague;
  const varied = weights.value * weights.output * source.position;
  const variance = weights.query * asking.square * weights.key * source.position;
  return {
    ...result,
    law: undefined,
    origins: new Set([`${step.instance}`]),
    vague: unclear,
    slack:
      keys === undefined ? { amount: manyPositions(varied, variance, causal), reason: POSITIONS } : undefined,
  };
}

/** The shape of a step's output, or of the first of several. */
function firstOf(given: Traced): Shape | undefined {
  const own = isItems(given) ? given.items[0] : given;
  return isItems(own) ? undefined : own;
}

/** Of a module whose weights are fresh. */
function moduleOutput(
  source: Signal,
  asking: Signal,
  weights: Parameters<typeof selfAttention>[1] & { readonly queries: number | undefined },
): Moments {
  const { queries, keys, causal, dropout } = weights;
  const scale = weights.query * weights.key;
  const parts = { query: asking, key: source, values: source };
  const weighing = weighingOf({ ...parts, scale, queries, keys, causal, dropout });
  if (weighing === undefined) return selfAttention(source, weights, asking).output;
  const mixed = attendedByRows(linear(source, weights.value, 0), weighing, 0);
  return linear(mixed, weights.output, weights.outputBias);
}

/** Of scores that differ little the softmax is that of normal ones, whatever their law: `softmax(tanh(dense(x)))`. */
const isNearlyNormal = ({ law, position }: Signal): boolean =>
  law === undefined || position <= MOST_DIFFERING;
const MOST_DIFFERING = 0.3;

/** Weights of attention over keys; shares over features. */
export function softmax({ input, model }: StepContext, step: ActivationNode, scores: Signal): Carried {
  if (step.activation !== 'softmax') return lost(step, step.activation);
  const given = step.arguments['dim'] ?? step.arguments['axis'] ?? -1;
  const along = typeof given === 'number' && input !== undefined ? axisAt(input, given) : undefined;
  const count = typeof along?.length === 'number' ? along.length : undefined;
  if (scores.attention?.kind === 'scores') {
    const variance = scores.position;
    const own = concentration(count, variance, isMasked(model, step));
    return weightsOf(scores, { count, own, variance, causal: isMasked(model, step) });
  }
  // Weights of a mean over positions.
  if (along?.role === 'position' && scores.vague === undefined && isNearlyNormal(scores))
    return weightsOf(scores, {
      count,
      own: concentration(count, scores.position, false),
      variance: scores.position,
      causal: false,
    });
  if (along?.role !== 'feature' || count === undefined || scores.law !== undefined)
    return lost(step, 'softmax');
  const variance = Math.max(0, scores.unit);
  const { square: total } = softmaxMoments(count, variance);
  const square = total / count;
  const even = 1 / count ** 2;
  // E A A′ grows from 1/n² to E A² with the share of the scores' variance that the two have in common.
  const shared = (difference: number): number => {
    const common = variance === 0 ? 0 : Math.min(1, Math.max(0, 1 - difference / variance));
    return square - even * (square / even) ** common;
  };
  return {
    mean: 1 / count,
    square,
    ...differencesOf(scores, (difference, name) =>
      name === 'unit' || name === 'unitAndInput' ? square - even : shared(difference),
    ),
    law: undefined,
    origins: scores.origins,
    vague: scores.vague,
  };
}

/** What a softmax over keys gives. */
function weightsOf(
  scores: Signal,
  given: {
    readonly count: number | undefined;
    readonly own: number;
    readonly variance: number;
    readonly causal: boolean;
  },
): Signal {
  const { count, own, variance, causal } = given;
  const square = count === undefined ? 0 : own / count;
  const even = count === undefined ? 0 : concentration(count, 0, causal) / count;
  const differs = Math.max(0, square - even);
  return {
    ...scores,
    mean: count === undefined ? 0 : 1 / count,
    square,
    ...differencesOf(scores, () => differs),
    law: undefined,
    attention: { ...scores.attention, kind: 'weights', concentration: own, keys: count, variance, causal },
    vague: count === undefined ? 'attention weights' : undefined,
    nonNegative: true,
  };
}

/** Values times the weights of attention. */
export function weightedValues(step: OperationNode, weights: Signal, values: Signal): Carried {
  const keys = weights.attention?.keys;
  if (weights.attention?.kind !== 'weights' || keys === undefined || values.attention !== undefined)
    return lost(step, 'a product with attention');
  if (!hasPositions(values)) return stopAt(step, values);
  return {
    ...weightedBy(values, { concentration: weights.attention.concentration, keys }),
    law: undefined,
    origins: values.origins,
    vague: values.vague,
  };
}

/** Whether it is known what two positions share, of which a mean over them keeps more or less. */
const hasPositions = (carried: Carried): carried is Signal =>
  !isLost(carried) && (carried.vague === undefined || carried.position > 0);

const stopAt = (step: SignalNode, carried: Carried): Lost =>
  isLost(carried) ? carried : lost(step, carried.vague ?? POSITIONS);

/** Scores of queries and keys, values weighed by attention, or sums over positions. */
export function multipliedMatrices(context: StepContext, step: OperationNode): Carried {
  const { call, shapeAt, signalAt } = context;
  const contraction = contractionOf(call, shapeAt);
  if (contraction === undefined) return lost(step, call.name);
  const { count, factors, summed } = contraction;
  const [left, right] = factors.map(({ reference }) => signalAt(reference));
  if (left === undefined || right === undefined) return lost(step, call.name);
  if (isLost(left)) return left;
  if (isLost(right)) return right;
  /** How alike the values are that one of the two holds. */
  const alikeAt = (place: 0 | 1): number => {
    const values = place === 0 ? left : right;
    return meanCorrelation(values.nearby, positionLengths(shapeAt(factors[place].reference)));
  };
  const queriesAt = (place: 0 | 1): number | undefined => elementsOfAxes(factors[place].own);
  if (left.attention?.kind === 'weights' && right.attention === undefined)
    return attendedValues(step, left, right, {
      ...{ alike: alikeAt(1), queries: queriesAt(0) },
      directions: directionsOfKeys(context, factors[0].reference, factors[1].reference),
    });
  if (right.attention?.kind === 'weights' && left.attention === undefined)
    return attendedValues(step, right, left, {
      ...{ alike: alikeAt(0), queries: queriesAt(1) },
      directions: directionsOfKeys(context, factors[1].reference, factors[0].reference),
    });
  const isKnown = left.attention === undefined && right.attention === undefined;
  if (!isKnown || count === undefined) return lost(step, call.name);
  if (!areIndependent([left, right]) || left.vague !== undefined || right.vague !== undefined)
    return lost(step, call.name);
  const roles = new Set(summed.map(({ role }) => role));
  const [only] = roles;
  if (roles.size > 1) return lost(step, call.name);
  if (only === 'feature') return scoresOf(step, left, right, count);
  const isPlain = factors.every(({ own }) => own.every(({ role }) => role === 'feature'));
  return only === 'position' && isPlain
    ? summedOverPositions(step, left, right, count)
    : lost(step, call.name);
}

/** A mean of values, one for each row of weights. */
function attendedValues(
  step: OperationNode,
  weights: Signal,
  values: Signal,
  {
    alike,
    queries,
    directions,
  }: {
    readonly alike: number;
    readonly queries: number | undefined;
    readonly directions: number | undefined;
  },
): Carried {
  if (!hasPositions(values)) return stopAt(step, values);
  if (weights.attention === undefined) return values;
  const { keys, concentration: own, variance, causal, of } = weights.attention;
  const along = of && alongValues(of.query, variance, directions);
  const weighing = weighingOfWeights(weights.attention, values, queries);
  const output: Signal = {
    ...(weighing === undefined
      ? attended(values, { concentration: own, keys, alike, along })
      : attendedByRows(values, weighing, alike)),
    law: undefined,
    origins: values.origins,
    vague: values.vague,
    slack:
      keys === undefined
        ? { amount: manyPositions(values.position, variance, causal), reason: POSITIONS }
        : undefined,
  };
  return inherited(output, values);
}

/** That the tensor fills which the values are made of, and the keys in whose scores the weights have their origin. */
function directionsOfKeys(
  context: StepContext,
  weights: SignalReference,
  values: SignalReference,
): number | undefined {
  const { carried, model } = context;
  let node = model.nodes[weights.nodes[0] ?? -1];
  for (let steps = 0; node !== undefined && steps < MOST_STEPS_TO_SCORES; steps += 1) {
    if (node.kind === 'matmul') {
      const [, keys] = contractionOf(callOfNode(node), context.shapeAt)?.factors ?? [];
      return (
        keys && directionsOfCommon({ model, carried }, keys.reference.nodes[0] ?? -1, values.nodes[0] ?? -1)
      );
    }
    node = model.nodes[node.inputs[0] ?? -1];
  }
  return undefined;
}

/** Scale, mask, softmax, dropout, and what moves axes between them. */
const MOST_STEPS_TO_SCORES = 8;

/** Of weights that a softmax has made of scores, and perhaps dropout of those. */
export function weighingOfWeights(
  { keys, concentration: own, variance, causal = false, of }: Attention,
  values: Moments,
  queries: number | undefined,
  more: readonly (readonly number[])[] = [],
): Weighing | undefined {
  if (of === undefined || keys === undefined) return undefined;
  const { query, key } = of;
  const product = query.square * key.position;
  const plain = concentration(keys, variance, causal);
  const scale = product > 0 ? variance / product : 0;
  const dropout = own > 0 ? Math.max(0, 1 - plain / own) : 0;
  return weighingOf({ query, key, values, queries, keys, scale, causal, dropout }, more);
}

/** Sums over so many features: what their means come to is the same for all of them. */
function scoresOf(step: OperationNode, left: Signal, right: Signal, width: number): Signal {
  const pairs = width * (width - 1);
  const square =
    width * left.square * right.square + pairs * (left.square - left.unit) * (right.square - right.unit);
  const shared =
    width * (left.square - left.input) * (right.square - right.input) +
    pairs * (left.square - left.unitAndInput) * (right.square - right.unitAndInput);
  // Of two keys, which the softmax compares.
  const position = width * left.square * right.position;
  return {
    mean: width * left.mean * right.mean,
    square,
    input: square - shared,
    position,
    both: position,
    unit: square,
    unitAndInput: square,
    law: undefined,
    origins: origins([left, right], step.index),
    vague: undefined,
    attention: {
      ...{ kind: 'scores', concentration: 0, keys: undefined, variance: 0, width },
      of: { query: left, key: right },
    },
  };
}

/** Sums over so many positions, one for each pair of features: how alike two of these are is not known. */
function summedOverPositions(step: OperationNode, left: Signal, right: Signal, count: number): Signal {
  const square =
    count * left.square * right.square +
    count * (count - 1) * (left.square - left.position) * (right.square - right.position);
  return {
    mean: count * left.mean * right.mean,
    square,
    ...differencesOf(left, () => 0),
    law: undefined,
    origins: origins([left, right], step.index),
    vague: 'a sum over positions',
  };
}

/** Attention as one function of queries, keys and values. */
export function dotProductAttention(
  { call, carried, model, references, shapeAt, signalAt }: StepContext,
  step: OperationNode,
): Carried {
  const [query, key, value] = references;
  if (query === undefined || key === undefined || value === undefined) return lost(step, step.qualifiedName);
  const [q, k, v] = [signalAt(query), signalAt(key), signalAt(value)];
  if (!hasPositions(q)) return stopAt(step, q);
  if (!hasPositions(k)) return stopAt(step, k);
  if (!hasPositions(v)) return stopAt(step, v);
  const shape = shapeAt(key);
  const width = shape && axisAt(shape, -1)?.length;
  const keys = shape && axisAt(shape, -2)?.length;
  const scale = numberIn(call.keywords.get('scale'));
  const variance =
    scale === undefined
      ? q.square * k.position
      : typeof width === 'number'
        ? scale ** 2 * width * q.square * k.position
        : undefined;
  if (variance === undefined || !areIndependent([q, k])) return lost(step, step.qualifiedName);
  const dropoutRate = numberIn(argument(call, 4, 'dropout_p')) ?? 0;
  const mask = maskOfFunction(call);
  if (mask === 'unknown') return lost(step, 'which pairs of positions a mask hides');
  const causal = mask === 'causal';
  const count = typeof keys === 'number' ? keys : undefined;
  const own = concentration(count, variance, causal) / (1 - dropoutRate);
  const alike = meanCorrelation(v.nearby, positionLengths(shapeAt(value)));
  const asked = shapeAt(query)?.axes.at(-2)?.length;
  const weighing = weighingOf({
    ...{ query: q, key: k, values: v, keys: count, causal, dropout: dropoutRate },
    queries: typeof asked === 'number' ? asked : undefined,
    scale: variance / (q.square * k.position),
  });
  const directions = directionsOfCommon({ carried, model }, key.nodes[0] ?? -1, value.nodes[0] ?? -1);
  const along = alongValues(q, variance, directions);
  const result =
    weighing === undefined
      ? attended(v, { concentration: own, keys: count, causal, scores: sharedScores(q, k), alike, along })
      : attendedByRows(v, weighing, alike);
  const output: Signal = {
    ...result,
    law: undefined,
    origins: v.origins,
    vague: v.vague,
    slack:
      count === undefined
        ? { amount: manyPositions(v.position, variance, causal), reason: POSITIONS }
        : undefined,
  };
  return inherited(output, v);
}

/** Whether a mask is put on the scores on their way to a softmax. */
function isMasked(model: Model, softmax: SignalNode): boolean {
  let node: SignalNode | undefined = model.nodes[softmax.inputs[0] ?? -1];
  for (let step = 0; node !== undefined && step < 6; step += 1) {
    if (/masked_fill|where|tril/.test(callOfNode(node).name) || addsCausalMask(node)) return true;
    if (node.kind === 'matmul') return false;
    node = model.nodes[node.inputs[0] ?? -1];
  }
  return false;
}

const addsCausalMask = (node: SignalNode): boolean =>
  node.kind === 'add' &&
  callOfNode(node).positional.some(
    (given) => given.kind === 'made' && given.tensor.initializer === 'causal-mask',
  );

/** So many positions there are at least, where their number is not known. */
const FEWEST_POSITIONS = 32;

/** What a mean over an unknown number of positions may keep of the part that they do not share; with a mask the first ones see few others. */
export const manyPositions = (part: number, scoreVariance: number, causal = false): number =>
  part * concentration(FEWEST_POSITIONS, scoreVariance, causal);
