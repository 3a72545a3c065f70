/** Functions that are given whole tensors: those that make, join and reduce them. */
import { add, constantJet, multiply, subtract, type Jet } from '../numerics/jet';
import { phrase } from '../phrase';
import {
  dotted,
  elementwise,
  normalized,
  reduced,
  selected,
  stacked,
  tensorOf,
  tensor,
  unsqueezed,
} from './tensor-values';

import {
  argument,
  constantValue,
  jetOf,
  none,
  numberArgument,
  numberValue,
  anArgument,
  Refused,
  severalElements,
  truthValue,
  type CallArguments,
  type TensorValue,
  type Value,
} from './value';
import {
  type Library,
  type LibraryContext,
  coefficientsOf,
  firstArgument,
  polynomial,
  truthOf,
} from './element-functions';
import { dtypeOf } from './conversions';

/** A function that is given whole tensors: those that make, join and reduce them. */
type TensorFunction = (
  given: CallArguments,
  library: Library,
  context: LibraryContext,
  name: string,
) => Value;

const integersOf = (
  value: Value | undefined,
  place: CallArguments['place'],
): readonly number[] | undefined => {
  if (value?.kind === 'number') return [value.jet.value];
  if (value?.kind === 'list') return value.items.map((item) => jetOf(item, place, anArgument).value);
  return undefined;
};

/** `torch.zeros(3)`, `np.ones((2, 3))`, `torch.full((1,), v)`: several equal elements, or one. */
function filledWith(
  make: (given: CallArguments) => { readonly cell: Jet; readonly shape: readonly Value[] },
): TensorFunction {
  return (given, library) => {
    const { cell, shape } = make(given);
    const dtype = dtypeOf(given, []);
    if (dtype === 'whole' || dtype === 'truth')
      throw new Refused(phrase`a tensor of whole numbers is not followed`, given.place);
    const known = shape.flatMap((one) => integersOf(one, given.place) ?? [Number.NaN]);
    const lengths = known.every((length) => Number.isInteger(length) && length >= 0 && length <= 1_000)
      ? known
      : [];
    const total = lengths.reduce((product, length) => product * length, 1);
    if (total <= 1 || total > 1_000) return numberValue(cell);
    const cells = Array.from({ length: total }, () => numberValue(cell));
    void library;
    return tensor(false, lengths, [], cells, given.place);
  };
}

const shapeArguments = (given: CallArguments, from = 0): readonly Value[] => {
  const named = given.keywords.get('size') ?? given.keywords.get('shape');
  return named ? [named] : given.positional.slice(from);
};

const spaced: TensorFunction = (given) => {
  const value = (index: number, ...names: readonly string[]) => numberArgument(given, index, ...names);
  const [from, to] = [value(0, 'start'), value(1, 'end', 'stop')];
  const steps = value(2, 'steps', 'num')?.value ?? 50;
  if (
    !from ||
    !to ||
    !Number.isInteger(steps) ||
    steps < 1 ||
    steps > 1_000 ||
    given.keywords.has('endpoint')
  )
    throw new Refused(phrase`its points are not known`, given.place);
  const cells = Array.from({ length: steps }, (_, index) => {
    const share = steps === 1 ? 0 : index / (steps - 1);
    return numberValue(add(from, multiply(constantJet(share), subtract(to, from))));
  });
  return tensor(false, [steps], [], cells, given.place);
};

const arange: TensorFunction = (given) => {
  const [first = Number.NaN, second, step = 1] = given.positional.map((one) => jetOf(one, given.place).value);
  const [from, to] = second === undefined ? [0, first] : [first, second];
  const length = Math.ceil((to - from) / step);
  if (!(length >= 1 && length <= 1_000)) throw new Refused(phrase`its points are not known`, given.place);
  return tensor(
    false,
    [length],
    [],
    Array.from({ length }, (_, index) => constantValue(from + index * step)),
    given.place,
  );
};

const axisOf = (given: CallArguments, index: number): number | undefined => {
  const value = argument(given, index, 'dim', 'axis');
  if (value === undefined || value.kind === 'none') return undefined;
  const only = value.kind === 'list' && value.items.length === 1 ? value.items[0] : value;
  return only ? jetOf(only, given.place, anArgument).value : undefined;
};

/** Tensors one behind the other along an axis of their own; along one of the input elements are mixed. */
const joined: TensorFunction = (given, _library, _context, name) => {
  const items = argument(given, 0, 'tensors', 'arrays', 'values', 'xs');
  const axis = axisOf(given, 1) ?? 0;
  const parts = items?.kind === 'list' ? items.items : [];
  const isOwn = ({ leading, trailing }: TensorValue) =>
    axis < 0 ? -axis <= trailing.length : axis < leading.length;
  const isJoined = parts.every((part) => part.kind === 'tensor' && part.overInput && isOwn(part));
  if ((axis !== 0 && axis !== -1) || parts.length === 0 || !isJoined)
    throw severalElements(given.place, name);
  const cells = parts.flatMap((part) => (part.kind === 'tensor' ? along(part, axis, given.place) : []));
  return stacked(cells, axis, given.place);
};

const along = (part: TensorValue, axis: 0 | -1, place: CallArguments['place']): readonly Value[] => {
  const length = (axis === 0 ? part.leading[0] : part.trailing.at(-1)) ?? 0;
  return Array.from({ length }, (_, index) => selected(part, axis, index, place));
};

/** The parts along an axis of its own, as `unbind` and `unstack` give them. */
const unbound: TensorFunction = (given, _library, _context, name) => {
  const value = firstArgument(given);
  const axis = axisOf(given, name === 'unstack' ? 2 : 1) ?? 0;
  if (value.kind !== 'tensor' || (axis !== 0 && axis !== -1)) throw severalElements(given.place, name);
  return { kind: 'list', items: [...along(value, axis, given.place)] };
};

/** The number of edges of a table that lie below an element, or at it, too. */
const placeAmong =
  (
    read: (
      given: CallArguments,
    ) => readonly [edges: Value | undefined, at: Value | undefined, countsEqual: boolean],
  ): TensorFunction =>
  (given, _library, { trace }, name) => {
    const [edges, at, countsEqual] = read(given);
    const cells =
      edges?.kind === 'tensor' && !edges.overInput
        ? edges.cells
        : edges?.kind === 'list'
          ? edges.items
          : undefined;
    if (!cells || !at || at.kind === 'tensor') throw severalElements(given.place, name);
    const { value } = jetOf(at, given.place);
    const below = cells.filter((cell) => {
      const edge = jetOf(cell, given.place).value;
      return edge < value || (countsEqual && edge === value);
    }).length;
    trace.branch(below);
    return constantValue(below);
  };

const isRight = (given: CallArguments): boolean => {
  const [right, side] = [given.keywords.get('right'), given.keywords.get('side')];
  return side?.kind === 'text' ? side.value === 'right' : right !== undefined && truthOf(right, given);
};

const stack: TensorFunction = (given) => {
  const items = argument(given, 0, 'tensors', 'arrays', 'values', 'x');
  if (items?.kind !== 'list') throw severalElements(given.place, 'stack');
  return stacked(items.items, axisOf(given, 1) ?? 0, given.place);
};

export const reduction: TensorFunction = (given, library, context, name) => {
  const value = argument(given, 0, 'input', 'a', 'x', 'input_tensor', 'self');
  const allowed = new Set([
    'dim',
    'axis',
    'keepdim',
    'keepdims',
    'dtype',
    'name',
    'input',
    'a',
    'x',
    'input_tensor',
    'ord',
    'p',
  ]);
  if ([...given.keywords.keys()].some((keyword) => !allowed.has(keyword)))
    throw new Refused(phrase`an argument of \`${name}\` is not followed`, given.place);
  // A norm of another order, a list whose elements are summed.
  if (
    name === 'norm' &&
    (given.keywords.has('ord') || given.keywords.has('p') || given.positional.length > 1)
  )
    throw severalElements(given.place, name);
  const whole = value?.kind === 'list' ? tensorOrStack(value.items, given.place) : value;
  const term = axisOf(given, 1) === undefined && whole ? termOf(name, whole, given.place) : undefined;
  if (term) return { kind: 'total', term, by: name, place: given.place };
  if (whole?.kind !== 'tensor') throw severalElements(given.place, name);
  const keeps = given.keywords.get('keepdim') ?? given.keywords.get('keepdims') ?? given.positional[2];
  const axis = axisOf(given, 1);
  const result = reduced(
    name,
    whole,
    axis,
    keeps !== undefined && truthOf(keeps, given),
    context.trace,
    given.place,
    library === 'torch',
  );
  // PyTorch gives the place of the largest, too.
  const withPlace = library === 'torch' && axis !== undefined && (name === 'max' || name === 'min');
  return withPlace
    ? { kind: 'list', items: [result, { kind: 'opaque', name: 'indices' }], fields: ['values', 'indices'] }
    : result;
};

/** What each element of the input adds to a sum over all of them. */
function termOf(name: string, value: Value, place: CallArguments['place']): Jet | undefined {
  if (name !== 'sum' && name !== 'reduce_sum') return undefined;
  if (value.kind === 'total') return value.term;
  if (value.kind === 'number') return jetOf(value, place);
  return value.kind === 'tensor' && value.overInput
    ? value.cells.map((cell) => jetOf(cell, place)).reduce(add)
    : undefined;
}

const tensorOrStack = (items: readonly Value[], place: CallArguments['place']) => stacked(items, 0, place);

export const tensorFunctions: ReadonlyMap<string, TensorFunction> = new Map<string, TensorFunction>([
  ['stack', stack],
  ['linspace', spaced],
  ['arange', arange],
  ['zeros', filledWith((given) => ({ cell: constantJet(0), shape: shapeArguments(given) }))],
  ['ones', filledWith((given) => ({ cell: constantJet(1), shape: shapeArguments(given) }))],
  ['empty', filledWith((given) => ({ cell: constantJet(Number.NaN), shape: shapeArguments(given) }))],
  ['full', filledWith((given) => ({ cell: fillOf(given, 1), shape: shapeArguments(given).slice(0, 1) }))],
  ['fill', filledWith((given) => ({ cell: fillOf(given, 1), shape: given.positional.slice(0, 1) }))],
  ['zeros_like', like(() => constantJet(0))],
  ['ones_like', like(() => constantJet(1))],
  ['empty_like', like(() => constantJet(Number.NaN))],
  ['full_like', like((given) => fillOf(given, 1))],
  ['new_zeros', () => constantValue(0)],
  ['new_ones', () => constantValue(1)],
  ['new_empty', () => constantValue(Number.NaN)],
  ['new_full', (given) => numberValue(fillOf(given, 2))],
  ['new_tensor', (given) => tensorOf(given.positional[1] ?? none, given.place)],
  ['cat', joined],
  ['concat', joined],
  ['concatenate', joined],
  ['unbind', unbound],
  ['unstack', unbound],
  [
    'bucketize',
    placeAmong((given) => [argument(given, 1, 'boundaries'), argument(given, 0, 'input'), isRight(given)]),
  ],
  [
    'searchsorted',
    placeAmong((given) => [
      argument(given, 0, 'sorted_sequence', 'a'),
      argument(given, 1, 'input', 'v', 'values'),
      isRight(given),
    ]),
  ],
  // numpy counts an edge below what lies on it, unless it is told `right`.
  ['digitize', placeAmong((given) => [argument(given, 1, 'bins'), argument(given, 0, 'x'), !isRight(given)])],
  ['unsqueeze', (given) => unsqueezed(firstArgument(given), axisOf(given, 1) ?? 0, given.place)],
  ['expand_dims', (given) => unsqueezed(firstArgument(given), axisOf(given, 1) ?? 0, given.place)],
  [
    'matmul',
    (given, _, { trace }) =>
      dotted(given.positional[0] ?? none, given.positional[1] ?? none, trace, given.place),
  ],
  [
    'dot',
    (given, _, { trace }) =>
      dotted(given.positional[0] ?? none, given.positional[1] ?? none, trace, given.place),
  ],
  ['einsum', einsum],
  ['softmax', softmaxOf('softmax')],
  ['log_softmax', softmaxOf('log_softmax')],
  [
    'polyval',
    (given, library) => {
      // numpy takes (p, x), TensorFlow (coefficients, x).
      void library;
      const at = given.positional[1] ?? given.keywords.get('x');
      if (!at) throw new Refused(phrase`an argument is missing`, given.place);
      return polynomial(
        coefficientsOf(given.positional[0] ?? given.keywords.get('p') ?? given.keywords.get('coeffs'), given),
        jetOf(at, given.place),
        given.place,
      );
    },
  ],
  [
    'add_n',
    (given) => {
      const list = given.positional[0];
      if (list?.kind !== 'list') throw severalElements(given.place, 'add_n');
      return list.items.reduce((sum, item) =>
        elementwise([sum, item], given.place, ([a, b]) =>
          numberValue(add(jetOf(a ?? none, given.place), jetOf(b ?? none, given.place))),
        ),
      );
    },
  ],
]);

/** `...k,k->...`: the last axis of the first against a vector; any other sum over products is refused. */
function einsum(given: CallArguments, library: Library, { trace }: LibraryContext): Value {
  void library;
  const [pattern, left, right, ...more] = given.positional;
  const [inputs = '', output] = pattern?.kind === 'text' ? pattern.value.replaceAll(' ', '').split('->') : [];
  const [first = '', second = '', ...others] = inputs.split(',');
  const isDot =
    second.length === 1 &&
    first.endsWith(second) &&
    first.slice(0, -1) === output &&
    !output.includes(second);
  if (!isDot || !left || !right || others.length + more.length > 0)
    throw severalElements(given.place, 'einsum');
  return dotted(left, right, trace, given.place);
}

function softmaxOf(name: 'softmax' | 'log_softmax'): TensorFunction {
  return (given, _, { trace }) => {
    const value = firstArgument(given);
    const axis = axisOf(given, 1) ?? -1;
    if (value.kind !== 'tensor') throw severalElements(given.place, name);
    return normalized(name, value, axis, trace, given.place);
  };
}

function fillOf(given: CallArguments, index: number): Jet {
  const value = argument(given, index, 'fill_value', 'value');
  if (!value) throw new Refused(phrase`an argument is missing`, given.place);
  return jetOf(value, given.place);
}

function like(fill: (given: CallArguments) => Jet): TensorFunction {
  return (given) => {
    const dtype = dtypeOf(given, []);
    if (dtype === 'whole' || dtype === 'rounded')
      throw new Refused(phrase`a tensor of whole numbers is not followed`, given.place);
    const value = given.positional[0] ?? given.keywords.get('input') ?? given.keywords.get('a') ?? none;
    const cell = fill(given);
    if (dtype === 'truth') return truthValue(cell.value !== 0);
    if (value.kind === 'truth') return dtype === 'number' ? numberValue(cell) : truthValue(cell.value !== 0);
    if (value.kind !== 'tensor') return numberValue(cell);
    return { ...value, cells: value.cells.map(() => numberValue(cell)) };
  };
}
