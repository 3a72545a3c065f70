/** Python's own functions, as far as they act on numbers and short lists. */
import { add, constantJet, lift, power, type Jet } from '../numerics/jet';
import { symbolOf } from '../frameworks';
import { phrase } from '../phrase';
import type { Place } from '../python/syntax';
import { dictionaryOf } from './dictionaries';
import { heldInOrder, heldItems, sideBySide } from './items';
import { quotientAndRest } from './operators';
import { elementwise } from './tensor-values';
import { extremum, truthOf, type LibraryContext } from './library';
import {
  constantValue,
  jetOf,
  none,
  numberValue,
  pythonNumber,
  Raised,
  Refused,
  textOf,
  truthValue,
  type CallArguments,
  type Value,
} from './value';
import { own } from '../own';

/** Longest list that `range` makes. */
const longestRange = 2000;

function integers(given: CallArguments): readonly number[] {
  return given.positional.map((value) => jetOf(value, given.place, phrase`an argument of range`).value);
}

function range(given: CallArguments): Value {
  const [first = 0, second, step = 1] = integers(given);
  const [from, to] = second === undefined ? [0, first] : [first, second];
  const count = Math.max(0, Math.ceil((to - from) / step));
  if (!(count <= longestRange))
    throw new Refused(
      phrase`a loop over more than ${String(longestRange)} numbers is not followed`,
      given.place,
    );
  return {
    kind: 'list',
    items: Array.from({ length: count }, (_, index) => pythonNumber(from + index * step)),
  };
}

const combined = (place: Place): Refused => new Refused(phrase`it combines the elements of its input`, place);

function itemsOf(value: Value | undefined, { place }: CallArguments): readonly Value[] {
  const items = heldItems(value, place);
  if (items === undefined) throw combined(place);
  return items;
}

function itemsInOrder(value: Value | undefined, { place }: CallArguments): readonly Value[] {
  const items = heldInOrder(value, place);
  if (items === undefined) throw combined(place);
  return items;
}

/** `zip` and its kin. */
function together(
  given: CallArguments,
  all: readonly Value[],
  make: (row: readonly Value[], index: number) => Value,
): Value {
  for (const one of all) if (one.kind !== 'endless') itemsInOrder(one, given);
  return sideBySide(all, given.place, make);
}

/** What `key=` makes of an item, or the item itself. */
function keyed(item: Value, given: CallArguments, context: LibraryContext): Value {
  const key = given.keywords.get('key');
  return key === undefined || key.kind === 'none'
    ? item
    : context.call(key, { positional: [item], keywords: new Map(), place: given.place });
}

function extreme(sign: 1 | -1, given: CallArguments, context: LibraryContext): Value {
  const [head] = given.positional;
  const items = given.positional.length === 1 && head?.kind === 'list' ? head.items : given.positional;
  if (items.length < 2 && head?.kind !== 'list') throw combined(given.place);
  const [first] = items;
  // max([]) is an error.
  if (first === undefined) {
    const fallback = given.keywords.get('default');
    if (fallback) return fallback;
    throw new Raised();
  }
  if (!given.keywords.has('key')) {
    const jets = items.map((value) => jetOf(value, given.place));
    return numberValue(jets.reduce((a, b) => extremum(a, b, sign, 'python', context.trace)));
  }
  let best = first;
  let bestKey = jetOf(keyed(first, given, context), given.place).value;
  for (const item of items.slice(1)) {
    const key = jetOf(keyed(item, given, context), given.place).value;
    const isBetter = sign * (key - bestKey) > 0;
    context.trace.branch(isBetter ? 1 : 0);
    if (isBetter) [best, bestKey] = [item, key];
  }
  return best;
}

function round(x: Jet, digits: number): Jet {
  const factor = 10 ** digits;
  const scaled = x.value * factor;
  const nearest = Math.round(scaled);
  const even = Math.abs(scaled % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
  return constantJet(even / factor);
}

/** Small whole numbers are kept in a set in their order, whatever the order in which they came. */
const SMALLEST_SET = 8;

/** A set: what is equal is there once. */
export function setOf(items: readonly Value[]): Value {
  const known = new Map<unknown, Value>();
  const keyIn = (item: Value): unknown =>
    item.kind === 'number' ? item.jet.value : 'value' in item ? item.value : item;
  for (const item of items) known.set(keyIn(item), item);
  const keys = [...known.keys()];
  const isSmall = (key: unknown): key is number =>
    typeof key === 'number' && Number.isInteger(key) && key >= 0 && key < SMALLEST_SET;
  if (keys.length < 5 && keys.every(isSmall)) {
    const inOrder = [...known].sort(([a], [b]) => Number(a) - Number(b));
    return { kind: 'list', items: inOrder.map(([, item]) => item) };
  }
  const all = [...known.values()];
  return all.length > 1 ? { kind: 'list', items: all, unordered: true } : { kind: 'list', items: all };
}

const distinct = (given: CallArguments): Value =>
  setOf(given.positional.length === 0 ? [] : itemsOf(given.positional[0], given));

type Builtin = (given: CallArguments, context: LibraryContext) => Value;

const only = (given: CallArguments) => {
  const [value] = given.positional;
  if (!value) throw new Refused(phrase`an argument is missing`, given.place);
  return value;
};

const builtins: Readonly<Record<string, Builtin>> = {
  range,
  abs: (given, { trace }) => {
    const x = jetOf(only(given), given.place);
    trace.branch(Math.sign(x.value) + 1);
    return numberValue(lift(x, Math.abs(x.value), Math.sign(x.value), 0));
  },
  max: (given, context) => extreme(1, given, context),
  min: (given, context) => extreme(-1, given, context),
  float: (given) => {
    const value = only(given);
    const special: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity, nan: Number.NaN };
    if (value.kind === 'text') return constantValue(own(special, value.value) ?? Number(value.value));
    return numberValue(jetOf(value, given.place));
  },
  int: (given, { trace }) => {
    const value = only(given);
    const x = Math.trunc(value.kind === 'text' ? Number(value.value) : jetOf(value, given.place).value);
    if (Number.isNaN(x)) throw new Raised();
    trace.branch(x);
    return constantValue(x);
  },
  bool: (given) => truthValue(truthOf(only(given), given)),
  round: (given) => {
    const digits = given.positional[1] ?? given.keywords.get('ndigits');
    return numberValue(round(jetOf(only(given), given.place), digits ? jetOf(digits, given.place).value : 0));
  },
  pow: (given) => {
    const [base, exponent] = given.positional;
    if (!base || !exponent) throw new Refused(phrase`an argument is missing`, given.place);
    return numberValue(power(jetOf(base, given.place), jetOf(exponent, given.place)));
  },
  sum: (given) => {
    const start = given.positional[1] ?? given.keywords.get('start') ?? pythonNumber(0);
    const items = itemsOf(given.positional[0], given);
    const plus = (a: Value, b: Value): Value => {
      if (a.kind === 'nothing' || b.kind === 'nothing') return a.kind === 'nothing' ? a : b;
      if (a.kind === 'tensor' || b.kind === 'tensor')
        return elementwise([a, b], given.place, ([left, right]) => plus(left ?? none, right ?? none));
      return numberValue(add(jetOf(a, given.place), jetOf(b, given.place)));
    };
    return items.reduce(plus, start);
  },
  len: (given) => {
    const [value] = given.positional;
    const [length] = value?.kind === 'tensor' && !value.overInput ? value.leading : [];
    return pythonNumber(length ?? itemsOf(value, given).length);
  },
  list: (given) => ({ kind: 'list', items: [...itemsInOrder(given.positional[0], given)] }),
  tuple: (given) => ({ kind: 'list', items: [...itemsInOrder(given.positional[0], given)] }),
  sorted: (given, context) => {
    const rows = itemsOf(given.positional[0], given).map((item) => ({
      item,
      key: keyed(item, given, context),
    }));
    const down = truthOf(given.keywords.get('reverse') ?? none, given) ? -1 : 1;
    const isOfTexts = rows.every(({ key }) => key.kind === 'text');
    // Which element of the input comes first hangs on all of them.
    if (!isOfTexts && !rows.every(({ key }) => key.kind === 'number' && key.jet.slope === 0))
      throw combined(given.place);
    const compared = (a: Value, b: Value): number =>
      a.kind === 'text' && b.kind === 'text'
        ? Number(a.value > b.value) - Number(a.value < b.value)
        : jetOf(a, given.place).value - jetOf(b, given.place).value;
    return {
      kind: 'list',
      items: rows.sort((a, b) => down * compared(a.key, b.key)).map(({ item }) => item),
    };
  },
  reversed: (given) => ({ kind: 'list', items: [...itemsInOrder(given.positional[0], given)].reverse() }),
  enumerate: (given) => {
    const start = given.positional[1] ?? given.keywords.get('start');
    const first = start ? jetOf(start, given.place).value : 0;
    return together(given, given.positional.slice(0, 1), (row, index) => ({
      kind: 'list',
      items: [pythonNumber(first + index), ...row],
    }));
  },
  zip: (given) => together(given, given.positional, (row) => ({ kind: 'list', items: [...row] })),
  all: (given) => truthValue(itemsOf(given.positional[0], given).every((value) => truthOf(value, given))),
  any: (given) => truthValue(itemsOf(given.positional[0], given).some((value) => truthOf(value, given))),
  isinstance: (given) => isInstance(given),
  hasattr: (given) => {
    const [object, name] = given.positional;
    const isKnown =
      object?.kind === 'qualified' && name?.kind === 'text' && symbolOf(`${object.name}.${name.value}`);
    if (isKnown) return truthValue(true);
    throw new Refused(phrase`whether an object has an attribute is not followed`, given.place);
  },
  getattr: (given) => {
    const [object, name] = given.positional;
    if (object?.kind === 'qualified' && name?.kind === 'text' && /^\w+$/u.test(name.value))
      return { kind: 'qualified', name: `${object.name}.${name.value}` };
    throw new Refused(phrase`\`${'getattr'}\` of this is not followed`, given.place);
  },
  setattr: (given) => {
    throw new Refused(phrase`\`${'setattr'}\` of this is not followed`, given.place);
  },
  map: (given, context) => {
    const [callee, ...lists] = given.positional;
    if (!callee) throw new Refused(phrase`an argument is missing`, given.place);
    return together(given, lists, (row) =>
      context.call(callee, { positional: row, keywords: new Map(), place: given.place }),
    );
  },
  next: (given) => {
    const [iterator, otherwise] = given.positional;
    if (iterator?.kind === 'endless') return iterator.next();
    // What `iter`, `map` and a generator give is a list of its own here, which each `next` shortens.
    if (iterator?.kind !== 'list') throw combined(given.place);
    const first = iterator.items.shift() ?? otherwise;
    if (!first) throw new Raised();
    return first;
  },
  divmod: (given, { trace }) => {
    const [left, right] = given.positional;
    if (!left || !right) throw new Refused(phrase`an argument is missing`, given.place);
    const [a, b] = [jetOf(left, given.place), jetOf(right, given.place)];
    if (b.value === 0) throw new Raised();
    return {
      kind: 'list',
      items: quotientAndRest(a, b, trace).map((one) => ({ ...numberValue(one), python: true })),
    };
  },
  iter: (given) => {
    const [value] = given.positional;
    return value?.kind === 'endless' ? value : { kind: 'list', items: [...itemsInOrder(value, given)] };
  },
  set: distinct,
  frozenset: distinct,
  filter: (given, context) => {
    const [test, list] = given.positional;
    if (!test || !list) throw new Refused(phrase`an argument is missing`, given.place);
    const holds = (item: Value): Value =>
      test.kind === 'none'
        ? item
        : context.call(test, { positional: [item], keywords: new Map(), place: given.place });
    return { kind: 'list', items: itemsInOrder(list, given).filter((item) => truthOf(holds(item), given)) };
  },
  type: (given) => {
    const value = only(given);
    if (value.kind === 'instance') return { kind: 'class', definition: value.definition };
    throw new Refused(phrase`\`${'type'}\` is not known here`, given.place);
  },
  callable: (given) => truthValue(['callable', 'qualified', 'class', 'instance'].includes(only(given).kind)),
  print: () => none,
  dict: dictionaryOf,
  staticmethod: only,
  str: (given) => {
    const text = given.positional[0] ? textOf(given.positional[0]) : '';
    return text === undefined
      ? { kind: 'unknown', because: phrase`what this string says is not known`, place: given.place }
      : { kind: 'text', value: text };
  },
};

/** What Python's functions make of Python's numbers are such again. */
function asPython(result: Value, given: CallArguments): Value {
  if (result.kind !== 'number') return result;
  const isPlain = given.positional.every((value) => value.kind !== 'number' || value.python);
  return isPlain ? { ...result, python: true } : result;
}

/** Drawn for a tensor of floats: that is what a check of the input's type asks for. */
function isInstance(given: CallArguments): Value {
  const [value, type] = given.positional;
  const types = type?.kind === 'list' ? type.items : type ? [type] : [];
  const names = types.map((one) =>
    one.kind === 'qualified' || one.kind === 'callable' ? one.name.slice(one.name.lastIndexOf('.') + 1) : '',
  );
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name));
  if (value?.kind === 'number' && !value.python && has(/^(?:Tensor|ndarray|Variable|EagerTensor|Array)$/u))
    return truthValue(true);
  if (value?.kind === 'number' && value.python && names.every((name) => /^(?:float|int|bool)$/u.test(name)))
    return truthValue(has(/^float$/u) || (has(/^int$/u) && Number.isInteger(value.jet.value)));
  if (value?.kind === 'list' && names.every((name) => /^(?:list|tuple)$/u.test(name)))
    return truthValue(true);
  if (value?.kind === 'text' && names.length === 1) return truthValue(names[0] === 'str');
  if (value?.kind === 'none') return truthValue(false);
  throw new Refused(phrase`\`${'isinstance'}\` is not followed here`, given.place);
}

/** The most that a function takes by position, and what it takes by name. */
type Signature = readonly [most: number, ...keywords: readonly string[]];

/** Those that are not here see to their arguments themselves. */
const signatures = new Map<string, Signature>([
  ...'abs float int bool len list tuple reversed all any iter set frozenset callable type str'
    .split(' ')
    .map((name): [string, Signature] => [name, [1]]),
  ['range', [3]],
  ['round', [2, 'ndigits']],
  ['pow', [2]],
  ['sum', [2, 'start']],
  ['sorted', [1, 'key', 'reverse']],
  ['enumerate', [2, 'start']],
  ['zip', [Infinity, 'strict']],
  ['max', [Infinity, 'key', 'default']],
  ['min', [Infinity, 'key', 'default']],
]);

const takes = ([most, ...keywords]: Signature, given: CallArguments): boolean =>
  given.positional.length <= most && [...given.keywords.keys()].every((one) => keywords.includes(one));

export function builtinFunction(name: string, context: LibraryContext): Value | undefined {
  const builtin = own(builtins, name);
  if (builtin === undefined) return undefined;
  const signature = signatures.get(name);
  const call = (given: CallArguments): Value => {
    if (signature !== undefined && !takes(signature, given))
      throw new Refused(phrase`an argument of \`${name}\` is not followed`, given.place);
    return asPython(builtin(given, context), given);
  };
  return { kind: 'callable', name, call };
}
