/** Python's own functions, as far as they act on numbers and short lists. */
import { add, constantJet, lift, power, type Jet } from '../numerics/jet';
import { symbolOf } from '../frameworks';
import { phrase } from '../phrase';
import { dictionaryOf, keysOf } from './dictionaries';
import { elementwise, slices } from './tensor-values';
import { extremum, truthOf, type LibraryContext } from './library';
import {
  constantValue,
  jetOf,
  none,
  numberValue,
  pythonNumber,
  Raised,
  Refused,
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

function itemsOf(value: Value | undefined, given: CallArguments): readonly Value[] {
  if (value?.kind === 'list') return value.items;
  if (value?.kind === 'dictionary') return keysOf(value);
  if (value?.kind === 'tensor') return slices(value, given.place);
  throw new Refused(phrase`it combines the elements of its input`, given.place);
}

function extreme(sign: 1 | -1, given: CallArguments, context: LibraryContext): Value {
  const [head] = given.positional;
  const items = given.positional.length === 1 && head?.kind === 'list' ? head.items : given.positional;
  if (items.length < 2 && head?.kind !== 'list')
    throw new Refused(phrase`it combines the elements of its input`, given.place);
  // max([]) is an error.
  if (items.length === 0) throw new Raised();
  const jets = items.map((value) => jetOf(value, given.place));
  return numberValue(jets.reduce((a, b) => extremum(a, b, sign, 'python', context.trace)));
}

function round(x: Jet, digits: number): Jet {
  const factor = 10 ** digits;
  const scaled = x.value * factor;
  const nearest = Math.round(scaled);
  const even = Math.abs(scaled % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
  return constantJet(even / factor);
}

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
    const x = Math.trunc(jetOf(only(given), given.place).value);
    trace.branch(x);
    return constantValue(x);
  },
  bool: (given) => truthValue(truthOf(only(given), given)),
  round: (given) => {
    const digits = given.positional[1];
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
  list: (given) => ({ kind: 'list', items: [...itemsOf(given.positional[0], given)] }),
  tuple: (given) => ({ kind: 'list', items: [...itemsOf(given.positional[0], given)] }),
  sorted: (given) => {
    const items = itemsOf(given.positional[0], given);
    const isPlain = items.every((item) => item.kind === 'number' && item.jet.slope === 0);
    // Which element of the input comes first hangs on all of them.
    if (!isPlain || given.keywords.has('key'))
      throw new Refused(phrase`it combines the elements of its input`, given.place);
    const down = truthOf(given.keywords.get('reverse') ?? none, given) ? -1 : 1;
    const order = (item: Value): number => jetOf(item, given.place).value;
    return { kind: 'list', items: [...items].sort((a, b) => down * (order(a) - order(b))) };
  },
  reversed: (given) => ({ kind: 'list', items: [...itemsOf(given.positional[0], given)].reverse() }),
  enumerate: (given) => ({
    kind: 'list',
    items: itemsOf(given.positional[0], given).map((value, index) => ({
      kind: 'list',
      items: [pythonNumber(index), value],
    })),
  }),
  zip: (given) => {
    const lists = given.positional.map((value) => itemsOf(value, given));
    // Without lists it is empty.
    const length = lists.reduce((least, list) => Math.min(least, list.length), lists[0]?.length ?? 0);
    return {
      kind: 'list',
      items: Array.from({ length }, (_, index) => ({
        kind: 'list',
        items: lists.map((list) => list[index] ?? none),
      })),
    };
  },
  all: (given) => truthValue(itemsOf(given.positional[0], given).every((value) => truthOf(value, given))),
  any: (given) => truthValue(itemsOf(given.positional[0], given).some((value) => truthOf(value, given))),
  isinstance: (given) => isInstance(given),
  hasattr: (given) => {
    const [object, name] = given.positional;
    if (object?.kind === 'instance' && name?.kind === 'text' && object.attributes.has(name.value))
      return truthValue(true);
    const isKnown =
      object?.kind === 'qualified' && name?.kind === 'text' && symbolOf(`${object.name}.${name.value}`);
    if (isKnown) return truthValue(true);
    throw new Refused(phrase`whether an object has an attribute is not followed`, given.place);
  },
  getattr: (given) => {
    const [object, name] = given.positional;
    if (object?.kind === 'qualified' && name?.kind === 'text' && /^\w+$/u.test(name.value))
      return { kind: 'qualified', name: `${object.name}.${name.value}` };
    const held =
      object?.kind === 'instance' && name?.kind === 'text' ? object.attributes.get(name.value) : undefined;
    if (held) return held;
    throw new Refused(phrase`\`${'getattr'}\` of this is not followed`, given.place);
  },
  setattr: (given) => {
    const [object, name, value] = given.positional;
    if (object?.kind !== 'instance' || name?.kind !== 'text' || !value)
      throw new Refused(phrase`\`${'setattr'}\` of this is not followed`, given.place);
    object.attributes.set(name.value, value);
    return none;
  },
  map: (given, context) => {
    const [callee, ...lists] = given.positional;
    if (!callee) throw new Refused(phrase`an argument is missing`, given.place);
    const items = lists.map((list) => itemsOf(list, given));
    const length = Math.min(...items.map((list) => list.length));
    return {
      kind: 'list',
      items: Array.from({ length }, (_, index) =>
        context.call(callee, {
          positional: items.map((list) => list[index] ?? none),
          keywords: new Map(),
          place: given.place,
        }),
      ),
    };
  },

  callable: (given) => truthValue(['callable', 'qualified', 'class', 'instance'].includes(only(given).kind)),
  print: () => none,
  dict: dictionaryOf,
  staticmethod: only,
  str: () => ({ kind: 'text', value: '' }),
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

export function builtinFunction(name: string, context: LibraryContext): Value | undefined {
  const builtin = own(builtins, name);
  return builtin && { kind: 'callable', name, call: (given) => asPython(builtin(given, context), given) };
}
