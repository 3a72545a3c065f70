/** Data sets, labels and their scaling, as far as a program says what they are: `mnist.load_data()`, `to_categorical(y)`, `x / 255`. */
import { byNames } from '../../by-names';
import { placeOf } from '../../python/place';
import type { Place } from '../../python/syntax';
import { lastPart } from '../../python/dotted-name';
import { numberOf } from '../machine/constants';
import { dataOf, dataValue, factsOf, numbersValue } from './facts';
import { firstLibrarySet, loadedSet, sampledSet } from './data-sets';
import type { DataFacts } from '../graph';
import { UNKNOWN, list, type CallArguments, type Data, type Value } from '../machine/values';

const plain = (place: Place): DataFacts => ({
  form: undefined,
  classes: undefined,
  range: undefined,
  isStandardised: false,
  place,
});

const keepers =
  /^(?:array|asarray|ascontiguousarray|tensor|as_tensor|from_numpy|Tensor|FloatTensor|LongTensor|DoubleTensor|convert_to_tensor|constant|cast|squeeze|expand_dims|reshape|ravel|float32|int64|Variable|stack|vstack|hstack|concatenate|DataFrame|Series|list|tqdm)$/;
const keepingMethods =
  /^(?:astype|reshape|to|float|double|long|int|numpy|copy|flatten|ravel|squeeze|unsqueeze|view|cuda|cpu|type|detach|clone|to_numpy|toarray|todense|tolist|head|contiguous|expand_dims|type_as)$/;
const libraries = /^(?:numpy|torch|tf|jax\.numpy|jax|pandas|keras|sklearn|torchvision|tqdm|datasets)\b/;

/** A call that gives data, with its first arguments. */
interface DataCall {
  readonly name: string;
  readonly given: CallArguments;
  readonly first: Value | undefined;
  readonly second: Value | undefined;
  readonly place: Place;
}

const dataFunctions = byNames<(call: DataCall) => Value | undefined>([
  [
    'to_categorical one_hot',
    ({ given, first, second, place }) => {
      // A step of a network gives something else.
      if (first === undefined || first.kind === 'signal') return undefined;
      const count = numberOf(
        second ?? ['num_classes', 'depth', 'nb_classes'].map((key) => given.keywords.get(key)).find(Boolean),
      );
      return numbersValue({ ...oneHot(factsOf(first), place), classes: count ?? factsOf(first)?.classes });
    },
  ],
  ['get_dummies', ({ first, place }) => numbersValue(oneHot(factsOf(first), place))],
  [
    'eye identity',
    ({ name, first }) =>
      name.startsWith('numpy') ? dataValue({ kind: 'unit-rows', classes: numberOf(first) }) : undefined,
  ],
  [
    'argmax',
    ({ first, place }) =>
      factsOf(first)?.form === 'one-hot'
        ? numbersValue({ ...plain(place), form: 'indices', classes: factsOf(first)?.classes })
        : undefined,
  ],
  ['mean', ({ first }) => (factsOf(first) === undefined ? undefined : dataValue({ kind: 'mean' }))],
  ['std', ({ first }) => (factsOf(first) === undefined ? undefined : dataValue({ kind: 'deviation' }))],
  [
    'train_test_split',
    ({ given }) =>
      list(
        given.positional.flatMap((value) => [keptOf(value), keptOf(value)]),
        'list',
        given.open,
      ),
  ],
  [
    'shuffle',
    ({ given, first }) =>
      given.positional.length > 1 ? list(given.positional.map(keptOf)) : first && keptOf(first),
  ],
  ['TensorDataset', ({ given }) => itemsOf(list(given.positional.map(keptOf), 'tuple', given.open))],
  ['from_tensor_slices', ({ first }) => (first === undefined ? undefined : itemsOf(first))],
  [
    'DataLoader',
    ({ given, first }) => {
      const set = first ?? given.keywords.get('dataset');
      return dataOf(set)?.kind === 'items' ? set : undefined;
    },
  ],
  [
    'random_split',
    ({ given, first, second }) => {
      const parts = second ?? given.keywords.get('lengths');
      if (first === undefined || dataOf(first)?.kind !== 'items' || parts?.kind !== 'list') return undefined;
      return list(parts.elements.map(() => first));
    },
  ],
]);

/** A call of a library that gives data; undefined for what is something else. `name` is canonical. */
export function dataCall(name: string, given: CallArguments, site: Place): Value | undefined {
  if (!libraries.test(name)) return undefined;
  const place = placeOf(site);
  const last = lastPart(name);
  const [first, second] = given.positional;
  const loaded =
    loadedSet(name, given, place) ?? firstLibrarySet(name, given, place) ?? sampledSet(name, given, place);
  if (loaded !== undefined) return loaded;
  if (name.startsWith('keras.')) {
    const images = imagesOf(last, given, place);
    if (images !== undefined) return images;
  }
  const preparation = preparationOf(name, given);
  if (preparation !== undefined) return dataValue(preparation);
  const known = dataFunctions.get(last);
  if (known !== undefined) return known({ name, given, first, second, place });

  if (!keepers.test(last)) return undefined;
  const literal = first === undefined ? undefined : literalRange(first);
  if (
    literal !== undefined &&
    /^(?:array|asarray|tensor|Tensor|FloatTensor|constant|convert_to_tensor)$/.test(last)
  )
    return numbersValue({ ...plain(place), range: literal });
  if (first === undefined) return undefined;
  return dataOf(first) === undefined ? collected(first) : first;
}

/** What a loop cut out of numbers and collected, one window after the other: `np.array(rows)`. */
function collected(rows: Value): Value | undefined {
  if (rows.kind !== 'list') return undefined;
  const pieces = rows.elements.flatMap((element) => (element.kind === 'run' ? element.elements : [element]));
  const [first] = pieces;
  const facts = factsOf(first);
  return facts !== undefined && pieces.every((piece) => factsOf(piece) === facts) ? first : undefined;
}

/** A method of data. */
export function dataMethod(
  data: Data,
  receiver: Value,
  name: string,
  given: CallArguments,
  site: Place,
): Value {
  const [first] = given.positional;
  switch (data.kind) {
    case 'numbers':
      if (keepingMethods.test(name))
        return data.facts.form === 'one-hot' && reshaping.test(name) ? UNKNOWN : receiver;
      if (name === 'mean') return dataValue({ kind: 'mean' });
      if (name === 'std') return dataValue({ kind: 'deviation' });
      if (name === 'argmax' && data.facts.form === 'one-hot')
        return numbersValue({ ...plain(placeOf(site)), form: 'indices', classes: data.facts.classes });
      return UNKNOWN;
    case 'preparation':
      if (name === 'fit' || name === 'adapt') return receiver;
      return /^(?:fit_transform|transform|__call__)$/.test(name) && first?.kind !== 'signal'
        ? numbersValue(data.prepare(factsOf(first), placeOf(site)))
        : UNKNOWN;
    case 'images':
      return flowOf(data.range, name, given, placeOf(site));
    case 'items':
      return /^(?:batch|shuffle|repeat|prefetch|cache|take|skip|shard|with_options)$/.test(name)
        ? receiver
        : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

/** What an `ImageDataGenerator` gives: `flow(x, y)`, `flow_from_directory(path, class_mode='binary')`. */
function flowOf(range: DataFacts['range'], name: string, given: CallArguments, place: Place): Value {
  const images = numbersValue({ ...plain(place), range });
  if (name === 'flow') {
    const labels = given.positional[1] ?? given.keywords.get('y');
    return labels === undefined ? UNKNOWN : itemsOf(list([images, keptOf(labels)], 'tuple'));
  }
  if (!/^flow_from_(?:directory|dataframe)$/.test(name) || given.open) return UNKNOWN;
  const labels = labelsOf(given.keywords.get('class_mode') ?? 'categorical', given, place);
  return labels === undefined ? UNKNOWN : itemsOf(list([images, labels], 'tuple'));
}

/** Labels by their mode, as Keras' readers of folders name them. */
function labelsOf(mode: Value | string, given: CallArguments, place: Place): Value | undefined {
  const word = typeof mode === 'string' ? mode : mode.kind === 'scalar' ? mode.value : undefined;
  const names = given.keywords.get('classes') ?? given.keywords.get('class_names');
  const classes = names?.kind === 'list' && !names.open ? names.elements.length : undefined;
  switch (word) {
    case 'categorical':
      return numbersValue({ ...oneHot(undefined, place), classes });
    case 'binary':
      return numbersValue({ ...plain(place), form: 'indices', classes: 2 });
    case 'int':
    case 'sparse':
      return numbersValue({ ...plain(place), form: 'indices', classes });
    default:
      return undefined;
  }
}

/** `ImageDataGenerator(rescale=1/255)`, `image_dataset_from_directory(path)`. */
function imagesOf(last: string, given: CallArguments, place: Place): Value | undefined {
  if (given.open) return undefined;
  const pixels = { low: 0, high: 255 };
  if (last === 'image_dataset_from_directory') {
    const labels = labelsOf(given.keywords.get('label_mode') ?? 'int', given, place);
    if (labels === undefined || given.keywords.has('subset')) {
      // `subset="both"` gives two of them.
      const subset = given.keywords.get('subset');
      if (labels === undefined || subset?.kind !== 'scalar' || subset.value === 'both') return undefined;
    }
    return itemsOf(list([numbersValue({ ...plain(place), range: pixels }), labels], 'tuple'));
  }
  if (last !== 'ImageDataGenerator') return undefined;
  const others = [...given.keywords.keys()].some((key) => /^preprocessing|wise_|zca/.test(key));
  const factor = given.keywords.has('rescale') ? numberOf(given.keywords.get('rescale')) : 1;
  const range = others || factor === undefined ? undefined : { low: 0, high: 255 * factor };
  return dataValue({ kind: 'images', range });
}

const reshaping = /^(?:reshape|view|flatten|ravel|unsqueeze|expand_dims)$/;

/** An attribute of data that is data again, or undefined for its methods. */
export function dataAttribute(data: Data, object: Value, name: string): Value | undefined {
  if (data.kind === 'record') return data.fields.get(name) ?? UNKNOWN;
  if (data.kind === 'numbers' && /^(?:shape|size|ndim|dtype|index|columns)$/.test(name)) return UNKNOWN;
  return data.kind === 'numbers' && /^(?:values|data|T)$/.test(name) ? object : undefined;
}

/** A part of data: some of its rows, a field. */
export function dataItem(data: Data, object: Value, index: Value | undefined): Value {
  switch (data.kind) {
    case 'record':
      return index?.kind === 'scalar' && typeof index.value === 'string'
        ? (data.fields.get(index.value) ?? UNKNOWN)
        : UNKNOWN;
    case 'unit-rows':
      return factsOf(index)?.form === 'indices' || index?.kind === 'unknown'
        ? withClasses(data.classes, factsOf(index))
        : UNKNOWN;
    case 'numbers':
      return object;
    case 'items':
      return data.item;
    default:
      return UNKNOWN;
  }
}

const withClasses = (classes: number | undefined, indices: DataFacts | undefined): Value =>
  indices === undefined ? UNKNOWN : numbersValue({ ...oneHot(indices, indices.place), classes });

/** Data plus, minus, times or divided by something; undefined where neither side is data. */
export function dataArithmetic(operator: string, left: Value, right: Value, site: Place): Value | undefined {
  const [one, other] = [dataOf(left), dataOf(right)];
  if (one === undefined && other === undefined) return undefined;
  if (left.kind === 'signal' || right.kind === 'signal') return undefined;
  const place = placeOf(site);
  const standardising = standardisingStep(operator, one, other, place);
  if (standardising !== undefined) return standardising;
  // `std + 1e-8`
  if (operator === '+' && one?.kind === 'deviation' && right.kind === 'scalar') return left;
  const [facts, number] = [factsOf(left), numberOf(right)];
  if (facts !== undefined && number !== undefined) {
    if (operator === '*') return scaled(left, facts, number, place);
    if (operator === '/') return scaled(left, facts, 1 / number, place);
    if (operator === '+') return shifted(left, facts, number, place);
    if (operator === '-') return shifted(left, facts, -number, place);
  }
  const factor = numberOf(left);
  const range = factsOf(right)?.range;
  if (operator === '*' && factor !== undefined && range !== undefined && factor > 0)
    return numbersValue({ ...plain(place), range: { low: range.low * factor, high: range.high * factor } });
  return UNKNOWN;
}

/** The two steps of `(x - mean) / std`. */
function standardisingStep(
  operator: string,
  one: Data | undefined,
  other: Data | undefined,
  place: Place,
): Value | undefined {
  if (operator === '-' && one?.kind === 'numbers' && other?.kind === 'mean')
    return dataValue({ kind: 'centred', place });
  if (operator !== '/' || one?.kind !== 'centred') return undefined;
  return other?.kind === 'deviation' ? numbersValue(standardised(place)) : UNKNOWN;
}

function scaled(data: Value, { range }: DataFacts, factor: number, place: Place): Value {
  if (factor === 1) return data;
  if (range === undefined || !Number.isFinite(factor)) return UNKNOWN;
  const [low, high] = [range.low * factor, range.high * factor];
  return numbersValue({ ...plain(place), range: { low: Math.min(low, high), high: Math.max(low, high) } });
}

function shifted(data: Value, facts: DataFacts, shift: number, place: Place): Value {
  const { range } = facts;
  if (shift === 0) return data;
  // Labels from 1 on become indices from 0 on.
  if (facts.form === 'indices' && shift === -1)
    return numbersValue({ ...facts, range: undefined, classes: undefined });
  return range === undefined
    ? UNKNOWN
    : numbersValue({ ...plain(place), range: { low: range.low + shift, high: range.high + shift } });
}

/** What a data loader gives, one item for each round. */
export function itemOfData(value: Value): Value | undefined {
  const data = dataOf(value);
  if (data?.kind === 'items') return data.item;
  if (data?.kind !== 'numbers' || value.kind !== 'unknown' || value.fact?.kind !== 'data') return undefined;
  const { shape } = value.fact;
  // Of rows there is one each.
  return shape === undefined
    ? value
    : { kind: 'unknown', fact: { kind: 'data', data, shape: shape.slice(1) } };
}

const keptOf = (value: Value): Value => (dataOf(value) === undefined ? UNKNOWN : value);
const itemsOf = (item: Value): Value => dataValue({ kind: 'items', item });

const oneHot = (given: DataFacts | undefined, place: Place): DataFacts => ({
  ...plain(place),
  form: 'one-hot',
  classes: given?.classes,
  range: { low: 0, high: 1 },
});

const standardised = (place: Place): DataFacts => ({ ...plain(place), form: 'values', isStandardised: true });

type Prepare = (given: DataFacts | undefined, place: Place) => DataFacts;

function preparationOf(name: string, given: CallArguments): Data | undefined {
  const prepare = prepareOf(name, given);
  return prepare === undefined ? undefined : { kind: 'preparation', prepare };
}

type PrepareOf = (given: CallArguments) => Prepare | undefined;

const scalers: ReadonlyMap<string, PrepareOf> = byNames<PrepareOf>([
  [
    'StandardScaler',
    (given) =>
      given.positional.length > 0 || given.keywords.has('with_mean')
        ? undefined
        : (_, place) => standardised(place),
  ],
  [
    'MinMaxScaler',
    (given) => {
      const bounds = given.keywords.get('feature_range') ?? given.positional[0];
      const range = bounds === undefined ? { low: 0, high: 1 } : pairOf(bounds);
      return range && ((_, place) => ({ ...plain(place), form: 'values', range }));
    },
  ],
  ['LabelEncoder', () => (labels, place) => ({ ...plain(place), form: 'indices', classes: labels?.classes })],
  ['OneHotEncoder', () => oneHot],
  [
    'LabelBinarizer',
    // Two classes are one column of 0 and 1.
    () => (labels, place) =>
      labels?.classes === undefined || labels.classes <= 2 ? plain(place) : oneHot(labels, place),
  ],
  [
    'MultiLabelBinarizer',
    () => (_, place) => ({ ...plain(place), form: 'multi-hot', range: { low: 0, high: 1 } }),
  ],
]);

const imageTransforms: ReadonlyMap<string, PrepareOf> = byNames<PrepareOf>([
  ['ToTensor', () => (_, place) => ({ ...plain(place), range: { low: 0, high: 1 } })],
  ['Normalize', normalization],
  ['Compose', composition],
  [
    'Resize CenterCrop RandomCrop RandomHorizontalFlip RandomVerticalFlip RandomRotation RandomResizedCrop Grayscale Pad',
    () => (images, place) => ({ ...plain(place), range: images?.range }),
  ],
]);

function prepareOf(name: string, given: CallArguments): Prepare | undefined {
  const last = lastPart(name);
  if (name.startsWith('sklearn.preprocessing.')) return scalers.get(last)?.(given);
  return /^torchvision\.transforms\./.test(name) ? imageTransforms.get(last)?.(given) : undefined;
}

function normalization({ positional: [first, second], keywords }: CallArguments): Prepare | undefined {
  const mean = numbersIn(first ?? keywords.get('mean'));
  const std = numbersIn(second ?? keywords.get('std'));
  if (mean === undefined || std === undefined || std.some((one) => one === 0)) return undefined;
  return (images, place) => {
    const range = images?.range;
    if (range === undefined) return plain(place);
    const lows = mean.map((one, index) => (range.low - one) / (std[index] ?? std[0] ?? 1));
    const highs = mean.map((one, index) => (range.high - one) / (std[index] ?? std[0] ?? 1));
    return { ...plain(place), range: { low: Math.min(...lows), high: Math.max(...highs) } };
  };
}

function composition({ positional: [first], keywords }: CallArguments): Prepare | undefined {
  const steps = first ?? keywords.get('transforms');
  if (steps?.kind !== 'list' || steps.open) return undefined;
  return (images, place) => {
    let facts: DataFacts | undefined = images;
    for (const step of steps.elements) {
      const data = dataOf(step);
      // What no table has (a crop, a flip, a function) leaves pixels as they are or makes them anything.
      if (data?.kind === 'preparation') facts = data.prepare(facts, place);
      else if (!isGeometric(step)) facts = undefined;
    }
    return facts ?? plain(place);
  };
}

const isGeometric = (step: Value): boolean => step.kind === 'scalar';

const pairOf = (value: Value | undefined): DataFacts['range'] => {
  const numbers = numbersIn(value);
  const [low, high] = numbers ?? [];
  return numbers?.length === 2 && low !== undefined && high !== undefined ? { low, high } : undefined;
};

function numbersIn(value: Value | undefined): readonly number[] | undefined {
  const alone = numberOf(value);
  if (alone !== undefined) return [alone];
  if (value?.kind !== 'list' || value.open || value.elements.length === 0) return undefined;
  const numbers = value.elements.flatMap((element) => numberOf(element) ?? []);
  return numbers.length === value.elements.length ? numbers : undefined;
}

/** So many numbers of a literal are looked at. */
const MOST_NUMBERS = 4096;
const DEEPEST_LITERAL = 4;

/** The least and the greatest number of a literal. */
function literalRange(value: Value): DataFacts['range'] {
  let [low, high, count] = [Infinity, -Infinity, 0];
  const read = (one: Value, depth: number): boolean => {
    if (count > MOST_NUMBERS || depth > DEEPEST_LITERAL) return false;
    if (one.kind === 'list') return !one.open && one.elements.every((element) => read(element, depth + 1));
    const number = numberOf(one);
    if (number === undefined) return false;
    count += 1;
    low = Math.min(low, number);
    high = Math.max(high, number);
    return true;
  };
  return value.kind === 'list' && read(value, 0) && count > 0 ? { low, high } : undefined;
}
