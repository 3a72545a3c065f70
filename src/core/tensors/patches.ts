/** `Unfold` lays the windows of an image beside each other, `Fold` adds them up where they came from. */
import { own, put } from '../own';
import type { SignalNode } from '../network/graph';
import type { ConstantValue } from '../python/names';
import { axis, closed, product, quotient, times, type Shape } from './axis';
import { argument, callOfNode, constantIn, constantParts, sidesOf } from './read-call';
import { placesOf, windowOf, type Window } from './windows';

/** By name and by place behind the tensor, as the functions take them; a module's are its arguments, by place from 0. */
const PLACES: ReadonlyMap<string, number> = new Map([
  ['kernel_size', 1],
  ['dilation', 2],
  ['padding', 3],
  ['stride', 4],
]);

const NAMES = /^(?:un)?fold$/i;

/** The windows of such a step, and the image's sides that `Fold` is told; undefined for other steps, and where one is not known. */
export function patchesOf(
  node: SignalNode,
): { readonly window: Window; readonly folds: readonly [number, number] | undefined } | undefined {
  const call = callOfNode(node);
  // `x.unfold(2, 3, 1)` is another function.
  if (!NAMES.test(call.name) || /Tensor\.unfold$/.test(node.qualifiedName)) return undefined;
  const isFold = /^f/i.test(call.name);
  const isModule = /^[A-Z]/.test(call.name);
  const stated = 'arguments' in node ? node.arguments : {};
  const given = (name: string, place: number): ConstantValue | undefined =>
    own(stated, name) ??
    (isModule ? own(stated, String(place - 1)) : constantIn(argument(call, place, name)));
  const behind = isFold ? 1 : 0;
  const found: Record<string, ConstantValue> = {};
  for (const [name, place] of PLACES) {
    const value = given(name, place + behind);
    if (value !== undefined) put(found, name, value);
  }
  const window = windowOf(found, 2, false);
  const [height, width] = isFold ? (sidesOf(given('output_size', 1), 2) ?? []) : [];
  if (window === undefined || (isFold && (height === undefined || width === undefined))) return undefined;
  return { window, folds: height === undefined || width === undefined ? undefined : [height, width] };
}

/** (N, C, H, W) becomes (N, C·k², L), and back. */
export function patchesShape(node: SignalNode, input: Shape): Shape | undefined {
  const patches = patchesOf(node);
  if (patches === undefined || input.open) return undefined;
  const { window, folds } = patches;
  const size = window.kernel.reduce((all, side) => all * side, 1);
  const [batch, channels, ...places] = input.axes;
  if (batch === undefined || channels === undefined) return undefined;
  if (folds !== undefined)
    return places.length === 1
      ? closed([
          batch,
          axis(quotient(channels.length, size), 'feature'),
          ...folds.map((side) => axis(side, 'position')),
        ])
      : undefined;
  if (places.length !== 2) return undefined;
  const windows = product(places.map(({ length }, dimension) => placesOf(length, window, dimension)));
  return closed([batch, axis(times(channels.length, size), 'feature'), axis(windows, 'position')]);
}

/** `extract_patches` of Keras and TensorFlow, whose image is (N, H, W, C). */
const TILES = /^extract_(?:image_)?patches$/;

export const takesTiles = (name: string): boolean => TILES.test(name);

/**
 * (N, H, W, C) becomes (N, H/p, W/q, p·q·C): what every element of the image is in once. Undefined where tiles lie over each other or leave
 * some out, and where their sides are not known.
 */
export function tilesShape(node: SignalNode, input: Shape): Shape | undefined {
  const call = callOfNode(node);
  const [batch, height, width, channels] = input.axes;
  if (input.open || input.axes.length !== 4 || !batch || !height || !width || !channels) return undefined;
  const given = (position: number, ...names: readonly string[]): readonly number[] | 'none' | undefined => {
    const value = constantIn(argument(call, position, ...names));
    if (value === undefined) return argument(call, position, ...names) === undefined ? 'none' : undefined;
    return value === null ? 'none' : sidesOfTiles(value);
  };
  const sides = given(1, 'size', 'sizes', 'ksizes');
  const strides = given(2, 'strides');
  const rates = given(3, 'dilation_rate', 'rates');
  if (sides === undefined || sides === 'none' || strides === undefined || rates === undefined)
    return undefined;
  const [tall, wide] = sides;
  if (tall === undefined || wide === undefined) return undefined;
  const isApart = strides === 'none' || (strides[0] === tall && strides[1] === wide);
  const isDense = rates === 'none' || rates.every((rate) => rate === 1);
  const isWhole = [height, width].every(
    ({ length }, place) => typeof length !== 'number' || length % (sides[place] ?? 1) === 0,
  );
  if (!isApart || !isDense || !isWhole || call.keywords.has('data_format')) return undefined;
  return closed([
    batch,
    axis(quotient(height.length, tall), 'position'),
    axis(quotient(width.length, wide), 'position'),
    axis(times(channels.length, tall * wide), 'feature'),
  ]);
}

/** `6`, `(6, 6)`, and `[1, 6, 6, 1]`, which names the samples and the channels as well. */
function sidesOfTiles(value: ConstantValue): readonly number[] | undefined {
  const parts = constantParts(value);
  return sidesOf(parts?.length === 4 ? { tuple: parts.slice(1, 3) } : value, 2);
}

/** In how many windows an element of the image lies, on average; undefined where that is not known. */
export function windowsPerElement(
  node: SignalNode,
  before: Shape | undefined,
  after: Shape | undefined,
): number | undefined {
  const [inside, outside] = [elementsOf(before), elementsOf(after)];
  if (patchesOf(node) === undefined || inside === undefined || outside === undefined) return undefined;
  return /^f/i.test(callOfNode(node).name) ? inside / outside : outside / inside;
}

/** Of one sample. */
function elementsOf(shape: Shape | undefined): number | undefined {
  const count = shape && !shape.open ? product(shape.axes.slice(1).map(({ length }) => length)) : undefined;
  return typeof count === 'number' && count > 0 ? count : undefined;
}
