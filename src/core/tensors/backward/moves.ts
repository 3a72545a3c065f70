/** Through steps that move, copy, pad, join or take elements. */
import type { Given, OperationNode, SignalReference } from '../../network/graph';
import { axisAt, elementsOfAxes, positionsOf, sameLength, type Shape } from '../axis';
import { hasTokenOfItsOwn } from '../forward/moves';
import { axisOfJoining, joinedParts } from '../joined-parts';
import { patchesOf, windowsPerElement } from '../patches';
import { argument, numberIn, partsOf } from '../read-call';
import { resamplingOf } from '../resampling';
import { madeShape } from '../shape-made';
import { isItems, lengthOf as lengthOfSize, shapesOf, type Traced } from '../shapes';
import { COPYING, toSummand } from './arithmetic';
import { isLostGradient, numbered, times, type CarriedGradient, type Gradient } from './gradient';
import { atOnePosition, positionsBetween, UNLIKE } from './rows';
import { isLost } from '../moments';
import { lengthOf, rowsOf } from '../rows';
import type { BackwardStep } from './step';

/** Reshaped, turned, copied, resampled or padded. */
export function throughMove(step: BackwardStep, node: OperationNode, gradient: Gradient): CarriedGradient {
  const { name } = step.call;
  const resampling = resamplingOf(node, step.shape(node.inputs[0] ?? -1), step.shape(node.index));
  if (resampling !== undefined) {
    if (resampling === 'other' || resampling.copies === undefined) return step.lost(name);
    // What comes from one element adds up over its copies.
    const { copies, share } = resampling;
    return {
      ...gradient,
      square: copies * share * gradient.square + copies * (copies - share) * gradient.positions,
      positions: gradient.positions * copies ** 2,
    };
  }
  if (patchesOf(node) !== undefined) return throughPatches(step, node, gradient);
  if (COPYING.test(name)) return throughCopies(step, node, gradient);
  if (name === 'RepeatVector') return step.lost(name);
  return throughPadding(step, node, gradient);
}

/** What windows of an image get adds up in the image; a sum of windows gives each of them what it gets. */
function throughPatches(step: BackwardStep, node: OperationNode, gradient: Gradient): CarriedGradient {
  const count = windowsPerElement(node, step.shape(node.inputs[0] ?? -1), step.shape(node.index));
  if (count === undefined) return step.lost(step.call.name);
  if (/^f/i.test(step.call.name)) return gradient;
  return { ...times(gradient, count, count ** 2), order: gradient.order };
}

/** What comes from one element adds up over its copies. */
function throughCopies(step: BackwardStep, node: OperationNode, gradient: Gradient): CarriedGradient {
  const [before, after] = [step.shape(node.inputs[0] ?? -1), step.shape(node.index)];
  if (before === undefined || after === undefined || before.open || after.open)
    return step.lost(step.call.name);
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
  if (isSpread) return toSummand(step, node.inputs[0] ?? -1, gradient);
  const count = grows.reduce<number | undefined>(
    (all, own) => (all === undefined || own === undefined ? undefined : all * own),
    1,
  );
  if (count === undefined) return step.lost(step.call.name);
  // Copies of heads get gradients of their own.
  const sequence = gradient.rows && lengthOf(gradient.rows.counts);
  const ofHeads = before.axes.some(({ length }, place) => length === sequence && grows[place + back] === 1);
  return times(gradient, count, ofHeads ? count : count ** 2);
}

/** Borders that repeat what is inside send their gradient there, too. */
function throughPadding(step: BackwardStep, node: OperationNode, gradient: Gradient): Gradient {
  const mode = argument(step.call, 2, 'mode');
  const written = mode?.kind === 'constant' ? mode.value : undefined;
  const repeats =
    /^(?:Reflection|Replication|Circular)Pad/.test(step.call.name) ||
    (step.call.name === 'pad' && /^(?:reflect|replicate|circular)$/.test(String(written)));
  const [before, after] = [
    positionsOf(step.shape(node.inputs[0] ?? -1)),
    positionsOf(step.shape(node.index)),
  ];
  if (!repeats || before === undefined || after === undefined || before === 0) return gradient;
  const share = after / before;
  return { ...times(gradient, share, share ** 2), parts: gradient.parts };
}

/** A batch norm behind it has divided each part by what that part has. */
export function toJoined(step: BackwardStep, input: number, arriving: Gradient): CarriedGradient {
  if (step.call.positional.some((given) => given.kind === 'sequence' && given.open)) return step.lost(ROUNDS);
  // `torch.cat([h, h], 1)`: what stands there several times gathers what each of them gets.
  const copies = step.references.filter(
    ({ nodes, piece }) => piece === undefined && nodes.includes(input),
  ).length;
  if (copies > 1) return { ...times(arriving, copies, copies), parts: undefined };
  const gradient = toPositions(step, input, arriving) ?? arriving;
  if (isLostGradient(gradient)) return gradient;
  const { parts } = gradient;
  const joined = joinedParts(step.model, step.node.index);
  if (parts === undefined || joined?.length !== parts.length) return { ...gradient, parts: undefined };
  const inner = joinedParts(step.model, input) ?? [{ node: input, width: 0 }];
  const first = firstPartOf(step, input);
  if (first === undefined) return { ...gradient, parts: undefined };
  const own = parts.slice(first, first + inner.length);
  const width = joined.slice(first, first + inner.length).reduce((sum, part) => sum + part.width, 0);
  const mean = own.reduce((sum, part, at) => sum + (part * (joined[first + at]?.width ?? 0)) / width, 0);
  const result = times(gradient, mean, mean);
  return inner.length === 1 ? result : { ...result, parts: own.map((part) => part / mean) };
}

/** Of tensors one behind the other along the positions each gets what its own get. */
function toPositions(step: BackwardStep, input: number, gradient: Gradient): CarriedGradient | undefined {
  const { node } = step;
  const along = node.kind === 'concat' ? axisOfJoining(node) : undefined;
  const whole = step.shape(step.node.index);
  if (gradient.rows === undefined || whole === undefined || typeof along !== 'number') return undefined;
  if (axisAt(whole, along)?.role !== 'position') return undefined;
  const shapeOf = ({ nodes }: SignalReference): Shape | undefined => step.shape(nodes[0] ?? -1);
  const parts = step.call.positional.flatMap((given) => partsOf(given) ?? []);
  const own = parts.findIndex((part) => part.kind === 'signal' && part.signal.nodes.includes(input));
  const lengths = parts.map((part) => {
    const shape =
      part.kind === 'signal'
        ? shapeOf(part.signal)
        : part.kind === 'made'
          ? madeShape(part.tensor, { lengthOf: (size) => lengthOfSize(step.model, size), shapeOf })
          : undefined;
    return numbered(axisAt(shape, along)?.length);
  });
  const [total, mine] = [numbered(axisAt(whole, along)?.length), lengths[own]];
  const known = lengths.filter((value) => value !== undefined);
  // What stands where is not known, and positions do not get the same.
  if (total === undefined || mine === undefined || known.length < lengths.length - 1)
    return step.lost(UNLIKE);
  const rest = total - known.reduce((sum, value) => sum + value, 0);
  const from = lengths.slice(0, own).reduce<number>((sum, value) => sum + (value ?? rest), 0);
  return positionsBetween(gradient, from, from + mine);
}

/** Where the parts of an input begin among all that are joined. */
function firstPartOf(step: BackwardStep, input: number): number | undefined {
  let place = 0;
  for (const { nodes } of step.references) {
    const own = nodes[0] ?? -1;
    if (own === input) return place;
    place += joinedParts(step.model, own)?.length ?? 1;
  }
  return undefined;
}

const ROUNDS = 'a loop whose rounds are not counted';

/** Methods that take some elements of an axis and leave the others. */
const CHOOSING = /^(?:narrow|top_?k|index_select|gather|take|take_along_dim|take_along_axis|dynamic_slice)$/;

/** Each element once in so many is taken, whichever those are. */
function toChosen(step: BackwardStep, input: number, gradient: Gradient): CarriedGradient {
  const [before, after] = [step.shape(input), step.shape(step.node.index)];
  const [whole, part] = [before, after].map((shape) =>
    shape === undefined || shape.open ? undefined : elementsOfAxes(shape.axes),
  );
  return whole === undefined || part === undefined
    ? step.lost('a part of unknown size')
    : times({ ...gradient, units: 0 }, part / whole, (part / whole) ** 2);
}

/** What is not taken gets nothing. */
export function toWhole(step: BackwardStep, input: number, gradient: Gradient): CarriedGradient {
  if (CHOOSING.test(step.call.name)) return toChosen(step, input, gradient);
  if (step.call.name !== 'getitem') return gradient;
  const [reference] = step.references;
  const whole = shapesOf(step.model)[input];
  const path = reference?.piece === 'any' ? undefined : reference?.piece?.[0];
  const before = isItems(whole) && path !== undefined ? whole.items[path] : whole;
  const indices = step.call.positional.slice(1);
  const count = indices.length === 1 && numberIn(indices[0]) !== undefined ? piecesOf(before) : undefined;
  const ofState = toStateOfLayer(step, input, path, gradient);
  if (ofState !== undefined) return ofState;
  if (count !== undefined) {
    const kind = step.model.nodes[input]?.kind;
    return kind === 'layer' || kind === 'pooling' ? gradient : times(gradient, 1 / count, 1 / count);
  }
  const after = step.shape(step.node.index);
  const taken =
    before === undefined || isItems(before) || after === undefined
      ? undefined
      : partTaken(indices, before, after);
  if (taken === undefined) return step.lost('a part of unknown size');
  const { share, unknown, place } = taken;
  const single = fromOnePosition(step, input, gradient, taken);
  if (single !== undefined) return single;
  if (place !== undefined && hasTokenOfItsOwn(step.model)) return step.lost('a token of its own size');
  return {
    ...times(gradient, share, share ** 2),
    order: gradient.order - unknown,
    lastOnly: place === 'last' || undefined,
  };
}

/** `h[-1]` of a recurrent layer's last states: of what its output has last, the part of one direction. */
function toStateOfLayer(
  step: BackwardStep,
  input: number,
  path: number | undefined,
  gradient: Gradient,
): CarriedGradient | undefined {
  const from = step.model.nodes[input];
  const indices = step.call.positional.slice(1);
  const index = indices.length === 1 ? numberIn(indices[0]) : undefined;
  if (from?.kind !== 'layer' || from.role !== 'recurrent' || path !== 1 || index === undefined)
    return undefined;
  const directions = from.arguments['bidirectional'] === true ? 2 : 1;
  const layers = from.arguments['num_layers'] ?? 1;
  if (!from.qualifiedName.startsWith('torch.') || typeof layers !== 'number') return undefined;
  const place = index < 0 ? layers * directions + index : index;
  return place >= (layers - 1) * directions
    ? times(gradient, 1 / directions, 1 / directions)
    : step.lost('the state of a layer inside a stack');
}

/** All of a gradient to the one position that was taken; undefined where it is not known which that is, or what stands there. */
function fromOnePosition(
  step: BackwardStep,
  input: number,
  gradient: Gradient,
  { unknown, place, at, length }: TakenPart,
): Gradient | undefined {
  if (place === undefined || at === undefined || length === undefined || unknown > 0) return undefined;
  const signal = step.signal(input);
  const isFollowed = !isLost(signal) && rowsOf(signal) !== undefined;
  if (!isFollowed && hasTokenOfItsOwn(step.model)) return undefined;
  const one = atOnePosition(gradient, at < 0 ? length + at : at, length);
  return { ...one, samples: 0, lastOnly: place === 'last' || undefined };
}

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
  /** The one position that is taken, if it is one, as it is written, and of how many. */
  readonly place: 'last' | 'other' | undefined;
  readonly at: number | undefined;
  readonly length: number | undefined;
}

/** What subscripts take of a tensor; undefined where the size of that is not known. */
function partTaken(indices: readonly Given[], before: Shape, after: Shape): TakenPart | undefined {
  let share = 1;
  let unknown = 0;
  let place = 0;
  /** By how much the axes of the part stand behind those of the whole. */
  let taken = 0;
  let position: TakenPart['place'];
  let [at, whole]: (number | undefined)[] = [undefined, undefined];
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
      if (own !== undefined && own.role !== 'feature' && own.role !== 'batch')
        [position, at, whole] = [value === -1 || position === 'last' ? 'last' : 'other', value, length];
    } else {
      const kept = shareOfSlice(given, length, numbered(after.axes[place - 1 + taken]?.length));
      if (kept === undefined) return undefined;
      share *= kept;
    }
  }
  // Of one position of several axes no class of positions is told.
  const isOnly = Math.abs(share * (whole ?? 0) - 1) < ROUNDING;
  return { share, unknown, place: position, at: isOnly ? at : undefined, length: whole };
}

/** A 197th of 197 is not quite 1. */
const ROUNDING = 1e-9;

function shareOfSlice(
  given: Given,
  length: number | undefined,
  kept: number | undefined,
): number | undefined {
  if (given.kind !== 'slice') return undefined;
  const is = (part: Given, usual: number | null): boolean =>
    part.kind === 'constant' &&
    (part.value === null || (typeof part.value === 'number' && part.value === usual));
  const isWhole = is(given.lower, 0) && is(given.upper, null) && is(given.step, 1);
  if (isWhole || (length !== undefined && kept === length)) return 1;
  return length === undefined || kept === undefined || length === 0 ? undefined : kept / length;
}
