/** One step of the signal's way forward. */
import { erf } from '../numerics/error-function';
import { arithmeticOf, isQuotient } from './arithmetic-names';
import { own as ownValue } from '../own';
import { weightVariance } from '../frameworks/variance';
import type {
  ActivationNode,
  Given,
  LayerNode,
  MadeTensor,
  Model,
  OperationNode,
  SignalNode,
  SignalReference,
  Size,
} from '../network/graph';
import { consumersOf } from '../network/ways';
import { axisAt, positionsOf, type Axis, type Length, type Role, type Shape } from './axis';
import { clampOf } from './clamp';
import {
  attended,
  concentration,
  linear,
  selfAttention,
  sharedScores,
  softmaxMoments,
  weightedBy,
} from './attention';
import { transformer } from './encoder';
import { axisOfJoining, partMoments } from './joined-parts';
import { fansOfEinsum, isMissing, kernelOf, type Kernel } from './kernel';
import {
  keptByMean,
  nearbyBehindWeights,
  nearbyBehindWindow,
  nearbyBesideOwn,
  nearbyOfJoined,
  nearbyOfWindows,
  nearbyWithin,
  type Nearby,
  type Sliding,
} from './nearby';
import { scaleOf as normScale } from './norm';
import { activationFunction } from './point-function';
import { averaged, maximum, maximumOfUnits, overlapOfLargest } from './pooling';
import { unitLengthOf } from './unit-length';
import { argument, callOfNode, hasPairMask, numberIn, partsOf, signalsIn, truthIn } from './read-call';
import { sharedByDepthwise } from './depthwise-residual';
import { drawnRecurrence } from './drawn-recurrence';
import { recurrentWeights } from './recurrent-weights';
import {
  allNonNegative,
  applied,
  areIndependent,
  differenceNames,
  differencesOf,
  inherited,
  isConcentrated,
  isLost,
  type Lost,
  lawOf,
  linearised,
  mixtureOf,
  origins,
  POSITIONS,
  productOf,
  sameBase,
  scaled,
  scaledOf,
  standardNormal,
  sumOf,
  type Carried,
  type Moments,
  type Signal,
} from './signal';
import { patchesOf, windowsPerElement } from './patches';
import { resamplingOf } from './resampling';
import { poolingOf } from './shape-pooling';
import { madeShape, tableIn, tableShape } from './shape-made';
import { roundsOf } from './rounds';
import { isRunOverTime } from './shape-rules';
import { isItems, lengthOf, shapesOf } from './shapes';
import {
  hasChannelsFirst,
  shareInside,
  shareInsideTogether,
  spatialLengths,
  spatialOf,
  tapsInside,
  windowOf,
} from './windows';
import { alikeBehind } from './unlike-units';
import { grownLengths, lengthsOfInput } from './vector-lengths';
import { areTwins, sumOfTwins } from './twins';
import { isSineOrCosine, madeSignal } from './made-signal';
import { keptPart, leavesOutBranches, waysOfTraining } from './stochastic-depth';

export interface ForwardContext {
  readonly model: Model;
  readonly carried: readonly Carried[];
  /** Biases that are not known count as none, for a figure that is better than no figure. */
  readonly lenient?: boolean;
}

/** A step whose output cannot be told. */
const lost = (node: SignalNode, reason: string): Lost => ({ lost: reason, at: node.index });

export function forwardStep({ model, carried, lenient = false }: ForwardContext, node: SignalNode): Carried {
  const shapes = shapesOf(model);
  const shapeAt = ({ nodes, piece }: SignalReference): Shape | undefined => {
    const own = shapes[nodes[0] ?? -1];
    if (!isItems(own)) return own;
    const item = piece === undefined || piece === 'any' ? own.items[0] : own.items[piece[0] ?? 0];
    const inner = isItems(item) ? item.items[0] : item;
    return isItems(inner) ? undefined : inner;
  };
  /** The signal of a reference: ways that join must agree. */
  const signalAt = (reference: SignalReference): Carried => {
    const [first, ...others] = waysOfTraining(model, reference);
    const own = first === undefined ? undefined : carried[first];
    if (own === undefined) return lost(node, node.qualifiedName);
    if (isLost(own)) return own;
    for (const other of others) {
      const next = carried[other];
      if (next === undefined || isLost(next)) return next ?? lost(node, node.qualifiedName);
      if (Math.abs(next.square - own.square) > 1e-9 * own.square) return lost(node, 'ways that join');
    }
    return pieceOf(own, reference);
  };
  const pieceOf = (whole: Signal, { nodes, piece }: SignalReference): Carried => {
    if (piece === undefined) return whole;
    const from = model.nodes[nodes[0] ?? -1];
    if (from?.kind === 'layer' && (from.role === 'recurrent' || from.role === 'attention')) {
      if (piece === 'any' || piece[0] === 0) return whole;
      return from.role === 'attention' ? lost(node, 'attention weights') : lastState(from, whole, piece);
    }
    if (piece === 'any') return whole;
    const origin = [...whole.origins].map((own) => `${own}/${nodes[0] ?? 0}:${piece.join('.')}`);
    const along = splitRole(model, from);
    return along === 'position' || along === 'batch'
      ? { ...whole, law: undefined }
      : {
          ...whole,
          origins: new Set(origin),
          law: whole.law && { ...whole.law, base: whole.law.base * 64 + 1e6 + (piece[0] ?? 0) },
        };
  };
  const lengthIn = (size: Size | undefined): Length => lengthOf(model, size);
  const made = (tensor: MadeTensor): Signal | undefined => madeSignal(tensor, node.index, lengthIn);
  const call = callOfNode(node);
  const references = signalsIn(call);
  const [firstReference] = references;
  const table = node.inputs.length === 0 ? tableIn(call) : undefined;
  const firstSignal = (): Carried => {
    if (firstReference !== undefined) return signalAt(firstReference);
    if (node.inputs.length > 0) return signalAt({ nodes: node.inputs, piece: undefined });
    return (table && made(table)) ?? standardNormal(`input ${node.index}`);
  };
  const first = firstSignal();
  const input: Shape | undefined =
    firstReference === undefined
      ? table && tableShape(table, { lengthOf: lengthIn, shapeOf: shapeAt })
      : shapeAt(firstReference);
  const own = shapes[node.index];
  const output = isItems(own) ? undefined : own;
  const index = firstReference?.nodes[0] ?? -1;

  switch (node.kind) {
    case 'input':
      return { ...standardNormal(`input ${node.index}`), lengths: lengthsOfInput(output) };
    case 'output':
    case 'loss':
      return first;
    case 'unknown':
      return lost(node, node.qualifiedName);
    case 'layer':
      return layer(node);
    case 'activation':
      return activation(node);
    case 'norm':
      return normalized(node);
    case 'dropout':
      return dropped(node);
    case 'pooling':
      return pooled(node);
    case 'reshape':
      return moved(node);
    case 'split':
      return taken(node);
    case 'concat':
      return joined(node);
    case 'add':
      return added(node);
    case 'multiply':
      return multiplied(node);
    case 'elementwise':
      return elementwise(node);
    case 'matmul':
      return multipliedMatrices(node);
    case 'attention':
      return dotProductAttention(node);
  }

  function layer(step: LayerNode): Carried {
    switch (step.role) {
      case 'embedding':
        return embedded(step);
      case 'recurrent': {
        if (isLost(first)) return first;
        const weights = recurrentWeights(step);
        if (weights === undefined) return lost(step, step.qualifiedName);
        let moments: Moments = first;
        const rounds = roundsOf(model, step);
        for (const part of weights.layers) {
          moments = drawnRecurrence(
            weights.kind,
            moments,
            part,
            weights.activation,
            rounds ?? stepsOf(step, input),
          ).output;
          if (weights.dropout > 0 && part !== weights.layers.at(-1))
            moments = dropoutMoments(moments, weights.dropout);
        }
        // What each draw of so many recurrences makes of differences is not their mean.
        const isDeep = weights.layers.length > 2 && (weights.dropout > 0 || /GRU/.test(step.qualifiedName));
        return {
          ...moments,
          law: undefined,
          origins: new Set([`${step.instance}`]),
          vague: first.vague ?? (isDeep ? 'more than two recurrent layers' : undefined),
        };
      }
      case 'attention':
        return attention(step);
      case 'linear':
      case 'conv':
        return weighted(step);
    }
  }

  function weighted(step: LayerNode): Carried {
    if (isLost(first)) return first;
    const isSum = /einsum/i.test(step.qualifiedName) && step.fanIn === undefined;
    if (isSum && fansOfEinsum(step) === undefined) return lost(step, step.qualifiedName);
    if (step.qualifiedName === 'torch.nn.Bilinear') return bilinear(step, first);
    const kernel = kernelOf(step, input, lenient);
    if (isMissing(kernel)) return lost(step, `the ${kernel.missing} of ${step.qualifiedName}`);
    const { bias } = kernel;
    const isCopy = kernel.copies && kernel.scale === 1 && bias.variance === 0 && bias.mean === 0;
    if (isCopy && step.fanIn === step.width) return first;
    let { scale } = kernel;
    let taps = kernel.fanIn ?? 0;
    const spatial = spatialOf(step);
    let perPosition = 1;
    /** Of the taps inside at one place, those that are so at another one. */
    let together = 1;
    /** Of a transposed window: places that meet other taps of it. */
    let steps = 1;
    if (step.role === 'conv') {
      const window = windowOf(step.arguments, spatial, false);
      if (window === undefined) return lost(step, `the window of ${step.qualifiedName}`);
      perPosition = window.kernel.reduce((product, side) => product * side, 1);
      if (/[Tt]ranspose/.test(step.qualifiedName)) {
        const last = !hasChannelsFirst(step);
        const after = spatialLengths(output, spatial, last);
        const share = spatialLengths(input, spatial, last).reduce<number>(
          (product, length, dimension) => product * tapsInside(length, after[dimension], window, dimension),
          1,
        );
        scale *= share;
        taps *= share;
        perPosition *= share;
        steps = window.stride.reduce((product, stride) => product * stride, 1);
      } else {
        const padding = step.arguments['padding_mode'];
        if (padding === undefined || padding === 'zeros')
          for (const [dimension, length] of spatialLengths(
            input,
            spatial,
            !hasChannelsFirst(step),
          ).entries()) {
            const share = shareInside(length, window, dimension);
            scale *= share;
            taps *= share;
            together *= shareInsideTogether(length, window, dimension);
          }
      }
    }
    const moments = throughWeights(first, { scale, mean: kernel.mean, taps, perPosition, bias });
    const edges =
      scale * (together * (first.edges ?? 0) + (1 - together) * Math.max(0, first.square - first.both));
    const apart = (difference: number, own: number): number =>
      steps === 1 ? own : own + scale * (1 - 1 / steps) * Math.max(0, first.square - difference);
    const kept = moments.square > 0 ? (scale * first.square) / moments.square : 0;
    return {
      ...moments,
      lengths: step.role === 'linear' ? grownLengths(first.lengths, kept) : undefined,
      alike: alikeBehind(model, step, first),
      nearby: nearbyBehind(step, first, kernel, output),
      position: apart(first.position, moments.position),
      both: apart(first.both, moments.both),
      edges: edges > 0 ? edges : undefined,
      law: undefined,
      origins: new Set([`${step.instance}`]),
      vague: first.vague,
      slack: first.slack && { ...first.slack, amount: scale * first.slack.amount },
    };
  }

  /** A sum over the products of all pairs of units. */
  function bilinear(step: LayerNode, left: Signal): Carried {
    const right = references[1] === undefined ? left : signalAt(references[1]);
    if (isLost(right)) return right;
    const kernel = kernelOf(step, input, lenient);
    const [one, other] = [step.arguments['in1_features'], step.arguments['in2_features']];
    if (isMissing(kernel) || kernel.variance === undefined || kernel.mean !== 0)
      return lost(step, `the weights of ${step.qualifiedName}`);
    if (typeof one !== 'number' || typeof other !== 'number')
      return lost(step, `the width of ${step.qualifiedName}`);
    const pairs = linear(
      productOf([left, right], step.index),
      kernel.variance * one * other,
      kernel.bias.variance,
    );
    return {
      ...pairs,
      mean: kernel.bias.mean,
      law: undefined,
      origins: new Set([`${step.instance}`]),
      vague: left.vague ?? right.vague,
    };
  }

  function embedded(step: LayerNode): Carried {
    const start = step.initialization;
    const kernel = kernelOf({ ...step, bias: false, fanIn: step.fanIn ?? 1 }, undefined);
    if (start === undefined || isMissing(kernel) || kernel.variance === undefined)
      return lost(step, `the weights of ${step.qualifiedName}`);
    const rows = step.fanIn ?? Number.POSITIVE_INFINITY;
    const square = kernel.variance + kernel.mean ** 2;
    // Two tokens are the same one once in as many times as there are rows.
    const differs = kernel.variance * (1 - 1 / rows);
    const isInput = node.inputs.length > 0 && !isCounted(model, node);
    const given = node.inputs.length === 0 ? call.positional[0] : undefined;
    // Every position has the same token.
    const isSame = given?.kind === 'made' && /^(?:zeros|ones|constant)$/.test(given.tensor.initializer ?? '');
    const base: Moments = {
      mean: kernel.mean,
      square,
      input: isInput ? differs : 0,
      position: isSame ? 0 : differs,
      both: isSame ? 0 : differs,
      unit: kernel.variance,
      unitAndInput: kernel.variance,
    };
    const origin = { law: undefined, origins: new Set([`${step.instance}`]), vague: undefined };
    if (!/EmbeddingBag$/.test(step.qualifiedName)) return { ...base, ...origin };
    const tokens = references.length === 1 ? axisAt(input, -1)?.length : undefined;
    const mode = step.arguments['mode'] ?? 'mean';
    if (typeof tokens !== 'number' || (mode !== 'mean' && mode !== 'sum'))
      return lost(step, 'the number of tokens in a bag');
    const mean: Signal = { ...averaged(base, tokens, 'position'), ...origin };
    return mode === 'sum' ? scaled(mean, tokens) : mean;
  }

  function attention(step: LayerNode): Carried {
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
        keys === undefined
          ? { amount: manyPositions(varied, variance, causal), reason: POSITIONS }
          : undefined,
    };
  }

  function activation(step: ActivationNode): Carried {
    if (isLost(first)) return first;
    const f = activationFunction(step.activation, step.parameters);
    if (f !== undefined) {
      if (first.vague !== undefined) {
        const vague = applied(first, f, index);
        return { ...vague, vague: first.vague };
      }
      return applied(first, f, index);
    }
    if (step.activation === 'softmax' || step.activation === 'log_softmax') return softmax(step, first);
    const gate = gates.get(step.activation);
    if (gate !== undefined) {
      const inner = activationFunction(gate, {});
      if (inner === undefined) return lost(step, step.activation);
      const half = (name: string): Signal => ({ ...first, origins: new Set([`${step.index} ${name}`]) });
      const gated = productOf([half('value'), applied(half('gate'), inner, index)], step.index);
      return { ...gated, origins: first.origins };
    }
    return lost(step, step.activation);
  }

  function softmax(step: ActivationNode, scores: Signal): Carried {
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

  function normalized(step: OperationNode): Carried {
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

  function dropped(step: OperationNode): Carried {
    if (isLost(first)) return first;
    const kept = keptPart(step);
    if (kept !== undefined) return thinnedTo(first, kept);
    const noise = step.arguments['stddev'];
    if (/GaussianNoise$/.test(step.qualifiedName) && typeof noise === 'number')
      return { ...first, ...withNoise(first, noise ** 2), law: undefined };
    const given = step.arguments['p'] ?? step.arguments['rate'];
    const rate =
      given ??
      numberIn(argument(call, 1, 'p', 'rate')) ??
      (step.qualifiedName.startsWith('torch.') ? 0.5 : undefined);
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

  function pooled(step: OperationNode): Carried {
    if (isLost(first)) return first;
    const pooling = poolingOf({ node: step, lengthOf: lengthIn });
    if (pooling === undefined) return lost(step, call.name || step.qualifiedName);
    if (first.vague !== undefined) return { lost: first.vague, at: step.index };
    /** @param unknown the part that a mean over an unknown number of positions takes away */
    const plain = (moments: Moments, unknown = 0): Signal =>
      inherited(
        {
          alike: first.alike,
          ...moments,
          law: undefined,
          origins: first.origins,
          vague: undefined,
          slack: unknown > 0 ? { amount: manyPositions(unknown, 0), reason: POSITIONS } : undefined,
          nonNegative: first.nonNegative,
        },
        first,
      );
    if (pooling.kind === 'window') {
      const window = windowOf(pooling.arguments, pooling.spatial, true);
      if (window === undefined) return lost(step, step.qualifiedName);
      if (pooling.how !== 'max' && pooling.how !== 'average') return lost(step, step.qualifiedName);
      const axes = window.kernel.map((taps, dimension) => ({
        taps,
        stride: window.stride[dimension] ?? 1,
        dilation: 1,
      }));
      if (pooling.how === 'average') {
        const within = averaged(first, 1 / keptByMean(first.nearby, window.kernel), 'position');
        return plain({
          ...within,
          edges: first.edges,
          nearby: nearbyBehindWindow(first.nearby, axes),
        });
      }
      return largestInWindows(first, axes, plain);
    }
    if (pooling.kind === 'reduction') return reducedAxes(step, first, pooling.dimensions, pooling.how, plain);
    const before = positionsOf(input);
    const after = pooling.kind === 'global' ? 1 : positionsOf(output);
    const count = before === undefined || after === undefined ? undefined : before / after;
    if (pooling.how === 'average') {
      if (count !== undefined && count < 1) return first;
      const moments = averaged(withEdges(first), keptCount(first, count), 'position');
      if (leavesOutBranches(model, step.index) && first.position < first.square)
        return { ...plain(moments), vague: 'branches that samples leave out' };
      // More places than it is made of: nothing is averaged where the sizes are not known.
      if (count === undefined && pooling.kind === 'adaptive' && after !== 1)
        return lost(step, 'the size of the input');
      return plain(moments, count === undefined ? first.position : 0);
    }
    if (count === undefined || pooling.how !== 'max') return lost(step, 'the size of the input');
    return plain(maximum(withEdges(first), Math.max(1, Math.round(count)), windowsOfAxes(count)));
  }

  /** The largest element of each window: of windows of windows the largest of all that they cover together. */
  function largestInWindows(
    signal: Signal,
    axes: readonly Sliding[],
    plain: (moments: Moments) => Signal,
  ): Carried {
    const before = signal.largest?.square === signal.square ? signal.largest : undefined;
    const of = before?.of ?? signal;
    const sides = axes.map(({ taps }, axis) =>
      before === undefined ? taps : (taps - 1) * (before.steps[axis] ?? 1) + (before.sides[axis] ?? 1),
    );
    const steps = axes.map(({ stride }, axis) => stride * (before?.steps[axis] ?? 1));
    const whole = sides.map((taps, axis) => ({ taps, stride: steps[axis] ?? 1, dilation: 1 }));
    const count = sides.reduce((product, side) => product * side, 1);
    const result = plain({
      ...maximum(of, count, sides),
      edges: signal.edges,
      nearby: nearbyBehindWindow(of.nearby, whole, (common) => overlapOfLargest(of, count, common)),
    });
    return { ...result, largest: { of, square: result.square, sides, steps } };
  }

  /** How many positions of each axis go into one, of so many together. */
  function windowsOfAxes(count: number): readonly number[] {
    const before = positionLengths(input);
    const after = positionLengths(output);
    const sides = before.map(
      (length, place) => length / (before.length === after.length ? (after[place] ?? 1) : 1),
    );
    const whole = sides.reduce((product, side) => product * side, 1);
    return Math.abs(whole - count) < 1e-9 * count ? sides : [count];
  }

  /** Of as many independent positions a mean keeps what it keeps of these. */
  function keptCount(signal: Moments, count: number | undefined): number | undefined {
    if (count === undefined || signal.nearby === undefined) return count;
    return 1 / keptByMean(signal.nearby, windowsOfAxes(count));
  }

  function reducedAxes(
    step: OperationNode,
    signal: Signal,
    dimensions: readonly number[] | 'all' | undefined,
    how: string,
    plain: (moments: Moments, unknown?: number) => Signal,
  ): Carried {
    if (input === undefined || dimensions === undefined || dimensions === 'all') return lost(step, call.name);
    const axes = dimensions.map((dimension) => axisAt(input, dimension));
    switch (how) {
      case 'max':
        return largest(step, signal, axes, plain);
      case 'deviation':
      case 'variance':
      case 'norm':
        return spreadOfUnits(step, signal, axes, how, plain);
      case 'average':
      case 'sum':
        return averagedAxes(step, signal, axes, how, plain);
      default:
        return lost(step, call.name);
    }
  }

  function largest(
    step: OperationNode,
    signal: Signal,
    axes: readonly (Axis | undefined)[],
    plain: (moments: Moments) => Signal,
  ): Carried {
    const [only] = axes;
    // Units side by side, as of maxout; a channel may be alone.
    if (axes.length === 1 && only?.role === 'feature' && typeof only.length === 'number')
      return plain(maximumOfUnits(signal, only.length));
    const counts = axes.map((own) =>
      own?.role === 'position' && typeof own.length === 'number' ? own.length : undefined,
    );
    const count = counts.reduce<number | undefined>(
      (all, own) => (all === undefined || own === undefined ? undefined : all * own),
      1,
    );
    return count === undefined
      ? lost(step, call.name)
      : plain(
          maximum(
            signal,
            count,
            counts.flatMap((own) => (own === undefined ? [] : [own])),
          ),
        );
  }

  function spreadOfUnits(
    step: OperationNode,
    signal: Signal,
    axes: readonly (Axis | undefined)[],
    how: 'deviation' | 'variance' | 'norm',
    plain: (moments: Moments) => Signal,
  ): Carried {
    const [own] = axes;
    if (axes.length !== 1 || own === undefined) return lost(step, call.name);
    if (own.role !== 'feature' && !(own.role === 'unknown' && isNoise(signal))) return lost(step, call.name);
    const count = typeof own.length === 'number' ? own.length : undefined;
    if (how === 'norm' && count === undefined) return lost(step, 'the width of its input');
    const square = how === 'norm' ? signal.square * (count ?? 1) : signal.unit;
    const value = how === 'variance' ? square : Math.sqrt(square);
    // A sum of that many squares, each with twice its own mean square as variance.
    const differs = (value ** 2 * (how === 'variance' ? 2 : 0.5)) / (count ?? FEWEST_UNITS);
    return plain({
      mean: value,
      square: value ** 2 + differs,
      ...differencesOf(signal, (difference) => Math.min(1, difference / signal.square) * differs),
    });
  }

  function averagedAxes(
    step: OperationNode,
    signal: Signal,
    axes: readonly (Axis | undefined)[],
    how: 'average' | 'sum',
    plain: (moments: Moments, unknown?: number) => Signal,
  ): Carried {
    let current: Signal = withEdges(signal);
    let unknown = 0;
    const numbers = axes.map((own) => (typeof own?.length === 'number' ? own.length : undefined));
    const isPlace = axes.map((own) => own?.role === 'position');
    const places = numbers.flatMap((count, at) =>
      isPlace[at] === true && count !== undefined ? [count] : [],
    );
    if (places.length > 0) {
      // Over all positions at once: one after the other each would take away what the axes differ by together.
      current = plain(averaged(current, 1 / keptByMean(current.nearby, places), 'position'));
      if (how === 'sum')
        current = scaled(
          current,
          places.reduce((product, count) => product * count, 1),
        );
    }
    for (const [at, own] of axes.entries()) {
      const isFree = own?.role === 'unknown' && axes.length === 1 && isNoise(current);
      const over = own && (averagedOver(own.role) ?? (isFree ? 'unit' : undefined));
      const count = numbers[at];
      if (over === undefined) return lost(step, call.name);
      if (how === 'sum' && count === undefined) return lost(step, POSITIONS);
      if (over === 'position' && count !== undefined) continue;
      if (count === undefined) unknown += current.position;
      current = plain(averaged(current, count, over), unknown);
      if (how === 'sum' && count !== undefined) current = scaled(current, count);
    }
    return current;
  }

  function moved(step: OperationNode): Carried {
    if (isLost(first)) return first;
    const resampling = resamplingOf(step, input, output);
    if (resampling !== undefined) {
      if (resampling === 'other') return lost(step, call.name);
      if (resampling.share === 1) return first;
      if (first.vague !== undefined) return lost(step, call.name);
      return { ...first, ...averaged(first, 1 / resampling.share, 'position'), law: undefined };
    }
    const windows = windowsPutTogether();
    if (windows !== undefined) return windows;
    if (/[pP]ad(?:ding)?[123]?[dD]?$/.test(call.name) && !/Reflection|Replication|Circular/.test(call.name)) {
      const mode = constant(argument(call, 2, 'mode'));
      if (mode !== undefined && mode !== 'constant') return first;
      const [before, after] = [positionsOf(input), positionsOf(output)];
      // Zeros thin it out.
      return before === undefined || after === undefined || before >= after
        ? first
        : thinned(first, before / after);
    }
    if (patchesOf(step) !== undefined) return inPatches(step, first);
    if (/^(?:fold|Fold|unfold|Unfold|grid_sample|scatter)/.test(call.name)) return lost(step, call.name);
    if (first.attention?.kind === 'scores' && /transpose|permute/.test(call.name))
      return lost(step, call.name);
    return first;
  }

  /** Windows side by side, of which some may lie outside; or the sum of all that an element lies in. */
  function inPatches(step: OperationNode, image: Signal): Carried {
    const count = windowsPerElement(step, input, output);
    const patches = patchesOf(step);
    if (patches === undefined || count === undefined) return lost(step, call.name);
    if (patches.folds !== undefined) {
      if (count === 1) return { ...image, law: undefined };
      if (image.vague !== undefined) return lost(step, call.name);
      // Windows of other places have in common what positions do.
      const summed = (own: number, other: number): number => count * own + count * (count - 1) * other;
      const shared = image.square - image.position;
      const square = summed(image.square, shared);
      return {
        ...image,
        mean: count * image.mean,
        square,
        input: square - summed(image.square - image.input, image.square - image.both),
        position: square - count ** 2 * shared,
        both: square - count ** 2 * (image.square - image.both),
        unit: square - count ** 2 * image.mean ** 2,
        unitAndInput: square - count ** 2 * image.mean ** 2,
        nearby: undefined,
        law: undefined,
      };
    }
    const share = spatialLengths(input, 2, false).reduce<number>(
      (all, length, dimension) => all * shareInside(length, patches.window, dimension),
      1,
    );
    return share === 1 ? { ...image, law: undefined } : thinned(image, share);
  }

  /**
   * Windows of an image that stood beside each other as inputs do: two positions of different ones have in common what two inputs have, and those of
   * one window what they had.
   */
  function windowsPutTogether(): Signal | undefined {
    if (isLost(first) || input === undefined || output === undefined || input.axes.length !== 3)
      return undefined;
    if (output.axes.length < 5 || first.both <= first.position) return undefined;
    const [before, tokens, after] = [input.axes[0]?.length, input.axes[1]?.length, output.axes[0]?.length];
    if (typeof before !== 'number' || typeof tokens !== 'number' || typeof after !== 'number')
      return undefined;
    const side = Math.sqrt(tokens);
    if (before <= after || before % after !== 0 || !Number.isInteger(side)) return undefined;
    const share = 1 - first.position / first.both;
    return { ...first, position: first.both, nearby: nearbyOfWindows(side, share), law: undefined };
  }

  function taken(step: OperationNode): Carried {
    if (isLost(first)) return first;
    if (/^(?:topk|sort|scatter|masked_select|boolean_mask|index_add|index_put)/.test(call.name))
      return lost(step, call.name);
    if (call.name !== 'getitem') return first;
    const from = model.nodes[firstReference?.nodes[0] ?? -1];
    const [, ...indices] = call.positional;
    const number = indices.length === 1 ? numberIn(indices[0]) : undefined;
    const gives = shapes[from?.index ?? -1];
    if (
      from?.kind === 'layer' &&
      from.role === 'recurrent' &&
      isItems(gives) &&
      firstReference?.piece === undefined
    )
      return number === 0 ? first : lost(step, 'the state of a recurrent layer');
    const partOfItems = isItems(gives) && firstReference?.piece === undefined;
    if ((partOfItems || splitsFeatures(indices)) && number !== undefined)
      return {
        ...first,
        law: first.law && { ...first.law, base: first.law.base * 64 + 1e6 + number },
        origins: new Set(
          [...first.origins].map((own) => `${own}/${firstReference?.nodes[0] ?? 0}:${number}`),
        ),
      };
    return takesOnePosition(indices) && hasTokenOfItsOwn(model)
      ? { ...first, vague: first.vague ?? 'a token of its own size' }
      : first;
  }

  /** `x[:, 0]`, where the second axis runs over positions. */
  function takesOnePosition(indices: readonly Given[]): boolean {
    return indices.some(
      (given, place) => numberIn(given) !== undefined && input?.axes[place]?.role === 'position',
    );
  }

  /** `qkv[0]`, where the first axis runs over features. */
  function splitsFeatures(indices: readonly unknown[]): boolean {
    return indices.length === 1 && input?.axes[0]?.role === 'feature';
  }

  function joined(step: OperationNode): Carried {
    const parts = call.positional
      .concat([...call.keywords.values()])
      .flatMap((given) => partsOf(given) ?? []);
    const signals: JoinedPart[] = [];
    const along = axisOfJoining(step);
    for (const part of parts) {
      if (part.kind === 'constant' || part.kind === 'size') continue;
      const own = joinedPart(step, part, along);
      if ('lost' in own) return own;
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
    if (equal) return { ...head.signal, law: undefined, origins: origins(all, step.index), vague };
    const widths = widthsOf(signals.length, parts);
    for (const [place, width] of widths.entries()) {
      const own = signals[place];
      if (own !== undefined) signals[place] = { ...own, share: own.share ?? width };
    }
    const total = signals.reduce<number | undefined>(
      (sum, { share }) => (sum === undefined || share === undefined ? undefined : sum + share),
      0,
    );
    const alongRole = input && typeof along === 'number' ? axisAt(input, along)?.role : undefined;
    if (total === undefined || total === 0)
      return lost(step, alongRole === 'position' ? POSITIONS : call.name);
    return {
      ...momentsOfJoined(signals, total, alongRole === 'position'),
      law: undefined,
      origins: origins(all, step.index),
      nonNegative: allNonNegative(all),
      vague,
    };
  }

  function joinedPart(step: OperationNode, part: Given, along: unknown): JoinedPart | Lost {
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
  function widthsOf(count: number, parts: readonly Given[]): readonly number[] {
    const widths = parts.flatMap((part) => {
      const length = part.kind === 'signal' ? axisAt(shapeAt(part.signal), -1)?.length : undefined;
      return typeof length === 'number' ? [length] : [];
    });
    const sum = widths.reduce((total, width) => total + width, 0);
    const takes = consumersOf(model, node.index).some((next) => next.kind === 'layer' && next.fanIn === sum);
    return widths.length === count && takes ? widths : [];
  }

  /** The tensors that an arithmetic step takes, weights by hand among them. */
  function operands(step: OperationNode): readonly Operand[] | Carried {
    const found: Operand[] = [];
    const parts = call.positional.flatMap((given) =>
      given.kind === 'sequence' || (given.kind === 'constant' && typeof given.value === 'object')
        ? (partsOf(given) ?? [])
        : [given],
    );
    for (const given of parts) {
      if (given.kind === 'signal') {
        const own = signalAt(given.signal);
        if (isLost(own)) return own;
        const signal = isSpread(shapeAt(given.signal), output) ? atAllPositions(own) : own;
        found.push({ signal, index: given.signal.nodes[0] ?? -1 });
      } else if (given.kind === 'made') {
        const own = made(given.tensor);
        if (own === undefined) return lost(step, 'a tensor that is made by hand');
        found.push({ signal: own, index: -1 });
      } else if (numberOrLength(given) === undefined)
        return lost(step, `the other side of ${call.name || step.qualifiedName}`);
    }
    return found;
  }

  /** A number that is written, or that the lengths of axes come to. */
  function numberOrLength(given: Given | undefined): number | undefined {
    if (given?.kind !== 'size') return numberIn(given);
    const length = lengthOf(model, given.size);
    return typeof length === 'number' ? length : undefined;
  }

  function factorIn(): number | undefined {
    return call.positional.map(numberOrLength).find((number) => number !== undefined);
  }

  function added(step: OperationNode): Carried {
    // A mask that is added to scores leaves those it does not hide as they are.
    if (!isLost(first) && first.attention?.kind === 'scores' && references.length === 1) return first;
    const turned = rotated();
    if (turned !== undefined) return turned;
    const found = operands(step);
    if (!Array.isArray(found)) return found as Carried;
    const parts = found as readonly Operand[];
    const [one, other] = parts;
    if (one === undefined) return first;
    const minus = /^(?:-|sub)/.test(call.name);
    const number = factorIn();
    if (number !== undefined && parts.length === 1)
      return scaledOf(one.signal, one.index, 1, minus ? -number : number);
    if (other === undefined) return lost(step, call.name);
    if (one.signal.attention?.kind === 'scores') return withBias(step, one.signal, other.signal);
    if (other.signal.attention?.kind === 'scores') return withBias(step, other.signal, one.signal);
    const signals = parts.map(({ signal }, place) => (minus && place > 0 ? scaled(signal, -1) : signal));
    if (areIndependent(signals)) {
      const sum = withDepthwise(sumOf(signals, step.index), parts);
      return /^[aA]verage$/.test(call.name) ? scaled(sum, 1 / signals.length) : sum;
    }
    if (parts.length === 2 && near(one.signal.square, other.signal.square)) {
      const isBoth = areTwins(model, one.index, other.index);
      if (isBoth) return sumOfTwins(one.signal, other.signal, minus ? -1 : 1);
    }
    const dependent = 'a sum of tensors that depend on each other';
    return dependentSum(step, signals, [one, other]) ?? lost(step, dependent);
  }

  /** Scores with a bias for each pair of positions: by what these differ a softmax sees them. */
  function withBias(step: OperationNode, scores: Signal, bias: Signal): Carried {
    if (bias.attention !== undefined || bias.vague !== undefined || !areIndependent([scores, bias]))
      return lost(step, 'a mask');
    const { attention: own } = scores;
    return { ...sumOf([scores, { ...bias, law: undefined }], step.index), ...(own && { attention: own }) };
  }

  /** A tensor and a branch of it that ends without weights have something in common, though their weights do not. */
  function withDepthwise(sum: Signal, parts: readonly Operand[]): Signal {
    const [one, other] = parts;
    if (parts.length !== 2 || one === undefined || other === undefined) return sum;
    const shared = sharedByDepthwise(model, one, other) ?? sharedByDepthwise(model, other, one);
    if (shared === undefined) return sum;
    const more = 2 * shared.covariance;
    return {
      ...sum,
      square: sum.square + more,
      ...differencesOf(sum, (difference) => difference + more),
      nearby: nearbyWithin(
        sum.nearby,
        {
          share: more / (sum.position + more),
          varied: (2 * shared.varied) / (sum.position + more) ** 2,
        },
        shared.reach,
      ),
    };
  }

  /** The sum of tensors that depend on each other, where one law covers both or one of them is small. */
  function dependentSum(
    step: OperationNode,
    signals: readonly Signal[],
    [one, other]: readonly [Operand, Operand],
  ): Signal | undefined {
    const [left, right] = signals;
    const isPair = signals.length === 2 && left !== undefined && right !== undefined;
    const together = isPair ? sameBase(left, right, 'sum', [one.index, other.index]) : undefined;
    if (together !== undefined) return together;
    if (isPair && isSmallBeside(one.signal, other.signal, isMean(model, other.index)))
      return sumOf(signals, step.index);
    return left && right && mixtureOf(left, right, step.index);
  }

  /** `x·cos + y·sin` for halves x and y of one tensor: rotary positions turn pairs of its elements, and leave their size. */
  function rotated(): Carried | undefined {
    const parts = references.map(({ nodes }) => waveProduct(model.nodes[nodes[0] ?? -1]));
    const [one, other] = parts;
    if (parts.length !== 2 || one === undefined || other === undefined || one.wave === other.wave)
      return undefined;
    const [left, right] = [signalAt(one.turned), signalAt(other.turned)];
    if (isLost(left) || isLost(right) || !near(left.square, right.square)) return undefined;
    return { ...left, law: undefined, nonNegative: undefined };
  }

  /** The only tensor of a product with rotations, or with a mask of what is kept: undefined for any other product. */
  function turnedOrThinned(step: OperationNode): Carried | undefined {
    if (call.positional.some((given) => given.kind === 'made' && given.tensor.initializer === 'rotations'))
      return isLost(first) ? first : { ...first, law: undefined, nonNegative: undefined };
    const kept = keptPart(step);
    if (kept === undefined || references.length !== 1) return undefined;
    return isLost(first) ? first : thinnedTo(first, kept);
  }

  /** A product with a scale that starts at 0, whatever the rest is. */
  function withZeros(): Signal | undefined {
    if (isQuotient(call.name)) return undefined;
    const zeros = call.positional
      .flatMap((given) => (given.kind === 'made' ? [made(given.tensor)] : []))
      .find((own) => own !== undefined && own.square === 0);
    return zeros && { ...zeros, ...differencesOf(zeroDifferences, () => 0), origins: new Set() };
  }

  function multiplied(step: OperationNode): Carried {
    const passed = turnedOrThinned(step) ?? withZeros();
    if (passed !== undefined) return passed;
    const found = operands(step);
    if (!Array.isArray(found)) return found as Carried;
    const parts = (found as readonly Operand[]).map((part) => ({
      ...part,
      signal: asNumber(part.signal),
    }));
    const [one, other] = parts;
    const number = factorIn();
    const divides = isQuotient(call.name);
    if (one !== undefined && number !== undefined && parts.length === 1) {
      if (divides && (number === 0 || call.positional[0]?.kind !== 'signal')) return lost(step, call.name);
      return keep(scaledOf(one.signal, one.index, divides ? 1 / number : number), one.signal.attention);
    }
    if (one === undefined || other === undefined || parts.length !== 2) return lost(step, call.name);
    if (divides) return divided(step, one.signal, other.signal);
    if (one.signal.attention !== undefined || other.signal.attention !== undefined)
      return one.signal.attention === undefined
        ? attentive(step, other.signal, one.signal)
        : attentive(step, one.signal, other.signal);
    if (areIndependent([one.signal, other.signal]))
      return {
        ...productOf([one.signal, other.signal], step.index),
        factors: [one, other].map(({ signal, index: at }) => ({ ...signal, law: lawOf(signal, at) })),
      };
    const together = sameBase(one.signal, other.signal, 'product', [one.index, other.index]);
    if (together !== undefined) return together;
    // A gate that hardly depends on this very element: it is made of means over positions and fresh weights.
    return isConcentrated(one.signal) ||
      isConcentrated(other.signal) ||
      isGate(model, one.index, other.index) ||
      isGate(model, other.index, one.index)
      ? productOf([one.signal, other.signal], step.index)
      : lost(step, 'a product of tensors that depend on each other');
  }

  /** A quotient by what hardly differs from its mean. */
  function divided(step: OperationNode, one: Signal, other: Signal): Carried {
    if (one.attention !== undefined || !isConcentrated(other) || other.mean === 0)
      return lost(step, call.name);
    return productOf([one, linearised(other, 1 / other.mean, -1 / other.mean ** 2)], step.index);
  }

  /** Scores times what is the same everywhere, or weights times values. */
  function attentive(step: OperationNode, own: Signal, other: Signal): Carried {
    return own.attention?.kind === 'scores' && other.attention === undefined && isNumber(other)
      ? keep(scaled(own, other.mean), own.attention)
      : weightedValues(step, own, other);
  }

  /** Values times the weights of attention. */
  function weightedValues(step: OperationNode, weights: Signal, values: Signal): Carried {
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

  function elementwise(step: OperationNode): Carried {
    if (isLost(first)) return first;
    const [left, right] = call.positional;
    const leftNumber = numberIn(left);
    const rightNumber = numberIn(right);
    const number = leftNumber ?? rightNumber;
    const attentive = first.attention;
    const length = unitLengthOf(call, input);
    if (length !== undefined) {
      if (length === 'unknown' || !(first.square > 0)) return lost(step, call.name);
      return scaledOf(first, index, 1 / Math.sqrt(length * first.square));
    }
    switch (arithmeticOf(call.name)) {
      case 'sum':
        return number === undefined ? lost(step, call.name) : scaledOf(first, index, 1, number);
      case 'difference':
        if (number === undefined) return lost(step, call.name);
        return leftNumber === undefined
          ? scaledOf(first, index, 1, -number)
          : scaledOf(first, index, -1, number);
      case 'product':
        return number === undefined ? lost(step, call.name) : keep(scaledOf(first, index, number), attentive);
      case 'quotient':
        if (number === undefined || leftNumber !== undefined || number === 0) return lost(step, call.name);
        return keep(scaledOf(first, index, 1 / number), attentive);
      case 'negation':
        return scaledOf(first, index, -1);
      case 'mask':
        return attentive?.kind === 'scores' ? first : lost(step, call.name);
      case 'power':
      case undefined:
        return attentive === undefined
          ? plainElements(step, first, rightNumber, leftNumber)
          : lost(step, call.name || step.qualifiedName);
    }
  }

  /** A function of each element by itself. */
  function plainElements(
    step: OperationNode,
    signal: Signal,
    right: number | undefined,
    left: number | undefined,
  ): Carried {
    const near = isConcentrated(signal) ? nearMean(call.name, right, left) : undefined;
    if (near !== undefined && signal.mean > 0)
      return linearised(signal, near.value(signal.mean), near.slope(signal.mean));
    const name = call.name || step.qualifiedName;
    const f = clampOf(call) ?? plainFunction(name, right, left);
    return f === undefined ? lost(step, name) : applied(signal, f, index);
  }

  function keep(signal: Signal, attentive: Signal['attention']): Signal {
    return attentive === undefined ? signal : { ...signal, attention: attentive };
  }

  function multipliedMatrices(step: OperationNode): Carried {
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

  function dotProductAttention(step: OperationNode): Carried {
    const [query, key, value] = references;
    if (query === undefined || key === undefined || value === undefined)
      return lost(step, step.qualifiedName);
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

  function lastState(from: LayerNode, whole: Signal, piece: readonly number[]): Carried {
    // The last hidden state is one of the outputs; the cell's is not followed.
    const isHidden = /LSTM/.test(from.qualifiedName) ? piece[0] === 1 && piece[1] === 0 : piece[0] === 1;
    return isHidden ? whole : lost(from, 'the state of a recurrent layer');
  }
}

/** A tensor that an arithmetic step takes, and the node that gives it: -1 for one that the code makes. */
interface Operand {
  readonly signal: Signal;
  readonly index: number;
}

/** A tensor among those that are joined, with how long it is along the axis. */
interface JoinedPart {
  readonly signal: Signal;
  readonly share: number | undefined;
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
  };
}

/** Of samples only a share is kept, and what is kept is multiplied by a factor. */
function thinnedTo(
  signal: Signal,
  { share, factor }: { readonly share: number; readonly factor: number },
): Signal {
  // Dropout divides by the share itself.
  const grown = Math.abs(share * factor - 1) < 1e-9 ? signal : scaled(signal, share * factor);
  return share === 1 ? grown : { ...grown, ...dropoutMoments(grown, 1 - share, true), law: undefined };
}

/** Beside zeros at the other places. */
const thinned = (signal: Signal, share: number): Signal => ({
  ...signal,
  mean: share * signal.mean,
  square: share * signal.square,
  ...differencesOf(signal, (difference) => share * difference),
  law: undefined,
});

/** What hardly differs counts as a number, whatever its differences are. */
const asNumber = (signal: Signal): Signal =>
  signal.vague !== undefined && isConcentrated(signal) ? { ...signal, vague: undefined } : signal;

/** The same everywhere. */
const isNumber = ({ mean, square }: Moments): boolean => square - mean ** 2 <= 1e-9 * square;

/** Whether a part has one position for all that the whole has. */
function isSpread(own: Shape | undefined, whole: Shape | undefined): boolean {
  if (own === undefined || whole === undefined || own.open || whole.open) return false;
  const back = own.axes.length - whole.axes.length;
  const places = whole.axes.flatMap(({ role, length }, place) =>
    role === 'position' && length !== 1 ? [own.axes[place + back]?.length ?? 1] : [],
  );
  return places.length > 0 && places.every((length) => length === 1);
}

function atAllPositions(signal: Signal): Signal {
  const same = (moments: Moments): Pick<Moments, 'position' | 'both' | 'nearby'> => ({
    position: 0,
    both: moments.input,
    nearby: undefined,
  });
  return {
    ...signal,
    ...same(signal),
    law: signal.law && { ...signal.law, normal: { ...signal.law.normal, ...same(signal.law.normal) } },
  };
}

/** Between places far from each other. */
const withEdges = (signal: Signal): Signal =>
  signal.edges === undefined
    ? signal
    : {
        ...signal,
        position: signal.position + signal.edges,
        both: signal.both + signal.edges,
        edges: undefined,
      };

/** So many positions there are at least, where their number is not known. */
const FEWEST_POSITIONS = 32;

/** Behind a norm the mean square is known whatever it was; what may be off is how much of it depends on the input. */
function withSlackOfNorm(signal: Signal, source: Signal): Signal {
  const known = inherited(signal, source);
  if (known.slack === undefined || source.square === 0) return known;
  const shared = Math.max(0, Math.min(1, 1 - source.input / source.square));
  return { ...known, slack: { ...known.slack, amount: shared * known.slack.amount } };
}

/** What a mean over an unknown number of positions may keep of the part that they do not share; with a mask the first ones see few others. */
const manyPositions = (part: number, scoreVariance: number, causal = false): number =>
  part * concentration(FEWEST_POSITIONS, scoreVariance, causal);

const zeroDifferences = { input: 0, position: 0, both: 0, unit: 0, unitAndInput: 0 };
const near = (one: number, other: number): boolean =>
  Math.abs(one - other) <= 1e-9 * Math.max(Math.abs(one), Math.abs(other));
const constant = (given: ReturnType<typeof argument>) =>
  given?.kind === 'constant' ? given.value : undefined;

/** A product with sines or cosines that the code makes. */
function waveProduct(node: SignalNode | undefined) {
  if (node?.kind !== 'multiply') return undefined;
  const call = callOfNode(node);
  const wave = call.positional.flatMap((given) =>
    given.kind === 'made' ? [given.tensor.initializer] : [],
  )[0];
  const [turned, ...others] = signalsIn(call);
  return turned !== undefined && others.length === 0 && isSineOrCosine(wave) ? { wave, turned } : undefined;
}

/** Vector activations that are the product of one half and a function of the other. */
const gates: ReadonlyMap<string, string> = new Map([
  ['glu', 'sigmoid'],
  ['swiglu', 'silu'],
  ['geglu', 'gelu'],
  ['reglu', 'relu'],
]);

interface Weights {
  readonly scale: number;
  readonly mean: number;
  readonly taps: number;
  readonly perPosition: number;
  readonly bias: { readonly mean: number; readonly variance: number };
}

/** A mean of the weights adds up coherently over what goes in. */
function throughWeights(input: Moments, { scale, mean, taps, perPosition, bias }: Weights): Moments {
  const square = scale * input.square + bias.variance + bias.mean ** 2;
  const random: Moments = {
    mean: bias.mean,
    square,
    input: scale * input.input,
    position: scale * input.position,
    both: scale * input.both,
    unit: scale * input.square + bias.variance,
    unitAndInput: scale * input.square + bias.variance,
  };
  if (mean === 0) return random;
  const weight = mean ** 2;
  const units = taps / perPosition;
  /** E (Σ x)² over what meets: positions of one unit share what they share, units what units share. */
  const coherent = (own: number, position: number, unit: number): number =>
    weight *
    (units * (perPosition * own + perPosition * (perPosition - 1) * position) +
      units * (units - 1) * perPosition ** 2 * unit);
  const whole = coherent(input.square, input.square - input.position, input.square - input.unit);
  const other = coherent(
    input.square - input.input,
    input.square - input.both,
    input.square - input.unitAndInput,
  );
  const crossed = 2 * mean * taps * input.mean * bias.mean;
  const places = coherent(
    input.square - input.position,
    input.square - input.position,
    input.square - input.unit,
  );
  return {
    mean: bias.mean + mean * taps * input.mean,
    square: square + whole + crossed,
    input: random.input + whole - other,
    position: random.position + whole - places,
    both: random.both + whole - other,
    unit: random.unit,
    unitAndInput: random.unitAndInput + whole - other,
  };
}

/** Elements dropped, the others grown. */
export function dropoutMoments(moments: Moments, rate: number, whole = false): Moments {
  const square = moments.square / (1 - rate);
  const grown = (difference: number): number => square - (moments.square - difference);
  const position = whole ? moments.position / (1 - rate) : grown(moments.position);
  const kept = whole || !(position > 0) ? 1 : moments.position / position;
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

/** What a norm subtracts: of one element, and of pairs. */
interface Removed {
  readonly own: number;
  readonly otherInput: number;
  readonly otherPosition: number;
  readonly otherBoth: number;
  readonly centred: boolean;
  readonly epsilon: number;
  /** By how much E 1/σ² is above 1/E σ², where few units are normed together. */
  readonly uneven: number;
}

export function removedBy(step: OperationNode, signal: Moments, shape: Shape | undefined): Removed {
  const { qualifiedName: name } = step;
  const given = step.arguments['eps'] ?? step.arguments['epsilon'];
  const epsilon = typeof given === 'number' ? given : 1e-5;
  if (/rms_?norm/i.test(name))
    return { own: 0, otherInput: 0, otherPosition: 0, otherBoth: 0, centred: false, epsilon, uneven: 0 };
  const shared = Math.max(0, signal.square - signal.both - (signal.edges ?? 0));
  if (/batch_?norm/i.test(name)) {
    // The mean over the batch and all positions, of each unit.
    return {
      own: shared,
      otherInput: shared,
      otherPosition: shared,
      otherBoth: shared,
      centred: true,
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
      epsilon,
      uneven: 0,
    };
  // Over positions, too: what a few units share over all positions goes with it.
  const own = units + Math.max(0, places - units) / per;
  const other = unitsOfInputs + Math.max(0, shared - unitsOfInputs) / per;
  // What a unit has at all positions of all inputs is one draw for each of the group's units: of so few its mean square differs from group to group.
  const drawn = Math.max(0, shared - own) / (signal.square - own);
  const uneven = per > 1 ? (2 * drawn ** 2) / (per - 1) : 0;
  return { own, otherInput: other, otherPosition: own, otherBoth: other, centred: true, epsilon, uneven };
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

/** Features that were joined, and by what a norm divides them. */
export interface NormedPart {
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

/** Elements that share nothing, as those of an input: over which of its axes a mean is taken makes no difference. */
const isNoise = ({ square, ...own }: Moments): boolean =>
  differenceNames.every((name) => Math.abs(own[name] - square) <= 1e-9 * square);

function averagedOver(role: Role): 'position' | 'input' | 'unit' | undefined {
  return role === 'position'
    ? 'position'
    : role === 'feature'
      ? 'unit'
      : role === 'batch'
        ? 'input'
        : undefined;
}

/** Of all axes that run over positions; none where one is not known. */
function positionLengths(shape: Shape | undefined): readonly number[] {
  if (positionsOf(shape) === undefined) return [];
  return (shape?.axes ?? []).flatMap(({ role, length }) =>
    role === 'position' && typeof length === 'number' ? [length] : [],
  );
}

/** Neighbours behind a layer with fresh weights, each unit with its own. */
function nearbyBehind(
  layer: LayerNode,
  input: Moments,
  kernel: Kernel,
  output: Shape | undefined,
): Nearby | undefined {
  if (positionsOf(output) === 1 || /[Tt]ranspose/.test(layer.qualifiedName)) return undefined;
  const window = layer.role === 'conv' ? windowOf(layer.arguments, spatialOf(layer), false) : undefined;
  if (kernel.fanIn === undefined || (layer.role === 'conv' && window === undefined)) return undefined;
  const axes = (window?.kernel ?? []).map((taps, dimension) => ({
    taps,
    stride: window?.stride[dimension] ?? 1,
    dilation: window?.dilation[dimension] ?? 1,
  }));
  const taps = axes.reduce((product, own) => product * own.taps, 1);
  const groups = layer.arguments['groups'] ?? layer.arguments['feature_group_count'] ?? 1;
  const lengths = positionLengths(output);
  const behind = nearbyBehindWeights(input.nearby, {
    axes,
    channels: kernel.fanIn / taps,
    groups: typeof groups === 'number' ? groups : 1,
    lengths: lengths.length === axes.length ? lengths : [],
  });
  return behind && { ...behind, folded: axes.length === 0 ? input.nearby?.folded : undefined };
}

/** How long a recurrent layer's sequence is. */
export function stepsOf(step: LayerNode, input: Shape | undefined): number | undefined {
  return /Cell$/.test(step.qualifiedName) && !isRunOverTime(step) ? 1 : positionsOf(input);
}

/** Which axis a split runs along. */
function splitRole(model: Model, from: SignalNode | undefined): Role | undefined {
  if (from === undefined) return undefined;
  const call = callOfNode(from);
  const input = shapesOf(model)[from.inputs[0] ?? -1];
  if (from.kind === 'split' && /chunk|split/.test(call.name)) {
    const along = argument(call, 2, 'dim', 'axis');
    const place = along === undefined ? 0 : numberIn(along);
    return place === undefined || input === undefined || isItems(input)
      ? undefined
      : axisAt(input, place)?.role;
  }
  const own = shapesOf(model)[from.index];
  return own === undefined || isItems(own) ? undefined : own.axes[0]?.role;
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

/** Positions that are counted and not read from the input: `arange`. */
function isCounted(model: Model, node: SignalNode): boolean {
  return node.inputs.every((input) => model.nodes[input]?.kind !== 'input') && node.inputs.length === 0;
}

/** Whether a factor comes from the other one through a mean over positions and weights, as in squeeze-and-excitation. */
function isGate(model: Model, gate: number, other: number): boolean {
  const seen = new Set<number>();
  const waiting: { index: number; weights: boolean; pooled: boolean }[] = [
    { index: gate, weights: false, pooled: false },
  ];
  let reached = false;
  for (let state = waiting.pop(); state !== undefined && seen.size < 64; state = waiting.pop()) {
    const { index, weights, pooled } = state;
    if (index === other) {
      if (!(weights && pooled)) return false;
      reached = true;
      continue;
    }
    if (seen.has(index)) continue;
    seen.add(index);
    const node = model.nodes[index];
    if (node === undefined) continue;
    for (const input of node.inputs)
      waiting.push({
        index: input,
        weights: weights || node.kind === 'layer',
        pooled: pooled || node.kind === 'pooling',
      });
  }
  return reached;
}

/** So many units a layer has at least, where their number is not known. */
const FEWEST_UNITS = 64;

/** Beside a tensor whose elements differ much more a mean of it counts as a number. */
function isSmallBeside(one: Moments, other: Moments, isItsMean: boolean): boolean {
  const variance = ({ mean, square }: Moments): number => Math.max(0, square - mean ** 2);
  const [left, right] = [variance(one), variance(other)];
  // The covariance of anything else may be as large as the root of the two variances' ratio.
  const most = isItsMean ? 0.05 : 0.0025;
  return Math.min(left, right) <= most * Math.max(left, right);
}

const isMean = (model: Model, index: number): boolean => model.nodes[index]?.kind === 'pooling';

/** A class token that the code makes is far smaller than the others, and every norm makes its gradient as much larger. */
export function hasTokenOfItsOwn(model: Model): boolean {
  const known = tokensOfTheirOwn.get(model);
  if (known !== undefined) return known;
  const found = model.nodes.some(
    (node) =>
      node.kind === 'concat' &&
      callOfNode(node).positional.some(
        (given) => given.kind === 'sequence' && given.elements.some(({ kind }) => kind === 'made'),
      ),
  );
  tokensOfTheirOwn.set(model, found);
  return found;
}

const tokensOfTheirOwn = new WeakMap<Model, boolean>();

/** Functions whose argument must not be below 0, on elements that are all near their mean. */
function nearMean(name: string, exponent: number | undefined, base: number | undefined) {
  const power =
    name === 'sqrt'
      ? 0.5
      : name === 'rsqrt'
        ? -0.5
        : name === 'reciprocal'
          ? -1
          : (name === 'pow' || name === '**') && base === undefined
            ? exponent
            : undefined;
  if (power !== undefined)
    return { value: (x: number) => x ** power, slope: (x: number) => power * x ** (power - 1) };
  return name === 'log' ? { value: Math.log, slope: (x: number) => 1 / x } : undefined;
}

const functions = new Map<string, string>([
  ['exp', 'exp'],
  ['abs', 'abs'],
  ['square', 'square'],
  ['expm1', 'expm1'],
]);

/** A function by its name, on each element. */
export function plainFunction(name: string, exponent: number | undefined, base: number | undefined) {
  if ((name === '**' || name === 'pow' || name === 'square') && base === undefined) {
    const power = name === 'square' ? 2 : exponent;
    if (power === undefined || !Number.isInteger(power) || power < 1 || power > 4) return undefined;
    return {
      value: (x: number) => x ** power,
      slope: (x: number) => power * x ** (power - 1),
      breaks: [],
      key: `x^${power}`,
      hinge: power === 1 ? { below: 1, above: 1 } : undefined,
      increasing: power % 2 === 1,
    };
  }
  const id = functions.get(name);
  if (id === 'abs')
    return {
      value: Math.abs,
      slope: Math.sign,
      breaks: [0],
      key: 'abs',
      hinge: { below: -1, above: 1 },
      increasing: false,
    };
  if (name === 'sin' || name === 'cos')
    return {
      value: name === 'sin' ? Math.sin : Math.cos,
      slope: name === 'sin' ? Math.cos : (x: number) => -Math.sin(x),
      breaks: [],
      key: name,
      hinge: undefined,
      increasing: false,
    };
  if (name === 'erf')
    return {
      value: erf,
      slope: (x: number) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x),
      breaks: [],
      key: 'erf',
      hinge: undefined,
      increasing: true,
    };
  if (id === 'expm1')
    return {
      value: Math.expm1,
      slope: Math.exp,
      breaks: [],
      key: 'expm1',
      hinge: undefined,
      increasing: true,
    };
  if (id === 'exp')
    return { value: Math.exp, slope: Math.exp, breaks: [], key: 'exp', hinge: undefined, increasing: true };
  return undefined;
}

/** Attention of several heads, with matrices of its own. */
const MULTIHEAD = /(?:Multi[hH]ead(?:DotProduct)?|\bSelf)Attention$/;

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

export function multiheadWeights(step: LayerNode, input: Shape | undefined) {
  if (step.qualifiedName.startsWith('keras.')) return kerasMultiheadWeights(step, input);
  if (step.qualifiedName.startsWith('flax.')) return flaxMultiheadWeights(step, input);
  if (step.qualifiedName.startsWith('haiku.')) return haikuMultiheadWeights(step, input);
  const given = step.arguments;
  if (typeof given['embed_dim'] !== 'number' || step.initialization === undefined) return undefined;
  if (typeof given['kdim'] === 'number' || typeof given['vdim'] === 'number') return undefined;
  const explicit = step.initialization.explicit;
  const scale = explicit ? step.initialization.weightVarianceTimesFanIn : 0.5;
  if (scale === undefined) return undefined;
  const rate = given['dropout'];
  return {
    query: scale,
    key: scale,
    value: scale,
    output: 1 / 3,
    outputBias: 0,
    dropout: typeof rate === 'number' ? rate : 0,
  };
}

/** Kernels that Flax lays flat before it counts their fans; their biases start at 0. */
function flaxMultiheadWeights({ arguments: given, initialization }: LayerNode, input: Shape | undefined) {
  const width = input && axisAt(input, -1)?.length;
  const inner = given['qkv_features'] ?? width;
  const outer = given['out_features'] ?? width;
  if (typeof width !== 'number' || typeof inner !== 'number' || typeof outer !== 'number') return undefined;
  if (initialization === undefined || given['normalize_qk'] === true) return undefined;
  const { initializer, arguments: own } = initialization;
  const scale = (fanIn: number, fanOut: number): number | undefined => {
    const variance = weightVariance(initializer, own, { fanIn, fanOut });
    return variance && variance * fanIn;
  };
  const [into, out] = [scale(width, inner), scale(inner, outer)];
  if (into === undefined || out === undefined) return undefined;
  const rate = given['dropout_rate'];
  return {
    query: into,
    key: into,
    value: into,
    output: out,
    outputBias: 0,
    dropout: typeof rate === 'number' ? rate : 0,
  };
}

/** As Keras' in Haiku's words, where what comes out is as wide as what goes in. */
function haikuMultiheadWeights(step: LayerNode, input: Shape | undefined) {
  const { num_heads: heads, key_size: key, value_size: value, model_size: model } = step.arguments;
  const width = input && axisAt(input, -1)?.length;
  if (typeof heads !== 'number' || typeof key !== 'number' || (model ?? heads * key) !== width)
    return undefined;
  return kerasMultiheadWeights(
    { ...step, arguments: { num_heads: heads, key_dim: key, value_dim: value ?? key } },
    input,
  );
}

/** Kernels of width × heads × head and of heads × head × width, whose fans Keras counts over all heads together. */
function kerasMultiheadWeights({ arguments: given, initialization }: LayerNode, input: Shape | undefined) {
  const width = input && axisAt(input, -1)?.length;
  const [heads, key, value] = [given['num_heads'], given['key_dim'], given['value_dim'] ?? given['key_dim']];
  if (typeof width !== 'number' || initialization === undefined || given['use_gate'] === true)
    return undefined;
  if (typeof heads !== 'number' || typeof key !== 'number' || typeof value !== 'number') return undefined;
  if (given['output_shape'] !== null && given['output_shape'] !== undefined) return undefined;
  const scale = (fanIn: number, fanOut: number, inputs: number): number | undefined => {
    const variance = weightVariance(initialization.initializer, initialization.arguments, { fanIn, fanOut });
    return variance && variance * inputs;
  };
  const query = scale(width, heads * key, width);
  const values = scale(width, heads * value, width);
  const output = scale(heads * value, width, heads * value);
  if (query === undefined || values === undefined || output === undefined) return undefined;
  const rate = given['dropout'];
  return {
    query,
    key: query,
    value: values,
    output,
    outputBias: 0,
    dropout: typeof rate === 'number' ? rate : 0,
  };
}
