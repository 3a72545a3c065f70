/** Arithmetic: on numbers it is done, on lists it builds, on tensors it is a step of the graph. */
import type { BinaryOperator, Place } from '../../python/syntax';
import { joinAll } from '../join';
import { applyOperation } from '../steps';
import {
  UNKNOWN,
  list,
  positional,
  scalar,
  type AlternativesValue,
  type ListValue,
  type Value,
} from '../values';
import { sizeArithmetic } from '../given';
import { madeArithmetic } from '../made-tensors';
import { callMethod } from './call';
import { MAXIMUM_LENGTH, pushAll, textValue } from './lengths';
import type { Machine } from './machine';

export function binaryValue(
  machine: Machine,
  operator: BinaryOperator,
  left: Value,
  right: Value,
  site: Place,
  inPlace: boolean,
): Value {
  if (left.kind === 'scalar' && right.kind === 'scalar')
    return arithmetic(machine, operator, left.value, right.value);
  const size = sizeArithmetic(operator, left, right) ?? madeArithmetic(operator, left, right);
  if (size !== undefined) return size;
  if (left.kind === 'list') {
    const result = onLists(machine, operator, left, right, inPlace);
    if (result !== undefined) return result;
  }
  if (left.kind === 'object' && operator === '+' && inPlace) {
    // `self.layers += [...]`
    callMethod(machine, left, '__iadd__', positional(right), site);
    return left;
  }
  if (right.kind === 'list' && operator === '*' && left.kind === 'scalar') {
    return onLists(machine, operator, right, left, false) ?? UNKNOWN;
  }
  if (left.kind === 'alternatives' && left.options.every((option) => option.kind !== 'signal')) {
    if (right.kind === 'scalar' || right.kind === 'list') return onEach(machine, operator, left, right, site);
  }
  if (left.kind === 'dictionary' && right.kind === 'dictionary' && operator === '|') return UNKNOWN;
  return onTensors(machine, operator, left, right, site);
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
  if (first.length === 0 && second.length === 0) return UNKNOWN;
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
  if (operator === '+') {
    const added =
      right.kind === 'list'
        ? { elements: right.elements, open: right.open }
        : right.kind === 'alternatives' && right.options.every((option) => option.kind === 'list')
          ? choiceOf(right.options)
          : undefined;
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
  if (operator === '*') {
    const times = right.kind === 'scalar' && typeof right.value === 'number' ? right.value : undefined;
    const elements: Value[] = [];
    const tooMany = times === undefined || left.elements.length * times > MAXIMUM_LENGTH;
    // Some of them stand for what cannot be counted.
    const rounds = times === undefined ? 2 : tooMany ? 1 : left.elements.length === 0 ? 0 : times;
    machine.copy(left.elements.length * rounds);
    for (let round = 0; round < rounds; round += 1)
      for (const element of left.elements) elements.push(element);
    return list(elements, left.form, tooMany || left.open);
  }
  return undefined;
}

function choiceOf(options: readonly Value[]): { elements: readonly Value[]; open: boolean } {
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

function arithmetic(
  machine: Machine,
  operator: BinaryOperator,
  left: number | string | boolean | null,
  right: number | string | boolean | null,
): Value {
  if (typeof left === 'string') {
    machine.look(left.length);
    if (operator === '+' && typeof right === 'string') return textValue(left + right);
    if (operator === '*' && typeof right === 'number' && right >= 0 && right <= 1000)
      return left.length * right > MAXIMUM_LENGTH ? UNKNOWN : scalar(left.repeat(right));
    if (operator === '%' && typeof right !== 'boolean' && right !== null && /^[^%]*%[sd][^%]*$/.test(left))
      return textValue(left.replace(/%[sd]/, () => String(right)));
    return UNKNOWN;
  }
  if (left === null || right === null || typeof right === 'string') return UNKNOWN;
  const result = onNumbers(operator, Number(left), Number(right));
  return result === undefined || Number.isNaN(result) ? UNKNOWN : scalar(result);
}

function onNumbers(operator: BinaryOperator, left: number, right: number): number | undefined {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? undefined : left / right;
    case '//':
      return right === 0 ? undefined : Math.floor(left / right);
    case '%':
      return right === 0 ? undefined : left - Math.floor(left / right) * right;
    case '**':
      return left ** right;
    case '<<':
      return right >= 0 && right < 32 ? left * 2 ** right : undefined;
    case '>>':
      return right >= 0 && right < 32 ? Math.floor(left / 2 ** right) : undefined;
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '@':
      return undefined;
  }
}

export function unaryValue(machine: Machine, operator: '+' | '-' | '~', value: Value, site: Place): Value {
  if (value.kind === 'scalar') {
    if (typeof value.value !== 'number' && typeof value.value !== 'boolean') return UNKNOWN;
    const number = Number(value.value);
    return scalar(operator === '-' ? -number : operator === '~' ? ~number : number);
  }
  if (machine.graph.nodesOf(value).length === 0) return UNKNOWN;
  return operator === '~'
    ? UNKNOWN
    : applyOperation(machine, { kind: 'elementwise', name: 'neg' }, [value], site);
}
