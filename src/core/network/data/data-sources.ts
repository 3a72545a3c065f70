/** Where training data comes from: NumPy, pandas, scikit-learn, data sets and loaders of PyTorch. Only shapes are told of it. */
import { lastPart } from '../../python/dotted-name';
import type { Place } from '../../python/syntax';
import { arrayShape, itemOf } from './array-data';
import {
  joinedArrays,
  batchOf,
  movedArray,
  rowOf,
  shapeOfList,
  someRowsOf,
  type ArrayShape,
} from './array-shapes';
import { numberOf } from '../machine/constants';
import { sizeOf } from '../machine/given';
import type { Size } from '../graph';
import type { Machine } from '../machine/machine';
import {
  between,
  countedFrom,
  boundsOfFunction,
  isMade,
  madeMethod,
  madeTensor,
  powerOf,
  wavesOf,
  type Made,
  wavesTogether,
} from './made-tensors';
import { list, scalar, type CallArguments, type Value } from '../machine/values';

const unknownDistribution = { initializer: undefined, arguments: {} };
const array = (shape: ArrayShape | undefined, site: Place): Value =>
  madeTensor(shape, unknownDistribution, site);

const changedArray = (value: Value, change: (shape: ArrayShape) => ArrayShape, site: Place): Value => {
  const shape = arrayShape(value);
  return array(shape === undefined ? undefined : change(shape), site);
};

/** Features and targets of data sets that come with scikit-learn, by their number of features; targets are one number each. */
const bundled: ReadonlyMap<string, number> = new Map([
  ['load_diabetes', 10],
  ['load_boston', 13],
  ['fetch_california_housing', 8],
  ['load_breast_cancer', 30],
  ['load_iris', 4],
  ['load_wine', 13],
  ['load_digits', 64],
]);

/** Makers of data sets, with the number of features if no argument says. */
const makers: ReadonlyMap<string, number> = new Map([
  ['make_regression', 100],
  ['make_classification', 20],
  ['make_blobs', 2],
  ['make_moons', 2],
  ['make_circles', 2],
  ['make_friedman1', 10],
]);

/** The name as it was imported; undefined for what is no source of data. */
export function dataFrom(
  machine: Machine,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const last = lastPart(name);
  const [first] = given.positional;
  if (given.open) return undefined;
  switch (name.slice(0, name.indexOf('.'))) {
    case 'sklearn':
      return fromScikit(machine, last, given, site);
    case 'pandas':
      if (/^read_/.test(last)) return array([undefined, undefined], site);
      return last === 'DataFrame' && first !== undefined ? array([undefined, undefined], site) : undefined;
    case 'numpy':
    case 'jax':
    case 'cupy':
      return name.startsWith('jax.') && !name.startsWith('jax.numpy.')
        ? undefined
        : fromNumpy(last, name, given, site);
    case 'torch':
      return fromTorch(name, given, site);
    case 'tf':
    case 'tensorflow':
      return first === undefined
        ? undefined
        : moved(last, first, { ...given, positional: given.positional.slice(1) }, site);
    default:
      return undefined;
  }
}

function fromScikit(machine: Machine, last: string, given: CallArguments, site: Place): Value | undefined {
  const features = bundled.get(last);
  if (features !== undefined) {
    const [data, target] = [array([undefined, features], site), array([undefined], site)];
    const asPair = given.keywords.get('return_X_y');
    if (asPair?.kind === 'scalar' && asPair.value === true) return list([data, target], 'tuple');
    const bunch = machine.create('sklearn.utils.Bunch', undefined, site);
    bunch.attributes.set('data', data);
    bunch.attributes.set('target', target);
    return bunch;
  }
  const made = makers.get(last);
  if (made !== undefined) {
    const rows = numberOf(given.keywords.get('n_samples') ?? given.positional[0]);
    const columns =
      numberOf(given.keywords.get('n_features')) ?? (given.keywords.has('n_features') ? undefined : made);
    const targets = given.keywords.get('n_targets');
    const outputs = targets === undefined ? 1 : numberOf(targets);
    if (outputs === undefined || given.keywords.has('coef') || given.keywords.has('return_centers'))
      return undefined;
    return list(
      [array([rows, columns], site), array(outputs === 1 ? [rows] : [rows, outputs], site)],
      'tuple',
    );
  }
  if (last !== 'train_test_split') return undefined;
  const parts = given.positional.flatMap((value) => {
    const part = changedArray(value, someRowsOf, site);
    return [part, part];
  });
  return parts.length === 0 ? undefined : list(parts, 'list');
}

/** `linspace(-3, 3, 100)` */
function evenly(length: Size | undefined, given: CallArguments, site: Place): Value {
  const [low, high] = given.positional.map(numberOf);
  const made = madeTensor([length], unknownDistribution, site);
  if (low === undefined || high === undefined) return made;
  const result = low < high ? between(made, { low, high }) : made;
  if (typeof length !== 'number' || length > MOST_NUMBERS) return result;
  return { ...result, fact: { ...result.fact, even: { low, high, count: length } } };
}

/** More are not gone through one by one. */
const MOST_NUMBERS = 256;

/** The numbers of `linspace(0, rate, depth)`, as a loop goes through them. */
export function numbersOf(value: Value): readonly Value[] | undefined {
  const even = value.kind === 'unknown' && value.fact?.kind === 'made' ? value.fact.even : undefined;
  if (even === undefined) return undefined;
  const { low, high, count } = even;
  return Array.from({ length: count }, (_, index) =>
    scalar(count === 1 ? low : low + ((high - low) * index) / (count - 1)),
  );
}

/** `linspace(0, rate, 12).split([3, 9])`: so many of the numbers, and then so many; undefined where not all lengths are known. */
export function splitNumbers(
  value: Value,
  { positional: [lengths] }: CallArguments,
): readonly Made[] | undefined {
  if (value.kind !== 'unknown' || !isMade(value) || value.fact.even === undefined) return undefined;
  const { low, high, count } = value.fact.even;
  const step = count === 1 ? 0 : (high - low) / (count - 1);
  const counts = lengths?.kind === 'list' && !lengths.open ? lengths.elements.map(numberOf) : [];
  const pieces: Made[] = [];
  let start = 0;
  for (const length of counts) {
    if (length === undefined || length < 1 || start + length > count) return undefined;
    const ends = { low: low + step * start, high: low + step * (start + length - 1) };
    const tensor = { ...value.fact.tensor, shape: [length] };
    pieces.push({
      kind: 'unknown',
      fact: { ...value.fact, tensor, bounds: ends, even: { ...ends, count: length } },
    });
    start += length;
  }
  return start === count ? pieces : undefined;
}

const elementwise =
  /^(?:sin|cos|exp|log|log1p|sqrt|abs|square|sign|floor|round|clip|clamp|nan_to_num|float32|float64|ascontiguousarray|tanh|copy)$/;
const converting =
  /^(?:array|asarray|tensor|as_tensor|from_numpy|FloatTensor|Tensor|DoubleTensor|LongTensor)$/;

/** `np.arange(n)`, `np.arange(low, high)`, with the numbers between which its elements lie. */
function countedRow(given: CallArguments, site: Place): Value {
  const ends = given.positional.slice(0, 2).map(numberOf);
  const [low, high] = ends.length === 1 ? [0, ends[0]] : ends;
  const counted = countedFrom(given, site);
  const made =
    counted !== undefined && isMade(counted) ? counted : madeTensor([undefined], unknownDistribution, site);
  return low === undefined || high === undefined || low >= high ? made : between(made, { low, high });
}

function fromNumpy(last: string, name: string, given: CallArguments, site: Place): Value | undefined {
  const [first] = given.positional;
  const random = name.startsWith('numpy.random.');
  const waves = first && wavesOf(last, first, site);
  if (waves !== undefined) return waves;
  if (random && (last === 'randn' || last === 'rand')) return array(given.positional.map(sizeOf), site);
  if (random) {
    const size = given.keywords.get('size') ?? (last === 'random' ? first : given.positional[2]);
    return size === undefined ? undefined : array(shapeIn(size), site);
  }
  if (last === 'linspace')
    return evenly(
      sizeOf(given.positional[2] ?? given.keywords.get('num')) ??
        (given.positional.length < 3 ? 50 : undefined),
      given,
      site,
    );
  if (last === 'arange') return countedRow(given, site);
  if (last === 'zeros' || last === 'ones')
    return first === undefined ? undefined : array(shapeIn(first), site);
  if (first === undefined) return undefined;
  if (converting.test(last)) return converted(first, site);
  return moved(last, first, { ...given, positional: given.positional.slice(1) }, site);
}

function fromTorch(name: string, given: CallArguments, site: Place): Value | undefined {
  const last = lastPart(name);
  const [first] = given.positional;
  if (name === 'torch.linspace')
    return evenly(sizeOf(given.positional[2] ?? given.keywords.get('steps')), given, site);
  if (/^torch\.utils\.data\.(?:dataset\.)?TensorDataset$/.test(name))
    return samplesOf(given.positional, site);
  if (/^torch\.utils\.data\.(?:dataloader\.)?DataLoader$/.test(name))
    return batches(given.keywords.get('dataset') ?? first, site);
  if (first === undefined || !/^torch\.\w+$/.test(name)) return undefined;
  const waves = wavesOf(last, first, site);
  if (waves !== undefined) return waves;
  if (/^(?:cat|concat|stack)$/.test(last) && first.kind === 'list' && !first.open) {
    const together = wavesTogether(first.elements);
    const along =
      numberOf(given.keywords.get('dim') ?? given.keywords.get('axis') ?? given.positional[1]) ?? 0;
    const shape = joinedArrays(first.elements.map(arrayShape), along, last === 'stack');
    if (together !== undefined) return madeTensor(shape, { initializer: together, arguments: {} }, site);
  }
  if (/^(?:randn|rand|zeros|ones|empty)_like$/.test(last))
    return arrayShape(first) === undefined ? undefined : array(arrayShape(first), site);
  if (converting.test(last)) return converted(first, site);
  return moved(last, first, { ...given, positional: given.positional.slice(1) }, site);
}

/** A data set whose samples have a part of each array. */
function samplesOf(values: readonly Value[], site: Place): Value | undefined {
  if (values.length === 0) return undefined;
  const parts = values.map((value): Value => changedArray(value, rowOf, site));
  return list([list(parts, 'tuple')], 'list', true);
}

/** What a loader gives of a data set: each part of its samples with the batch in front. */
function batches(dataset: Value | undefined, site: Place): Value | undefined {
  const sample = dataset === undefined ? undefined : itemOf(dataset);
  if (sample?.kind !== 'list') return undefined;
  const parts = sample.elements.map((value): Value => changedArray(value, batchOf, site));
  return list([list(parts, 'tuple')], 'list', true);
}

function converted(value: Value, site: Place): Value | undefined {
  if (isMade(value)) return value;
  if (arrayShape(value) !== undefined) return array(arrayShape(value), site);
  if (value.kind !== 'list') return undefined;
  const shape = shapeOfList(value);
  return shape === undefined ? undefined : array(shape, site);
}

function moved(name: string, value: Value, rest: CallArguments, site: Place): Value | undefined {
  const shape = arrayShape(value);
  const bounds = isMade(value) ? value.fact.bounds : undefined;
  if (/^tri[lu]$/.test(name)) return isMade(value) ? madeMethod(value, name, rest) : undefined;
  if (elementwise.test(name) || name === 'pow') {
    if (!isMade(value) && shape === undefined) return undefined;
    const made = isMade(value) ? madeMethod(value, name, rest) : undefined;
    if (made !== undefined && isMade(made)) return made;
    const exponent = name === 'pow' ? numberOf(rest.positional[0]) : undefined;
    return between(
      madeTensor(shape, unknownDistribution, site),
      exponent === undefined ? boundsOfFunction(name, bounds) : powerOf(bounds, exponent),
    );
  }
  const result = shape === undefined ? undefined : movedArray(name, shape, rest);
  return result === undefined ? undefined : between(madeTensor(result, unknownDistribution, site), bounds);
}

function shapeIn(value: Value): readonly (Size | undefined)[] | undefined {
  const size = sizeOf(value);
  if (size !== undefined) return [size];
  return value.kind === 'list' && !value.open ? value.elements.map(sizeOf) : undefined;
}
