/** The gradient's way back through a graph: mean squares at every step's output for one of N(0, 1) at the model's outputs. */
import { arithmeticOf, isQuotient } from './arithmetic-names';
import type { ActivationNode, Given, LayerNode, Model, OperationNode, SignalNode } from '../network/graph';
import { consumersOf } from '../network/ways';
import { axisAt, positionsOf, sameLength, type Length, type Shape } from './axis';
import { clampOf } from './clamp';
import { concentration, passedBack } from './attention';
import { transformerBackward } from './encoder';
import {
  dropoutMoments,
  hasTokenOfItsOwn,
  multiheadWeights,
  normedParts,
  plainFunction,
  removedBy,
  stepsOf,
} from './forward';
import { joinedParts, partMoments } from './joined-parts';
import { fansOfEinsum, isMissing, kernelOf, type Kernel } from './kernel';
import { madeSignal } from './made-signal';
import { scaleOf as normScale } from './norm';
import { activationFunction, composed, isLong, type PointFunction } from './point-function';
import { argument, callOfNode, hasPairMask, numberIn, signalsIn, truthIn } from './read-call';
import { drawnRecurrence, type DrawnRecurrence } from './drawn-recurrence';
import { recurrentWeights } from './recurrent-weights';
import { poolingOf, type Pooling } from './shape-pooling';
import { patchesOf, windowsPerElement } from './patches';
import { resamplingOf } from './resampling';
import { isItems, lengthOf, shapesOf, type Traced } from './shapes';
import {
  areIndependent,
  isClear,
  isConcentrated,
  isLost,
  POSITIONS,
  slopesOf,
  type Carried,
  type Lost,
  type Moments,
  type Signal,
} from './signal';
import { slopeAtLargest } from './pooling';
import { keptPart, waysOfTraining } from './stochastic-depth';
import { unitLengthOf } from './unit-length';
import { unevennessBehind, type Unevenness } from './unlike-units';
import {
  hasChannelsFirst,
  shareInside,
  spatialLengths,
  spatialOf,
  transposedInside,
  windowOf,
  winsTogether,
} from './windows';

/** A gradient; with an order, times so many unknown numbers of positions: its size is not known, but whether another one hides it is. */
export interface Gradient {
  readonly square: number;
  /** E g g′ of two positions of one unit, of two positions of two samples, and of two units. */
  readonly positions: number;
  readonly samples: number;
  readonly units: number;
  readonly order: number;
  /** Behind a maximum: of so many elements only the largest one gets this share of it. */
  readonly chosen?: { readonly of: number; readonly share: number } | undefined;
  /** With an order: why its size is not known, where it is not for the number of positions. */
  readonly unclear?: string | undefined;
  /** Of features that were joined: what each part gets, beside the mean over all. */
  readonly parts?: readonly number[] | undefined;
  /** Behind a norm over the batch: what the weights of the layer in front of it make of its units' unequal variances. */
  readonly uneven?: number | undefined;
  /** Behind a function of each element: what it was before, and the function, which goes along with one in front of it. */
  readonly outer?: { readonly before: Gradient; readonly f: PointFunction } | undefined;
  /** It arrives at the last position alone. */
  readonly lastOnly?: boolean | undefined;
  /** It arrives at the last state, which a recurrent layer gives beside its output. */
  readonly ofState?: boolean | undefined;
}
export type CarriedGradient = Gradient | Lost;
export const isLostGradient = (gradient: CarriedGradient): gradient is Lost => 'lost' in gradient;

const none: Gradient = { square: 0, positions: 0, samples: 0, units: 0, order: 0 };
const one: Gradient = { square: 1, positions: 0, samples: 0, units: 0, order: 0 };

export function backward(
  model: Model,
  carried: readonly Carried[],
  ends: readonly number[],
): readonly CarriedGradient[] {
  const arriving: CarriedGradient[][] = model.nodes.map(() => []);
  for (const end of ends) arriving[end]?.push(one);
  const gradients: CarriedGradient[] = model.nodes.map(() => one);
  for (let index = model.nodes.length - 1; index >= 0; index -= 1) {
    const node = model.nodes[index];
    if (node === undefined) continue;
    const gradient = gathered(arriving[index] ?? [], index);
    gradients[index] = atOutput(arriving[index] ?? [], index) ?? gradient;
    // Nothing goes back from what nothing takes.
    if (arriving[index]?.length === 0) continue;
    for (const { input, factor } of new Step(model, carried, node).back(gradient))
      arriving[input]?.push(factor);
  }
  return gradients;
}

/** Of a recurrent layer whose last state is taken, too: what its output gets, which is a tensor of its own. */
function atOutput(arriving: readonly CarriedGradient[], index: number): CarriedGradient | undefined {
  const isState = (gradient: CarriedGradient): boolean =>
    !isLostGradient(gradient) && gradient.ofState === true;
  const others = arriving.filter((gradient) => !isState(gradient));
  return others.length === 0 || others.length === arriving.length ? undefined : gathered(others, index);
}

/** What the size of a gradient is not known from. */
export const unclearFor = ({ unclear }: Gradient): string => unclear ?? POSITIONS;

/** Why a gradient stops at a step. */
export interface Stop {
  readonly reason: string;
  readonly at: number;
}

/** The way back that begins anew with 1 where it stops. */
export interface ResumedGradients {
  readonly gradients: readonly CarriedGradient[];
  /** By step; 0 is the model's own, any other number a stretch that began anew. */
  readonly stretches: readonly number[];
  readonly stops: readonly Stop[];
}

interface Arriving {
  readonly gradient: CarriedGradient;
  readonly stretch: number;
  /** Where it would be hidden by any that has not come through a mean over many positions. */
  readonly faint: boolean;
}

export function resumedBackward(
  model: Model,
  carried: readonly Carried[],
  ends: readonly number[],
  own: readonly CarriedGradient[],
): ResumedGradients {
  const arriving: Arriving[][] = model.nodes.map(() => []);
  for (const end of ends) arriving[end]?.push({ gradient: one, stretch: 0, faint: false });
  const gradients: CarriedGradient[] = model.nodes.map(() => one);
  const stretches = model.nodes.map(() => 0);
  const stops: Stop[] = [];
  for (let index = model.nodes.length - 1; index >= 0; index -= 1) {
    const node = model.nodes[index];
    if (node === undefined) continue;
    const clear = (arriving[index] ?? []).filter(({ faint }) => !faint);
    const all = clear.length > 0 ? clear : (arriving[index] ?? []);
    const first = Math.min(...all.map(({ stretch }) => stretch));
    const counted = all.filter(({ stretch }) => stretch === first);
    const sent = counted.map(({ gradient }) => gradient);
    let gradient = gathered(sent, index);
    let atEnd = atOutput(sent, index) ?? gradient;
    let stretch = Math.max(0, ...all.map((one) => one.stretch));
    let faint = all.length > 0 && all.every((one) => one.faint);
    const isUnused = all.length === 0;
    const strict = isUnused ? undefined : sureOf(own[index]);
    if (strict !== undefined && isLostGradient(strict)) gradient = stretch === 0 ? strict : gradient;
    // The model's own gradient is the same number wherever it is known.
    else if (strict !== undefined && stretch > 0)
      [gradient, atEnd, stretch, faint] = [strict, strict, 0, false];
    if (!isUnused && (isLostGradient(gradient) || gradient.order !== 0)) {
      stops.push(
        isLostGradient(gradient)
          ? { reason: gradient.lost, at: gradient.at }
          : { reason: unclearFor(gradient), at: index },
      );
      faint = !isLostGradient(gradient) && gradient.order < 0;
      gradient = one;
      atEnd = one;
      stretch = index + 1;
    }
    gradients[index] = atEnd;
    stretches[index] = stretch;
    if (isUnused) continue;
    for (const { input, factor } of new Step(model, carried, node, true).back(gradient))
      arriving[input]?.push({ gradient: factor, stretch, faint });
  }
  return { gradients, stretches, stops };
}

/** What is said of a gradient whatever is taken to be known: a number, or that it hangs on how long a sequence is, for which no other number stands. */
function sureOf(gradient: CarriedGradient | undefined): CarriedGradient | undefined {
  if (gradient === undefined || isLostGradient(gradient))
    return gradient?.lost === POSITIONS ? gradient : undefined;
  return gradient.order === 0 ? gradient : undefined;
}

/** Gradients of independent branches add up; what nothing takes has none. */
function gathered(arriving: readonly CarriedGradient[], index: number): CarriedGradient {
  const [only] = arriving;
  if (only !== undefined && arriving.length === 1 && (isLostGradient(only) || only.square > 0)) return only;
  const known = arriving.filter((gradient): gradient is Gradient => !isLostGradient(gradient));
  const missing = arriving.find(isLostGradient);
  if (missing !== undefined) return missing;
  if (known.length === 0) return { lost: 'nothing takes it', at: index };
  const order = Math.max(...known.filter(({ square }) => square > 0).map((gradient) => gradient.order), -99);
  const counted = known.filter((gradient) => gradient.order === order);
  const sum = (pick: (gradient: Gradient) => number): number =>
    counted.reduce((total, gradient) => total + pick(gradient), 0);
  return {
    square: sum(({ square }) => square),
    positions: sum(({ positions }) => positions),
    samples: sum(({ samples }) => samples),
    units: sum(({ units }) => units),
    order: counted.length === 0 ? 0 : order,
    chosen: chosenIn(counted),
    parts: partsIn(counted),
    uneven: counted.length === 1 ? counted[0]?.uneven : undefined,
    lastOnly: counted.length === 1 ? counted[0]?.lastOnly : undefined,
  };
}

/** Of several gradients the share that a maximum has sent; undefined where windows of several sizes have. */
function chosenIn(counted: readonly Gradient[]): Gradient['chosen'] {
  const windows = new Set(counted.flatMap(({ chosen }) => (chosen === undefined ? [] : [chosen.of])));
  const [of] = windows;
  if (of === undefined || windows.size > 1) return undefined;
  const whole = counted.reduce((total, { square }) => total + square, 0);
  const own = counted.reduce((total, { square, chosen }) => total + square * (chosen?.share ?? 0), 0);
  return { of, share: own / whole };
}

/** What several gradients of joined features come to for each part. */
function partsIn(counted: readonly Gradient[]): Gradient['parts'] {
  const count = counted.map(({ parts }) => parts?.length).find((length) => length !== undefined);
  if (count === undefined || counted.some(({ parts }) => parts !== undefined && parts.length !== count))
    return undefined;
  const whole = counted.reduce((total, { square }) => total + square, 0);
  return Array.from({ length: count }, (_, part) =>
    counted.reduce((total, { square, parts }) => total + (square / whole) * (parts?.[part] ?? 1), 0),
  );
}

interface Sent {
  readonly input: number;
  readonly factor: CarriedGradient;
}

const numbered = (length: Length): number | undefined => (typeof length === 'number' ? length : undefined);

/** What attention as a function takes, all of it known. */
interface AttentionParts {
  readonly query: Signal;
  readonly key: Signal;
  readonly values: Signal;
  readonly keys: number;
  readonly queries: number;
  readonly causal: boolean;
}

/** What of a layer's output an element of its input reaches. */
interface Reached {
  /** Units at each place. */
  readonly outputs: number;
  /** Places, and of them the share between which the window does not step. */
  readonly places: number;
  readonly together: number;
}

/** Steps that put copies of a tensor beside each other. */
const COPYING = /^(?:expand|broadcast_to|expand_as|repeat|tile|repeat_interleave|repeat_elements)$/;

const ROUNDS = 'a loop whose rounds are not counted';

/** Of a gradient's mean square what positions share is known well where it is at least such a part. */
const SURELY_SHARED = 0.25;

/** So many steps back a step that is left out at times is looked for. */
const MOST_LEFT_OUT = 8;

class Step {
  private readonly call;
  private readonly references;

  constructor(
    private readonly model: Model,
    private readonly carried: readonly Carried[],
    private readonly node: SignalNode,
    /** Biases that are not known count as none, widths as those of square layers. */
    private readonly lenient = false,
  ) {
    this.call = callOfNode(node);
    this.references = signalsIn(this.call);
  }

  private shape(index: number): Shape | undefined {
    const own = shapesOf(this.model)[index];
    if (!isItems(own)) return own;
    const [first] = own.items;
    return isItems(first) ? undefined : first;
  }

  /** The signal at an input; a lost one for those that are not known. */
  private signal(index: number): Carried {
    return this.carried[index] ?? { lost: this.node.qualifiedName, at: this.node.index };
  }

  back(gradient: CarriedGradient): readonly Sent[] {
    const passed = this.references.flatMap((reference) => {
      const ways = this.withoutShortcuts(waysOfTraining(this.model, reference));
      return reference.nodes.filter((index) => !ways.includes(index));
    });
    const inputs = [...new Set(this.node.inputs)].filter((input) => !passed.includes(input));
    if (isLostGradient(gradient)) return inputs.map((input) => ({ input, factor: gradient }));
    if (gradient.square === 0) return inputs.map((input) => ({ input, factor: none }));
    return inputs.map((input) => {
      const factor = this.toState(input, this.to(input, gradient));
      const share = this.shareOf(input);
      return { input, factor: isLostGradient(factor) || share === 1 ? factor : times(factor, share, share) };
    });
  }

  /** Of ways that join one may be another one without a step that is left out at times: what both have in common takes the gradient once. */
  private withoutShortcuts(ways: readonly number[]): readonly number[] {
    if (ways.length < 2) return ways;
    const passed = new Set<number>();
    for (const way of ways) {
      let at = this.model.nodes[way];
      for (let step = 0; at !== undefined && step < MOST_LEFT_OUT; step += 1) {
        const { inputs }: SignalNode = at;
        for (const own of inputs) passed.add(own);
        // A join on the way is one of such steps, too.
        at = this.model.nodes[Math.max(-1, ...inputs)];
      }
    }
    const ends = ways.filter((way) => !passed.has(way));
    return ends.length > 0 ? ends : ways;
  }

  /** The last state of a recurrent layer is its output at the last position. */
  private toState(input: number, gradient: CarriedGradient): CarriedGradient {
    const from = this.model.nodes[input];
    if (from?.kind !== 'layer' || from.role !== 'recurrent' || isLostGradient(gradient)) return gradient;
    const own = this.references.filter(({ nodes }) => nodes.includes(input));
    const isState = own.some(({ piece }) => piece !== undefined && piece !== 'any' && piece[0] === 1);
    if (!isState || /Cell$/.test(from.qualifiedName)) return gradient;
    const steps = stepsOf(from, this.shape(from.inputs[0] ?? -1));
    return { ...atLast(gradient, steps), ofState: true };
  }

  /** What is taken of an input's elements: all, or the pieces of it that the step takes. */
  private shareOf(input: number): number {
    const own = this.references.filter(({ nodes }) => nodes.includes(input));
    if (own.length === 0 || own.some(({ piece }) => piece === undefined || piece === 'any')) return 1;
    const from = this.model.nodes[input];
    // Of values and their indices, of an output and its states, the first ones are all there is.
    if (from === undefined || from.kind === 'layer' || from.kind === 'pooling') return 1;
    const whole = shapesOf(this.model)[input];
    const count = isItems(whole) ? whole.items.length : numbered(whole?.axes[0]?.length);
    return count === undefined ? 1 : Math.min(1, own.length / count);
  }

  private number(given: Given): number | undefined {
    if (given.kind !== 'size') return numberIn(given);
    return numbered(lengthOf(this.model, given.size));
  }

  private lost(reason: string): Lost {
    return { lost: reason, at: this.node.index };
  }

  private to(input: number, arriving: Gradient): CarriedGradient {
    const { node } = this;
    const isOfElements =
      node.kind === 'activation' ||
      (node.kind === 'elementwise' && [undefined, 'power'].includes(arithmeticOf(this.call.name)));
    const gradient =
      arriving.outer === undefined || isOfElements ? arriving : { ...arriving, outer: undefined };
    switch (node.kind) {
      case 'layer':
        return this.layer(node, input, gradient);
      case 'activation':
        return this.activation(node, input, gradient);
      case 'norm':
        return this.norm(node, input, gradient);
      case 'dropout':
        return this.dropout(node, gradient);
      case 'pooling':
        return this.pooling(node, input, gradient);
      case 'reshape':
        // `x.expand_as(y)` takes of `y` the shape alone.
        return this.references[0]?.nodes.includes(input) === false ? none : this.moved(node, gradient);
      case 'split':
        return this.split(input, gradient);
      case 'concat':
        return this.concatenated(input, gradient);
      case 'output':
        return gradient;
      case 'add':
        return /^[aA]verage$/.test(this.call.name)
          ? times(gradient, 1 / this.node.inputs.length ** 2, 1 / this.node.inputs.length ** 2)
          : this.summed(input, gradient);
      case 'multiply':
        return this.multiplied(node, input, gradient);
      case 'elementwise':
        return this.elementwise(node, input, gradient);
      case 'matmul':
        return this.matmul(input, gradient);
      case 'attention':
        return this.attention(input, gradient);
      case 'loss':
        return one;
      case 'input':
      case 'unknown':
        return this.lost(node.qualifiedName);
    }
  }

  private activation(node: ActivationNode, input: number, gradient: Gradient): CarriedGradient {
    const signal = this.signal(input);
    if (isLost(signal)) return signal;
    const f = activationFunction(node.activation, node.parameters);
    if (f === undefined) return this.vectorActivation(node.activation, signal, input, gradient);
    const together = gradient.chosen === undefined ? this.throughBoth(f, signal, gradient) : undefined;
    if (together !== undefined) return together;
    const { square, mean } = slopesOf(signal, f);
    if (gradient.chosen !== undefined) {
      const { of, share } = gradient.chosen;
      const largest = slopeAtLargest(signal, f, of);
      return times(gradient, share * largest + (1 - share) * square, (1 - share) ** 2 * mean ** 2);
    }
    const result = { ...times(gradient, square, mean ** 2), outer: { before: gradient, f } };
    // Positions whose elements go together are let through together.
    return signal.law === undefined && f.hinge !== undefined
      ? { ...result, positions: gradient.positions * slopesTogether(f.hinge, signal, { square, mean }) }
      : result;
  }

  /** Where a function stands in front of another one, both slopes are those of the same elements: of a rectifier squared both are 0 at once. */
  private throughBoth(f: PointFunction, signal: Signal, gradient: Gradient): Gradient | undefined {
    const { outer } = gradient;
    if (outer === undefined || signal.addends !== undefined) return undefined;
    const both = composed(outer.f, f);
    if (isLong(both)) return undefined;
    const { square, mean } = slopesOf({ ...signal, nonNegative: undefined }, both);
    return { ...times(outer.before, square, mean ** 2), outer: { before: outer.before, f: both } };
  }

  private dropout(node: OperationNode, gradient: Gradient): CarriedGradient {
    const kept = keptPart(node);
    if (kept !== undefined) return this.kept(kept, gradient);
    if (/GaussianNoise$/.test(node.qualifiedName)) return gradient;
    const given =
      node.arguments['p'] ?? node.arguments['rate'] ?? numberIn(argument(this.call, 1, 'p', 'rate')) ?? 0.5;
    if (truthIn(argument(this.call, 2, 'training')) === false) return gradient;
    if (typeof given !== 'number' || given >= 1) return this.lost(`the rate of ${node.qualifiedName}`);
    if (given === 0) return gradient;
    if (/alpha_?dropout/i.test(node.qualifiedName)) {
      const saturation = -1.7580993408473766;
      const factor = 1 / (1 - given + saturation ** 2 * (1 - given) * given);
      return times(gradient, factor * (1 - given), factor * (1 - given) ** 2);
    }
    return times(gradient, 1 / (1 - given), 1);
  }

  /** Back to the samples that are kept. */
  private kept({ share, factor }: NonNullable<ReturnType<typeof keptPart>>, gradient: Gradient): Gradient {
    return times(gradient, share * factor ** 2, share * factor ** 2);
  }

  private multiplied(node: OperationNode, input: number, gradient: Gradient): CarriedGradient {
    const kept = keptPart(node);
    if (kept !== undefined) return this.kept(kept, gradient);
    const number = this.call.positional.map((given) => this.number(given)).find((own) => own !== undefined);
    if (number === undefined) return this.product(input, gradient);
    const factor = this.divides ? number ** -2 : number ** 2;
    return times(gradient, factor, factor);
  }

  private get divides(): boolean {
    return isQuotient(this.call.name);
  }

  private layer(node: LayerNode, input: number, gradient: Gradient): CarriedGradient {
    if (node.role === 'embedding') return this.lost('tokens have no gradient');
    const signal = this.signal(input);
    if (node.role === 'recurrent') return this.recurrent(node, signal, gradient);
    if (node.role === 'attention') return this.attentionLayer(node, input, gradient);
    const kernel = kernelOf(node, this.shape(input), this.lenient);
    if (isMissing(kernel)) return this.lost(`the ${kernel.missing} of ${node.qualifiedName}`);
    if (kernel.copies) return times(gradient, kernel.scale, kernel.scale);
    if (node.qualifiedName === 'torch.nn.Bilinear') return this.bilinear(node, kernel, input, gradient);
    if (kernel.variance === undefined && this.lenient && node.role === 'linear')
      return times(gradient, kernel.scale, kernel.scale);
    if (kernel.variance === undefined) return this.lost(`the fan-in of ${node.qualifiedName}`);
    const fanOut = node.fanOut ?? fansOfEinsum(node)?.fanOut;
    if (fanOut === undefined) return this.lost(`the width of ${node.qualifiedName}`);
    const reached: Reached | Lost =
      node.role === 'conv'
        ? this.convolved(node, fanOut, input)
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

  private attentionLayer(node: LayerNode, input: number, gradient: Gradient): CarriedGradient {
    const signal = this.signal(input);
    if (isLost(signal)) return signal;
    if (/TransformerEncoder(?:Layer)?$/.test(node.qualifiedName)) {
      const shared = gradient.square > 0 ? gradient.positions / gradient.square : 0;
      const positions = positionsOf(this.shape(input));
      const factor = transformerBackward(node, signal, Math.min(1, Math.max(0, shared)), positions);
      return factor === undefined ? this.lost(node.qualifiedName) : times(gradient, factor, factor);
    }
    return this.multihead(node, input, gradient);
  }

  private multihead(node: LayerNode, input: number, gradient: Gradient): CarriedGradient {
    const weights = multiheadWeights(node, this.shape(input));
    if (weights === undefined) return this.lost(node.qualifiedName);
    const [key, value] = node.qualifiedName.startsWith('keras.') ? [2, 1] : [1, 2];
    const indexAt = (place: number): number => this.references[place]?.nodes[0] ?? input;
    const places = this.references.flatMap(({ nodes }, place) => (nodes.includes(input) ? [place] : []));
    // Where it is not said what is asked and what is found, one tensor is all of it.
    const takes = (place: number): boolean =>
      places.length === 0 || this.references.length < 3 || places.includes(place);
    const inside = times(gradient, weights.output, weights.output);
    const through = takes(value) ? times(inside, weights.value, weights.value) : times(inside, 0, 0);
    const [keys, queries] = [positionsOf(this.shape(indexAt(key))), positionsOf(this.shape(indexAt(0)))];
    const [query, source] = [this.signal(indexAt(0)), this.signal(indexAt(key))];
    if (keys === undefined || queries === undefined || isLost(query) || isLost(source))
      return takes(value) ? spread(through, keys) : this.lost(POSITIONS);
    // Through the softmax to the scores, as of attention whose queries and keys are made apart.
    const [asked, found] = [weights.query * query.square, weights.key * source.position];
    const causal = hasPairMask(this.call);
    const own = concentration(keys, asked * found, causal);
    const kept = passedBack(keys, asked * found, causal);
    const scores = inside.square * weights.value * source.position * kept;
    const width = node.arguments['embed_dim'];
    const together = typeof width === 'number' ? 1 + 1 / (own * width) : 1;
    const toQueries = takes(0) ? found * weights.query * together : 0;
    const toKeys = takes(key) ? (asked * weights.key * queries) / keys : 0;
    const sent = spread(through, keys, own, queries);
    return { ...sent, square: sent.square + scores * (toQueries + toKeys) };
  }

  /** Each pair of units is one more summand. */
  private bilinear(
    node: LayerNode,
    { variance }: Pick<Kernel, 'variance'>,
    input: number,
    gradient: Gradient,
  ): CarriedGradient {
    const place = this.references.findIndex(({ nodes }) => nodes.includes(input));
    const width = node.arguments[place === 1 ? 'in1_features' : 'in2_features'];
    const other = this.signal(this.references[place === 1 ? 0 : 1]?.nodes[0] ?? -1);
    if (isLost(other)) return other;
    if (variance === undefined || typeof width !== 'number' || node.width === undefined)
      return this.lost(`the width of ${node.qualifiedName}`);
    const factor = variance * node.width * width * other.square;
    return times({ ...gradient, units: 0 }, factor, factor);
  }

  /** What an element of a convolution's input reaches. */
  private convolved(node: LayerNode, fanOut: number, input: number): Reached | Lost {
    const spatial = spatialOf(node);
    const window = windowOf(node.arguments, spatial, false);
    if (window === undefined) return this.lost(`the window of ${node.qualifiedName}`);
    const groups = node.arguments['groups'] ?? node.arguments['feature_group_count'] ?? 1;
    const isDepthwise = /Depthwise/i.test(node.qualifiedName);
    const outputs = isDepthwise
      ? window.kernel.reduce((all, side) => all * side, 1)
      : fanOut / (typeof groups === 'number' ? groups : 1);
    const last = !hasChannelsFirst(node);
    const before = spatialLengths(this.shape(input), spatial, last);
    const after = spatialLengths(this.shape(node.index), spatial, last);
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

  private recurrent(node: LayerNode, signal: Carried, arriving: Gradient): CarriedGradient {
    if (isLost(signal)) return signal;
    const weights = recurrentWeights(node);
    const { width, fanIn } = node;
    if (weights === undefined || width === undefined || fanIn === undefined)
      return this.lost(node.qualifiedName);
    const steps = stepsOf(node, this.shape(node.inputs[0] ?? -1));
    const directions = weights.bidirectional ? 2 : 1;
    const kept = 1 / (1 - weights.dropout);
    const layers: DrawnRecurrence[] = [];
    let moments: Moments = signal;
    for (const own of weights.layers) {
      if (layers.length > 0 && weights.dropout > 0) moments = dropoutMoments(moments, weights.dropout);
      const drawn = drawnRecurrence(weights.kind, moments, own, weights.activation, steps);
      layers.push(drawn);
      moments = drawn.output;
    }
    // Keras' layers give their last state, unless they are told to give all.
    const isLast =
      /^(?:keras|tf)\./.test(node.qualifiedName) &&
      node.arguments['return_sequences'] !== true &&
      !/Cell$/.test(node.qualifiedName);
    const gradient = isLast && arriving.lastOnly !== true ? atLast(arriving, steps) : arriving;
    let factor = 1;
    let place: 'last' | 'even' | 'spread' =
      gradient.lastOnly === true ? 'last' : gradient.positions > 0.5 * gradient.square ? 'even' : 'spread';
    for (const [index, drawn] of layers.reverse().entries()) {
      const isFirst = index === layers.length - 1;
      // Both directions send theirs; what comes in has the width of one, of both, or the input's.
      factor *= (drawn[place] * directions * width) / (isFirst ? fanIn : directions * width);
      if (!isFirst) factor *= kept;
      place = 'spread';
    }
    return times(gradient, factor, 0);
  }

  private vectorActivation(id: string, signal: Signal, input: number, gradient: Gradient): CarriedGradient {
    if (id === 'softmax') {
      const own = this.signal(this.node.index);
      if (!isLost(own) && own.attention?.kind === 'weights') {
        const { keys, variance, causal } = own.attention;
        // What a softmax sends back sums to 0 over its keys.
        const kept = (result: Gradient): Gradient =>
          signal.attention === undefined && keys !== undefined && keys > 1
            ? { ...result, positions: -result.square / (keys - 1) }
            : result;
        // Per score E A² of what the weights get; for an unknown number of keys in powers of it.
        return keys === undefined
          ? { ...times({ ...gradient, units: 0 }, Math.exp(variance), 0), order: gradient.order - 2 }
          : kept(times({ ...gradient, units: 0 }, passedBack(keys, variance, causal === true) / keys, 0));
      }
      const count = numbered(this.shape(input)?.axes.at(-1)?.length);
      if (count === undefined || signal.law !== undefined) return this.lost('softmax');
      const factor = passedBack(count, signal.unit, false) / count;
      return times({ ...gradient, units: 0 }, factor, 0);
    }
    const inner =
      id === 'glu'
        ? 'sigmoid'
        : id === 'swiglu'
          ? 'silu'
          : id === 'geglu'
            ? 'gelu'
            : id === 'reglu'
              ? 'relu'
              : undefined;
    const f = inner === undefined ? undefined : activationFunction(inner, {});
    if (f === undefined) return this.lost(id);
    const slope = slopesOf(signal, f).square;
    const gate = squareOf(signal, f);
    // One half is multiplied by the gate, the other one is the gate.
    return times({ ...gradient, units: 0 }, (gate + slope * signal.square) / 2, 0);
  }

  private norm(node: OperationNode, input: number, gradient: Gradient): CarriedGradient {
    const { scale } = normScale(node);
    if (scale === undefined) return this.lost(`the scale of ${node.qualifiedName}`);
    if (scale === 0) return { square: 0, positions: 0, samples: 0, units: 0, order: 0 };
    const signal = this.signal(input);
    if (isLost(signal)) return signal;
    if (/LocalResponse|local_response/i.test(node.qualifiedName)) {
      const scaled = this.signal(node.index);
      if (isLost(scaled)) return scaled;
      const factor = scaled.square / signal.square;
      return { ...times(gradient, factor, factor), chosen: gradient.chosen };
    }
    if (/normalize$|UnitNorm/i.test(node.qualifiedName)) return this.lost(node.qualifiedName);
    if (!isClear(signal, signal.square)) return { lost: signal.slack?.reason ?? POSITIONS, at: node.index };
    // Of samples that have left out what stands in front some are far smaller, and a norm makes their gradient as much larger.
    const isLeftOut = consumersOf(this.model, node.index).some((next) => (keptPart(next)?.share ?? 1) < 1);
    if (isLeftOut && !/batch_?norm/i.test(node.qualifiedName))
      return this.lost('branches that samples leave out');
    const own = this.signal(node.index);
    // The signal's own scaling says by how much the norm divides.
    const { uneven: drawn } = removedBy(node, signal, this.shape(node.index));
    const plain = isLost(own) ? undefined : normFactor(signal, own, node, { scale, drawn });
    const factor = plain && plain * (1 + drawn);
    if (factor === undefined)
      return signal.vague === undefined
        ? this.lost(node.qualifiedName)
        : { lost: signal.vague, at: node.index };
    const projected = /batch_?norm|instance_?norm/i.test(node.qualifiedName)
      ? this.projected(node, gradient)
      : gradient;
    const parts = normedParts(node, this.shape(node.index), partMoments(this.model, this.carried, input));
    if (parts === undefined) {
      const uneven = this.uneven(node, input, signal);
      if (uneven === undefined) return times(projected, factor, factor);
      const divided = factor * uneven.inverse;
      return { ...times(projected, divided, divided), uneven: uneven.weighted / uneven.inverse };
    }
    const inverses = parts.map(({ variance }) => 1 / variance);
    const mean = parts.reduce((sum, { share }, part) => sum + share * (inverses[part] ?? 0), 0);
    const divided = scale ** 2 * mean;
    if (!(divided > 0 && Number.isFinite(divided))) return this.lost(node.qualifiedName);
    return { ...times(projected, divided, divided), parts: inverses.map((inverse) => inverse / mean) };
  }

  /** A norm over the batch, or over one sample, divides each unit of the layer in front of it by its own variance. */
  private uneven(node: OperationNode, input: number, moments: Signal): Unevenness | undefined {
    const layer = this.model.nodes[input];
    if (layer?.kind !== 'layer' || !/batch_?norm|instance_?norm/i.test(node.qualifiedName)) return undefined;
    const alone = /instance_?norm/i.test(node.qualifiedName);
    const before = this.signal(layer.inputs[0] ?? -1);
    return isLost(before)
      ? undefined
      : unevennessBehind(this.model, layer, before, { moments, shape: this.shape(input), alone });
  }

  /**
   * A norm over the batch takes from the gradient its mean, and what goes along with what it has normed: of few samples whose positions get
   * the same gradient that is a good part.
   */
  private projected(node: OperationNode, gradient: Gradient): Gradient {
    const shape = this.shape(node.index);
    const batch = /instance_?norm/i.test(node.qualifiedName)
      ? 1
      : numbered(shape?.axes.find(({ role }) => role === 'batch')?.length);
    const own = this.signal(node.index);
    if (batch === undefined || batch < 1 || isLost(own)) return gradient;
    const rest = 1 - 1 / batch;
    const places = positionsOf(shape);
    const isSpatial = shape === undefined || shape.open || shape.axes.some(({ role }) => role === 'position');
    // Of an unknown number of positions there are many.
    const single = places === undefined && isSpatial ? 0 : gradient.square / (batch * (places ?? 1));
    const mean = single + gradient.positions / batch + gradient.samples * rest;
    // A rectifier behind the norm lets the gradient through where its input is large.
    const [next, ...others] = consumersOf(this.model, node.index);
    const f =
      next?.kind === 'activation' && others.length === 0
        ? activationFunction(next.activation, next.parameters)
        : undefined;
    // Of all positions those at the edges differ from the others.
    const together = sharedBy({ ...own, position: own.position + (own.edges ?? 0) });
    const along = (correlation: number): number => {
      if (f?.hinge === undefined) return correlation;
      const { slopes, values } = bothSlopes(f.hinge, correlation);
      return slopes === 0 ? 0 : values / slopes;
    };
    const projection =
      single + (gradient.positions * along(together)) / batch + gradient.samples * rest * along(0);
    const taken = Math.min(0.95 * gradient.square, Math.max(0, mean) + Math.max(0, projection));
    return {
      ...gradient,
      square: gradient.square - taken,
      positions: gradient.positions - Math.max(0, mean) - Math.max(0, projection) * together,
      samples: gradient.samples - Math.max(0, mean),
    };
  }

  private pooling(node: OperationNode, input: number, gradient: Gradient): CarriedGradient {
    const pooling = poolingOf({
      node,
      lengthOf: (size) => lengthOf(this.model, size),
    });
    if (pooling === undefined) return this.lost(this.call.name || node.qualifiedName);
    const signal = this.signal(input);
    const before = this.shape(input);
    if (pooling.kind === 'reduction') return this.reduced(pooling, before, gradient);
    if (pooling.kind === 'window') return this.windowed(node, pooling, before, gradient);
    const from = positionsOf(before);
    const to = pooling.kind === 'global' ? 1 : positionsOf(this.shape(node.index));
    const unknownAxes = from === undefined ? pooling.spatial : 0;
    const count = from === undefined ? 1 : from / (to ?? 1);
    if (to === undefined || (from === undefined && to !== 1)) return this.lost(POSITIONS);
    if (isLost(signal)) return signal;
    if (pooling.how === 'average') {
      if (count < 1) return this.lost(POSITIONS);
      if (count === 1 && from !== undefined) return gradient;
      return toAll(gradient, count, unknownAxes);
    }
    return pooling.how === 'max' ? toLargest(gradient, count, unknownAxes) : this.lost(node.qualifiedName);
  }

  private reduced(pooling: Pooling, before: Shape | undefined, gradient: Gradient): CarriedGradient {
    if (before === undefined || pooling.dimensions === undefined || pooling.dimensions === 'all')
      return this.lost(this.call.name);
    let count = 1;
    let unknown = 0;
    for (const dimension of pooling.dimensions) {
      const own = axisAt(before, dimension);
      const length = numbered(own?.length);
      if (length === undefined) unknown += 1;
      else count *= length;
    }
    if (pooling.how === 'sum') return { ...gradient, positions: gradient.square };
    if (pooling.how === 'average') return toAll(gradient, count, unknown);
    return pooling.how === 'max' ? toLargest(gradient, count, unknown) : this.lost(this.call.name);
  }

  private windowed(
    node: OperationNode,
    pooling: Pooling,
    before: Shape | undefined,
    gradient: Gradient,
  ): CarriedGradient {
    const window = windowOf(pooling.arguments, pooling.spatial, true);
    if (window === undefined) return this.lost(node.qualifiedName);
    const size = window.kernel.reduce((all, side) => all * side, 1);
    const lengths = spatialLengths(before, pooling.spatial, pooling.channelsLast);
    const places = spatialLengths(this.shape(node.index), pooling.spatial, pooling.channelsLast);
    let windows = 1;
    for (const [dimension, stride] of window.stride.entries()) {
      const [from, to] = [numbered(lengths[dimension]), numbered(places[dimension])];
      windows *= from === undefined || to === undefined ? 1 / stride : to / from;
    }
    // Each output has one winner, or `size` inputs that get a share of it.
    if (pooling.how === 'max') {
      const several = winsTogether(window) - 1;
      const square = windows * (gradient.square + several * Math.max(0, gradient.positions));
      return { ...times(gradient, windows, windows ** 2), square, chosen: { of: size, share: 1 } };
    }
    const coherent = gradient.positions / Math.max(gradient.square, 1e-300);
    const overlap = windows * size;
    const square = (gradient.square * overlap * (1 + Math.max(0, overlap - 1) * coherent)) / size ** 2;
    return pooling.how === 'average'
      ? { ...gradient, square, positions: (gradient.positions * overlap ** 2) / size ** 2 }
      : this.lost(node.qualifiedName);
  }

  private moved(node: OperationNode, gradient: Gradient): CarriedGradient {
    const { name } = this.call;
    const resampling = resamplingOf(node, this.shape(node.inputs[0] ?? -1), this.shape(node.index));
    if (resampling !== undefined) {
      if (resampling === 'other' || resampling.copies === undefined) return this.lost(name);
      // What comes from one element adds up over its copies.
      const { copies, share } = resampling;
      return {
        ...gradient,
        square: copies * share * gradient.square + copies * (copies - share) * gradient.positions,
        positions: gradient.positions * copies ** 2,
      };
    }
    if (patchesOf(node) !== undefined) return this.fromPatches(node, gradient);
    if (COPYING.test(name)) return this.copied(node, gradient);
    if (name === 'RepeatVector') return this.lost(name);
    return this.padded(node, gradient);
  }

  /** What windows of an image get adds up in the image; a sum of windows gives each of them what it gets. */
  private fromPatches(node: OperationNode, gradient: Gradient): CarriedGradient {
    const count = windowsPerElement(node, this.shape(node.inputs[0] ?? -1), this.shape(node.index));
    if (count === undefined) return this.lost(this.call.name);
    if (/^f/i.test(this.call.name)) return gradient;
    return { ...times(gradient, count, count ** 2), order: gradient.order };
  }

  /** What comes from one element adds up over its copies. */
  private copied(node: OperationNode, gradient: Gradient): CarriedGradient {
    const [before, after] = [this.shape(node.inputs[0] ?? -1), this.shape(node.index)];
    if (before === undefined || after === undefined || before.open || after.open)
      return this.lost(this.call.name);
    const back = after.axes.length - before.axes.length;
    const grows = after.axes.map((own, place) => {
      const mine = before.axes[place - back]?.length ?? 1;
      return typeof own.length === 'number' && typeof mine === 'number' ? own.length / mine : undefined;
    });
    const isSpread = after.axes.every(
      (own, place) =>
        grows[place] === 1 ||
        (before.axes[place - back]?.length ?? 1) === 1 ||
        sameLength(own.length, before.axes[place - back]?.length),
    );
    if (isSpread) return this.summed(node.inputs[0] ?? -1, gradient);
    const count = grows.reduce<number | undefined>(
      (all, own) => (all === undefined || own === undefined ? undefined : all * own),
      1,
    );
    return count === undefined ? this.lost(this.call.name) : times(gradient, count, count ** 2);
  }

  /** Borders that repeat what is inside send their gradient there, too. */
  private padded(node: OperationNode, gradient: Gradient): Gradient {
    const mode = argument(this.call, 2, 'mode');
    const written = mode?.kind === 'constant' ? mode.value : undefined;
    const repeats =
      /^(?:Reflection|Replication|Circular)Pad/.test(this.call.name) ||
      (this.call.name === 'pad' && /^(?:reflect|replicate|circular)$/.test(String(written)));
    const [before, after] = [
      positionsOf(this.shape(node.inputs[0] ?? -1)),
      positionsOf(this.shape(node.index)),
    ];
    if (!repeats || before === undefined || after === undefined || before === 0) return gradient;
    const share = after / before;
    return { ...times(gradient, share, share ** 2), parts: gradient.parts };
  }

  /** What all samples, positions or units share, of a sum or a product, gathers their gradients. */
  private summed(input: number, gradient: Gradient): Gradient {
    const [own, whole] = [this.shape(input), this.shape(this.node.index)];
    if (own === undefined || whole === undefined || own.open || whole.open) return gradient;
    let [places, others, unknown] = [1, 1, 0];
    for (let back = 1; back <= whole.axes.length; back += 1) {
      const [mine, all] = [own.axes[own.axes.length - back], whole.axes[whole.axes.length - back]];
      if (all === undefined || all.length === 1 || (mine !== undefined && mine.length !== 1)) continue;
      const count = numbered(all.length);
      if (count === undefined) unknown += 1;
      else if (all.role === 'position') places *= count;
      else others *= count;
    }
    if (places === 1 && others === 1 && unknown === 0) return gradient;
    const { square, positions, samples } = gradient;
    return {
      ...gradient,
      square: Math.max(0, others * (places * square + places * (places - 1) * positions)),
      // Of one position there are no two.
      positions: places > 1 ? 0 : others * positions,
      samples: others * places ** 2 * samples,
      order: gradient.order + unknown,
    };
  }

  /** A batch norm behind it has divided each part by what that part has. */
  private concatenated(input: number, gradient: Gradient): CarriedGradient {
    if (this.call.positional.some((given) => given.kind === 'sequence' && given.open))
      return this.lost(ROUNDS);
    const { parts } = gradient;
    const joined = joinedParts(this.model, this.node.index);
    if (parts === undefined || joined?.length !== parts.length) return { ...gradient, parts: undefined };
    const inner = joinedParts(this.model, input) ?? [{ node: input, width: 0 }];
    const first = this.firstPartOf(input);
    if (first === undefined) return { ...gradient, parts: undefined };
    const own = parts.slice(first, first + inner.length);
    const width = joined.slice(first, first + inner.length).reduce((sum, part) => sum + part.width, 0);
    const mean = own.reduce((sum, part, at) => sum + (part * (joined[first + at]?.width ?? 0)) / width, 0);
    const result = times(gradient, mean, mean);
    return inner.length === 1 ? result : { ...result, parts: own.map((part) => part / mean) };
  }

  /** Where the parts of an input begin among all that are joined. */
  private firstPartOf(input: number): number | undefined {
    let place = 0;
    for (const { nodes } of this.references) {
      const own = nodes[0] ?? -1;
      if (own === input) return place;
      place += joinedParts(this.model, own)?.length ?? 1;
    }
    return undefined;
  }

  /** What is not taken gets nothing. */
  private split(input: number, gradient: Gradient): CarriedGradient {
    if (this.call.name !== 'getitem') return gradient;
    const [reference] = this.references;
    const whole = shapesOf(this.model)[input];
    const path = reference?.piece === 'any' ? undefined : reference?.piece?.[0];
    const before = isItems(whole) && path !== undefined ? whole.items[path] : whole;
    const indices = this.call.positional.slice(1);
    const count = indices.length === 1 && numberIn(indices[0]) !== undefined ? piecesOf(before) : undefined;
    if (count !== undefined) {
      const kind = this.model.nodes[input]?.kind;
      return kind === 'layer' || kind === 'pooling' ? gradient : times(gradient, 1 / count, 1 / count);
    }
    const after = this.shape(this.node.index);
    const taken =
      before === undefined || isItems(before) || after === undefined
        ? undefined
        : partTaken(indices, before, after);
    if (taken === undefined) return this.lost('a part of unknown size');
    const { share, unknown, place } = taken;
    if (place !== undefined && hasTokenOfItsOwn(this.model)) return this.lost('a token of its own size');
    return {
      ...times(gradient, share, share ** 2),
      order: gradient.order - unknown,
      lastOnly: place === 'last' || undefined,
    };
  }

  /** A scale that the code makes: `gamma * x`. */
  private scaledByMade(gradient: Gradient): CarriedGradient {
    const made = this.call.positional.find((given) => given.kind === 'made');
    if (made?.tensor.initializer === 'rotations') return gradient;
    const scale = made && madeSignal(made.tensor, this.node.index, (size) => lengthOf(this.model, size));
    if (scale === undefined || this.divides)
      return this.lost(`the other side of ${this.call.name || this.node.qualifiedName}`);
    return times(gradient, scale.square, scale.square - scale.position);
  }

  /** Both factors are parts of one tensor: each gets what the other one is. */
  private productOfParts(input: number, parts: number, gradient: Gradient): CarriedGradient {
    const signal = this.signal(input);
    if (isLost(signal)) return signal;
    return parts === 2
      ? times({ ...gradient, units: 0 }, signal.square, 0)
      : this.lost('a product with itself');
  }

  private product(input: number, gradient: Gradient): CarriedGradient {
    const others = this.references
      .filter(({ nodes }) => !nodes.includes(input))
      .flatMap(({ nodes }) => nodes.slice(0, 1));
    const [other] = others;
    const mine = this.references.filter(({ nodes }) => nodes.includes(input));
    if (other === undefined)
      return mine.length === 1
        ? this.scaledByMade(gradient)
        : this.productOfParts(input, mine.length, gradient);
    const factor = this.signal(other);
    if (isLost(factor)) return factor;
    const signal = this.signal(input);
    if (factor.attention === undefined && !isLost(signal)) {
      // What a mean of the other one gets is a projection that takes next to nothing away.
      if (isConcentrated(signal) && !areIndependent([signal, factor])) return none;
      if (signal.attention?.kind === 'weights') {
        const width = numbered(this.shape(other)?.axes.at(-1)?.length);
        return width === undefined
          ? this.lost(this.call.name)
          : { ...none, square: gradient.square * factor.position * width, order: gradient.order };
      }
    }
    if (this.divides) {
      const shrunk = isLost(signal) || !isConcentrated(factor) ? undefined : factor.mean ** -2;
      return shrunk === undefined ? this.lost(this.call.name) : times(gradient, shrunk, shrunk);
    }
    const gathered = this.summed(input, {
      square: gradient.square * factor.square,
      positions: gradient.positions * (factor.square - factor.position),
      samples: gradient.samples * (factor.square - factor.both),
      units: 0,
      order: gradient.order,
    });
    const isGate = gathered.square !== gradient.square * factor.square || this.isCopied(input);
    return isGate && factor.mean ** 2 <= 0.05 * factor.square
      ? this.behindGate(gathered, { gradient, factor, gate: signal, isCopied: this.isCopied(input) })
      : gathered;
  }

  /**
   * A rectifier lets gradients through where the other factor is large: of what all positions get their sum is not that of independent ones. For a
   * rectifier of slopes a and b the mean of slope times factor is (a − b)/√(2π) of the factor's spread, as far as its input goes along with that.
   */
  private behindGate(
    gathered: Gradient,
    {
      gradient,
      factor,
      gate,
      isCopied,
    }: {
      readonly gradient: Gradient;
      readonly factor: Signal;
      readonly gate: Carried;
      /** The copies' gradients are gathered by a step in front. */
      readonly isCopied: boolean;
    },
  ): Gradient {
    const rectifier = this.rectifierBehind();
    if (rectifier === undefined || gradient.positions <= 0) return gathered;
    const places = positionsOf(this.shape(this.node.index));
    const before = this.signal(rectifier.input);
    const { below, above } = rectifier.hinge;
    const through = ((above + below) / 2) ** 2;
    const unclear = { ...gathered, order: gathered.order - 1, unclear: 'a gate in front of a rectifier' };
    if (places === undefined || isLost(gate) || isLost(before) || through === 0) return unclear;
    const along = Math.min(1, (factor.square * gate.square) / before.square);
    const slope = ((above - below) ** 2 / (2 * Math.PI)) * factor.square * along;
    const pairs = (gradient.positions * slope) / through;
    // Many rectifiers further in front what positions share is known roughly: enough where it is a small part.
    const coherent = places * pairs;
    const alone = gradient.square * factor.square;
    if (gradient.positions < SURELY_SHARED * gradient.square && coherent > 0.3 * (alone + coherent))
      return unclear;
    return isCopied
      ? { ...gathered, positions: gathered.positions + pairs }
      : { ...gathered, square: gathered.square + places * (places - 1) * pairs };
  }

  /** `gate.expand_as(x)`: what it is made of gathers the gradients of all its copies. */
  private isCopied(input: number): boolean {
    const node = this.model.nodes[input];
    return node?.kind === 'reshape' && COPYING.test(callOfNode(node).name);
  }

  /** By way of a sum at most. */
  private rectifierBehind() {
    for (const next of consumersOf(this.model, this.node.index)) {
      const ends = next.kind === 'add' ? consumersOf(this.model, next.index) : [next];
      for (const own of ends) {
        const hinge =
          own.kind === 'activation' ? activationFunction(own.activation, own.parameters)?.hinge : undefined;
        if (hinge !== undefined) return { hinge, input: own.inputs[0] ?? -1 };
      }
    }
    return undefined;
  }

  private elementwise(node: OperationNode, input: number, gradient: Gradient): CarriedGradient {
    const [left, right] = this.call.positional;
    const number = numberIn(left) ?? numberIn(right);
    const { name } = this.call;
    const length = unitLengthOf(this.call, this.shape(input));
    if (length !== undefined) return this.toUnitLength(length, input, gradient);
    switch (arithmeticOf(name)) {
      case 'sum':
      case 'difference':
      case 'negation':
        return gradient;
      case 'product':
        return number === undefined ? this.lost(name) : times(gradient, number ** 2, number ** 2);
      case 'quotient':
        return number === undefined || number === 0
          ? this.lost(name)
          : times(gradient, 1 / number ** 2, 1 / number ** 2);
      case 'mask': {
        const signal = this.signal(input);
        if (isLost(signal)) return signal;
        return signal.attention === undefined ? this.lost(name) : gradient;
      }
      case 'power':
      case undefined:
        return this.plain(name || node.qualifiedName, input, gradient, numberIn(right), numberIn(left));
    }
  }

  /** Divided by the length, less what goes along with the vector. */
  private toUnitLength(length: number | 'unknown', input: number, gradient: Gradient): CarriedGradient {
    const signal = this.signal(input);
    if (isLost(signal)) return signal;
    if (length === 'unknown' || !(signal.square > 0)) return this.lost(this.call.name);
    const factor = (1 - 1 / length) / (length * signal.square);
    return times(gradient, factor, factor);
  }

  /** A function of each element by itself. */
  private plain(
    name: string,
    input: number,
    gradient: Gradient,
    right: number | undefined,
    left: number | undefined,
  ): CarriedGradient {
    const signal = this.signal(input);
    if (isLost(signal)) return signal;
    const f = clampOf(this.call) ?? plainFunction(name, right, left);
    const together = f === undefined ? undefined : this.throughBoth(f, signal, gradient);
    if (together !== undefined) return together;
    const outer = f && { before: gradient, f };
    if (arithmeticOf(name) === 'power' && right === 2)
      return { ...times(gradient, 4 * signal.square, 4 * signal.mean ** 2), outer };
    if (f === undefined) return this.lost(name);
    const { square, mean } = slopesOf(signal, f);
    return { ...times(gradient, square, mean ** 2), outer };
  }

  /** To the values of attention along its weights; scores of the default start get next to nothing. */
  private matmul(input: number, gradient: Gradient): CarriedGradient {
    const [left, right] = this.references.map(({ nodes }) => nodes[0] ?? -1);
    const weights = left === undefined ? undefined : this.signal(left);
    if (left === undefined || right === undefined || weights === undefined) return this.lost(this.call.name);
    if (!isLost(weights) && weights.attention?.kind === 'weights') {
      if (input === right) {
        const queries = numbered(axisAt(this.shape(left), -2)?.length);
        return spread(gradient, weights.attention.keys, weights.attention.concentration, queries);
      }
      const values = this.signal(right);
      if (isLost(values)) return values;
      // The gradient at the weights, of which the softmax then keeps what differs between keys.
      const width = numbered(this.shape(right)?.axes.at(-1)?.length);
      return width === undefined
        ? this.lost(this.call.name)
        : {
            square: gradient.square * values.position * width,
            positions: 0,
            samples: 0,
            units: 0,
            order: gradient.order,
          };
    }
    return this.scores(input, left, right, gradient);
  }

  /** From scores to queries and keys: a sum over all keys, or all queries, of what does not cancel. */
  private scores(input: number, left: number, right: number, gradient: Gradient): CarriedGradient {
    const own = this.signal(this.node.index);
    const other = this.signal(input === left ? right : left);
    if (isLost(own) || isLost(other) || own.attention?.kind !== 'scores') return this.lost(this.call.name);
    const size = input === left ? other.position : other.square;
    const shape = this.shape(this.node.index);
    const count = shape && numbered(axisAt(shape, input === left ? -1 : -2)?.length);
    const together = input === left ? this.keysLikeValues(right) : 1;
    const result = times(
      { ...gradient, positions: 0, samples: 0, units: 0 },
      size * (count ?? 1) * together,
      0,
    );
    return count === undefined ? { ...result, order: result.order + 1 } : result;
  }

  /**
   * Keys and values that are made of one tensor go along with each other: what a query gets of them is then no sum of independent terms. By so
   * much it is larger, where the tensor has many features.
   */
  private keysLikeValues(keys: number): number {
    let node: SignalNode | undefined = this.node;
    for (let step = 0; node !== undefined && step < MOST_LEFT_OUT; step += 1) {
      const own = this.carried[node.index];
      if (own !== undefined && !isLost(own) && own.attention?.kind === 'weights') {
        const { keys: count, concentration: sum } = own.attention;
        const values = consumersOf(this.model, node.index).find(({ kind }) => kind === 'matmul');
        const right = values && signalsIn(callOfNode(values))[1]?.nodes[0];
        const width = right === undefined ? undefined : this.commonWidth(keys, right);
        return width === undefined || count === undefined ? 1 : 1 + 1 / (sum * width);
      }
      [node] = consumersOf(this.model, node.index);
    }
    return 1;
  }

  /** Of the tensor that two layers take, how many features it has. */
  private commonWidth(one: number, other: number): number | undefined {
    const [first, second] = [this.layerOf(one), this.layerOf(other)];
    if (first === undefined || second === undefined) return undefined;
    return first.inputs[0] === second.inputs[0] ? first.fanIn : undefined;
  }

  /** The layer whose output is only moved about since. */
  private layerOf(index: number): LayerNode | undefined {
    let node = this.model.nodes[index];
    for (let step = 0; node !== undefined && step < MOST_LEFT_OUT; step += 1) {
      if (node.kind === 'layer') return node;
      if (node.kind !== 'reshape' && node.kind !== 'split') return undefined;
      node = this.model.nodes[node.inputs[0] ?? -1];
    }
    return undefined;
  }

  /** Through the softmax to the scores, which are a mean over the units: what the softmax keeps of E A², over all keys or queries. */
  private throughScores(
    input: number,
    gradient: Gradient,
    { query, key, values, keys, queries, causal }: AttentionParts,
  ): Gradient {
    const variance = query.square * key.position;
    const own = concentration(keys, variance, causal);
    const [asked, found, weighed] = this.references.map(({ nodes }) => nodes[0] ?? -1);
    const width = this.commonWidth(found ?? -1, weighed ?? -1);
    const together = width === undefined ? 1 : 1 + 1 / (own * width);
    const size = input === asked ? key.position * together : (query.square * queries) / keys;
    return {
      ...none,
      square: gradient.square * values.position * passedBack(keys, variance, causal) * size,
      order: gradient.order,
    };
  }

  private attention(input: number, gradient: Gradient): CarriedGradient {
    const value = this.references[2]?.nodes[0];
    const keys = numbered(this.shape(this.references[1]?.nodes[0] ?? -1)?.axes.at(-2)?.length);
    const [q, k, v] = [0, 1, 2].map((place) => this.signal(this.references[place]?.nodes[0] ?? -1));
    const causal = truthIn(argument(this.call, 5, 'is_causal')) === true;
    const queries = numbered(this.shape(this.references[0]?.nodes[0] ?? -1)?.axes.at(-2)?.length);
    if (input !== value) {
      const known = [q, k, v].flatMap((own) => (own === undefined || isLost(own) ? [] : [own]));
      const [query, key, values] = known;
      if (keys === undefined || queries === undefined || !query || !key || !values)
        return { square: gradient.square, positions: 0, samples: 0, units: 0, order: gradient.order - 1 };
      return this.throughScores(input, gradient, { query, key, values, keys, queries, causal });
    }
    if (keys === undefined || q === undefined || k === undefined || isLost(q) || isLost(k))
      return spread(gradient, keys, undefined, queries);
    return spread(gradient, keys, concentration(keys, q.square * k.position, causal), queries);
  }
}

/** Through a maximum over so many elements, on as many axes of unknown length beside them: the largest one gets all. */
const toLargest = (gradient: Gradient, count: number, unknown: number): Gradient => ({
  ...times(gradient, 1 / count, 0),
  order: gradient.order - unknown,
  chosen: { of: count, share: 1 },
});

/** Through a mean over so many elements, on as many axes of unknown length beside them: each gets a share. */
const toAll = (gradient: Gradient, count: number, unknown: number): Gradient => ({
  ...shared(gradient, 1 / count ** 2),
  order: gradient.order - 2 * unknown,
});

/** Of a recurrent layer's steps only the last one gets it. */
const atLast = (gradient: Gradient, steps: number | undefined): Gradient =>
  steps === undefined
    ? { ...gradient, order: gradient.order - 1, lastOnly: true }
    : { ...times(gradient, 1 / steps, 0), lastOnly: true };

/** How many pieces there are where one index takes a piece: items, or what stands side by side on an axis of features. */
function piecesOf(whole: Traced): number | undefined {
  if (isItems(whole)) return whole.items.length;
  const first = whole?.axes[0];
  return first?.role === 'feature' ? (numbered(first.length) ?? 1) : undefined;
}

interface TakenPart {
  readonly share: number;
  /** How many axes of unknown length one place is taken of. */
  readonly unknown: number;
  /** The one position that is taken, if it is one. */
  readonly place: 'last' | 'other' | undefined;
}

/** What subscripts take of a tensor; undefined where the size of that is not known. */
function partTaken(indices: readonly Given[], before: Shape, after: Shape): TakenPart | undefined {
  let share = 1;
  let unknown = 0;
  let place = 0;
  /** By how much the axes of the part stand behind those of the whole. */
  let taken = 0;
  let position: TakenPart['place'];
  for (const given of indices) {
    const value = given.kind === 'constant' ? given.value : undefined;
    if (value === null) {
      taken += 1;
      continue;
    }
    if (value === '...') {
      place = before.axes.length - (indices.length - 1 - indices.indexOf(given));
      continue;
    }
    const own = before.axes[place];
    place += 1;
    const length = numbered(own?.length);
    if (typeof value === 'number') {
      taken -= 1;
      if (length === undefined) unknown += 1;
      else share /= length;
      if (own?.role === 'position') position = value === -1 || position === 'last' ? 'last' : 'other';
    } else {
      const kept = shareOfSlice(given, length, numbered(after.axes[place - 1 + taken]?.length));
      if (kept === undefined) return undefined;
      share *= kept;
    }
  }
  return { share, unknown, place: position };
}

function shareOfSlice(
  given: Given,
  length: number | undefined,
  kept: number | undefined,
): number | undefined {
  if (given.kind !== 'slice') return undefined;
  const isWhole = [given.lower, given.upper, given.step].every(
    (part) => part.kind === 'constant' && part.value === null,
  );
  if (isWhole || (length !== undefined && kept === length)) return 1;
  return length === undefined || kept === undefined || length === 0 ? undefined : kept / length;
}

/** What means over keys, one for each query, give each key: all of what positions share, a part of the rest. */
function spread(
  gradient: Gradient,
  keys: number | undefined,
  concentration?: number,
  queries: number | undefined = keys,
): Gradient {
  const own = gradient.square - gradient.positions;
  if (keys !== undefined && queries !== undefined) {
    const each = queries / keys;
    const kept = concentration ?? 1 / keys;
    // Of weights that are even all keys get the same.
    const pairs = keys > 1 ? Math.max(0, 1 - kept) / (keys - 1) : 0;
    return {
      ...gradient,
      square: each ** 2 * gradient.positions + each * own * kept,
      positions: each ** 2 * gradient.positions + each * own * pairs,
    };
  }
  if (gradient.positions > 0) return { ...gradient, square: gradient.positions };
  return { ...gradient, order: gradient.order - 1 };
}

const shared = (gradient: Gradient, factor: number): Gradient => ({
  square: gradient.square * factor,
  positions: gradient.square * factor,
  samples: gradient.samples * factor,
  units: gradient.units * factor,
  order: gradient.order,
});

function times(gradient: Gradient, factor: number, pairs: number): Gradient {
  return {
    square: gradient.square * factor,
    positions: gradient.positions * pairs,
    samples: gradient.samples * pairs,
    units: gradient.units * pairs,
    order: gradient.order,
    unclear: gradient.unclear,
  };
}

/** The correlation of two positions of one input. */
const sharedBy = ({ square, position, mean }: Moments): number => {
  const variance = square - mean ** 2;
  return variance > 0 ? Math.max(0, Math.min(1, 1 - position / variance)) : 0;
};

/** E f′(u)f′(v) and E u f′(u) v f′(v) of a rectifier, for normal u and v of mean 0: with their angle, by Cho and Saul (2009). */
function bothSlopes(
  { below, above }: { readonly below: number; readonly above: number },
  correlation: number,
): { readonly slopes: number; readonly values: number } {
  const angle = Math.acos(Math.max(-1, Math.min(1, correlation)));
  const same = (Math.PI - angle) / (2 * Math.PI);
  const apart = angle / (2 * Math.PI);
  const value = (turned: number): number =>
    (Math.sin(turned) + (Math.PI - turned) * Math.cos(turned)) / (2 * Math.PI);
  return {
    slopes: (above ** 2 + below ** 2) * same + 2 * above * below * apart,
    values: (above ** 2 + below ** 2) * value(angle) - 2 * above * below * value(Math.PI - angle),
  };
}

/** E f′(u)f′(v) of a rectifier at two positions: from the mean of the slopes, squared, to their mean square, as for normal ones of mean 0. */
function slopesTogether(
  hinge: { readonly below: number; readonly above: number },
  signal: Signal,
  { square, mean }: { readonly square: number; readonly mean: number },
): number {
  // Of a sum with what is not below 0 the mean of the slopes is that of two tensors, which two positions share apart.
  if (signal.addends !== undefined) return bothSlopes(hinge, sharedBy(signal)).slopes;
  const [apart, own] = [bothSlopes(hinge, 0).slopes, bothSlopes(hinge, 1).slopes];
  const share = own > apart ? (bothSlopes(hinge, sharedBy(signal)).slopes - apart) / (own - apart) : 0;
  return mean ** 2 + (square - mean ** 2) * share;
}

/** γ²/σ², less the projections where few units are normed together. */
function normFactor(
  signal: Signal,
  own: Signal,
  node: OperationNode,
  { scale, drawn }: { readonly scale: number; readonly drawn: number },
): number | undefined {
  if (signal.vague !== undefined) return undefined;
  if (/rms_?norm/i.test(node.qualifiedName)) return scale ** 2 / signal.square;
  // Of one unit, or a few, at all positions what these share is taken away; what they differ by is only scaled.
  if (/(?:instance|group)_?norm/i.test(node.qualifiedName) && signal.position > 0 && own.position > 0)
    return own.position / signal.position / (1 + drawn);
  // Differences between inputs or units are only scaled.
  const [before, after] = /batch_?norm/i.test(node.qualifiedName)
    ? [signal.both, own.both]
    : [signal.unit, own.unit];
  return before > 0 && after > 0 ? after / before : undefined;
}

function squareOf(signal: Signal, f: NonNullable<ReturnType<typeof activationFunction>>): number {
  return slopesOf(signal, { ...f, slope: f.value, key: `value of ${f.key}` }).square;
}
