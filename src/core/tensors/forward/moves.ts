/** Behind steps that move, copy, resample, pad or take elements. */
import type { Given, Model, OperationNode } from '../../network/graph';
import { positionLengths, positionsOf, type Shape } from '../axis';
import { nearbyBehindResampling, nearbyOfWindows } from '../nearby';
import { patchesOf, takesTiles, windowsPerElement } from '../patches';
import { averaged } from '../pooling';
import { argument, callOfNode, numberIn } from '../read-call';
import { resamplingOf } from '../resampling';
import { lengthOf as lengthOfRows, partsOfRows, rowsBetween, rowsOf } from '../rows';
import { isItems } from '../shapes';
import { differencesOf, isLost, type Carried, type Signal } from '../moments';
import { shareInside, spatialLengths } from '../windows';
import { atAllPositions, isSpread } from './arithmetic';
import { thinned } from './dropout';
import { constant, lost, type StepContext } from './step';

/** Reshaped, turned, copied, resampled or padded. */
export function moved(context: StepContext, step: OperationNode): Carried {
  const { call, first, input, output } = context;
  if (isLost(first)) return first;
  const resampling = resamplingOf(step, input, output);
  if (resampling !== undefined) {
    if (resampling === 'other') return lost(step, call.name);
    const nearby =
      resampling.axes === undefined ? first.nearby : nearbyBehindResampling(first.nearby, resampling.axes);
    if (resampling.share === 1) return { ...first, nearby };
    if (first.vague !== undefined) return lost(step, call.name);
    return { ...first, ...averaged(first, 1 / resampling.share, 'position'), nearby, law: undefined };
  }
  const windows = windowsPutTogether(context);
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
  if (patchesOf(step) !== undefined) return inPatches(context, step, first);
  if (takesTiles(call.name) && output === undefined) return lost(step, call.name);
  if (/^(?:fold|Fold|unfold|Unfold|grid_sample|scatter)/.test(call.name)) return lost(step, call.name);
  if (first.attention?.kind === 'scores' && /transpose|permute/.test(call.name)) return lost(step, call.name);
  if (/^(?:roll|flip|rot90)$/.test(call.name)) return elsewhere(first, step.index);
  if (/^(?:expand|expand_as|broadcast_to|repeat|tile)$/.test(call.name) && isSpread(input, output))
    return atAllPositions(first);
  return withFoldedAxes(first, input, output);
}

/** The same elements at other places: no function of those that stand there. */
const elsewhere = (signal: Signal, index: number): Signal => ({
  ...signal,
  multiple: undefined,
  law: signal.law && { ...signal.law, base: signal.law.base * 64 + 2e6 + index },
});

/** Rows and columns that a reshape has made one axis: near positions are those near in both. */
function withFoldedAxes(carried: Signal, input: Shape | undefined, output: Shape | undefined): Signal {
  const signal = withRowsOf(carried, output);
  if (signal.nearby === undefined) return signal;
  const [before, after] = [positionLengths(input), positionLengths(output)];
  const [height, width] = before;
  return before.length === 2 && height !== undefined && width !== undefined && after[0] === height * width
    ? { ...signal, nearby: { ...signal.nearby, folded: [height, width] } }
    : signal;
}

/** Without what is known of positions that are there no more. */
const withRowsOf = (signal: Signal, output: Shape | undefined): Signal =>
  signal.rows === undefined || hasRows(signal.rows, output) ? signal : { ...signal, rows: undefined };

/** Whether a shape may still have an axis of so many positions. */
function hasRows({ counts }: NonNullable<Signal['rows']>, shape: Shape | undefined): boolean {
  if (shape === undefined || shape.open) return true;
  const length = lengthOfRows(counts);
  return shape.axes.some((own) => typeof own.length !== 'number' || own.length === length);
}

/** Windows side by side, of which some may lie outside; or the sum of all that an element lies in. */
function inPatches({ call, input, output }: StepContext, step: OperationNode, image: Signal): Carried {
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
function windowsPutTogether({ first, input, output }: StepContext): Signal | undefined {
  if (isLost(first) || input === undefined || output === undefined || input.axes.length !== 3)
    return undefined;
  if (output.axes.length < 5 || first.both <= first.position) return undefined;
  const [before, tokens, after] = [input.axes[0]?.length, input.axes[1]?.length, output.axes[0]?.length];
  if (typeof before !== 'number' || typeof tokens !== 'number' || typeof after !== 'number') return undefined;
  const side = Math.sqrt(tokens);
  if (before <= after || before % after !== 0 || !Number.isInteger(side)) return undefined;
  const share = 1 - first.position / first.both;
  return { ...first, position: first.both, nearby: nearbyOfWindows(side, share), law: undefined };
}

/** A part of a tensor, or an item of a sequence of tensors. */
export function taken(context: StepContext, step: OperationNode): Carried {
  const { call, first, firstReference, model, shapes } = context;
  if (isLost(first)) return first;
  if (/^(?:top_?k|sort|scatter|masked_select|boolean_mask|index_add|index_put)/.test(call.name))
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
  if ((partOfItems || splitsFeatures(context, indices)) && number !== undefined)
    return {
      ...first,
      law: first.law && { ...first.law, base: first.law.base * 64 + 1e6 + number },
      origins: new Set([...first.origins].map((own) => `${own}/${firstReference?.nodes[0] ?? 0}:${number}`)),
    };
  return placesOf(context, indices, first);
}

/** Some of a tensor's places, whichever axes these stand along. */
function placesOf(context: StepContext, indices: readonly Given[], first: Signal): Signal {
  const taken = takenPosition(context, indices);
  if (taken !== undefined) return atPosition(first, taken);
  return takesOnePosition(context, indices) && hasTokenOfItsOwn(context.model)
    ? { ...first, vague: first.vague ?? 'a token of its own size' }
    : withRowsOf(first, context.output);
}

/** Which positions subscripts take of a tensor whose positions are not alike; undefined where they take all, or where that cannot be told. */
function takenPosition(
  { first, input }: StepContext,
  indices: readonly Given[],
): readonly [number, number] | undefined {
  const rows = isLost(first) ? undefined : rowsOf(first);
  if (rows === undefined) return undefined;
  const length = lengthOfRows(rows.counts);
  for (const [place, given] of indices.entries()) {
    const own = input?.axes[place];
    if (own?.role !== 'position' || own.length !== length) continue;
    const fromFront = (index: number): number => Math.min(length, index < 0 ? length + index : index);
    const number = numberIn(given);
    if (number !== undefined) return [fromFront(number), fromFront(number) + 1];
    if (given.kind !== 'slice' || (numberIn(given.step) ?? 1) !== 1) continue;
    return [fromFront(numberIn(given.lower) ?? 0), fromFront(numberIn(given.upper) ?? length)];
  }
  return undefined;
}

/** What stands at some of its positions. */
function atPosition(signal: Signal, [from, to]: readonly [number, number]): Signal {
  const rows = rowsOf(signal);
  const own = rows && rowsBetween(rows, from, to);
  if (rows === undefined || own === undefined) return { ...signal, rows: undefined };
  if (to - from === lengthOfRows(rows.counts)) return signal;
  const parts = partsOfRows(own);
  const share = parts.square / signal.square;
  return {
    ...signal,
    ...differencesOf(signal, (difference) => share * difference),
    ...parts,
    // A single one has no other beside it.
    ...(to - from === 1 && { position: share * signal.position, both: share * signal.both }),
    rows: to - from === 1 ? undefined : own,
    law: undefined,
  };
}

/** `x[:, 0]`, where the second axis runs over positions. */
function takesOnePosition({ input }: StepContext, indices: readonly Given[]): boolean {
  return indices.some(
    (given, place) => numberIn(given) !== undefined && input?.axes[place]?.role === 'position',
  );
}

/** `qkv[0]`, where the first axis runs over features. */
function splitsFeatures({ input }: StepContext, indices: readonly unknown[]): boolean {
  return indices.length === 1 && input?.axes[0]?.role === 'feature';
}

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
