/** Lengths that the code leaves open and figures hang on: which they are, and what they are usually taken to be. */
import type { Model, SignalNode } from '../network/graph';
import { axisAt, type Axis, type Shape } from './axis';
import { strictStops } from './pass';
import { CHANNELS, openLengths, shapeOf, shapesOf, takenFor, type Sizes } from './shapes';
import { POSITIONS } from './moments';

/** Models for which lengths were taken, by the lengths. */
const sized = new WeakMap<Model, Map<string, Model>>();
const MOST_KEPT = 8;

/**
 * The model with these lengths where it leaves them open, if its layers fit together with them; the same object for the same lengths. What
 * hangs on none of them is what the code says by itself, everywhere it is shown.
 */
export function sizedModel(model: Model, sizes: Sizes): Model {
  return ifFitting(model, modelOfSizes(model, sizes));
}

const ifFitting = (model: Model, other: Model): Model =>
  other === model || fit(model, other) ? other : model;

/**
 * The same for a model that another one was changed into: where that hangs on open lengths they are taken for this one, too, without a walk
 * that only asks whether it does.
 */
export function sizedLike(like: Model, model: Model, sizes: Sizes): Model {
  if (openSizes(like).length === 0) return sizedModel(model, sizes);
  return ifFitting(model, modelOfSizes(model, sizes, lengthsOf(model)));
}

function modelOfSizes(model: Model, sizes: Sizes, names = openSizes(model)): Model {
  const open = names.filter((name) => sizes.has(name));
  if (open.length === 0) return model;
  const key = open.map((name) => `${name}=${String(sizes.get(name))}`).join();
  let kept = sized.get(model);
  if (kept === undefined) sized.set(model, (kept = new Map()));
  let found = kept.get(key);
  if (found === undefined) {
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, (found = takenFor(model, new Map(open.map((name) => [name, sizes.get(name) ?? 1])))));
  }
  return found;
}

const BATCH = 'batch';

/** Names of open lengths, where a figure hangs on a number of positions: `time`, `H`, `W`. */
export function openSizes(model: Model): readonly string[] {
  if (!strictStops(model).some(({ reason }) => reason === POSITIONS)) return [];
  return lengthsOf(model);
}

const lengthsOf = (model: Model): readonly string[] => openLengths(model).filter((name) => name !== BATCH);

/** Photographs, then what small data sets have. */
const usualSides = [224, 32, 28, 64, 96, 128, 256, 84, 299, 384, 512, 48, 40, 16, 8];
const usualLengths = [128, 64, 256, 32, 512, 16, 1024, 8];
const sides: ReadonlySet<string> = new Set(['H', 'W', 'D']);

/** The first of the usual lengths with which all layers fit together; none where none of them does. */
export function usualSizes(model: Model): Sizes {
  const open = openSizes(model);
  if (open.length === 0) return new Map();
  const contexts = tablesOfPlaces(model);
  const isImage = open.some((name) => sides.has(name));
  const lengths = [...contexts, ...usualLengths];
  const count = isImage ? usualSides.length : lengths.length;
  for (let index = 0; index < count; index += 1) {
    const sizes = new Map(
      open.map((name) => [
        name,
        (name === CHANNELS
          ? 3
          : sides.has(name)
            ? usualSides[index]
            : isImage
              ? lengths[0]
              : lengths[index]) ?? 1,
      ]),
    );
    if (fits(model, sizes)) return sizes;
  }
  return new Map();
}

/** Whether no layer gets another width than it takes, and no shape is lost. */
export const fits = (model: Model, sizes: Sizes): boolean => fit(model, modelOfSizes(model, sizes));

function fit(model: Model, other: Model): boolean {
  const before = shapesOf(model);
  return other.nodes.every((node) => {
    if (before[node.index] !== undefined && shapesOf(other)[node.index] === undefined) return false;
    if (node.kind === 'norm') return fitsNorm(node, shapeOf(other, node.inputs[0] ?? -1));
    if (node.kind !== 'layer') return true;
    if (node.role === 'embedding') {
      const rows = rowsOfPlaces(model, node);
      const length = placesOf(shapeOf(other, node.index))?.length;
      return rows === undefined || typeof length !== 'number' || length <= rows;
    }
    const input = shapeOf(other, node.inputs[0] ?? -1);
    const width = node.role === 'linear' && input !== undefined ? axisAt(input, -1)?.length : undefined;
    return typeof width !== 'number' || node.fanIn === undefined || node.fanIn === width;
  });
}

/** `LayerNorm(768)` takes rows of 768. */
function fitsNorm({ arguments: given }: SignalNode, input: Shape | undefined): boolean {
  const width = given['normalized_shape'];
  const length = input && axisAt(input, -1)?.length;
  return typeof width !== 'number' || typeof length !== 'number' || width === length;
}

/** How many places the tables of positions of a model have. */
const tablesOfPlaces = (model: Model): readonly number[] => [
  ...new Set(model.nodes.flatMap((node) => rowsOfPlaces(model, node) ?? [])),
];

/** Rows of a table that is asked for one row of places, `arange(time)`, not for a batch of tokens. */
function rowsOfPlaces(model: Model, node: SignalNode): number | undefined {
  if (node.kind !== 'layer' || node.role !== 'embedding') return undefined;
  const places = placesOf(shapeOf(model, node.index));
  const rows = node.arguments['num_embeddings'] ?? node.arguments['input_dim'];
  return places === undefined || typeof rows !== 'number' || !(rows > 1) ? undefined : rows;
}

/** The axis of an embedding's output that its one row of indices has, alone or with an axis of one in front. */
function placesOf(shape: Shape | undefined): Axis | undefined {
  if (shape === undefined || shape.open) return undefined;
  const [place, ...others] = shape.axes.slice(0, -1).reverse();
  return others.every(({ length }) => length === 1) && place?.role !== 'batch' ? place : undefined;
}
