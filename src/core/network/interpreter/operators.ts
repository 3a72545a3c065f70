/** Arithmetic: on numbers it is done, on lists it builds, on tensors it is a step of the graph. */
import type { BinaryOperator, Place } from '../../python/syntax';
import { joinAll } from '../machine/join';
import { applyOperation } from '../operations/steps';
import {
  derivedWeight,
  isTrained,
  isWeight,
  meetsWeight,
  startingAs,
  weightOf,
} from '../operations/weights-by-hand';
import {
  UNKNOWN,
  dictionary,
  isFloat,
  list,
  positional,
  real,
  scalar,
  truth,
  type AlternativesValue,
  type DictionaryValue,
  type ListValue,
  type ObjectValue,
  type ScalarValue,
  type Value,
} from '../machine/values';
import { asArray, withShapeOf } from '../data/array-data';
import { dataArithmetic } from '../data/data';
import { sizeArithmetic } from '../machine/given';
import { isMade, madeArithmetic, madeValue } from '../data/made-tensors';
import { isNoiseOfSamples } from '../graph';
import { joinedLengths } from '../machine/lengths';
import { callMethod } from './call';
import { spreadInto } from './evaluate';
import { elementsOf } from './iterate';
import { MAXIMUM_LENGTH, pushAll, textValue } from './lengths';
import type { Machine } from '../machine/machine';
import { onSets } from './sets';
import { textOf } from './text';

/** `layer.weight *= 0.5`: what PyTorch calls what is done to a weight in its place. */
const IN_PLACE: ReadonlyMap<string, string> = new Map([
  ['*', 'mul_'],
  ['/', 'div_'],
  ['+', 'add_'],
  ['-', 'sub_'],
]);

export function binaryValue(
  machine: Machine,
  operator: BinaryOperator,
  left: Value,
  right: Value,
  site: Place,
  inPlace: boolean,
): Value {
  if (left.kind === 'scalar' && right.kind === 'scalar') return arithmetic(machine, operator, left, right);
  const method = inPlace && left.kind === 'parameter' ? IN_PLACE.get(operator) : undefined;
  if (method !== undefined) {
    callMethod(machine, left, method, positional(right), site);
    return left;
  }
  // `torch.rand(8, 784) @ weight`: a layer, whatever its inputs are made of.
  if (operator === '@' && isTrained(right)) return onTensors(machine, operator, left, right, site);
  const size = sizeArithmetic(operator, left, right) ?? madeArithmetic(operator, left, right);
  if (size !== undefined) return size;
  const data = dataArithmetic(operator, left, right, site);
  if (data !== undefined)
    return withShapeOf(data, madeArithmetic(operator, asArray(left) ?? left, asArray(right) ?? right));
  return (
    (operator === '+' ? joinedLengths(left, right) : undefined) ??
    scaledWeight(machine, operator, left, right) ??
    changedWeight(operator, left, right) ??
    onContainers(machine, operator, left, right, site, inPlace) ??
    onTensors(machine, operator, left, right, site)
  );
}

/** What lists, dictionaries and values that stand side by side make of an operator; undefined where they make nothing. */
function onContainers(
  machine: Machine,
  operator: BinaryOperator,
  left: Value,
  right: Value,
  site: Place,
  inPlace: boolean,
): Value | undefined {
  switch (left.kind) {
    case 'list':
      return onLists(machine, operator, left, right, inPlace);
    case 'object':
      if (operator !== '+' || !inPlace) return undefined;
      // `self.layers += [...]`
      callMethod(machine, left, '__iadd__', positional(right), site);
      return left;
    case 'scalar':
      return right.kind === 'list' && operator === '*' ? repeated(machine, right, left, false) : undefined;
    case 'alternatives':
      return left.options.every((option) => option.kind !== 'signal') &&
        (right.kind === 'scalar' || right.kind === 'list')
        ? onEach(machine, operator, left, right, site)
        : undefined;
    case 'dictionary':
      return right.kind === 'dictionary' && operator === '|'
        ? union(machine, left, right, inPlace)
        : undefined;
    default:
      return undefined;
  }
}

function union(machine: Machine, left: DictionaryValue, right: DictionaryValue, inPlace: boolean): Value {
  const all = inPlace ? left : dictionary();
  if (!inPlace) spreadInto(machine, all, left);
  spreadInto(machine, all, right);
  return all;
}

/** `jax.random.normal(key, shape) * scale` is the same weight at another scale. */
function scaledWeight(
  machine: Machine,
  operator: BinaryOperator,
  left: Value,
  right: Value,
): Value | undefined {
  if (operator !== '*' && operator !== '/') return undefined;
  const [weight, factor] = isWeight(left) ? [left, right] : isWeight(right) ? [right, left] : [];
  const data = weight?.kind === 'object' ? weight.arguments.get('data') : undefined;
  if (weight?.kind !== 'object' || factor === undefined || data === undefined) return undefined;
  if (factor.kind !== 'scalar' && factor.kind !== 'unknown') return undefined;
  const made =
    left === weight ? madeArithmetic(operator, data, factor) : madeArithmetic(operator, factor, data);
  if (made !== undefined && isMade(made) && isNoiseOfSamples(made.fact.tensor)) return made;
  const scaled = weightOf(machine, weight.base, made, weight.place);
  if (made === undefined) scaled.arguments.set('data', UNKNOWN);
  return scaled;
}

/** `self.weight - self.weight.mean()`: a weight that is used as something computed from it. */
function changedWeight(operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  if (operator !== '*' && operator !== '/' && operator !== '+' && operator !== '-') return undefined;
  const [weight, other] = isWeight(left) ? [left, right] : isWeight(right) ? [right, left] : [];
  if (weight?.kind !== 'object' || other === undefined) return undefined;
  // `1 + self.weight` of a norm whose weight starts at 0 starts at 1.
  if (isWeight(other) || isMade(other) || other.kind === 'scalar')
    return combinedWeight(operator, weight, left, right);
  if (other.kind !== 'unknown') return undefined;
  const derived = derivedWeight(weight, undefined);
  // A mean that is taken off hardly changes it.
  return operator === '-' && weight === left ? derived : startingAs(derived, undefined);
}

/** `self.mu + self.sigma * noise`: a weight that starts as neither of the two. */
function combinedWeight(operator: string, weight: ObjectValue, left: Value, right: Value): Value {
  const [one, other] = [left, right].map((value) => madeValue(value, weight.place) ?? value);
  const made = one && other && left !== right ? madeArithmetic(operator, one, other) : undefined;
  if (made !== undefined && isMade(made) && isNoiseOfSamples(made.fact.tensor)) return made;
  return startingAs(derivedWeight(weight, made), made);
}

function onEach(
  machine: Machine,
  operator: BinaryOperator,
  { options }: AlternativesValue,
  right: Value,
  site: Place,
): Value {
  return joinAll(
    machine,
    options.map((option) => binaryValue(machine, operator, option, right, site, false)),
  );
}

function onTensors(
  machine: Machine,
  operator: BinaryOperator,
  left: Value,
  right: Value,
  site: Place,
): Value {
  const first = machine.graph.nodesOf(left);
  const second = machine.graph.nodesOf(right);
  // Something unknown times a weight is a layer all the same.
  const isProduct = operator === '@' && meetsWeight(left, right);
  if (first.length === 0 && second.length === 0 && !isProduct) return UNKNOWN;
  const plain = left.kind === 'scalar' || right.kind === 'scalar';
  switch (operator) {
    case '+':
    case '-':
      return applyOperation(
        machine,
        { kind: plain ? 'elementwise' : 'add', name: 'add' },
        [left, right],
        site,
        undefined,
        undefined,
        { name: operator, given: positional(left, right) },
      );
    case '*':
    case '/':
      return applyOperation(
        machine,
        { kind: plain ? 'elementwise' : 'multiply', name: 'mul' },
        [left, right],
        site,
        undefined,
        undefined,
        { name: operator, given: positional(left, right) },
      );
    case '@':
      return applyOperation(machine, { kind: 'matmul', name: 'matmul' }, [left, right], site);
    case '**':
      return applyOperation(
        machine,
        { kind: 'elementwise', name: 'pow' },
        [left],
        site,
        undefined,
        undefined,
        {
          name: operator,
          given: positional(left, right),
        },
      );
    case '%':
    case '//':
      return applyOperation(machine, { kind: 'elementwise', name: 'remainder' }, [left], site);
    default:
      // Masks: not a signal.
      return UNKNOWN;
  }
}

function onLists(
  machine: Machine,
  operator: BinaryOperator,
  left: ListValue,
  right: Value,
  inPlace: boolean,
): Value | undefined {
  if (right.kind === 'list' && left.form === 'set') return onSets(machine, operator, left, right);
  if (operator === '+') return extended(machine, left, right, inPlace);
  return operator === '*' ? repeated(machine, left, right, inPlace) : undefined;
}

interface Elements {
  readonly elements: readonly Value[];
  readonly open: boolean;
}

/** What adding a value to a list adds; undefined where that is no list. */
function addedBy(machine: Machine, value: Value, inPlace: boolean): Elements | undefined {
  if (value.kind === 'list') return value;
  const isIterable =
    value.kind === 'dictionary' || (value.kind === 'scalar' && typeof value.value === 'string');
  if (inPlace && isIterable) return spreadOf(machine, value);
  return value.kind === 'alternatives' && value.options.every((option) => option.kind === 'list')
    ? choiceOf(value.options)
    : undefined;
}

function extended(machine: Machine, left: ListValue, right: Value, inPlace: boolean): Value | undefined {
  const added = addedBy(machine, right, inPlace);
  if (added === undefined && right.kind !== 'unknown') return undefined;
  const elements = added?.elements ?? [];
  if (inPlace && left.form === 'list') {
    const all = pushAll(machine, machine.heap.elementsForWriting(left), elements);
    if (!all || added?.open !== false) machine.heap.open(left);
    return left;
  }
  machine.copy(left.elements.length);
  const sum = [...left.elements];
  const all = pushAll(machine, sum, elements);
  return list(sum, left.form, !all || left.open || (added?.open ?? true));
}

function repeated(machine: Machine, left: ListValue, right: Value, inPlace: boolean): Value {
  const times = timesOf(right);
  const elements: Value[] = inPlace && left.form === 'list' ? machine.heap.elementsForWriting(left) : [];
  const row = [...left.elements];
  elements.length = 0;
  const tooMany = times === undefined || row.length * times > MAXIMUM_LENGTH;
  // Some of them stand for what cannot be counted.
  const rounds = times === undefined ? 2 : tooMany ? 1 : row.length === 0 ? 0 : times;
  machine.copy(row.length * rounds);
  for (let round = 0; round < rounds; round += 1) for (const element of row) elements.push(element);
  if (!inPlace || left.form !== 'list') return list(elements, left.form, tooMany || left.open);
  if (tooMany) machine.heap.open(left);
  return left;
}

function choiceOf(options: readonly Value[]): Elements {
  return {
    elements: [
      {
        kind: 'alternatives',
        options: options.map((option) => ({
          kind: 'run',
          elements: option.kind === 'list' ? option.elements : [],
        })),
      },
    ],
    open: false,
  };
}

/** How often a row is repeated: a negative number is none. */
function timesOf(value: Value): number | undefined {
  if (value.kind !== 'scalar' || isFloat(value)) return undefined;
  return typeof value.value === 'number' || typeof value.value === 'boolean'
    ? Math.max(0, Number(value.value))
    : undefined;
}

function spreadOf(machine: Machine, value: Value): Elements {
  const { elements, known } = elementsOf(machine, value);
  return { elements, open: !known };
}

function arithmetic(
  machine: Machine,
  operator: BinaryOperator,
  left: ScalarValue,
  right: ScalarValue,
): Value {
  if (operator === '*' && typeof right.value === 'string' && typeof left.value !== 'string')
    return arithmetic(machine, operator, right, left);
  if (typeof left.value === 'string') return onText(machine, operator, left.value, right);
  if (left.value === null || right.value === null || typeof right.value === 'string') return UNKNOWN;
  const [one, other] = [Number(left.value), Number(right.value)];
  const result = onNumbers[operator](one, other);
  if (result === undefined || !Number.isFinite(result)) return UNKNOWN;
  if (typeof left.value === 'boolean' && typeof right.value === 'boolean' && /^[&|^]$/.test(operator))
    return truth(result !== 0);
  const asFloat = operator === '/' || isFloat(left) || isFloat(right) || (operator === '**' && other < 0);
  return asFloat ? real(result) : scalar(result);
}

function onText(machine: Machine, operator: BinaryOperator, left: string, right: ScalarValue): Value {
  machine.look(left.length);
  if (operator === '+' && typeof right.value === 'string') return textValue(left + right.value);
  if (operator === '*') {
    const times = timesOf(right);
    return times === undefined || left.length * times > MAXIMUM_LENGTH ? UNKNOWN : scalar(left.repeat(times));
  }
  if (operator !== '%') return UNKNOWN;
  const written = textOf(right);
  const form = /^[^%]*%([sd])[^%]*$/.exec(left)?.[1];
  const isWhole = typeof right.value === 'number' && !isFloat(right);
  if (form === undefined || written === undefined || (form === 'd' && !isWhole)) return UNKNOWN;
  return textValue(left.replace(/%[sd]/, () => written));
}

/** JavaScript computes with 32 bits. */
const fitsInBits = (left: number, right: number): boolean => (left | 0) === left && (right | 0) === right;

/** What Python makes of two numbers; undefined where it raises, or JavaScript would say something else. */
const onNumbers: Readonly<Record<BinaryOperator, (left: number, right: number) => number | undefined>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => (right === 0 ? undefined : left / right),
  '//': (left, right) => (right === 0 ? undefined : Math.floor(left / right)),
  '%': (left, right) => (right === 0 ? undefined : left - Math.floor(left / right) * right),
  '**': (left, right) => (left === 0 && right < 0 ? undefined : left ** right),
  '<<': (left, right) => (right >= 0 && right < 64 ? left * 2 ** right : undefined),
  '>>': (left, right) => (right >= 0 && right < 64 ? Math.floor(left / 2 ** right) : undefined),
  '&': (left, right) => (fitsInBits(left, right) ? left & right : undefined),
  '|': (left, right) => (fitsInBits(left, right) ? left | right : undefined),
  '^': (left, right) => (fitsInBits(left, right) ? left ^ right : undefined),
  '@': () => undefined,
};

export function unaryValue(machine: Machine, operator: '+' | '-' | '~', value: Value, site: Place): Value {
  if (value.kind === 'scalar') {
    if (typeof value.value !== 'number' && typeof value.value !== 'boolean') return UNKNOWN;
    const number = Number(value.value);
    if (operator === '~') return isFloat(value) || (number | 0) !== number ? UNKNOWN : scalar(~number);
    // There is no negative zero among integers.
    const result = operator === '-' ? -number : number;
    return isFloat(value) ? real(result) : scalar(result === 0 ? 0 : result);
  }
  if (machine.graph.nodesOf(value).length === 0)
    return (operator === '-' ? sizeArithmetic('-', scalar(0), value) : undefined) ?? UNKNOWN;
  return operator === '~'
    ? UNKNOWN
    : applyOperation(machine, { kind: 'elementwise', name: 'neg' }, [value], site);
}
