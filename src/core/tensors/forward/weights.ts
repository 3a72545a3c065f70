/** Behind weights: linear layers, convolutions, embeddings. */
import type { Given, LayerNode, Model, SignalNode } from '../../network/graph';
import { linear } from '../attention';
import { axisAt, positionLengths, positionsOf, type Shape } from '../axis';
import { fansOfEinsum, isMissing, kernelOf, type Kernel } from '../kernel';
import { nearbyBehindWeights, type Nearby } from '../nearby';
import { averaged } from '../pooling';
import { mapped, rowsOf } from '../rows';
import { isRunOverTime } from '../shape-rules';
import { isLost, productOf, scaled, type Carried, type Moments, type Signal } from '../moments';
import { alikeBehind } from '../unlike-units';
import { grownLengths } from '../vector-lengths';
import {
  hasChannelsFirst,
  shareInside,
  shareInsideTogether,
  spatialLengths,
  spatialOf,
  tapsInside,
  windowOf,
} from '../windows';
import { boundsOf } from '../clamp';
import { isPerSample } from '../made-signal';
import { callOfNode } from '../read-call';
import { lost, type StepContext } from './step';

/** A linear layer or a convolution, with its bias and the taps that lie inside. */
export function weighted(context: StepContext, step: LayerNode): Carried {
  const { first, input, lenient, model, output } = context;
  if (isLost(first)) return first;
  const isSum = /einsum/i.test(step.qualifiedName) && step.fanIn === undefined;
  if (isSum && fansOfEinsum(step) === undefined) return lost(step, step.qualifiedName);
  if (step.qualifiedName === 'torch.nn.Bilinear') return bilinear(context, step, first);
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
        for (const [dimension, length] of spatialLengths(input, spatial, !hasChannelsFirst(step)).entries()) {
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
    rows: step.role === 'linear' ? rowsBehindWeights(first, kernel) : undefined,
    law: undefined,
    origins: new Set([`${step.instance}`]),
    vague: first.vague,
    slack: first.slack && { ...first.slack, amount: scale * first.slack.amount },
  };
}

/** Each position by itself. */
function rowsBehindWeights(input: Moments, { scale, mean, bias }: Kernel): Moments['rows'] {
  const rows = mean === 0 ? rowsOf(input) : undefined;
  return rows && mapped(rows, (value) => scale * value + bias.variance + bias.mean ** 2);
}

/** A sum over the products of all pairs of units. */
function bilinear(
  { input, lenient, references, signalAt }: StepContext,
  step: LayerNode,
  left: Signal,
): Carried {
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

/** Rows of a table, or means of them. */
export function embedded({ call, input, model, node, references }: StepContext, step: LayerNode): Carried {
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
    input: isInput || isDrawn(given) ? differs : 0,
    position: isSame ? 0 : differs,
    both: isSame ? 0 : differs,
    unit: kernel.variance,
    unitAndInput: kernel.variance,
  };
  const vague = isChosen(model, node, step.fanIn) ? 'indices that the code computes' : undefined;
  const origin = { law: undefined, origins: new Set([`${step.instance}`]), vague };
  if (!/EmbeddingBag$/.test(step.qualifiedName)) return { ...base, ...origin };
  const tokens = references.length === 1 ? axisAt(input, -1)?.length : undefined;
  const mode = step.arguments['mode'] ?? 'mean';
  if (typeof tokens !== 'number' || (mode !== 'mean' && mode !== 'sum'))
    return lost(step, 'the number of tokens in a bag');
  const mean: Signal = { ...averaged(base, tokens, 'position'), ...origin };
  return mode === 'sum' ? scaled(mean, tokens) : mean;
}

/** Whether tokens are drawn for each sample. */
const isDrawn = (given: Given | undefined): boolean =>
  given?.kind === 'made' && given.tensor.initializer === 'randint' && isPerSample(given.tensor);

/** Rows that the code chooses may be others for another input: `codebook(distances.argmin(1))`. */
function isChosen(model: Model, node: SignalNode, rows: number | undefined): boolean {
  if (node.inputs.length > 0) return areJoined(model, node, rows);
  const [given] = callOfNode(node).positional;
  return given === undefined || given.kind === 'unknown';
}

/** Whether several tokens have become one, of a table with so many rows: how often two positions have the same one is not known then. */
function areJoined(model: Model, node: SignalNode, rows: number | undefined): boolean {
  let at = model.nodes[node.inputs[0] ?? -1];
  for (let step = 0; at !== undefined && at.kind !== 'input' && step < MOST_STEPS_OF_TOKENS; step += 1) {
    const call = callOfNode(at);
    const bounds = boundsOf(call);
    if (bounds !== undefined && (bounds.low > 0 || rows === undefined || bounds.high < rows - 1)) return true;
    at = model.nodes[at.inputs[0] ?? -1];
  }
  return false;
}
const MOST_STEPS_OF_TOKENS = 8;

/** Positions that are counted and not read from the input: `arange`. */
function isCounted(model: Model, node: SignalNode): boolean {
  return node.inputs.every((input) => model.nodes[input]?.kind !== 'input') && node.inputs.length === 0;
}

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
