/** Assignments: to names, attributes, elements, and by unpacking. */
import type { Expression, Place, SubscriptExpression } from '../../python/syntax';
import { dataOf } from '../data/facts';
import { plainInitialization, setInitialization } from '../operations/initialize';
import { isMade, withWaves } from '../data/made-tensors';
import { EFFORT_OF_JOIN, join } from '../machine/join';
import {
  UNKNOWN,
  keyOf,
  tupleKeyOf,
  list,
  positional,
  type DictionaryValue,
  type ListValue,
  type ObjectValue,
  type Scope,
  type SignalValue,
  type Value,
} from '../machine/values';
import { pieceOf, sizeValue } from '../machine/given';
import type { SignalReference } from '../graph';
import { callValue } from './call';
import { setterOf } from './classes';
import { evaluate } from './evaluate';
import { bind } from './execute';
import { elementsOf } from './iterate';
import { lengthAt, type LengthPart } from '../machine/lengths';
import type { Machine } from '../machine/machine';
import { slicePositions, startOf } from './subscript';
import { isBesidePlaces, writingMethods } from './tensors';
import { addUnnamed } from '../machine/unnamed';
import { mayBeRun } from './truth';

export function assign(machine: Machine, scope: Scope, target: Expression, value: Value): void {
  switch (target.kind) {
    case 'Name':
      bind(machine, scope, target.id, value);
      return;
    case 'Starred':
      assign(machine, scope, target.value, value);
      return;
    case 'Tuple':
    case 'List':
      unpack(machine, scope, target.elements, value);
      return;
    case 'Attribute':
      setAttribute(machine, evaluate(machine, scope, target.object), target.name, value, target);
      return;
    case 'Subscript':
      setItem(machine, scope, target, value);
      return;
    default:
  }
}

function unpack(machine: Machine, scope: Scope, targets: readonly Expression[], value: Value): void {
  if (value.kind === 'signal') {
    // After split or chunk, or from a layer that returns several tensors, every piece carries the whole.
    const counted = targets.every(({ kind }) => kind !== 'Starred');
    const [, places, ...others] = targets;
    if (places !== undefined && others.length === 0 && counted && isBesidePlaces(machine, value)) {
      assign(machine, scope, targets[0] ?? places, pieceOf(value, 0));
      assign(machine, scope, places, UNKNOWN);
      return;
    }
    targets.forEach((target, index) => {
      assign(machine, scope, target, pieceOf(value, counted ? index : undefined));
    });
    return;
  }
  if (value.kind === 'unknown' && value.fact?.kind === 'shape') {
    unpackShape(machine, scope, targets, value.fact.of);
    return;
  }
  if (value.kind === 'unknown' && value.fact?.kind === 'lengths') {
    unpackLengths(machine, scope, targets, value.fact.parts);
    return;
  }
  const options =
    value.kind === 'alternatives' ? value.options.filter((option) => option.kind === 'list') : [value];
  const rows = options.map((option) => piecesOf(machine, option, targets));
  targets.forEach((target, index) => {
    let piece: Value | undefined;
    for (const row of rows) {
      const one = row[index] ?? UNKNOWN;
      piece = piece === undefined ? one : join(machine, piece, one);
    }
    assign(machine, scope, target, piece ?? UNKNOWN);
  });
}

/** `batch, time = x.shape[:-1]` */
function unpackLengths(
  machine: Machine,
  scope: Scope,
  targets: readonly Expression[],
  parts: readonly LengthPart[],
): void {
  const isCounted = targets.every(({ kind }) => kind !== 'Starred');
  const [only, ...others] = parts;
  const missing = only?.kind === 'axes' && others.length === 0 ? only.from - (only.to ?? 0) : undefined;
  if (isCounted && only?.kind === 'axes' && missing !== undefined && (only.to ?? 0) <= 0 && only.from >= 0)
    machine.graph.noteRank(only.of.piece === undefined ? only.of.nodes : [], targets.length + missing);
  targets.forEach((target, index) => {
    assign(machine, scope, target, isCounted ? sizeValue(lengthAt(parts, index)) : UNKNOWN);
  });
}

/** `batch, time, width = x.shape` */
function unpackShape(
  machine: Machine,
  scope: Scope,
  targets: readonly Expression[],
  of: SignalReference,
): void {
  const star = targets.findIndex(({ kind }) => kind === 'Starred');
  if (star < 0) machine.graph.noteRank(of.piece === undefined ? of.nodes : [], targets.length);
  targets.forEach((target, index) => {
    // Behind what takes an unknown number of axes they count from the back.
    const axis = star < 0 || index < star ? index : index - targets.length;
    assign(machine, scope, target, index === star ? UNKNOWN : sizeValue({ of, axis }));
  });
}

function piecesOf(machine: Machine, value: Value, targets: readonly Expression[]): readonly Value[] {
  const { elements, known } = elementsOf(machine, value);
  const star = targets.findIndex((target) => target.kind === 'Starred');
  if (!known) {
    // What cannot be counted: tensors stay tensors, all else is unknown.
    const nodes = machine.graph.nodesOf(value);
    const piece: Value =
      nodes.length > 0 ? { kind: 'signal', graph: machine.graph, nodes, piece: 'any' } : UNKNOWN;
    return targets.map((target) => (target.kind === 'Starred' ? list([piece], 'list', true) : piece));
  }
  if (star < 0) return elements;
  const after = targets.length - 1 - star;
  return [
    ...elements.slice(0, star),
    list([...elements.slice(star, elements.length - after)]),
    ...elements.slice(elements.length - after),
  ];
}

export function setAttribute(
  machine: Machine,
  object: Value,
  name: string,
  value: Value,
  place: Place,
): void {
  switch (object.kind) {
    case 'object':
      if (object.behaviour.frontEnd?.setAttribute?.(machine, object, name, value, place) === true) return;
      if (!setByProperty(machine, object, name, value, place))
        machine.heap.set(object.attributes, name, value);
      return;
    case 'alternatives':
      for (const option of object.options) {
        if (option.kind === 'object')
          machine.heap.set(
            option.attributes,
            name,
            join(machine, option.attributes.get(name) ?? value, value),
          );
      }
      return;
    case 'class':
      machine.heap.set(object.members, name, value);
      return;
    case 'namespace':
      machine.heap.set(object.namespace.scope.variables, name, value);
      return;
    case 'parameter':
      if (name !== 'data' || !startAs(machine, object, value)) machine.graph.stop('attribute', value, place);
      return;
    default:
      machine.graph.stop('attribute', value, place);
  }
}

/** `layer.weight.data = torch.zeros(3, 4)`: the weight starts as that array from here on. */
function startAs(machine: Machine, weight: Value, value: Value): boolean {
  if (!isMade(value)) return false;
  const { tensor, place } = value.fact;
  if (tensor.initializer === undefined) return false;
  setInitialization(machine, weight, plainInitialization(tensor.initializer, tensor.arguments, place));
  return true;
}

/** Runs what `@name.setter` stands before. */
function setByProperty(
  machine: Machine,
  object: ObjectValue,
  name: string,
  value: Value,
  place: Place,
): boolean {
  if (object.class === undefined) return false;
  const setter = setterOf(machine, object.class, name);
  if (setter === undefined) return false;
  callValue(machine, setter, positional(object, value), place);
  return true;
}

function setItem(machine: Machine, scope: Scope, place: SubscriptExpression, value: Value): void {
  const { object: target, index: written } = place;
  const slice = written.kind === 'Slice' ? written : undefined;
  const index = slice === undefined ? evaluate(machine, scope, written) : UNKNOWN;
  const container = evaluate(machine, scope, target);
  if (container.kind === 'list' && slice !== undefined) {
    setSlice(machine, scope, container, slice, value);
    return;
  }
  switch (container.kind) {
    case 'list':
      setElement(machine, container, index, value);
      return;
    case 'dictionary':
      setEntry(machine, container, index, value);
      return;
    case 'object':
      setChild(machine, container, index, value, written);
      return;
    case 'signal':
    case 'unknown':
    case 'alternatives': {
      const written = target.kind === 'Name' ? afterWriting(machine, container, value) : undefined;
      if (written !== undefined && target.kind === 'Name') bind(machine, scope, target.id, written);
      else machine.graph.stop('item', value, place);
      return;
    }
    default:
  }
}

function setElement(machine: Machine, container: ListValue, index: Value, value: Value): void {
  const elements = machine.heap.elementsForWriting(container);
  machine.look(elements.length);
  if (index.kind === 'scalar' && typeof index.value === 'number' && !elements.some(mayBeRun)) {
    const position = index.value < 0 ? elements.length + index.value : index.value;
    if (position >= 0 && position < elements.length) elements[position] = value;
    return;
  }
  machine.look(EFFORT_OF_JOIN * elements.length);
  elements.forEach((element, position) => {
    elements[position] = mayBeRun(element) ? element : join(machine, element, value);
  });
}

function setEntry(machine: Machine, container: DictionaryValue, index: Value, value: Value): void {
  const key = keyOf(index);
  if (key !== undefined && index.kind === 'scalar') {
    machine.heap.setEntry(container, key, index.value, value);
    return;
  }
  const tupleKey = tupleKeyOf(index);
  if (tupleKey !== undefined) {
    machine.heap.setEntry(container, tupleKey, null, value);
    return;
  }
  const unknownKey = `?${container.entries.size}`;
  if (container.entries.size < 256) machine.heap.setEntry(container, unknownKey, null, value);
  container.open = true;
}

/** What a tensor is once something was written into a part of it; undefined where that cannot be told. */
function afterWriting(machine: Machine, container: Value, value: Value): Value | undefined {
  // A buffer carries the tensor from then on.
  if (value.kind === 'signal') return container.kind === 'signal' ? join(machine, container, value) : value;
  if (isMade(container)) return withWaves(container, value);
  // Some of the data is something else from then on.
  return dataOf(container) === undefined ? undefined : UNKNOWN;
}

/** `del target`. */
export function remove(machine: Machine, scope: Scope, target: Expression): void {
  switch (target.kind) {
    case 'Name':
      bind(machine, scope, target.id, UNKNOWN);
      return;
    case 'Tuple':
    case 'List':
      for (const inner of target.elements) remove(machine, scope, inner);
      return;
    case 'Attribute': {
      const object = evaluate(machine, scope, target.object);
      if (object.kind === 'object' && object.attributes.has(target.name))
        machine.heap.set(object.attributes, target.name, undefined);
      return;
    }
    case 'Subscript': {
      const container = evaluate(machine, scope, target.object);
      if (container.kind === 'list') removeElements(machine, scope, container, target.index);
      if (container.kind !== 'dictionary') return;
      const key = keyOf(evaluate(machine, scope, target.index));
      if (key === undefined) container.open = true;
      else if (container.entries.has(key)) machine.heap.set(container.entries, key, undefined);
      return;
    }
    default:
  }
}

function removeElements(machine: Machine, scope: Scope, target: ListValue, index: Expression): void {
  const elements = machine.heap.elementsForWriting(target);
  const positions =
    index.kind === 'Slice'
      ? slicePositions(machine, scope, target, index)
      : singlePosition(elements.length, evaluate(machine, scope, index));
  if (positions === undefined || target.open || elements.some(mayBeRun)) {
    machine.heap.open(target);
    return;
  }
  const gone = new Set(positions);
  const rest = elements.filter((_, position) => !gone.has(position));
  machine.copy(elements.length);
  elements.splice(0, elements.length, ...rest);
}

function singlePosition(length: number, index: Value): readonly number[] | undefined {
  if (index.kind !== 'scalar' || typeof index.value !== 'number') return undefined;
  return [index.value < 0 ? index.value + length : index.value];
}

/** `a[1:3] = row`. */
function setSlice(
  machine: Machine,
  scope: Scope,
  target: ListValue,
  slice: Extract<Expression, { kind: 'Slice' }>,
  value: Value,
): void {
  const added = elementsOf(machine, value);
  const positions = slicePositions(machine, scope, target, slice);
  const elements = machine.heap.elementsForWriting(target);
  const plain = positions !== undefined && slice.step === undefined && added.known && !target.open;
  if (!plain || elements.some(mayBeRun)) {
    elements.fill(UNKNOWN);
    machine.heap.open(target);
    return;
  }
  const start = positions[0] ?? startOf(machine, scope, target, slice);
  machine.copy(elements.length + added.elements.length);
  elements.splice(start, positions.length, ...added.elements);
}

/** Whether items stand under texts only. */
const hasTextKeys = ({ base }: ObjectValue): boolean => base.endsWith('.ModuleDict');

const isText = (written: Expression): boolean =>
  written.kind === 'String' ||
  (written.kind === 'Call' && written.callee.kind === 'Name' && written.callee.id === 'str');

function setChild(
  machine: Machine,
  container: ObjectValue,
  index: Value,
  value: Value,
  written: Expression,
): void {
  if (index.kind !== 'scalar' || (typeof index.value !== 'number' && typeof index.value !== 'string')) {
    if (index.kind === 'unknown' && (isText(written) || hasTextKeys(container)))
      addUnnamed(machine, container, value);
    return;
  }
  let key = String(index.value);
  if (typeof index.value === 'number' && index.value < 0) {
    const children = container.behaviour.frontEnd?.iterate?.(machine, container);
    key = String((children?.length ?? 0) + index.value);
  }
  machine.heap.set(container.attributes, key, value);
}

/** `x.relu_()`, `F.relu(x, inplace=True)` and `self.relu(x)` of an in-place module change `x` itself where they stand as statements. */
export function rebindInPlace(machine: Machine, scope: Scope, expression: Expression, result: Value): void {
  if (expression.kind !== 'Call') return;
  const { callee } = expression;
  if (result.kind !== 'signal') {
    rebindMade(machine, scope, callee, result);
    return;
  }
  const method = callee.kind === 'Attribute' ? callee.name : undefined;
  const inPlace =
    (method?.endsWith('_') === true && !method.endsWith('__')) ||
    expression.arguments.some(
      (argument) =>
        argument.name === 'inplace' && argument.value.kind === 'Constant' && argument.value.value === true,
    ) ||
    isInPlaceActivation(machine, result);
  if (!inPlace) return;
  const receiver = callee.kind === 'Attribute' ? callee.object : undefined;
  // `buffer[..., :n].copy_(x)` writes as `buffer[..., :n] = x` does.
  if (method === 'copy_' && receiver?.kind === 'Subscript') {
    setItem(machine, scope, receiver, result);
    return;
  }
  const written = receiver?.kind === 'Attribute' && receiver.name === 'data' ? receiver.object : receiver;
  for (const candidate of [written, expression.arguments[0]?.value]) {
    if (candidate?.kind !== 'Name') continue;
    const current = evaluate(machine, scope, candidate);
    const isWritten = candidate === written && current.kind === 'unknown' && writingMethods.has(method ?? '');
    if (current.kind === 'signal' || isWritten) {
      bind(machine, scope, candidate.id, result);
      return;
    }
  }
}

/** `mask.floor_()`, of a tensor that the code makes. */
function rebindMade(machine: Machine, scope: Scope, callee: Expression, result: Value): void {
  if (!isMade(result) || callee.kind !== 'Attribute' || callee.object.kind !== 'Name') return;
  if (!callee.name.endsWith('_') || callee.name.endsWith('__')) return;
  if (isMade(evaluate(machine, scope, callee.object))) bind(machine, scope, callee.object.id, result);
}

function isInPlaceActivation(machine: Machine, { graph, nodes }: SignalValue): boolean {
  const [only] = nodes;
  const facts = nodes.length === 1 && only !== undefined ? graph.nodes[only]?.facts : undefined;
  return graph === machine.graph && facts?.kind === 'activation' && facts.inPlace;
}
