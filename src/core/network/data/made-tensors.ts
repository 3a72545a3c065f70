/** Tensors that the code makes: `torch.randn(784, 100) * 0.01`, before they become weights, masks or inputs. */
import { placeOf } from '../../python/place';
import type { Place } from '../../python/syntax';
import { numberOf } from '../machine/constants';
import { madeOf, referenceTo, sizeOf, sizesValue, sizeValue } from '../machine/given';
import { isNoiseOfSamples, type DataFacts, type MadeTensor, type SignalReference, type Size } from '../graph';
import {
  broadcastArrays,
  indexedArray,
  movedArray,
  multipliedArrays,
  shapeOfList,
  type ArrayIndex,
} from './array-shapes';
import {
  UNKNOWN,
  scalar,
  truth,
  type CallArguments,
  type UnknownFact,
  type UnknownValue,
  type Value,
} from '../machine/values';
import { own } from '../../own';
import { combinedDistribution, reducedDistribution } from './combined';
import {
  affine,
  constant,
  drawnInPlace,
  uncertain,
  wholeNumbersOf,
  type Distribution,
} from './distributions';

type Bounds = DataFacts['range'];
export type Made = UnknownValue & {
  readonly fact: Extract<UnknownFact, { kind: 'made' }>;
};

/** 0, 1, 2 …, along the only axis that is longer than 1. */
const counted: Distribution = { initializer: 'counted', arguments: {} };

const distributions: ReadonlyMap<string, Distribution> = new Map<string, Distribution>([
  ['zeros', constant(0)],
  ['ones', { initializer: 'ones', arguments: {} }],
  ['randn', { initializer: 'normal', arguments: { mean: 0, std: 1 } }],
  ['rand', { initializer: 'uniform', arguments: { low: 0, high: 1 } }],
  ['empty', uncertain],
  ['FloatTensor', uncertain],
  ['Tensor', uncertain],
]);

export const isMade = (value: Value): value is Made =>
  value.kind === 'unknown' && value.fact?.kind === 'made';

export function madeTensor(shape: MadeTensor['shape'], distribution: Distribution, place: Place): Made {
  return made({ shape, ...distribution, instance: undefined }, place);
}

/** A tensor of another one's shape. */
export const madeLike = (like: SignalReference, distribution: Distribution, place: Place): Made =>
  made({ shape: undefined, like, ...distribution, instance: undefined }, place);

const made = (tensor: MadeTensor, place: Place): Made => ({
  kind: 'unknown',
  fact: { kind: 'made', tensor, place: placeOf(place) },
});

/** Another tensor made from this one: its numbers can no longer be gone through one by one. */
export function remade(made: Made, tensor: MadeTensor, bounds: Bounds): Made {
  return { kind: 'unknown', fact: { ...made.fact, tensor, bounds, even: undefined } };
}

/** A tensor of which a gradient is kept where `requires_grad` says so. */
export const trainedWhere = (made: Made, asked: Value | undefined): Made =>
  asked?.kind === 'scalar' && asked.value === true
    ? { kind: 'unknown', fact: { ...made.fact, tensor: { ...made.fact.tensor, trained: true } } }
    : made;

/** A weight by hand, or an embedding's table, as the tensor that it is. */
export function madeValue(value: Value, site: Place): Made | undefined {
  const tensor = madeOf(value);
  return tensor === undefined || tensor.shape === undefined
    ? undefined
    : { kind: 'unknown', fact: { kind: 'made', tensor, place: placeOf(site) } };
}

/** `torch.randn(2, 3)`, `torch.zeros((2, 3))`, `torch.full((2, 3), 0.1)`; undefined for other names. */
export function torchFactory(name: string, given: CallArguments, site: Place): Value | undefined {
  const special = specialFactories.get(name);
  if (special !== undefined) return special(given, site);
  const distribution = distributions.get(name.replace(/_like$/, ''));
  if (distribution === undefined) return undefined;
  const [first, ...more] = given.positional;
  if (name.endsWith('_like'))
    return first?.kind === 'signal' ? madeLike(referenceTo(first), distribution, site) : undefined;
  if (first?.kind === 'unknown' && first.fact?.kind === 'shape' && more.length === 0)
    return madeLike(first.fact.of, distribution, site);
  // Numbers in a list are the elements there, not the lengths of axes.
  if (first !== undefined && /^(?:Float)?Tensor$/.test(name)) {
    if (isMade(first)) return first;
    if (first.kind === 'list') return madeTensor(shapeOfList(first), uncertain, site);
  }
  return madeTensor(factoryShape(given), distribution, site);
}

/** The shape that a factory is given: a list of lengths, or each length by itself. */
function factoryShape(given: CallArguments): MadeTensor['shape'] {
  const [first, ...more] = given.positional;
  if (first?.kind === 'list' || first === undefined)
    return shapeOf(first ?? given.keywords.get('size'), given);
  if (given.open || given.positional.some((value) => value.kind !== 'scalar' && value.kind !== 'unknown'))
    return undefined;
  const mayBeList = more.length === 0 && first.kind === 'unknown' && sizeOf(first) === undefined;
  return mayBeList ? undefined : given.positional.map(sizeOf);
}

/** Factories whose arguments are more than a shape. */
const specialFactories: ReadonlyMap<string, (given: CallArguments, site: Place) => Value | undefined> =
  new Map([
    [
      'tensor',
      ({ positional: [data], keywords }: CallArguments, site: Place): Value | undefined => {
        const value = numberOf(data ?? keywords.get('data'));
        return value === undefined ? undefined : madeTensor([], constant(value), site);
      },
    ],
    [
      'full',
      (given: CallArguments, site: Place) => {
        const value = numberOf(given.positional[1] ?? given.keywords.get('fill_value'));
        const shape = given.positional[0] ?? given.keywords.get('size');
        return madeTensor(shapeOf(shape, given), value === undefined ? uncertain : constant(value), site);
      },
    ],
    [
      'arange',
      (given: CallArguments, site: Place) => {
        const bounds = given.positional.map(sizeOf);
        if (given.open || bounds.length === 0 || bounds.length > 2) return UNKNOWN;
        const [first, end] = bounds.length === 1 ? [0, bounds[0]] : bounds;
        return madeTensor([lengthBetween(first, end)], first === 0 ? counted : uncertain, site);
      },
    ],
    [
      'randint',
      (given: CallArguments, site: Place) => {
        const size = given.keywords.get('size') ?? given.positional.find(({ kind }) => kind === 'list');
        return madeTensor(shapeOf(size, given), { initializer: 'randint', arguments: {} }, site);
      },
    ],
  ]);

function lengthBetween(first: Size | undefined, end: Size | undefined): Size | undefined {
  if (first === 0) return end;
  if (first === undefined || end === undefined) return undefined;
  return typeof first === 'number' && typeof end === 'number'
    ? end - first
    : { operator: '-', left: end, right: first };
}

/** `tf.range(n)`, `keras.ops.arange(start=0, stop=n, step=1)`: positions that are counted; undefined where they are not counted one by one. */
export function countedFrom(given: CallArguments, site: Place): Value | undefined {
  const named = (...names: readonly string[]): Value | undefined =>
    names.map((name) => given.keywords.get(name)).find((value) => value !== undefined);
  const [first, second, third] = given.positional;
  const step = third ?? named('step', 'delta');
  const end = named('stop', 'limit') ?? second;
  const start = named('start') ?? (end === undefined ? undefined : first);
  if (given.open || (step !== undefined && numberOf(step) !== 1)) return undefined;
  const bounds = [start, end ?? first].filter((bound) => bound !== undefined);
  return torchFactory('arange', { positional: bounds, keywords: new Map(), open: false }, site);
}

/** `jnp.zeros((784, 100))`, `jnp.ones(…)`, `jnp.full(…)`; undefined for other names. */
export function jaxFactory(name: string, given: CallArguments, site: Place): Value | undefined {
  if (!/^(?:zeros|ones|full)$/.test(name)) return undefined;
  const shape = given.keywords.get('shape') ?? given.positional[0];
  if (shape === undefined) return UNKNOWN;
  // The other arguments are data types.
  const value = given.keywords.get('fill_value') ?? given.positional[1];
  const positional = name === 'full' && value !== undefined ? [shape, value] : [shape];
  const made = torchFactory(name, { ...given, positional }, site);
  return made !== undefined && isMade(made) ? { ...made, fact: { ...made.fact, framework: 'jax' } } : made;
}

const tensorFlowFactories: ReadonlyMap<string, Distribution> = new Map<string, Distribution>([
  ['zeros', constant(0)],
  ['ones', { initializer: 'ones', arguments: {} }],
  ['normal', { initializer: 'normal', arguments: { mean: 0, std: 1 } }],
  ['truncated_normal', { initializer: 'trunc_normal', arguments: {} }],
  ['uniform', { initializer: 'uniform', arguments: { low: 0, high: 1 } }],
]);

/** `tf.zeros([784, 100])`, `tf.random.normal([784, 100], stddev=0.1)`, `tf.truncated_normal(…)`; undefined for other names. */
export function tensorFlowFactory(name: string, given: CallArguments, site: Place): Value | undefined {
  if (name === 'tf.constant' || name === 'tf.fill') return filled(name, given, site);
  const plain =
    /^tf\.(?:random\.(?:normal|uniform|truncated_normal)|random_(?:normal|uniform)|zeros|ones|truncated_normal)$/;
  if (!plain.test(name)) return undefined;
  const distribution = tensorFlowFactories.get(name.replace(/^tf\.(?:random[._])?/, ''));
  const shape = given.keywords.get('shape') ?? given.positional[0];
  if (distribution === undefined || shape === undefined) return undefined;
  const like = shape.kind === 'unknown' && shape.fact?.kind === 'shape' ? shape.fact.of : undefined;
  const axes = shapeOf(shape, given);
  const drawn = (own: Distribution): Made =>
    like === undefined ? madeTensor(axes, own, site) : madeLike(like, own, site);
  const argument = (position: number, keyword: string, fallback: number): number | undefined => {
    const value = given.keywords.get(keyword) ?? given.positional[position];
    return value === undefined ? fallback : numberOf(value);
  };
  if (distribution.initializer === 'zeros' || distribution.initializer === 'ones') return drawn(distribution);
  if (distribution.initializer === 'uniform') {
    const [low, high] = [argument(1, 'minval', 0), argument(2, 'maxval', 1)];
    const known = low !== undefined && high !== undefined;
    return drawn(known ? { initializer: 'uniform', arguments: { low, high } } : uncertain);
  }
  const [mean, std] = [argument(1, 'mean', 0), argument(2, 'stddev', 1)];
  if (mean === undefined || std === undefined) return drawn(uncertain);
  // TensorFlow cuts off at two standard deviations.
  const cut = distribution.initializer === 'normal' ? {} : { lower_deviations: -2, upper_deviations: 2 };
  return drawn({ ...distribution, arguments: { mean, std, ...cut } });
}

/** `tf.constant(0.1, shape=[64])`, `tf.fill([64], 0.1)`; a constant without a shape is what it is made of. */
function filled(name: string, given: CallArguments, site: Place): Value | undefined {
  const [first, second] = given.positional;
  const [value, shape] =
    name === 'tf.fill'
      ? [second ?? given.keywords.get('value'), first ?? given.keywords.get('dims')]
      : [first ?? given.keywords.get('value'), given.keywords.get('shape')];
  const number = numberOf(value);
  return number === undefined || shape === undefined
    ? undefined
    : madeTensor(shapeOf(shape, given), constant(number), site);
}

function shapeOf(shape: Value | undefined, given: CallArguments): MadeTensor['shape'] {
  if (given.open) return undefined;
  const length = sizeOf(shape);
  if (length !== undefined) return [length];
  return shape?.kind === 'list' && !shape.open ? shape.elements.map(sizeOf) : undefined;
}

/** Shape as numbers, for what is known before a model runs. */
export function fixedShape(shape: readonly (Size | undefined)[] | undefined): readonly number[] | undefined {
  const numbers = shape?.flatMap((axis) => (typeof axis === 'number' ? [axis] : []));
  return numbers !== undefined && numbers.length === shape?.length ? numbers : undefined;
}

/** A made tensor times a number, or with one added; undefined for anything else. */
export function madeArithmetic(operator: string, left: Value, right: Value): UnknownValue | undefined {
  if (isMade(left) && isMade(right)) return joined(operator, left, right);
  // A product with something unknown may have any shape.
  if (operator === '@') return undefined;
  const [made, other] = isMade(left) ? [left, right] : isMade(right) ? [right, left] : [];
  if (made === undefined || other === undefined || other.kind === 'signal') return undefined;
  const number = numberOf(other);
  if (number === undefined)
    return other.kind === 'unknown' && !isMade(other) ? changed(withoutOnes(made), uncertain) : undefined;
  switch (operator) {
    case '*':
      return line(made, number, 0);
    case '/':
      if (made === right) return changed(made, uncertain);
      return number === 0 ? UNKNOWN : line(made, 1 / number, 0);
    case '+':
      return line(made, 1, number);
    case '-':
      return made === left ? line(made, 1, -number) : line(made, -1, number);
    case '**':
      return changed(made, uncertain, made === left ? powerOf(made.fact.bounds, number) : undefined);
    default:
      return changed(made, uncertain);
  }
}

const line = (made: Made, factor: number, shift: number): UnknownValue => {
  if (factor === 1 && shift === 0) return made;
  const { bounds } = made.fact;
  const ends = bounds === undefined ? [] : [bounds.low, bounds.high].map((end) => factor * end + shift);
  return changed(made, affine(made.fact.tensor, factor, shift), boundsOf(ends));
};

const boundsOf = (ends: readonly number[]): Bounds =>
  ends.length > 0 && ends.every((end) => Number.isFinite(end))
    ? { low: Math.min(...ends), high: Math.max(...ends) }
    : undefined;

/** What a whole power of numbers between bounds reaches. */
export function powerOf(bounds: Bounds, exponent: number): Bounds {
  if (bounds === undefined || !Number.isInteger(exponent) || exponent < 1) return undefined;
  const { low, high } = bounds;
  const crosses = low < 0 && high > 0 && exponent % 2 === 0;
  return boundsOf([low ** exponent, high ** exponent, ...(crosses ? [0] : [])]);
}

/** A tensor whose elements reach from one number to another. */
export const between = (made: Made, bounds: Bounds): Made =>
  bounds === undefined ? made : { ...made, fact: { ...made.fact, bounds } };

/** Noise around 0 widens what is measured, and moves nothing. */
function withNoise(left: Made, right: Made): Bounds {
  const [{ bounds }, { tensor }] = [left.fact, right.fact];
  if (bounds === undefined) return undefined;
  const { initializer, arguments: given } = tensor;
  return (initializer === 'normal' && own(given, 'mean') === 0) || initializer === 'uniform'
    ? bounds
    : undefined;
}

/** `std * torch.randn_like(mean)`, where `std` is one row for all samples. */
function withNoiseOfSamples(operator: string, noise: Made, row: Made): Made | undefined {
  const { tensor } = noise.fact;
  const { like } = tensor;
  const isRow = row.fact.tensor.shape?.slice(0, -1).every((side) => side === 1) === true;
  if (!isNoiseOfSamples(tensor) || like === undefined || !isRow || !/^[+*]$/.test(operator)) return undefined;
  const drawn = combinedDistribution(operator, tensor, row.fact.tensor);
  return drawn && madeLike(like, drawn, noise.fact.place);
}

/** Of two tensors the shape is followed, and how they start where both are drawn. */
function joined(operator: string, left: Made, right: Made): UnknownValue | undefined {
  const [one, other] = [left.fact.tensor.shape, right.fact.tensor.shape];
  const noise = withNoiseOfSamples(operator, left, right) ?? withNoiseOfSamples(operator, right, left);
  if (noise !== undefined) return noise;
  if (one === undefined || other === undefined) return undefined;
  // In JAX one of them may be a weight.
  if (left.fact.framework === 'jax' || right.fact.framework === 'jax') return undefined;
  const shape = operator === '@' ? multipliedArrays(one, other) : broadcastArrays(one, other);
  if (shape === undefined) return undefined;
  const isSame = left.fact.tensor === right.fact.tensor;
  const drawn = isSame ? undefined : combinedDistribution(operator, left.fact.tensor, right.fact.tensor);
  const result = madeTensor(shape, drawn ?? uncertain, left.fact.place);
  return operator === '+' || operator === '-' ? between(result, withNoise(left, right)) : result;
}

/** `torch.gather(zeros, 1, positions)`: as many elements as there are indices; undefined where the tensor is not made by hand. */
export function gatheredFrom(given: CallArguments): Value | undefined {
  const [first, , third] = given.positional;
  const [table, index] = [given.keywords.get('input') ?? first, given.keywords.get('index') ?? third];
  if (table === undefined || index === undefined || !isMade(table) || !isMade(index)) return undefined;
  const { tensor } = table.fact;
  return constantOf(tensor) === undefined
    ? undefined
    : remade(table, { ...tensor, shape: index.fact.tensor.shape }, table.fact.bounds);
}

/** `X[:, 0]`, `frame['y']`, `y[:, None]`. */
export function madeItem(made: Made, indices: readonly Value[]): Value {
  const { tensor, place } = made.fact;
  const taken = indices.map(indexOf);
  const item = tensor.shape === undefined ? undefined : indexedArray(tensor.shape, taken);
  if (item === undefined)
    return tensor.shape === undefined && isWave(tensor.initializer)
      ? remade(made, tensor, undefined)
      : UNKNOWN;
  const isPart = taken.every(
    (index) =>
      index === 'all' ||
      (index === 'some' && tensor.initializer !== 'counted') ||
      index === 'new' ||
      isUpTo(index),
  );
  // What is drawn, or comes in waves, is so in each part.
  return isPart
    ? remade(made, { ...tensor, shape: item }, made.fact.bounds)
    : madeTensor(item, isWave(tensor.initializer) ? tensor : uncertain, place);
}

const isUpTo = (index: ArrayIndex): boolean => typeof index === 'object' && 'upTo' in index;

/** Sines and cosines of counted positions, each feature with a frequency of its own; `waves` is both, `rotations` are both as complex numbers. */
const waves: ReadonlySet<string> = new Set(['sines', 'cosines', 'waves', 'rotations']);
const isWave = (initializer: string | undefined): boolean =>
  initializer !== undefined && waves.has(initializer);

/** `torch.sin(positions * frequencies)` of what the code makes; undefined for other functions. */
export function wavesOf(name: string, argument: Value, place: Place): Made | undefined {
  if (!/^(?:sin|cos|polar)$/.test(name) || argument.kind !== 'unknown') return undefined;
  if (argument.fact !== undefined && argument.fact.kind !== 'made') return undefined;
  const made = argument.fact;
  if (made?.tensor.shape !== undefined && made.bounds !== undefined) return undefined;
  const initializer = name === 'sin' ? 'sines' : name === 'cos' ? 'cosines' : 'rotations';
  return madeTensor(made?.tensor.shape, { initializer, arguments: {} }, place);
}

/** Sines beside cosines, in places of one tensor or joined to one; undefined where there are other parts. */
export function wavesTogether(parts: readonly Value[]): string | undefined {
  const kinds = parts.map((part) => (isMade(part) ? part.fact.tensor.initializer : undefined));
  const [first] = kinds;
  if (first === undefined || !kinds.every(isWave)) return undefined;
  return kinds.every((kind) => kind === first) ? first : 'waves';
}

/** What a tensor is once some of its places hold waves: `table[:, 0::2] = torch.sin(…)`. */
export function withWaves(made: Made, value: Value): Made {
  const { tensor } = made.fact;
  const together = isWave(tensor.initializer) ? wavesTogether([made, value]) : wavesTogether([value]);
  const initializer = tensor.initializer === 'zeros' || isWave(tensor.initializer) ? together : undefined;
  return remade(made, { ...tensor, initializer, arguments: {} }, undefined);
}

function indexOf(value: Value): ArrayIndex {
  if (value.kind === 'scalar') {
    if (value.value === null) return 'new';
    if (typeof value.value === 'string') return value.value === '...' ? undefined : 'column';
    return typeof value.value === 'number' ? value.value : undefined;
  }
  if (value.kind === 'unknown' && value.fact?.kind === 'slice') {
    const { lower, upper, step } = value.fact;
    const end = sizeOf(upper);
    const isFromFront = lower.kind === 'scalar' && (lower.value === null || lower.value === 0);
    if (isFromFront && step.kind === 'scalar' && step.value === null)
      if (end !== undefined && (typeof end !== 'number' || end >= 0)) return { upTo: end };
    const isAll = [lower, upper, step].every((bound) => bound.kind === 'scalar' && bound.value === null);
    return isAll ? 'all' : 'some';
  }
  if (
    value.kind === 'list' &&
    !value.open &&
    value.elements.every((one) => one.kind === 'scalar' && typeof one.value === 'string')
  )
    return { columns: value.elements.length };
  return undefined;
}

/** Beside something unknown an axis of 1 may become any length. */
function withoutOnes(made: Made): Made {
  const { tensor } = made.fact;
  const shape = tensor.shape?.map((length) => (length === 1 ? undefined : length));
  return remade(made, { ...tensor, shape }, made.fact.bounds);
}

const changed = (made: Made, distribution: Distribution, bounds?: Bounds): Made =>
  remade(made, { ...made.fact.tensor, ...distribution }, bounds);

/** What a function of numbers between bounds reaches; of waves over a whole period all of it. */
export function boundsOfFunction(name: string, bounds: Bounds): Bounds {
  if (bounds === undefined) return undefined;
  const { low, high } = bounds;
  switch (name) {
    case 'sin':
    case 'cos':
      return high - low >= 2 * Math.PI
        ? { low: -1, high: 1 }
        : boundsOf(samples(low, high).map((x) => (name === 'sin' ? Math.sin(x) : Math.cos(x))));
    case 'tanh':
      return { low: Math.tanh(low), high: Math.tanh(high) };
    case 'exp':
      return boundsOf([Math.exp(low), Math.exp(high)]);
    case 'square':
      return powerOf(bounds, 2);
    case 'abs':
      return boundsOf([Math.abs(low), Math.abs(high), ...(low < 0 && high > 0 ? [0] : [])]);
    default:
      return undefined;
  }
}

const samples = (low: number, high: number): readonly number[] =>
  Array.from({ length: 257 }, (_, step) => low + ((high - low) * step) / 256);

const unchanged =
  /^(?:to|cuda|cpu|float|double|half|bfloat16|bool|clone|detach|contiguous|type|type_as|numpy|astype|to_numpy|copy|pin_memory|long|int)$/;
/** Each element becomes another one. */
const elementwise = /^(?:pow|abs|exp|log|sin|cos|sqrt|square|clip|clamp|round|fillna|map|replace)$/;
/** Each element stays what it is. */
const moving =
  /^(?:view|reshape|unsqueeze|squeeze|transpose|permute|repeat|expand|repeat_interleave|flatten|narrow)$/;
/** Methods of a table that leave out rows or columns. */
const choosing =
  /^(?:drop|dropna|sample|head|tail|reset_index|sort_values|query|select_dtypes|drop_duplicates)$/;

/** A method of a made tensor; undefined for what nobody needs to follow. */
export function madeMethod(made: Made, name: string, given: CallArguments): Value | undefined {
  if (name === 'requires_grad_')
    return trainedWhere(made, given.keywords.get('requires_grad') ?? given.positional[0] ?? truth(true));
  if (unchanged.test(name)) return made;
  switch (name) {
    case 'size':
      return sizeOfMade(made, given);
    case 'numel':
    case 'nelement': {
      const lengths = fixedShape(made.fact.tensor.shape);
      return lengths === undefined ? undefined : scalar(lengths.reduce((all, own) => all * own, 1));
    }
    case 'floor':
      return changed(made, wholeNumbersOf(made.fact.tensor));
    default: {
      const drawn = drawnInPlace(
        made.fact.tensor,
        name === 'mul' || name === 'div' ? `${name}_` : name,
        given,
      );
      return drawn === undefined ? laidOut(made, name, given) : changed(made, drawn);
    }
  }
}

/** `keys <= queries`, of positions that are counted in a row and in a column: what attention to earlier positions sees. */
export function comparedPositions(operator: string, left: Value, right: Value): Made | undefined {
  if ((operator !== '<=' && operator !== '>=') || !isMade(left) || !isMade(right)) return undefined;
  const [smaller, larger] = operator === '<=' ? [left, right] : [right, left];
  const [keys, queries] = [smaller.fact.tensor, larger.fact.tensor];
  if (keys.initializer !== 'counted' || queries.initializer !== 'counted') return undefined;
  const isColumn = queries.shape?.length === 2 && queries.shape[1] === 1;
  const isRow = keys.shape?.length === 2 ? keys.shape[0] === 1 : keys.shape?.length === 1;
  const shape = keys.shape && queries.shape && broadcastArrays(keys.shape, queries.shape);
  return isRow && isColumn && shape !== undefined
    ? madeTensor(shape, { initializer: 'causal-mask', arguments: {} }, left.fact.place)
    : undefined;
}

/** Of a square of one number the part below the diagonal is what attention to earlier positions sees, the part above it what that hides. */
function triangle(made: Made, name: 'tril' | 'triu', given: CallArguments): Made | undefined {
  const asked = given.keywords.get('diagonal') ?? given.positional[0];
  const diagonal = asked === undefined ? 0 : numberOf(asked);
  const { shape, initializer } = made.fact.tensor;
  if (shape === undefined || shape.length < 2) return undefined;
  // Minus infinity is no number that an initialiser has.
  const isPlain = initializer === 'ones' || initializer === 'constant' || initializer === undefined;
  const isCausal = isPlain && diagonal === (name === 'tril' ? 0 : 1);
  return madeTensor(
    shape,
    isCausal ? { initializer: 'causal-mask', arguments: {} } : uncertain,
    made.fact.place,
  );
}

/** `table.size()` and `table.size(0)`; undefined where the axes are not known. */
function sizeOfMade({ fact }: Made, { keywords, positional: [first] }: CallArguments): Value | undefined {
  const { shape } = fact.tensor;
  const asked = keywords.get('dim') ?? first;
  if (shape === undefined || asked === undefined) return shape && sizesValue(shape);
  const place = numberOf(asked);
  return place === undefined ? undefined : sizeValue(shape.at(place));
}

/** The number that all elements are. */
function constantOf({ initializer, arguments: given }: Distribution): number | undefined {
  if (initializer === 'zeros') return 0;
  if (initializer === 'ones') return 1;
  const value = initializer === 'constant' ? own(given, 'value') : undefined;
  return typeof value === 'number' ? value : undefined;
}

function functionOfNumber(name: string, x: number, given: CallArguments): number | undefined {
  const { positional, keywords } = given;
  switch (name) {
    case 'exp':
      return Math.exp(x);
    case 'log':
      return Math.log(x);
    case 'sqrt':
      return Math.sqrt(x);
    case 'square':
      return x * x;
    case 'abs':
      return Math.abs(x);
    case 'sin':
      return Math.sin(x);
    case 'cos':
      return Math.cos(x);
    case 'pow': {
      const exponent = numberOf(positional[0] ?? keywords.get('exponent'));
      return exponent === undefined ? undefined : x ** exponent;
    }
    case 'clamp':
    case 'clip': {
      const bound = (place: number, keyword: string, none: number): number | undefined => {
        const value = keywords.get(keyword) ?? positional[place];
        return value === undefined || (value.kind === 'scalar' && value.value === null)
          ? none
          : numberOf(value);
      };
      const [low, high] = [bound(0, 'min', -Infinity), bound(1, 'max', Infinity)];
      return low === undefined || high === undefined ? undefined : Math.min(high, Math.max(low, x));
    }
    default:
      return undefined;
  }
}

/** `table.expand_as(x)` takes of `x` the shape alone. */
export const borrowsShape = (name: string): boolean => /^(?:expand|view|reshape)_as$/.test(name);

/** A method that changes every element alike, or where they stand. */
function laidOut(made: Made, name: string, given: CallArguments): Value | undefined {
  const [like] = given.positional;
  const { shape } = made.fact.tensor;
  if (name === 'tril' || name === 'triu') return triangle(made, name, given);
  if (borrowsShape(name) && like?.kind === 'signal') {
    const laid = madeLike(referenceTo(like), made.fact.tensor, made.fact.place);
    // What is copied is no other tensor than before: no noise that is drawn for each sample.
    return name === 'expand_as' ? remade(laid, { ...laid.fact.tensor, shape }, made.fact.bounds) : laid;
  }
  if (elementwise.test(name)) {
    const value = constantOf(made.fact.tensor);
    const own = value === undefined ? undefined : functionOfNumber(name, value, given);
    if (own !== undefined && Number.isFinite(own)) return changed(made, constant(own));
    const exponent = name === 'pow' ? numberOf(given.positional[0]) : undefined;
    return changed(
      made,
      uncertain,
      exponent === undefined ? boundsOfFunction(name, made.fact.bounds) : powerOf(made.fact.bounds, exponent),
    );
  }
  if (shape === undefined)
    return isWave(made.fact.tensor.initializer) && moving.test(name) ? made : undefined;
  if (choosing.test(name))
    return madeTensor(
      shape.map(() => undefined),
      uncertain,
      made.fact.place,
    );
  if (name === 'pop' && shape.length === 2) return madeTensor([shape[0]], uncertain, made.fact.place);
  if (/^(?:sum|mean|std|var|prod|norm)$/.test(name)) return reduced(made, name, shape, given);
  const moved = movedArray(name, shape, given);
  return moved === undefined
    ? undefined
    : remade(made, { ...made.fact.tensor, shape: moved }, made.fact.bounds);
}

/** A mean, a sum or a length over some axes, or over all of them. */
function reduced(
  made: Made,
  name: string,
  shape: NonNullable<MadeTensor['shape']>,
  given: CallArguments,
): Value | undefined {
  const [first, second] = given.positional;
  const axes = given.keywords.get('dim') ?? given.keywords.get('axis') ?? (name === 'norm' ? second : first);
  const keeps = given.keywords.get('keepdim') ?? given.keywords.get('keepdims');
  const listed =
    axes === undefined ? [] : axes.kind === 'list' ? axes.elements.map(numberOf) : [numberOf(axes)];
  if (given.open || listed.includes(undefined)) return undefined;
  const places = new Set(
    axes === undefined
      ? shape.keys()
      : listed.map((axis) => (axis === undefined || axis >= 0 ? (axis ?? 0) : axis + shape.length)),
  );
  const kept = keeps?.kind === 'scalar' && keeps.value === true;
  const after = shape.flatMap((size, place) => (places.has(place) ? (kept ? [1] : []) : [size]));
  const counted = fixedShape([...places].map((place) => shape[place]));
  const count = counted?.reduce((product, own) => product * own, 1);
  const drawn = count === undefined ? undefined : reducedDistribution(name, made.fact.tensor, count);
  return remade(made, { ...made.fact.tensor, ...(drawn ?? uncertain), shape: after }, undefined);
}
