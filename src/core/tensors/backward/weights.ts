/** Through weights: linear layers, convolutions, recurrent layers. */
import type { LayerNode } from '../../network/graph';
import { generalFanOut } from '../shape-products';
import { drawnRecurrence } from '../drawn-recurrence';
import { drawnStack, type Arrival, type StackedLayer } from '../drawn-stack';
import { dropoutMoments } from '../forward/dropout';
import { stepsOf } from '../forward/weights';
import { fansOfEinsum, isMissing, kernelOf, type Kernel } from '../kernel';
import { recurrentWeights } from '../recurrent-weights';
import { isLost, type Carried, type Lost, type Moments } from '../moments';
import {
  hasChannelsFirst,
  shareInside,
  spatialLengths,
  spatialOf,
  transposedInside,
  windowOf,
} from '../windows';
import { throughAttentionLayer } from './attention';
import { numbered, times, type CarriedGradient, type Gradient } from './gradient';
import type { BackwardStep } from './step';

/** Times the mean square weight, for each unit and place that an element reaches. */
export function throughLayer(
  step: BackwardStep,
  node: LayerNode,
  input: number,
  gradient: Gradient,
): CarriedGradient {
  if (node.role === 'embedding') return step.lost('tokens have no gradient');
  const signal = step.signal(input);
  if (node.role === 'recurrent') return throughRecurrence(step, node, signal, gradient);
  if (node.role === 'attention') return throughAttentionLayer(step, node, input, gradient);
  const kernel = kernelOf(node, step.shape(input), step.lenient);
  if (isMissing(kernel)) return step.lost(`the ${kernel.missing} of ${node.qualifiedName}`);
  if (kernel.copies) return times(gradient, kernel.scale, kernel.scale);
  if (node.qualifiedName === 'torch.nn.Bilinear') return throughBilinear(step, node, kernel, input, gradient);
  if (kernel.variance === undefined && step.lenient && node.role === 'linear')
    return times(gradient, kernel.scale, kernel.scale);
  if (kernel.variance === undefined) return step.lost(`the fan-in of ${node.qualifiedName}`);
  const fanOut = node.fanOut ?? fansOfEinsum(node)?.fanOut ?? generalFanOut(node);
  if (fanOut === undefined) return step.lost(`the width of ${node.qualifiedName}`);
  const reached: Reached | Lost =
    node.role === 'conv'
      ? reachedByConvolution(step, node, fanOut, input)
      : { outputs: fanOut, places: 1, together: 1 };
  if ('lost' in reached) return reached;
  const { outputs, places, together } = reached;
  const factor = kernel.variance * outputs * places * (gradient.uneven ?? 1);
  if (kernel.mean === 0) {
    const through = times({ ...gradient, units: 0 }, factor, factor);
    // Places between which a window does not step meet other taps of it.
    return {
      ...through,
      positions: through.positions * together,
      samples: through.samples * together,
    };
  }
  const count = outputs * places;
  const coherent = kernel.mean ** 2 * (count * gradient.square + count * (count - 1) * gradient.units);
  return {
    square: factor * gradient.square + coherent,
    positions: factor * gradient.positions,
    samples: factor * gradient.samples,
    units: coherent,
    order: gradient.order,
  };
}

/** Each pair of units is one more summand. */
function throughBilinear(
  step: BackwardStep,
  node: LayerNode,
  { variance }: Pick<Kernel, 'variance'>,
  input: number,
  gradient: Gradient,
): CarriedGradient {
  const place = step.references.findIndex(({ nodes }) => nodes.includes(input));
  const width = node.arguments[place === 1 ? 'in1_features' : 'in2_features'];
  const other = step.signal(step.references[place === 1 ? 0 : 1]?.nodes[0] ?? -1);
  if (isLost(other)) return other;
  if (variance === undefined || typeof width !== 'number' || node.width === undefined)
    return step.lost(`the width of ${node.qualifiedName}`);
  const factor = variance * node.width * width * other.square;
  return times({ ...gradient, units: 0 }, factor, factor);
}

/** What of a layer's output an element of its input reaches. */
interface Reached {
  /** Units at each place. */
  readonly outputs: number;
  /** Places, and of them the share between which the window does not step. */
  readonly places: number;
  readonly together: number;
}

/** What an element of a convolution's input reaches. */
function reachedByConvolution(
  step: BackwardStep,
  node: LayerNode,
  fanOut: number,
  input: number,
): Reached | Lost {
  const spatial = spatialOf(node);
  const window = windowOf(node.arguments, spatial, false);
  if (window === undefined) return step.lost(`the window of ${node.qualifiedName}`);
  const groups = node.arguments['groups'] ?? node.arguments['feature_group_count'] ?? 1;
  const isDepthwise = /Depthwise/i.test(node.qualifiedName);
  const outputs = isDepthwise
    ? window.kernel.reduce((all, side) => all * side, 1)
    : fanOut / (typeof groups === 'number' ? groups : 1);
  const last = !hasChannelsFirst(node);
  const before = spatialLengths(step.shape(input), spatial, last);
  const after = spatialLengths(step.shape(node.index), spatial, last);
  const isTransposed = /[Tt]ranspose/.test(node.qualifiedName);
  let places = 1;
  let together = 1;
  for (let dimension = 0; dimension < spatial; dimension += 1) {
    const [from, to] = [numbered(before[dimension]), numbered(after[dimension])];
    const stride = window.stride[dimension] ?? 1;
    const isKnown = from !== undefined && to !== undefined;
    if (isTransposed) {
      if (isKnown)
        places *= transposedInside(from, to, window, dimension) / ((window.kernel[dimension] ?? 1) * from);
      continue;
    }
    together /= stride;
    places *= isKnown ? (to / from) * shareInside(from, window, dimension) : 1 / stride;
  }
  return { outputs, places, together };
}

function throughRecurrence(
  step: BackwardStep,
  node: LayerNode,
  signal: Carried,
  arriving: Gradient,
): CarriedGradient {
  if (isLost(signal)) return signal;
  const weights = recurrentWeights(node);
  const { width, fanIn } = node;
  if (weights === undefined || width === undefined || fanIn === undefined)
    return step.lost(node.qualifiedName);
  const steps = stepsOf(node, step.shape(node.inputs[0] ?? -1));
  const directions = weights.bidirectional ? 2 : 1;
  const kept = 1 / (1 - weights.dropout);
  const gradient = gradientAtOutputs(node, arriving, steps);
  const arrival = arrivalOf(gradient);
  const layers: StackedLayer[] = [];
  let alone = 0;
  let moments: Moments = signal;
  for (const own of weights.layers) {
    if (layers.length > 0 && weights.dropout > 0) moments = dropoutMoments(moments, weights.dropout);
    layers.push({ input: moments, weights: own });
    const drawn = drawnRecurrence(weights.kind, moments, own, weights.activation, steps);
    alone = drawn[arrival === 'state' ? 'last' : arrival];
    moments = drawn.output;
  }
  const through =
    layers.length === 1 && directions === 1
      ? alone
      : drawnStack(weights.kind, layers, weights.activation, steps, { arrival, directions });
  // Both directions send theirs; what comes in has the width of one, of both, or the input's.
  const factor = (through * kept ** (layers.length - 1) * directions * width) / fanIn;
  return times(gradient, factor, 0);
}

/** Keras' layers give their last state, unless they are told to give all. */
function gradientAtOutputs(node: LayerNode, arriving: Gradient, steps: number | undefined): Gradient {
  const isLast =
    /^(?:keras|tf)\./.test(node.qualifiedName) &&
    node.arguments['return_sequences'] !== true &&
    !/Cell$/.test(node.qualifiedName);
  return isLast && arriving.lastOnly !== true ? { ...atLast(arriving, steps), ofState: true } : arriving;
}

const arrivalOf = (gradient: Gradient): Arrival =>
  gradient.ofState === true
    ? 'state'
    : gradient.lastOnly === true
      ? 'last'
      : gradient.positions > 0.5 * gradient.square
        ? 'even'
        : 'spread';

/** Of a recurrent layer's steps only the last one gets it. */
export const atLast = (gradient: Gradient, steps: number | undefined): Gradient =>
  steps === undefined
    ? { ...gradient, order: gradient.order - 1, lastOnly: true }
    : { ...times(gradient, 1 / steps, 0), lastOnly: true };
