/** Two possible values become one: equal ones stay, tensors unite, a few differing ones are kept side by side, more are unknown. */
import type { Budget } from './budget';
import { meaningOf } from './externals';
import { samePiece } from './given';
import { UNKNOWN, list, type ListValue, type RunValue, type SignalValue, type Value } from './values';

export const MAXIMUM_ALTERNATIVES = 6;
/** Of activations, as tables of all that a framework has hold them, where no finding depends on which it is. */
const MAXIMUM_ACTIVATIONS = 24;
/** Lists in lists are joined this far; deeper ones are unknown where they differ. */
const DEEPEST_LIST = 12;

export function join(budget: Budget, left: Value, right: Value, depth = 0): Value {
  if (left === right) return left;
  if (left.kind === 'signal' && right.kind === 'signal' && left.graph === right.graph)
    return joinSignals(budget, left, right);
  if (right.kind === 'unknown') return keptBesideUnknown(budget, left);
  if (left.kind === 'unknown') return keptBesideUnknown(budget, right);
  if (same(left, right)) return left;
  if (left.kind === 'list' && right.kind === 'list' && left.form === right.form) {
    if (left.elements.length === right.elements.length)
      return depth < DEEPEST_LIST ? joinLists(budget, left, right, depth + 1) : UNKNOWN;
  }
  return alternatives(budget, [...optionsOf(left), ...optionsOf(right)]);
}

/** Tensors that come by either of two ways: all that reaches them does. */
function joinSignals(budget: Budget, left: SignalValue, right: SignalValue): SignalValue {
  // A gradient that goes back one of two ways goes back.
  const isDetached = left.isDetached === true && right.isDetached === true ? true : undefined;
  if (sameNumbers(left.nodes, right.nodes)) {
    if (!samePiece(left.piece, right.piece)) return { ...left, piece: 'any', isDetached };
    // The same tensor stays the same value.
    return left.isDetached === isDetached ? left : { ...left, isDetached };
  }
  budget.look(left.nodes.length + right.nodes.length);
  const nodes = [...new Set([...left.nodes, ...right.nodes])];
  const whole = left.piece === undefined && right.piece === undefined;
  return whole
    ? { kind: 'signal', graph: left.graph, nodes, isDetached }
    : { kind: 'signal', graph: left.graph, nodes, piece: 'any', isDetached };
}

/** What stays of a value that may also be something unknown. */
function keptBesideUnknown(budget: Budget, value: Value): Value {
  // Of a tensor what is known is followed.
  if (value.kind === 'signal') return value;
  // A table that could not be read may name another function than the one in view: that one is followed.
  if (isDefinedFunction(value)) return value;
  // `ACT2FN[config.act] if isinstance(config.act, str) else config.act`: an activation in any case, whichever it is.
  if (mayBeAny(value)) return value;
  // What is shown is shown of each way; findings are about none of them.
  return budget.bothWays && isNamedActivation(value) ? value : UNKNOWN;
}

/** An activation by its name, or one of a table of them, in which functions of one's own may be, too. */
function isNamedActivation(value: Value): boolean {
  const options = optionsOf(value);
  return (
    options.every((option) => mayBeActivation(option) || isDefinedFunction(option)) &&
    options.some((option) => option.kind === 'external' && mayBeActivation(option))
  );
}

const isDefinedFunction = (value: Value): boolean =>
  value.kind === 'function' && value.definition.kind === 'Function';

const mayBeAny = (value: Value): boolean =>
  value.kind === 'object' && value.behaviour.frontEnd?.mayBeAny?.(value) === true;

function joinLists(budget: Budget, left: ListValue, right: ListValue, depth: number): Value {
  budget.look(EFFORT_OF_LIST + EFFORT_OF_JOIN * left.elements.length);
  const elements = left.elements.map((element, index) =>
    join(budget, element, right.elements[index] ?? UNKNOWN, depth),
  );
  return list(elements, left.form, left.open || right.open);
}

const EFFORT_OF_LIST = 64;
/** Joining two elements takes as long as looking through so many. */
export const EFFORT_OF_JOIN = 8;

export function joinAll(budget: Budget, values: readonly Value[]): Value {
  budget.look(EFFORT_OF_JOIN * values.length);
  let result: Value | undefined;
  for (const value of values) result = result === undefined ? value : join(budget, result, value);
  return result ?? UNKNOWN;
}

/**
 * Elements of one list after two branches. Where they differ stands one choice between the two rows, so that what one branch put
 * there never meets what the other did.
 */
export function joinElements(
  budget: Budget,
  before: ListValue,
  left: readonly Value[],
  right: readonly Value[],
): Value[] {
  budget.look(left.length + right.length);
  const shortest = Math.min(left.length, right.length);
  let head = 0;
  while (head < shortest && same(left[head] ?? UNKNOWN, right[head] ?? UNKNOWN)) head += 1;
  if (head === left.length && head === right.length) return [...left];
  let tail = 0;
  while (
    tail < shortest - head &&
    same(left[left.length - 1 - tail] ?? UNKNOWN, right[right.length - 1 - tail] ?? UNKNOWN)
  ) {
    tail += 1;
  }
  const one = left.slice(head, left.length - tail);
  const other = right.slice(head, right.length - tail);
  const middle =
    one.length === 1 && other.length === 1
      ? join(budget, one[0] ?? UNKNOWN, other[0] ?? UNKNOWN)
      : before.form === 'list'
        ? ({ kind: 'alternatives', options: [run(one), run(other)] } as const)
        : UNKNOWN;
  return [...left.slice(0, head), middle, ...left.slice(left.length - tail)];
}

const run = (elements: readonly Value[]): RunValue => ({ kind: 'run', elements });

function optionsOf(value: Value): readonly Value[] {
  return value.kind === 'alternatives' ? value.options : [value];
}

/** Builds alternatives without repeats; more than `MAXIMUM_ALTERNATIVES` are unknown. */
function alternatives(budget: Budget, values: readonly Value[]): Value {
  const options: Value[] = [];
  for (const value of values) {
    if (value.kind === 'unknown') return UNKNOWN;
    if (value.kind === 'signal') {
      const other = options.findIndex((option) => option.kind === 'signal' && option.graph === value.graph);
      const found = options[other];
      if (found !== undefined) {
        options[other] = join(budget, found, value);
        continue;
      }
    }
    if (!options.some((option) => same(option, value))) options.push(value);
  }
  const first = options[0];
  if (first === undefined) return UNKNOWN;
  if (options.length === 1) return first;
  if (options.length <= MAXIMUM_ALTERNATIVES) return { kind: 'alternatives', options };
  budget.look(options.length);
  return budget.bothWays && options.length <= MAXIMUM_ACTIVATIONS && options.every(mayBeActivation)
    ? { kind: 'alternatives', options }
    : UNKNOWN;
}

/** An activation, its class, what makes one (`lambda: nn.ReLU()`), or none. */
function mayBeActivation(value: Value): boolean {
  switch (value.kind) {
    case 'external':
      return meaningOf(value).isActivation;
    case 'object':
      return value.behaviour.symbol?.role === 'activation';
    case 'function':
      return value.definition.kind === 'Lambda';
    case 'scalar':
      return value.value === null;
    default:
      return false;
  }
}

/** Surely the same thing. */
export function same(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (left.kind === 'scalar' && right.kind === 'scalar') return Object.is(left.value, right.value);
  if (left.kind === 'external' && right.kind === 'external') return left.name === right.name;
  if (left.kind === 'class' && right.kind === 'class') return left.definition === right.definition;
  if (left.kind === 'function' && right.kind === 'function')
    return left.definition === right.definition && left.scope === right.scope;
  if (left.kind === 'bound' && right.kind === 'bound')
    return left.self === right.self && same(left.function, right.function);
  if (left.kind === 'parameter' && right.kind === 'parameter')
    return (
      left.owner === right.owner &&
      left.name === right.name &&
      (left.isTransposed === true) === (right.isTransposed === true)
    );
  if (left.kind === 'signal' && right.kind === 'signal')
    return (
      left.graph === right.graph &&
      left.isDetached === right.isDetached &&
      sameNumbers(left.nodes, right.nodes) &&
      samePiece(left.piece, right.piece)
    );
  return false;
}

function sameNumbers(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((value, index) => value === right[index]);
}
