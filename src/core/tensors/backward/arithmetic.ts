/** Through sums, products and dropout. */
import type { OperationNode } from '../../network/graph';
import { consumersOf } from '../../network/ways';
import { isQuotient } from '../arithmetic-names';
import { positionsOf } from '../axis';
import { isMeanOf, otherPlaces } from '../elsewhere';
import { madeSignal } from '../made-signal';
import { activationFunction } from '../point-function';
import { maximum } from '../pooling';
import { argument, callOfNode, numberIn, truthIn } from '../read-call';
import { lengthOf } from '../shapes';
import { areIndependent, isConcentrated, isLost, type Carried, type Signal } from '../moments';
import { keptPart } from '../stochastic-depth';
import { none, numbered, times, type CarriedGradient, type Gradient } from './gradient';
import { lengthOf as lengthOfRows } from '../rows';
import { timesSquares } from './rows';
import type { BackwardStep } from './step';

/** What was kept is larger by as much. */
export function throughDropout(step: BackwardStep, node: OperationNode, gradient: Gradient): CarriedGradient {
  const kept = keptPart(node);
  if (kept !== undefined) return toKept(kept, gradient);
  if (/GaussianNoise$/.test(node.qualifiedName)) return gradient;
  const written = argument(step.call, 1, 'p', 'rate');
  const given =
    node.arguments['p'] ??
    node.arguments['rate'] ??
    numberIn(written) ??
    (written === undefined ? 0.5 : written);
  if (truthIn(argument(step.call, 2, 'training')) === false) return gradient;
  if (typeof given !== 'number' || given >= 1) return step.lost(`the rate of ${node.qualifiedName}`);
  if (given === 0) return gradient;
  if (/alpha_?dropout/i.test(node.qualifiedName)) {
    const saturation = -1.7580993408473766;
    const factor = 1 / (1 - given + saturation ** 2 * (1 - given) * given);
    return times(gradient, factor * (1 - given), factor * (1 - given) ** 2);
  }
  return times(gradient, 1 / (1 - given), 1);
}

/** Times the number, or times what the other factor is. */
export function throughProduct(
  step: BackwardStep,
  node: OperationNode,
  input: number,
  gradient: Gradient,
): CarriedGradient {
  const kept = keptPart(node);
  if (kept !== undefined) return toKept(kept, gradient);
  const number = step.call.positional.map((given) => step.number(given)).find((own) => own !== undefined);
  if (number === undefined) return toFactor(step, input, gradient);
  const factor = divides(step) ? number ** -2 : number ** 2;
  return times(gradient, factor, factor);
}

/** Of a gradient's mean square what positions share is known well where it is at least such a part. */
const SURELY_SHARED = 0.25;

function divides(step: BackwardStep): boolean {
  return isQuotient(step.call.name);
}

/** Rows of a table that are the same for every sample, however many there are. */
function isSurelyShared({ model }: BackwardStep, input: number): boolean {
  const node = model.nodes[input];
  const [given] = node === undefined ? [] : callOfNode(node).positional;
  return node?.kind === 'layer' && node.role === 'embedding' && given?.kind === 'made';
}

/** What all samples, positions or units share, of a sum or a product, gathers their gradients. */
export function toSummand(step: BackwardStep, input: number, gradient: Gradient): Gradient {
  const [own, whole] = [step.shape(input), step.shape(step.node.index)];
  if (own === undefined || whole === undefined || own.open || whole.open)
    return isSurelyShared(step, input) ? { ...gradient, order: gradient.order + 1 } : gradient;
  let [places, others, unknown] = [1, 1, 0];
  // Copies of heads stand beside the positions, and each gets a gradient of its own.
  const sequence = gradient.rows && lengthOfRows(gradient.rows.counts);
  const keepsRows = sequence !== undefined && own.axes.some(({ length }) => length === sequence);
  for (let back = 1; back <= whole.axes.length; back += 1) {
    const [mine, all] = [own.axes[own.axes.length - back], whole.axes[whole.axes.length - back]];
    if (all === undefined || all.length === 1 || (mine !== undefined && mine.length !== 1)) continue;
    const count = numbered(all.length);
    if (count === undefined) unknown += 1;
    else if (all.role === 'position' && !keepsRows) places *= count;
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

/** To a summand; of two that are made of one tensor without weights each gets what makes their sum there right. */
export function throughSum(step: BackwardStep, input: number, gradient: Gradient): Gradient {
  const summed = toSummand(step, input, gradient);
  const [one, other] = step.references.map(({ nodes }) => nodes[0] ?? -1);
  if (one === undefined || other === undefined || step.references.length !== 2) return summed;
  const sign = /^(?:-|sub)/.test(step.call.name) ? -1 : 1;
  if (one === other) {
    // `x + x`, of whole tensors with a gradient each.
    const isTwice = step.references.every(
      ({ piece, isDetached }) => piece === undefined && isDetached !== true,
    );
    return isTwice ? times(summed, (1 + sign) ** 2, (1 + sign) ** 2) : summed;
  }
  const places = otherPlaces(step.model, one, other);
  if (places?.role === 'position') {
    const [own, crossed] = input === one ? [places.one, places.other] : [places.other, places.one];
    const shared = own === 0 ? 0 : (sign * crossed * gradient.positions) / own;
    return { ...summed, square: Math.max(0, summed.square + shared), positions: summed.positions + shared };
  }
  const whole = isMeanOf(step.model, other, one) ? one : isMeanOf(step.model, one, other) ? other : undefined;
  if (input !== whole) return summed;
  const mean = meanOfAll(step, input === one ? other : one, gradient);
  return mean === undefined
    ? summed
    : {
        ...summed,
        square: Math.max(0, summed.square + 2 * sign * mean),
        positions: summed.positions + 2 * sign * mean,
      };
}

/** The mean square of a gradient's mean over all that a summand stands for. */
function meanOfAll(step: BackwardStep, summand: number, gradient: Gradient): number | undefined {
  const [own, whole] = [step.shape(summand), step.shape(step.node.index)];
  if (own === undefined || whole === undefined || own.axes.length !== whole.axes.length) return undefined;
  const counts = whole.axes.map(({ length }, place) =>
    own.axes[place]?.length === 1 ? numbered(length) : 1,
  );
  const count = counts.reduce<number | undefined>(
    (product, length) => (product === undefined || length === undefined ? undefined : product * length),
    1,
  );
  return count === undefined || count === 1
    ? undefined
    : toSummand(step, summand, gradient).square / count ** 2;
}

/** A scale that the code makes: `gamma * x`. */
function throughMadeScale(step: BackwardStep, gradient: Gradient): CarriedGradient {
  const made = step.call.positional.find((given) => given.kind === 'made');
  if (made?.tensor.initializer === 'rotations') return gradient;
  const scale = made && madeSignal(made.tensor, step.node.index, (size) => lengthOf(step.model, size));
  if (scale === undefined || divides(step))
    return step.lost(`the other side of ${step.call.name || step.node.qualifiedName}`);
  return times(gradient, scale.square, scale.square - scale.position);
}

/** Both factors are parts of one tensor: each gets what the other one is. */
function toPartsOfProduct(
  step: BackwardStep,
  input: number,
  parts: number,
  gradient: Gradient,
): CarriedGradient {
  const signal = step.signal(input);
  if (isLost(signal)) return signal;
  return parts === 2
    ? times({ ...gradient, units: 0 }, signal.square, 0)
    : step.lost('a product with itself');
}

function toFactor(step: BackwardStep, input: number, gradient: Gradient): CarriedGradient {
  const others = step.references
    .filter(({ nodes }) => !nodes.includes(input))
    .flatMap(({ nodes }) => nodes.slice(0, 1));
  const [other] = others;
  const mine = step.references.filter(({ nodes }) => nodes.includes(input));
  if (other === undefined)
    return mine.length === 1
      ? throughMadeScale(step, gradient)
      : toPartsOfProduct(step, input, mine.length, gradient);
  const factor = step.signal(other);
  if (isLost(factor)) return factor;
  const signal = step.signal(input);
  if (factor.attention === undefined && !isLost(signal)) {
    // What a mean of the other one gets is a projection that takes next to nothing away.
    if (isConcentrated(signal) && !areIndependent([signal, factor])) return none;
    if (signal.attention?.kind === 'weights') {
      const width = numbered(step.shape(other)?.axes.at(-1)?.length);
      return width === undefined
        ? step.lost(step.call.name)
        : { ...none, square: gradient.square * factor.position * width, order: gradient.order };
    }
  }
  if (divides(step)) {
    if (isLost(signal) || !isConcentrated(factor)) return step.lost(step.call.name);
    return throughQuotient(factor, gradient);
  }
  const apart = toUnlikePositions(step, input, factor, gradient);
  if (apart !== undefined) return apart;
  const beside = factor.mean * meanBeside(step, input, factor);
  const gathered = toSummand(step, input, {
    square: gradient.square * Math.max(0, squareWhereChosen(factor, gradient) + beside),
    positions: gradient.positions * Math.max(0, factor.square - factor.position + beside),
    samples: gradient.samples * Math.max(0, factor.square - factor.both + beside),
    units: 0,
    order: gradient.order,
  });
  const isGate = gathered.square !== gradient.square * factor.square || isCopied(step, input);
  return isGate && factor.mean ** 2 <= 0.05 * factor.square
    ? behindGate(step, gathered, { gradient, factor, gate: signal, isCopied: isCopied(step, input) })
    : gathered;
}

/**
 * `x * a + x * b`: both ways send `x` the same gradient times a factor, and what the factors' means have in common adds up. This way's part of it over
 * its own mean: half of `2 E a E b`, or all of it where the other way is `x` itself, which has no factor; 0 where there is no other way.
 */
function meanBeside({ carried, model, node }: BackwardStep, input: number, factor: Signal): number {
  const [sum, ...others] = consumersOf(model, node.index);
  if (sum?.kind !== 'add' || others.length > 0 || sum.inputs.length !== 2) return 0;
  const call = callOfNode(sum);
  if (!/^(?:[+-]|add|sub|subtract)$/.test(call.name)) return 0;
  const sign = /^(?:-|sub)/.test(call.name) ? -1 : 1;
  const other = sum.inputs.find((index) => index !== node.index);
  if (other === input) return 2 * sign;
  const product = model.nodes[other ?? -1];
  if (product?.kind !== 'multiply' || !product.inputs.includes(input) || product.inputs.length !== 2)
    return 0;
  if (isQuotient(callOfNode(product).name) || consumersOf(model, product.index).length !== 1) return 0;
  const beside = carried[product.inputs.find((index) => index !== input) ?? -1];
  return beside === undefined || isLost(beside) || !areIndependent([factor, beside]) ? 0 : sign * beside.mean;
}

/** Divided by what hardly differs from the mean of its position. */
function throughQuotient(divisor: Signal, gradient: Gradient): Gradient {
  const apart = timesSquares(gradient, divisor, (square) => 1 / square);
  const shrunk = divisor.mean ** -2;
  return apart === undefined ? times(gradient, shrunk, shrunk) : { ...apart, units: 0 };
}

/** Each position times what the other factor is there; undefined where that is alike everywhere. */
function toUnlikePositions(
  step: BackwardStep,
  input: number,
  factor: Signal,
  gradient: Gradient,
): Gradient | undefined {
  if (gradient.chosen !== undefined || isSpreadOut(step, input)) return undefined;
  const apart = timesSquares(gradient, factor, (square) => square);
  return apart && { ...apart, units: 0 };
}

/** Whether an input has one place for several that the product has. */
function isSpreadOut(step: BackwardStep, input: number): boolean {
  const [own, whole] = [step.shape(input), step.shape(step.node.index)];
  if (own === undefined || whole === undefined || own.open || whole.open) return false;
  const back = own.axes.length - whole.axes.length;
  return whole.axes.some(({ length }, place) => {
    const mine = own.axes[place + back]?.length;
    return length !== 1 && (mine === undefined ? place + back < 0 : mine === 1);
  });
}

/** Behind a maximum the gradient arrives where the product, and so this factor, is largest. */
function squareWhereChosen(factor: Signal, { chosen }: Gradient): number {
  if (chosen === undefined || chosen.of <= 1 || factor.position === 0) return factor.square;
  return (1 - chosen.share) * factor.square + chosen.share * maximum(factor, chosen.of).square;
}

/** `gate.expand_as(x)`: what it is made of gathers the gradients of all its copies. */
function isCopied(step: BackwardStep, input: number): boolean {
  const node = step.model.nodes[input];
  return node?.kind === 'reshape' && COPYING.test(callOfNode(node).name);
}

/** By way of a sum at most. */
function rectifierBehind(step: BackwardStep) {
  for (const next of consumersOf(step.model, step.node.index)) {
    const ends = next.kind === 'add' ? consumersOf(step.model, next.index) : [next];
    for (const own of ends) {
      const hinge =
        own.kind === 'activation' ? activationFunction(own.activation, own.parameters)?.hinge : undefined;
      if (hinge !== undefined) return { hinge, input: own.inputs[0] ?? -1 };
    }
  }
  return undefined;
}

/**
 * A rectifier lets gradients through where the other factor is large: of what all positions get their sum is not that of independent ones. For a
 * rectifier of slopes a and b the mean of slope times factor is (a − b)/√(2π) of the factor's spread, as far as its input goes along with that.
 */
function behindGate(
  step: BackwardStep,
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
  const rectifier = rectifierBehind(step);
  if (rectifier === undefined || gradient.positions <= 0) return gathered;
  const places = positionsOf(step.shape(step.node.index));
  const before = step.signal(rectifier.input);
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

/** Back to the samples that are kept. */
function toKept({ share, factor }: NonNullable<ReturnType<typeof keptPart>>, gradient: Gradient): Gradient {
  return times(gradient, share * factor ** 2, share * factor ** 2);
}

/** Steps that put copies of a tensor beside each other. */
export const COPYING = /^(?:expand|broadcast_to|expand_as|repeat|tile|repeat_interleave|repeat_elements)$/;
