/**
 * x + f(conv(x)) where each unit of the convolution sees its own unit of x only, as in ConvMixer. What follows has no weights of its own, so that the
 * two sides go together: E x(p) f(Σ w x) is that of x and the part of f that is even in its argument, E w²·E x³ for each tap, which is not 0 where
 * an activation has made x askew.
 */
import { gaussianExpectations } from '../numerics/quadrature';
import type { LayerNode, Model } from '../network/graph';
import { callOfNode } from './read-call';
import type { Law, Signal } from './moments';
import { spatialOf, windowOf } from './windows';

/** What a unit at one place and its branch at another have in common, and how far such places are from each other along each axis. */
export interface Shared {
  readonly covariance: number;
  /** Mean square over units, each with its own weights, of what the two have in common by chance. */
  readonly varied: number;
  readonly reach: readonly number[];
}

const MOST_STEPS = 4;

/** The depthwise convolution of `input` that a branch consists of, beside norms and activations. */
function convolutionIn(model: Model, branch: number, input: number): LayerNode | undefined {
  let node = model.nodes[branch];
  for (let step = 0; node !== undefined && step < MOST_STEPS; step += 1) {
    const [before, ...others]: readonly number[] = node.inputs;
    if (before === undefined || others.length > 0) return undefined;
    if (node.kind === 'layer') {
      return before === input && node.role === 'conv' && isDepthwise(node) ? node : undefined;
    }
    if (node.kind !== 'activation' && node.kind !== 'norm') return undefined;
    if (callOfNode(node).positional.length > 1) return undefined;
    node = model.nodes[before];
  }
  return undefined;
}

function isDepthwise(layer: LayerNode): boolean {
  const sides = windowOf(layer.arguments, spatialOf(layer), false)?.kernel;
  return layer.fanIn === sides?.reduce((product, side) => product * side, 1);
}

/** For a sum of a tensor and a branch of it; undefined for any other sum, and where the two have nothing in common. */
export function sharedByDepthwise(
  model: Model,
  own: { readonly signal: Signal; readonly index: number },
  branch: { readonly signal: Signal; readonly index: number },
): Shared | undefined {
  const layer = convolutionIn(model, branch.index, own.index);
  const [law, other] = [own.signal.law, branch.signal.law];
  if (layer === undefined || law === undefined || other === undefined) return undefined;
  const window = windowOf(layer.arguments, spatialOf(layer), false);
  if (window === undefined || window.stride.some((stride) => stride !== 1)) return undefined;
  const taps = window.kernel.reduce((product, side) => product * side, 1);
  const variance = other.normal.square - other.normal.mean ** 2;
  const weight = other.normal.position / (own.signal.position * taps);
  const even = expectation(other, (z, value) => ((z * z - 1) * value) / Math.SQRT2);
  const straight = expectation(other, (z, value) => z * value);
  const cube = expectation(law, (_, value) => (value - own.signal.mean) ** 3);
  const covariance = (even * weight * cube) / (Math.SQRT2 * variance);
  if (!Number.isFinite(covariance) || covariance === 0) return undefined;
  return {
    covariance,
    varied: (straight ** 2 * weight * own.signal.position ** 2) / variance,
    reach: window.kernel.map((side, axis) => ((side - 1) / 2) * (window.dilation[axis] ?? 1)),
  };
}

/** Of a function of a normal value: z is that value in its own deviations. */
function expectation({ normal, of }: Law, f: (z: number, value: number) => number): number {
  const spread = Math.sqrt(Math.max(0, normal.square - normal.mean ** 2));
  const [result = NaN] = gaussianExpectations(
    [(z) => f(z, of.value(normal.mean + spread * z))],
    1,
    of.breaks.map((x) => (x - normal.mean) / spread),
  );
  return result;
}
