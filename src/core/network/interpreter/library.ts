/** The standard library's and typing's names that models are built with. */
import { byNames } from '../../by-names';
import type { Place } from '../../python/syntax';
import {
  NONE,
  NO_ARGUMENTS,
  NO_KEYWORDS,
  UNKNOWN,
  dictionary,
  external,
  list,
  real,
  scalar,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../machine/values';
import { callBuiltin } from './builtins';
import { sizeArithmetic } from '../machine/given';
import { callValue } from './call';
import { spreadInto } from './evaluate';
import { elementsOf } from './iterate';
import { pushAll } from './lengths';
import type { Machine } from '../machine/machine';
import { binaryValue } from './operators';
import type { BinaryOperator } from '../../python/syntax';
import { erf } from '../../numerics/error-function';
import { own } from '../../own';

const operators: Readonly<Record<string, BinaryOperator>> = {
  add: '+',
  iadd: '+',
  sub: '-',
  mul: '*',
  truediv: '/',
  floordiv: '//',
  mod: '%',
  matmul: '@',
  pow: '**',
};

/** What a field holds where nobody says otherwise: `field(default="gelu")`, `field(default_factory=list)`. */
function fieldDefault(machine: Machine, { keywords }: CallArguments, site: Place): Value {
  const factory = keywords.get('default_factory');
  return keywords.get('default') ?? (factory ? callValue(machine, factory, NO_ARGUMENTS, site) : UNKNOWN);
}

/** A call of a name of a library of Python's. */
interface LibraryCall {
  readonly machine: Machine;
  readonly library: string;
  readonly last: string;
  readonly given: CallArguments;
  readonly first: Value;
  readonly second: Value;
  readonly site: Place;
}

const libraries = byNames<(call: LibraryCall) => Value | undefined>([
  [
    'functools',
    ({ machine, last, given, first, second, site }) => {
      if (last === 'partial' || last === 'partialmethod') {
        return {
          kind: 'partial',
          callee: first,
          arguments: { positional: given.positional.slice(1), keywords: given.keywords, open: given.open },
        };
      }
      if (last === 'reduce') {
        const { elements } = elementsOf(machine, second);
        const start = given.positional[2];
        machine.look(elements.length);
        const [head, ...rest] = start === undefined ? elements : [start, ...elements];
        return rest.reduce<Value>(
          (total, element) =>
            callValue(
              machine,
              first,
              { positional: [total, element], keywords: NO_KEYWORDS, open: false },
              site,
            ),
          head ?? UNKNOWN,
        );
      }
      // Decorators: they change how a function is kept, not what it does.
      return last === 'wraps' ? UNKNOWN : first;
    },
  ],
  [
    'collections',
    ({ machine, last, given, site }) => {
      if (last === 'OrderedDict') return callBuiltin(machine, 'dict', given, site);
      if (last === 'defaultdict')
        return callBuiltin(machine, 'dict', { ...given, positional: given.positional.slice(1) }, site);
      if (last === 'deque') return callBuiltin(machine, 'list', given, site);
      return UNKNOWN;
    },
  ],
  [
    'math numpy',
    ({ library, last, given, first }) =>
      mathematics(last, given) ?? sizeRoot(last, first) ?? (library === 'math' ? UNKNOWN : undefined),
  ],
  ['jax tensorflow', ({ last, given, first }) => mathematics(last, given) ?? sizeRoot(last, first)],
  // Of the environment nothing is set until somebody does: what holds then is the default.
  [
    'os',
    ({ last, given, first, second }) => {
      if (!/^(?:getenv|get)$/.test(last)) return UNKNOWN;
      const otherwise = given.keywords.get('default') ?? (given.positional.length > 1 ? second : NONE);
      const name = first.kind === 'scalar' ? String(first.value) : '';
      return otherwise.kind === 'scalar' ? { ...otherwise, assumed: name } : otherwise;
    },
  ],
  [
    'copy',
    ({ machine, last, first }) => {
      if (last === 'deepcopy') return deepCopy(machine, first);
      return last === 'copy' ? shallowCopyOf(machine, first) : UNKNOWN;
    },
  ],
  [
    'dataclasses',
    ({ machine, last, first, given, site }) => {
      if (last === 'field') return fieldDefault(machine, given, site);
      return last === 'replace' && first.kind === 'object' ? withFields(machine, first, given) : UNKNOWN;
    },
  ],
  [
    'itertools',
    ({ machine, last, given, first, second }) => {
      if (last === 'chain') {
        const rows = given.positional.map((value) => elementsOf(machine, value));
        const elements: Value[] = [];
        const all = rows.every((row) => pushAll(machine, elements, row.elements));
        return list(elements, 'list', !all || rows.some((row) => !row.known));
      }
      if (
        last === 'repeat' &&
        second.kind === 'scalar' &&
        typeof second.value === 'number' &&
        second.value < 1000
      )
        return list(Array.from({ length: second.value }, () => first));
      return last === 'repeat' ? list([first, first], 'list', true) : UNKNOWN;
    },
  ],
  [
    'operator',
    ({ machine, last, first, second, site }) => {
      const operator = own(operators, last);
      return operator === undefined ? UNKNOWN : binaryValue(machine, operator, first, second, site, false);
    },
  ],
  [
    'typing',
    ({ machine, last, given, second, site }) => {
      // `typing.OrderedDict()` makes what it stands for.
      if (last === 'OrderedDict' || last === 'Dict') return callBuiltin(machine, 'dict', given, site);
      if (last === 'List') return callBuiltin(machine, 'list', given, site);
      return last === 'cast' ? second : UNKNOWN;
    },
  ],
  [
    'importlib',
    ({ machine, last, first, site }) =>
      last === 'import_module' ? moduleNamed(machine, first, site) : UNKNOWN,
  ],
  ['warnings logging sys re inspect random json time', ({ last }) => (last === 'warn' ? NONE : UNKNOWN)],
]);

/** `importlib.import_module('einops.layers.torch')`: what `import` would give. */
function moduleNamed(machine: Machine, name: Value, site: Place): Value {
  if (name.kind !== 'scalar' || typeof name.value !== 'string' || !/^\w/.test(name.value)) return UNKNOWN;
  const namespace = machine.modules.resolve(name.value, 0, site.unit.uri);
  return namespace === undefined ? external(name.value) : { kind: 'namespace', namespace };
}

/** A call of the name `last` of a library, or of something in it; undefined for what is not of these libraries. */
export function callLibrary(
  machine: Machine,
  library: string,
  last: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const first = given.positional[0] ?? UNKNOWN;
  const second = given.positional[1] ?? UNKNOWN;
  return libraries.get(library)?.({ machine, library, last, given, first, second, site });
}

/** Functions of `math` that give integers. */
const wholeResults: ReadonlySet<string> = new Set(['ceil', 'floor', 'gcd']);

/** `math.sqrt(x.size(-1))` */
function sizeRoot(name: string, value: Value): Value | undefined {
  return name === 'sqrt' ? sizeArithmetic('**', value, scalar(0.5)) : undefined;
}

function mathematics(name: string, given: CallArguments): Value | undefined {
  const numbers = given.positional.map((value) =>
    value.kind === 'scalar' && typeof value.value === 'number' ? value.value : undefined,
  );
  const [x, y] = numbers;
  if (x === undefined) return undefined;
  const results: Readonly<Record<string, () => number | undefined>> = {
    sqrt: () => Math.sqrt(x),
    log: () => (y === undefined ? Math.log(x) : Math.log(x) / Math.log(y)),
    log2: () => Math.log2(x),
    log10: () => Math.log10(x),
    exp: () => Math.exp(x),
    ceil: () => Math.ceil(x),
    floor: () => Math.floor(x),
    pow: () => (y === undefined ? undefined : x ** y),
    gcd: () => (y === undefined ? undefined : greatestCommonDivisor(Math.abs(x), Math.abs(y))),
    fabs: () => Math.abs(x),
    erf: () => erf(x),
  };
  const result = own(results, name)?.();
  if (result === undefined || !Number.isFinite(result)) return undefined;
  return wholeResults.has(name) ? scalar(result) : real(result);
}

function greatestCommonDivisor(left: number, right: number): number {
  let [one, other] = [left, right];
  while (other > 0) [one, other] = [other, one % other];
  return one;
}

/** What a list or table holds stays the same; a module's children are taken as copied, too. */
function shallowCopyOf(machine: Machine, value: Value): Value {
  if (value.kind === 'list') {
    machine.copy(value.elements.length);
    return list([...value.elements], value.form, value.open);
  }
  if (value.kind === 'dictionary') {
    const copy = dictionary();
    spreadInto(machine, copy, value);
    return copy;
  }
  return deepCopy(machine, value);
}

/** A record once more, with other values in some fields. */
function withFields(machine: Machine, value: ObjectValue, { keywords, open }: CallArguments): Value {
  if (open || !value.class) return UNKNOWN;
  const copy = machine.create(value.base, value.class, value.place);
  copy.assumed = value.assumed;
  machine.look(EFFORT_OF_COPY * (value.attributes.size + keywords.size + 1));
  for (const [name, attribute] of value.attributes) copy.attributes.set(name, attribute);
  for (const [name, field] of keywords) copy.attributes.set(name, field);
  return copy;
}

/** Copying an attribute takes as long as looking through so many elements. */
const EFFORT_OF_COPY = 32;

/** `copy.deepcopy(value)`. */
export const deepCopy = (machine: Machine, value: Value): Value => copyOf(machine, value, new Map(), 0);

/** A deep copy of modules: the copies are layers of their own, made where the originals are. */
function copyOf(machine: Machine, value: Value, copied: Map<ObjectValue, ObjectValue>, depth: number): Value {
  if (depth > 12) return value;
  if (value.kind === 'list') {
    machine.copy(value.elements.length);
    return list(
      value.elements.map((element) => copyOf(machine, element, copied, depth + 1)),
      value.form,
      value.open,
    );
  }
  if (value.kind === 'dictionary') {
    const copy = dictionary(value.open);
    machine.copy(EFFORT_OF_COPY * value.entries.size);
    for (const [key, entry] of value.entries) {
      copy.keys.set(key, value.keys.get(key) ?? null);
      copy.entries.set(key, copyOf(machine, entry, copied, depth + 1));
    }
    return copy;
  }
  if (value.kind !== 'object') return value;
  machine.look(EFFORT_OF_COPY * (value.attributes.size + 1));
  const earlier = copied.get(value);
  if (earlier !== undefined) return earlier;
  const copy: ObjectValue = {
    ...machine.create(value.base, value.class, value.place),
    chain: value.chain,
    certain: value.certain,
  };
  for (const [name, argument] of value.arguments) copy.arguments.set(name, argument);
  copied.set(value, copy);
  machine.objects[machine.objects.length - 1] = copy;
  for (const [name, attribute] of value.attributes)
    copy.attributes.set(name, copyOf(machine, attribute, copied, depth + 1));
  return copy;
}
