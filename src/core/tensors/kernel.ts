/** Weights and biases of a layer as random variables: mean and variance of one, and how many meet in an output. */
import { isSeparable } from '../frameworks/separable';
import { isGeneral, receptiveFieldOf } from '../frameworks/fans';
import { weightMean, weightVariance } from '../frameworks/variance';
import type { Initialization, LayerNode, Model } from '../network/graph';
import { elementsOfAxes, type Shape } from './axis';
import { parseEinsum } from '../network/operations/einsum';
import { generalAxes } from './shape-products';
import { shapeOf } from './shapes';
import { hasChannelsFirst, spatialOf } from './windows';

export interface Draw {
  readonly mean: number;
  readonly variance: number;
}
export interface Kernel {
  /** Var(w)·fan_in. */
  readonly scale: number;
  /** Of one weight; undefined where the fan-in, on which it depends, is not known. */
  readonly variance: number | undefined;
  readonly mean: number;
  readonly fanIn: number | undefined;
  readonly bias: Draw;
  /** A copy of the input: `eye_`, `dirac_`. */
  readonly copies: boolean;
}

/** A sentence's part that says what is missing. */
export interface Missing {
  readonly missing: string;
}
export const isMissing = (kernel: Kernel | Missing): kernel is Missing => 'missing' in kernel;

/** @param lenient whether biases that are not known count as none */
export function kernelOf(layer: LayerNode, input: Shape | undefined, lenient = false): Kernel | Missing {
  const { initialization: start } = layer;
  const fanIn = layer.fanIn ?? fansOfEinsum(layer)?.fanIn ?? fanFromShape(layer, input);
  const known = biasOf(layer, fanIn);
  const bias = known ?? (lenient ? { mean: 0, variance: 0 } : undefined);
  if (start === undefined || isTurned(layer, input)) return { missing: 'weights' };
  const copies =
    start.initializer === 'eye' || start.initializer === 'dirac' || start.initializer === 'identity';
  if (copies)
    return bias === undefined
      ? { missing: 'biases' }
      : { scale: gainOf(start) ** 2, variance: undefined, mean: 0, fanIn, bias, copies };
  const variance = varianceOf(start, layer, fanIn);
  const mean = weightMean(start.initializer, start.arguments);
  const scale =
    variance !== undefined && fanIn !== undefined
      ? variance * fanIn
      : (start.weightVarianceTimesFanIn ?? (known && scaleAtAnyWidth(start, layer)));
  if (scale === undefined || mean === undefined) return { missing: 'weights' };
  if (bias === undefined) return { missing: 'biases' };
  return spectral(layer, { scale, variance, mean, fanIn, bias, copies: false });
}

const gainOf = ({ arguments: given }: Initialization): number =>
  typeof given['gain'] === 'number' ? given['gain'] : 1;

/** `F.linear(x, layer.weight.t())`: another layer's matrix, turned around. */
function isTurned(layer: LayerNode, input: Shape | undefined): boolean {
  const length = layer.role === 'linear' ? input?.axes.at(-1)?.length : undefined;
  return (
    typeof length === 'number' &&
    layer.fanIn !== undefined &&
    length !== layer.fanIn &&
    length === layer.width
  );
}

function varianceOf(start: Initialization, layer: LayerNode, fanIn: number | undefined): number | undefined {
  if (start.weightVarianceTimesFanIn !== undefined && layer.fanIn !== undefined)
    return start.weightVarianceTimesFanIn / layer.fanIn;
  if (isSeparable(layer.qualifiedName)) return undefined;
  return weightVariance(start.initializer, start.arguments, {
    fanIn,
    fanOut: layer.fanOut,
    receptiveField: receptiveFieldOf(layer),
  });
}

const NARROW = 1;
const WIDE = 2 ** 20;

/** Var(w)·fan_in of initialisers that divide by the fan-in, whatever that is: LeCun, He, `variance_scaling` by `fan_in`. */
function scaleAtAnyWidth(
  { initializer, arguments: given }: Initialization,
  layer: LayerNode,
): number | undefined {
  if (isSeparable(layer.qualifiedName)) return undefined;
  const [narrow, wide] = [NARROW, WIDE].map((fanIn) => {
    const variance = weightVariance(initializer, given, { fanIn, fanOut: layer.fanOut });
    return variance === undefined ? undefined : variance * fanIn;
  });
  return narrow === wide ? wide : undefined;
}

/** How many inputs meet in an output of a layer: as it is written, or by the shape of what it is called on. */
export function fanInOf(model: Model, layer: LayerNode): number | undefined {
  return layer.fanIn ?? fanFromShape(layer, shapeOf(model, layer.inputs[0] ?? -1));
}

/** In `einsum('btd,dhk->bhtk', x, w)`: the axes of the weight that are in no output meet in one of its elements, an element of the input reaches the others. */
export function fansOfEinsum(
  layer: LayerNode,
): { readonly fanIn: number; readonly fanOut: number } | undefined {
  if (layer.call?.name !== 'einsum') return undefined;
  const [equation, ...operands] = layer.call.positional;
  const parsed =
    equation?.kind === 'constant' && typeof equation.value === 'string'
      ? parseEinsum(equation.value)
      : undefined;
  const place = operands.findIndex(({ kind }) => kind === 'made');
  const weight = operands[place];
  const letters = parsed?.inputs[place];
  if (parsed === undefined || letters === undefined || weight?.kind !== 'made') return undefined;
  let [fanIn, fanOut] = [1, 1];
  for (const [index, letter] of letters.entries()) {
    const side = weight.tensor.shape?.[index];
    if (typeof side !== 'number') return undefined;
    if (parsed.output.includes(letter)) fanOut *= side;
    else fanIn *= side;
  }
  return { fanIn, fanOut };
}

/** Keras' and Flax' layers learn their input's width when they are called. */
function fanFromShape(layer: LayerNode, input: Shape | undefined): number | undefined {
  if (isGeneral(layer.qualifiedName)) {
    const taken = input && generalAxes(layer, input);
    return taken && elementsOfAxes(taken.flatMap((place) => input.axes[place] ?? []));
  }
  const last = input?.axes.at(-1);
  // Whatever an image was made of: its channels stand last, except in PyTorch.
  const isLast =
    !hasChannelsFirst(layer) &&
    (last?.role === 'feature' || (input?.open === false && input.axes.length === spatialOf(layer) + 2));
  const feature =
    layer.role === 'linear' || isLast ? last : input?.axes.find(({ role }) => role === 'feature');
  if (typeof feature?.length !== 'number') return undefined;
  if (layer.role === 'linear') return feature.length;
  if (layer.role !== 'conv' || layer.fanOut === undefined || layer.width === undefined) return undefined;
  const groups = layer.arguments['feature_group_count'] ?? 1;
  return (feature.length * layer.fanOut) / layer.width / (typeof groups === 'number' ? groups : 1);
}

function biasOf(layer: LayerNode, fanIn: number | undefined): Draw | undefined {
  const none: Draw = { mean: 0, variance: 0 };
  if (layer.bias === false) return none;
  const start = layer.biasInitialization;
  // Layers of hand-made weights and attention's own tables say of a bias what they have.
  if (start === undefined) return layer.bias === undefined ? none : undefined;
  const mean = weightMean(start.initializer, start.arguments);
  if (mean === undefined) return undefined;
  if (start.initializer === 'zeros' || start.initializer === 'ones' || start.initializer === 'constant')
    return { mean, variance: 0 };
  const variance =
    start.weightVarianceTimesFanIn !== undefined && layer.fanIn !== undefined && layer.fanIn > 0
      ? start.weightVarianceTimesFanIn / layer.fanIn
      : weightVariance(start.initializer, start.arguments, { fanIn, fanOut: layer.fanOut });
  return variance === undefined ? undefined : { mean, variance };
}

/**
 * A random matrix over its largest singular value, √in + √out times the spread of one weight (Marchenko and Pastur 1967). The older
 * function has made one step of its power iteration, which gives √(in + out); the newer one has made fifteen more.
 */
function spectral(layer: LayerNode, kernel: Kernel): Kernel | Missing {
  const { reparametrization } = layer;
  if (reparametrization === undefined || /weight_norm$/.test(reparametrization)) return kernel;
  if (!/spectral_norm$/.test(reparametrization)) return { missing: 'weights' };
  const { fanIn, width } = { fanIn: kernel.fanIn, width: layer.width };
  if (fanIn === undefined || width === undefined || kernel.mean !== 0) return { missing: 'weights' };
  const largest = reparametrization.startsWith('parametrizations')
    ? 0.95 * (Math.sqrt(fanIn) + Math.sqrt(width)) ** 2
    : fanIn + width;
  return { ...kernel, scale: fanIn / largest, variance: 1 / largest };
}
