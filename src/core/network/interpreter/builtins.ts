/** Python's own functions, as far as models are built with them. */
import { isCall } from '../../python/place';
import type { Place } from '../../python/syntax';
import { applyOperation } from '../operations/steps';
import {
  NONE,
  NO_KEYWORDS,
  TRUE,
  defaultIn,
  UNKNOWN,
  dictionary,
  external,
  isFloat,
  list,
  positional,
  real,
  scalar,
  truth,
  type CallArguments,
  type DictionaryValue,
  type ListValue,
  type ScalarValue,
  type Value,
} from '../machine/values';
import { activationModules, canonicalName, symbolOf } from '../../frameworks';
import { attributeOf } from './attributes';
import { setAttribute } from './assign';
import { callValue } from './call';
import { binaryValue } from './operators';
import { spreadInto } from './evaluate';
import { keptOf } from './filtering';
import { lacksField } from './configurations';
import { isMade } from '../data/made-tensors';
import { isModule } from '../machine/children';
import { addUnnamed, unnamedOfOneCall } from '../machine/unnamed';
import { meaningOf } from '../machine/externals';
import { frontEndOf } from '../machine/front-end';
import { unknownActivation } from '../machine/unknown-activation';
import { isInstance, isSubclass } from './instances';
import { sizeOf } from '../machine/given';
import { elementsOf, rangeOf } from './iterate';
import { MAXIMUM_LENGTH } from './lengths';
import type { Machine } from '../machine/machine';
import { extremeOf, inOrder } from './ordering';
import { distinct } from './sets';
import { representationOf, textOf } from './text';
import { mayBeRun, truthOf, verdict } from './truth';

export function callBuiltin(
  machine: Machine,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const first = given.positional[0] ?? UNKNOWN;
  const second = given.positional[1] ?? UNKNOWN;
  // Programs call these two by far the most, so they are not looked up in the table.
  if (name === 'isinstance') return verdict(isInstance(machine, first, second));
  if (name === 'super') return superOf(machine, first, second);
  return callOther(machine, name, given, site);
}

/** Adding one element up takes as long as looking through so many. */
const EFFORT_OF_SUM = 256;

/** A call of one of Python's own functions, with its first arguments taken apart. */
interface BuiltinCall {
  readonly machine: Machine;
  readonly name: string;
  readonly given: CallArguments;
  readonly site: Place;
  readonly values: readonly Value[];
  readonly keywords: CallArguments['keywords'];
  readonly first: Value;
  readonly second: Value;
  readonly third: Value | undefined;
}

function callOther(machine: Machine, name: string, given: CallArguments, site: Place): Value {
  const { positional: values, keywords } = given;
  const [first = UNKNOWN, second = UNKNOWN, third] = values;
  const builtin = builtins.get(name);
  return builtin?.({ machine, name, given, site, values, keywords, first, second, third }) ?? UNKNOWN;
}

function rangeBuiltin({ machine, values }: BuiltinCall): Value {
  return rangeOf(machine, values);
}

function lengthOf({ machine, first }: BuiltinCall): Value {
  if (first.kind === 'scalar' && typeof first.value === 'string') return scalar(first.value.length);
  if (first.kind === 'list' || first.kind === 'dictionary' || first.kind === 'object') {
    const row = elementsOf(machine, first);
    return row.known ? scalar(row.elements.length) : UNKNOWN;
  }
  return UNKNOWN;
}

function zipped({ machine, values }: BuiltinCall): Value {
  const rows = values.map((value) => elementsOf(machine, value));
  const counted = rows.filter((row) => row.known);
  const length = Math.min(
    ...(counted.length > 0 ? counted : rows).map((row) => row.elements.length),
    MAXIMUM_LENGTH,
  );
  if (values.length === 0) return list([]);
  // Making a tuple costs as much as some four elements.
  machine.copy(length * (rows.length + 4));
  return list(
    Array.from({ length }, (_, index) =>
      list(
        rows.map((row) => row.elements[index] ?? row.elements.at(-1) ?? UNKNOWN),
        'tuple',
      ),
    ),
    'list',
    counted.length === 0,
  );
}

function enumerated({ machine, values, keywords, first, second }: BuiltinCall): Value {
  const from = keywords.get('start') ?? (values.length > 1 ? second : scalar(0));
  const start = from.kind === 'scalar' && typeof from.value === 'number' ? from.value : undefined;
  const row = elementsOf(machine, first);
  machine.copy(4 * row.elements.length);
  // Where nobody knows how many there are, the last one stands for all that follow.
  const counted = row.known ? row.elements.length : row.elements.length - 1;
  return list(
    row.elements.map((element, index) =>
      numbered(element, start === undefined || index >= counted ? UNKNOWN : scalar(start + index)),
    ),
    'list',
    !row.known,
  );
}

function subclassVerdict({ machine, first, second }: BuiltinCall): Value {
  return verdict(isSubclass(machine, first, second));
}

function attributeRead({ machine, given, site, first, third }: BuiltinCall): Value {
  const second = defaultIn(given.positional[1] ?? UNKNOWN);
  if (second.kind !== 'scalar' || typeof second.value !== 'string')
    return (
      activationOf(machine, first, site) ?? (isModule(first) ? unnamedOfOneCall(machine, first) : UNKNOWN)
    );
  if (third !== undefined && lacksField(machine, first, second.value)) return third;
  const value = attributeOf(machine, first, second.value, site);
  const assumed = assumedActivation(machine, first, second, value, site);
  if (assumed !== undefined) return assumed;
  const missing = value.kind === 'unknown' || (value.kind === 'method' && first.kind === 'object');
  return missing && third !== undefined ? (value.kind === 'unknown' ? UNKNOWN : third) : value;
}

function attributeSet({ machine, site, first, second, third }: BuiltinCall): Value {
  if (second.kind === 'scalar' && typeof second.value === 'string')
    setAttribute(machine, first, second.value, third ?? UNKNOWN, site);
  else if (isModule(first) && third !== undefined && isModule(third)) addUnnamed(machine, first, third);
  return NONE;
}

function attributePresence(call: BuiltinCall): Value {
  const { machine, site, first, second } = call;
  if (second.kind !== 'scalar' || typeof second.value !== 'string') return UNKNOWN;
  if (first.kind === 'external' && isFunctionOfToday(`${first.name}.${second.value}`)) return truth(true);
  if (first.kind !== 'object') return second.value === '__call__' ? callableVerdict(call) : UNKNOWN;
  const value = attributeOf(machine, first, second.value, site);
  // A table that the code makes is there.
  if (value.kind === 'unknown') return isMade(value) ? truth(true) : UNKNOWN;
  return truth(value.kind !== 'method');
}

/** `hasattr(F, "mish")` asks for a version of a framework that has it: today's has all that is known here. */
const isFunctionOfToday = (name: string): boolean =>
  symbolOf(canonicalName(name)) !== undefined || frontEndOf(name)?.hasFunction?.(name) === true;

function numberOf({ machine, name, site, values, keywords, first, second }: BuiltinCall): Value {
  if (values.length === 0) return UNKNOWN;
  return numeric(machine, name, first, values.length > 1 ? second : keywords.get('ndigits'), site);
}

function textBuiltin({ name, values, keywords, first }: BuiltinCall): Value {
  if (values.length === 0) return name === 'str' && keywords.size === 0 ? scalar('') : UNKNOWN;
  const text = values.length > 1 ? undefined : name === 'str' ? textOf(first) : representationOf(first);
  return text === undefined ? UNKNOWN : scalar(text);
}

function boolBuiltin({ machine, first }: BuiltinCall): Value {
  const value = truthOf(machine, first);
  return value === undefined ? UNKNOWN : truth(value);
}

function collected({ machine, name, given, site, values, first }: BuiltinCall): Value {
  const form = name === 'tuple' ? 'tuple' : name === 'set' || name === 'frozenset' ? 'set' : 'list';
  if (values.length === 0) return list([], form);
  const row = elementsOf(machine, first);
  machine.copy(row.elements.length);
  const open = !row.known && !row.elements.some(mayBeRun);
  if (name !== 'sorted')
    return list(form === 'set' ? distinct(machine, row.elements) : [...row.elements], form, open);
  const sorted = inOrder(machine, row.elements, given, site);
  // In an unknown order every element may stand anywhere: how many there are is known nevertheless.
  return sorted !== undefined && !open
    ? list(sorted)
    : list(
        row.elements.map((element) => (element.kind === 'scalar' ? UNKNOWN : element)),
        'list',
        open,
      );
}

function reversedRow({ machine, first }: BuiltinCall): Value {
  const row = elementsOf(machine, first);
  machine.copy(row.elements.length);
  return list([...row.elements].reverse(), 'list', !row.known && !row.elements.some(mayBeRun));
}

function dictionaryOf({ machine, values, keywords, first }: BuiltinCall): Value {
  const result = dictionary();
  if (first.kind === 'dictionary' || first.kind === 'alternatives') spreadInto(machine, result, first);
  else if (first.kind === 'list') {
    addPairs(machine, result, first);
  } else if (values.length > 0) result.open = true;
  for (const [key, value] of keywords) machine.heap.setEntry(result, `s${key}`, key, value);
  return result;
}

function mappedRow({ machine, site, values, first, second }: BuiltinCall): Value {
  const row = elementsOf(machine, second);
  if (values.length > 2) return list([UNKNOWN, UNKNOWN], 'list', true);
  const mapped = row.elements.map((element) =>
    callValue(machine, first, { positional: [element], keywords: NO_KEYWORDS, open: false }, site),
  );
  return list(mapped, 'list', !row.known);
}

/** Filtering is what a call is for each element: long rows of data are taken as they are. */
const LONGEST_FILTERED = 64;

function filtered({ machine, first, second, site }: BuiltinCall): Value {
  const row = elementsOf(machine, second);
  machine.copy(row.elements.length);
  if (row.elements.length > LONGEST_FILTERED) return list([...row.elements], 'list', true);
  const isNone = first.kind === 'scalar' && first.value === null;
  const { elements, known } = keptOf(row.elements, (element) =>
    truthOf(machine, isNone ? element : callValue(machine, first, positional(element), site)),
  );
  return list([...elements], 'list', !row.known || !known);
}

function typeOf({ first }: BuiltinCall): Value {
  if (first.kind === 'object') return first.class ?? external(first.base);
  return UNKNOWN;
}

function summed({ machine, site, values, keywords, first, second }: BuiltinCall): Value {
  const row = elementsOf(machine, first);
  machine.look(EFFORT_OF_SUM * row.elements.length);
  const start = values.length > 1 ? second : keywords.get('start');
  if (!row.known && row.elements.every(({ kind }) => kind === 'scalar')) return UNKNOWN;
  const addends = start === undefined ? row.elements : [start, ...row.elements];
  return addends.length === 0
    ? scalar(0)
    : addends.reduce((total, element) => binaryValue(machine, '+', total, element, site, false));
}

function extreme({ machine, name, given, site, values, keywords, first }: BuiltinCall): Value {
  if (values.length > 1)
    return extremeOf(machine, name === 'min' ? 'min' : 'max', values, given, site) ?? UNKNOWN;
  const row = elementsOf(machine, first);
  if (!row.known) return UNKNOWN;
  if (row.elements.length === 0) return keywords.get('default') ?? UNKNOWN;
  return extremeOf(machine, name === 'min' ? 'min' : 'max', row.elements, given, site) ?? UNKNOWN;
}

function quantified({ machine, name, first }: BuiltinCall): Value {
  const row = elementsOf(machine, first);
  const verdicts = row.elements.map((element) => truthOf(machine, element));
  if (!row.known || verdicts.includes(undefined)) return UNKNOWN;
  return truth(name === 'any' ? verdicts.includes(true) : !verdicts.includes(false));
}

function nextOf({ machine, first, second }: BuiltinCall): Value {
  const [next] = elementsOf(machine, first).elements;
  if (next !== undefined && mayBeRun(next)) return UNKNOWN;
  // Only an iterator can be asked for the next element, and it goes on behind it.
  if (first.kind === 'list' && first.elements.length > 0)
    removeFirst(machine, machine.heap.elementsForWriting(first));
  return next ?? second;
}

function callableVerdict({ first }: BuiltinCall): Value {
  if (first.kind === 'unknown' || first.kind === 'signal') return UNKNOWN;
  return truth(first.kind !== 'scalar' && first.kind !== 'list' && first.kind !== 'dictionary');
}

function powerOf({ machine, site, values, keywords, first, second }: BuiltinCall): Value {
  if (values.length > 2 || keywords.size > 0) return UNKNOWN;
  return binaryValue(machine, '**', first, second, site, false);
}

function quotientAndRemainder({ machine, site, first, second }: BuiltinCall): Value {
  return list(
    [
      binaryValue(machine, '//', first, second, site, false),
      binaryValue(machine, '%', first, second, site, false),
    ],
    'tuple',
  );
}

/** `slice(-1, None)`, as `x[-1:]` has it between brackets. */
function sliceOf({ given }: BuiltinCall): Value {
  const [first = NONE, second, step = NONE] = given.positional;
  if (given.open || given.keywords.size > 0 || given.positional.length === 0) return UNKNOWN;
  const [lower, upper] = second === undefined ? [NONE, first] : [first, second];
  return { kind: 'unknown', fact: { kind: 'slice', lower, upper, step } };
}

const builtins: ReadonlyMap<string, (call: BuiltinCall) => Value> = new Map<
  string,
  (call: BuiltinCall) => Value
>([
  ['range', rangeBuiltin],
  ['len', lengthOf],
  ['zip', zipped],
  ['enumerate', enumerated],
  ['issubclass', subclassVerdict],
  ['getattr', attributeRead],
  ['setattr', attributeSet],
  ['hasattr', attributePresence],
  ['int', numberOf],
  ['round', numberOf],
  ['float', numberOf],
  ['abs', numberOf],
  ['str', textBuiltin],
  ['repr', textBuiltin],
  ['bool', boolBuiltin],
  ['list', collected],
  ['tuple', collected],
  ['set', collected],
  ['frozenset', collected],
  ['sorted', collected],
  ['iter', collected],
  ['reversed', reversedRow],
  ['dict', dictionaryOf],
  ['map', mappedRow],
  ['filter', filtered],
  ['type', typeOf],
  ['sum', summed],
  ['min', extreme],
  ['max', extreme],
  ['any', quantified],
  ['all', quantified],
  ['next', nextOf],
  ['callable', callableVerdict],
  ['slice', sliceOf],
  ['pow', powerOf],
  ['divmod', quotientAndRemainder],
  ['print', () => NONE],
  ['property', () => UNKNOWN],
]);

function numbered(element: Value, index: Value): Value {
  if (!mayBeRun(element)) return list([index, element], 'tuple');
  const options = element.kind === 'alternatives' ? element.options : [element];
  return {
    kind: 'alternatives',
    options: options.map((option) => ({
      kind: 'run',
      elements: (option.kind === 'run' ? option.elements : [option]).map((inner) =>
        list([UNKNOWN, inner], 'tuple'),
      ),
    })),
  };
}

function removeFirst(machine: Machine, elements: Value[]): void {
  machine.look(elements.length);
  elements.shift();
}

/** Adds pairs of a key and a value. */
export function addPairs(machine: Machine, target: DictionaryValue, pairs: ListValue): void {
  machine.look(pairs.elements.length);
  for (const entry of pairs.elements) {
    const [key = UNKNOWN, value = UNKNOWN] = elementsOf(machine, entry).elements;
    addEntry(machine, target, key, value);
  }
  target.open ||= pairs.open;
}

function addEntry(machine: Machine, target: ReturnType<typeof dictionary>, key: Value, value: Value): void {
  if (key.kind === 'scalar' && typeof key.value === 'string')
    machine.heap.setEntry(target, `s${key.value}`, key.value, value);
  else if (key.kind === 'scalar' && typeof key.value === 'number')
    machine.heap.setEntry(target, `n${key.value}`, key.value, value);
  else {
    machine.heap.setEntry(target, `?${target.entries.size}`, null, value);
    target.open = true;
  }
}

function numeric(
  machine: Machine,
  name: string,
  first: Value,
  second: Value | undefined,
  site: Place,
): Value {
  if (machine.graph.nodesOf(first).length > 0) {
    return name === 'abs'
      ? applyOperation(machine, { kind: 'elementwise', name: 'abs' }, [first], site)
      : UNKNOWN;
  }
  if ((name === 'int' || name === 'float') && sizeOf(first) !== undefined && first.kind === 'unknown')
    return first;
  if (first.kind !== 'scalar' || first.value === null) return UNKNOWN;
  const isText = typeof first.value === 'string';
  // Digits in another base, `int("ff", 16)`, and all that JavaScript reads otherwise than Python.
  if (
    isText &&
    (second !== undefined || !textForm[name === 'int' ? 'int' : 'float'].test(String(first.value)))
  )
    return UNKNOWN;
  const number = Number(first.value);
  if (!Number.isFinite(number)) return UNKNOWN;
  if (name === 'abs') return isFloat(first) ? real(Math.abs(number)) : scalar(Math.abs(number));
  if (name === 'float') return real(number);
  return name === 'int' ? scalar(Math.trunc(number) + 0) : rounded(first, number, second);
}

/** `round(number)`, `round(number, digits)`. */
function rounded(written: ScalarValue, number: number, digits: Value | undefined): Value {
  if (digits === undefined || (digits.kind === 'scalar' && digits.value === null))
    return scalar(halfToEven(number) + 0);
  if (digits.kind !== 'scalar' || typeof digits.value !== 'number' || digits.value < 0) return UNKNOWN;
  if (!isFloat(written)) return scalar(number);
  return digits.value <= MOST_DIGITS ? roundedTo(number, digits.value) : UNKNOWN;
}

/** What `int` and `float` read from a text. */
const textForm = {
  int: /^\s*[+-]?\d+\s*$/,
  float: /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*$/,
} as const;
const MOST_DIGITS = 20;

function halfToEven(number: number): number {
  const floor = Math.floor(number);
  const half = number - floor === 0.5;
  return half ? (floor % 2 === 0 ? floor : floor + 1) : Math.round(number);
}

/** `round(number, digits)`; unknown where the number stands exactly between two. */
function roundedTo(number: number, digits: number): Value {
  // All decimals of the number as the machine holds it: a half is one only if nothing follows it.
  const decimals = number.toFixed(100).split('.')[1] ?? '';
  return /^50*$/.test(decimals.slice(digits)) ? UNKNOWN : real(Number(number.toFixed(digits)));
}

function superOf(machine: Machine, first: Value, second: Value): Value {
  if (first.kind === 'class') {
    return second.kind === 'unknown' ? UNKNOWN : { kind: 'super', self: second, after: first };
  }
  for (let index = machine.frames.length - 1; index >= 0; index -= 1) {
    const frame = machine.frames[index];
    if (frame?.owner !== undefined && frame.self !== undefined) {
      return { kind: 'super', self: frame.self, after: frame.owner };
    }
    // A nested function or comprehension inside a method sees the method's class.
    if (frame?.function !== undefined && frame.function.scope.parent === undefined) break;
  }
  return UNKNOWN;
}

/** `getattr(nn, config.act)` by the default of the configuration: the activation that it names, with what names it. */
function assumedActivation(
  machine: Machine,
  module: Value,
  name: ScalarValue,
  value: Value,
  site: Place,
): Value | undefined {
  if (name.assumed === undefined || module.kind !== 'external' || value.kind !== 'external') return undefined;
  const form = activationModules.get(meaningOf(module).canonical);
  if (form === undefined || symbolOf(meaningOf(value).canonical)?.role !== 'activation') return undefined;
  const entry = machine.create('transformers.activations.ACT2FN', undefined, site);
  entry.arguments.set('name', name);
  entry.arguments.set('symbol', value);
  if (form === 'class') entry.arguments.set('class', TRUE);
  return entry;
}

/** `getattr(nn, activation)`: an activation where what it is named by says so, whichever it is. */
function activationOf(machine: Machine, module: Value, site: Place): Value | undefined {
  if (module.kind !== 'external') return undefined;
  const form = activationModules.get(meaningOf(module).canonical);
  const [, name] = isCall(site) ? site.arguments : [];
  if (form === undefined || name === undefined) return undefined;
  const { unit, start, end } = name.value;
  if (!/act(?!ion_?space|or)|non_?lin/i.test(unit.text.slice(start, end))) return undefined;
  return unknownActivation(machine, form === 'class' ? 'class' : 'instance', site);
}
