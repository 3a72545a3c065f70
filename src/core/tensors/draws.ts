/**
 * Where a figure would differ from one draw of the weights to the next. A layer of n units leaves its mean square off by some √(5/n) of itself; where
 * the map of mean squares is steep (GELU under He initialisation falls by less than a tenth a layer from 1, by half from 0.1), each further layer
 * multiplies what the layers before were off by, and after twenty of them the mean over draws says nothing of the network at hand.
 */
import type { SignalNode } from '../network/graph';
import { activationFunction, pointMoments } from './point-function';
import { isLost, type Carried } from './moments';

/** Of the logarithm of a mean square. */
interface Spread {
  /** Variance between draws. */
  readonly variance: number;
  /** The same, had every map kept the proportions: what remains in a network of ReLUs. */
  readonly plain: number;
}

const none: Spread = { variance: 0, plain: 0 };

/** E φ⁴ / (E φ²)² − 1 of half a normal distribution: of the squares that a layer sums over. */
const OF_SQUARES = 5;

/** Deviations of the logarithm beyond which a figure is not given, where the maps and not the width are to blame. */
const MOST_DEVIATION = 1.3;
const LEAST_AMPLIFICATION = 1.6;
/** Less than this no map makes too much of. */
const LEAST_VARIANCE = 0.03;

/** What a model's steps are off by, followed along with the walk. */
export class Draws {
  private readonly spreads: Spread[] = [];

  /** Takes the next step in, whose inputs are in what was carried before; says whether its figures would differ from draw to draw. */
  isUnsteady(node: SignalNode, carried: readonly Carried[]): boolean {
    const spread = spreadOf(node, this.spreads, carried);
    const deviation = Math.sqrt(spread.variance);
    const isUnsteady =
      deviation > MOST_DEVIATION && deviation > LEAST_AMPLIFICATION * Math.sqrt(spread.plain);
    this.spreads.push(isUnsteady ? none : spread);
    return isUnsteady;
  }
}

function spreadOf(node: SignalNode, spreads: readonly Spread[], carried: readonly Carried[]): Spread {
  const [input, ...others] = node.inputs;
  if (input === undefined) return none;
  const before = spreads[input] ?? none;
  switch (node.kind) {
    case 'layer': {
      if (node.role !== 'linear' && node.role !== 'conv') return none;
      const own = OF_SQUARES / Math.max(1, node.width ?? Infinity);
      return { variance: before.variance + own, plain: before.plain + own };
    }
    case 'activation': {
      if (before.variance < LEAST_VARIANCE) return before;
      const steepness = steepnessOf(node.activation, node.parameters, carried[input]);
      return { variance: steepness ** 2 * before.variance, plain: before.plain };
    }
    case 'dropout':
    case 'reshape':
    case 'pooling':
    case 'output':
      return others.length === 0 ? before : none;
    case 'add':
      return sumOf(node.inputs, spreads, carried);
    default:
      return none;
  }
}

/** A sum is off by what its parts are, each by its share. */
function sumOf(inputs: readonly number[], spreads: readonly Spread[], carried: readonly Carried[]): Spread {
  const squares = inputs.map((input) => {
    const part = carried[input];
    return part === undefined || isLost(part) ? 0 : part.square;
  });
  const whole = squares.reduce((total, square) => total + square, 0);
  if (!(whole > 0)) return none;
  const shared = (of: (spread: Spread) => number): number =>
    inputs.reduce(
      (total, input, at) => total + ((squares[at] ?? 0) / whole) * Math.sqrt(of(spreads[input] ?? none)),
      0,
    ) ** 2;
  return { variance: shared(({ variance }) => variance), plain: shared(({ plain }) => plain) };
}

const STEP = 0.02;

/** d log E φ² / d log q, for an input of mean square q. */
function steepnessOf(
  activation: string,
  parameters: Parameters<typeof activationFunction>[1],
  input: Carried | undefined,
): number {
  if (input === undefined || isLost(input) || input.law !== undefined) return 1;
  const f = activationFunction(activation, parameters);
  if (f === undefined || f.hinge !== undefined) return 1;
  const variance = input.square - input.mean ** 2;
  if (!(variance > 0)) return 1;
  const logarithmAt = (step: number): number =>
    Math.log(pointMoments(f, input.mean, variance * Math.exp(step)).square);
  const steepness = (logarithmAt(STEP) - logarithmAt(-STEP)) / (2 * STEP);
  return Number.isFinite(steepness) ? steepness : 1;
}
