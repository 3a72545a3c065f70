/** Behind attention: modules, scores and their softmax, and the values that they weigh. */
import type { ActivationNode, LayerNode, Model, OperationNode, SignalNode } from '../../network/graph';
import {
  attended,
  concentration,
  selfAttention,
  sharedScores,
  softmaxMoments,
  weightedBy,
} from '../attention';
import { axisAt, positionsOf } from '../axis';
import { transformer } from '../encoder';
import { argument, callOfNode, hasPairMask, numberIn, truthIn } from '../read-call';
import {
  POSITIONS,
  areIndependent,
  differencesOf,
  inherited,
  isLost,
  origins,
  standardNormal,
  type Carried,
  type Signal,
} from '../moments';
import { MULTIHEAD, multiheadWeights } from './multihead-weights';
import { lost, type StepContext, zeroDifferences } from './step';

/** An attention module, or a Transformer in one piece. */
export function attention(
  { call, first, firstReference, input, references, shapeAt, signalAt }: StepContext,
  step: LayerNode,
): Carried {
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
  if (!MULTIHEAD.test(step.qualifiedName)) return lost(step, step.qualifiedName);
  const weights = multiheadWeights(step, input);
  const others = references.slice(1, 3);
  const same = others.every((other) => other.nodes.join() === (firstReference?.nodes ?? []).join());
  // Keras takes the value in front of the key, which may be left out.
  const values = step.qualifiedName.startsWith('keras.') ? others[0] : (others[1] ?? others[0]);
  const source = values === undefined ? first : signalAt(values);
  if (weights === undefined || isLost(source))
    return isLost(source) ? source : lost(step, step.qualifiedName);
  const keys = same ? positionsOf(input) : others[0] && positionsOf(shapeAt(others[0]));
  const causal = hasPairMask(call);
  const { output: result } = selfAttention(same ? first : source, { ...weights, keys, causal }, first);
  // Of values whose differences are not known, what a mean over positions leaves is not known either.
  if (first.vague !== undefined) return lost(step, first.vague);
  const unclear = keys === undefined && result.input <= 0 ? POSITIONS : first.vague;
  const varied = weights.value * weights.output * source.position;
  const variance = weights.query * first.square * weights.key * source.position;
  return {
    ...result,
    law: undefined,
    origins: new Set([`${step.instance}`]),
    vague: unclear,
    slack:
      keys === undefined ? { amount: manyPositions(varied, variance, causal), reason: POSITIONS } : undefined,
  };
}

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
  if (along?.role === 'position' && scores.vague === undefined && scores.law === undefined)
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
    attention: { kind: 'weights', concentration: own, keys: count, variance, causal },
    vague: count === undefined ? 'attention weights' : undefined,
    nonNegative: true,
  };
}

/** Values times the weights of attention. */
export function weightedValues(step: OperationNode, weights: Signal, values: Signal): Carried {
  const keys = weights.attention?.keys;
  if (weights.attention?.kind !== 'weights' || keys === undefined || values.attention !== undefined)
    return lost(step, 'a product with attention');
  return {
    ...weightedBy(values, { concentration: weights.attention.concentration, keys }),
    law: undefined,
    origins: values.origins,
    vague: values.vague,
  };
}

/** Scores of queries and keys, or values weighed by attention. */
export function multipliedMatrices(
  { call, references, shapeAt, signalAt }: StepContext,
  step: OperationNode,
): Carried {
  const [one, other] = references;
  if (one === undefined || other === undefined || references.length !== 2) return lost(step, call.name);
  const [left, right] = [signalAt(one), signalAt(other)];
  if (isLost(left)) return left;
  if (isLost(right)) return right;
  const [leftShape, rightShape] = [shapeAt(one), shapeAt(other)];
  if (left.attention?.kind === 'weights' && right.attention === undefined) {
    const keys = left.attention.keys;
    const result = attended(right, { concentration: left.attention.concentration, keys });
    const variance = left.attention.variance;
    const output: Signal = {
      ...result,
      law: undefined,
      origins: right.origins,
      vague: right.vague,
      slack:
        keys === undefined
          ? { amount: manyPositions(right.position, variance, left.attention.causal), reason: POSITIONS }
          : undefined,
    };
    return inherited(output, right);
  }
  if (left.attention !== undefined || right.attention !== undefined) return lost(step, call.name);
  const inner = leftShape && axisAt(leftShape, -1);
  const innerRight = rightShape && axisAt(rightShape, -2);
  const width = typeof inner?.length === 'number' ? inner.length : innerRight?.length;
  if (typeof width !== 'number' || (inner?.role !== 'feature' && innerRight?.role !== 'feature'))
    return lost(step, call.name);
  if (!areIndependent([left, right]) || left.vague !== undefined || right.vague !== undefined)
    return lost(step, call.name);
  const square = width * left.square * right.square;
  return {
    mean: 0,
    square,
    input: square - width * (left.square - left.input) * (right.square - right.input),
    // Of two keys, which the softmax compares.
    position: width * left.square * right.position,
    both: width * left.square * right.position,
    unit: square,
    unitAndInput: square,
    law: undefined,
    origins: origins([left, right], step.index),
    vague: undefined,
    attention: { kind: 'scores', concentration: 0, keys: undefined, variance: 0, width },
  };
}

/** Attention as one function of queries, keys and values. */
export function dotProductAttention(
  { call, references, shapeAt, signalAt }: StepContext,
  step: OperationNode,
): Carried {
  const [query, key, value] = references;
  if (query === undefined || key === undefined || value === undefined) return lost(step, step.qualifiedName);
  const [q, k, v] = [signalAt(query), signalAt(key), signalAt(value)];
  if (isLost(q)) return q;
  if (isLost(k)) return k;
  if (isLost(v)) return v;
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
  const causal = truthIn(argument(call, 5, 'is_causal')) === true;
  const count = typeof keys === 'number' ? keys : undefined;
  const own = concentration(count, variance, causal) / (1 - dropoutRate);
  const result = attended(v, { concentration: own, keys: count, causal, scores: sharedScores(q, k) });
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
    if (/masked_fill|where|tril/.test(callOfNode(node).name)) return true;
    if (node.kind === 'matmul') return false;
    node = model.nodes[node.inputs[0] ?? -1];
  }
  return false;
}

/** So many positions there are at least, where their number is not known. */
const FEWEST_POSITIONS = 32;

/** What a mean over an unknown number of positions may keep of the part that they do not share; with a mask the first ones see few others. */
export const manyPositions = (part: number, scoreVariance: number, causal = false): number =>
  part * concentration(FEWEST_POSITIONS, scoreVariance, causal);
