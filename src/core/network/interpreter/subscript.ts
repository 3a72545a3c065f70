/** `object[index]`. */
import type { OfKind } from '../../by-kind';
import { noteEntries } from './choices';
import type { Expression, Place } from '../../python/syntax';
import { isModule } from '../machine/children';
import { MAXIMUM_ALTERNATIVES, joinAll } from '../machine/join';
import { applyOperation } from '../operations/steps';
import { asArray, withShapeOf } from '../data/array-data';
import { dataItem } from '../data/data';
import { dataOf } from '../data/facts';
import { keptItem } from './kept-arguments';
import { lengthsOfParameter, pieceOf, sizeOf, sizeValue } from '../machine/given';
import type { SignalReference } from '../graph';
import { isMade, madeItem, madeTensor, madeValue } from '../data/made-tensors';
import {
  NONE,
  NO_KEYWORDS,
  UNKNOWN,
  keyOf,
  tupleKeyOf,
  list,
  positional,
  scalar,
  type ListValue,
  type ObjectValue,
  type ParameterValue,
  type Scope,
  type SignalValue,
  type Value,
} from '../machine/values';
import { callValue } from './call';
import { learntLength } from './known-lengths';
import { methodOf, orderOf } from './classes';
import { evaluate } from './evaluate';
import { meaningOf } from '../machine/externals';
import { lengthAt, partOfLengths, type LengthPart } from '../machine/lengths';
import type { Machine } from '../machine/machine';
import { derivedWeight, isWeight, weightOf } from '../operations/weights-by-hand';
import { takenOfPart } from './joined-parts';
import { isBesidePlaces, isInput } from './tensors';
import { registeredUnder } from './registries';
import { mayBeRun } from './truth';
import { unnamedIn } from '../machine/unnamed';

export function subscriptOf(
  machine: Machine,
  scope: Scope,
  object: Value,
  index: Expression,
  site: Place,
): Value {
  switch (object.kind) {
    case 'signal':
      if (object.graph !== machine.graph) return UNKNOWN;
      // Items of what the model is called with: still its input.
      if (isInput(machine, object) && index.kind !== 'Tuple') return pieceOf(object, undefined);
      if (index.kind === 'Number' && index.value === 1 && isBesidePlaces(machine, object)) return UNKNOWN;
      return sliced(machine, object, indicesOf(machine, scope, index), site);
    case 'unknown':
      return itemOfUnknown(machine, scope, object, index);
    case 'list':
      return index.kind === 'Slice'
        ? sliceOf(machine, scope, object, index)
        : itemOf(machine, object, evaluate(machine, scope, index));
    case 'scalar':
      return characterOf(machine, scope, object, index);
    case 'dictionary':
      return itemUnderKey(machine, scope, object, index);
    case 'object':
      return itemOfObject(machine, scope, object, index, site);
    case 'alternatives':
      return joinAll(
        machine,
        object.options
          .filter((option) => option.kind !== 'scalar')
          .map((option) => subscriptOf(machine, scope, option, index, site)),
      );
    case 'external': {
      const { canonical, frontEnd } = meaningOf(object);
      // `List[int]`, `Callable[..., nn.Module]`: typing.
      if (frontEnd?.subscript === undefined || index.kind === 'Slice') return object;
      return frontEnd.subscript(machine, canonical, evaluate(machine, scope, index), site) ?? object;
    }
    case 'class':
      return object;
    case 'parameter':
      return partOfParameter(machine, scope, object, index, site);
    default:
      return UNKNOWN;
  }
}

/** `self.conv.weight[:n]`: of a layer that mixes still a weight, and of every other one numbers. */
function partOfParameter(
  machine: Machine,
  scope: Scope,
  object: ParameterValue,
  index: Expression,
  site: Place,
): Value {
  const lengths = lengthsOfParameter(object);
  const nothing = { initializer: undefined, arguments: {} };
  const part = lengths && madeItem(madeTensor(lengths, nothing, site), arrayIndices(machine, scope, index));
  const { role } = object.owner.behaviour.layer ?? {};
  const mixes = object.name === 'weight' && (role === 'linear' || role === 'conv');
  return mixes && object.owner.base.startsWith('torch.')
    ? weightOf(machine, 'torch.nn.Parameter', part, site)
    : (part ?? UNKNOWN);
}

/** An item of data, of an array that the code makes, or of a shape. */
function itemOfUnknown(
  machine: Machine,
  scope: Scope,
  object: OfKind<Value, 'unknown'>,
  index: Expression,
): Value {
  const data = dataOf(object);
  if (data !== undefined)
    return (
      itemOfNumbers(machine, scope, object, index) ??
      dataItem(data, object, index.kind === 'Slice' ? undefined : evaluate(machine, scope, index))
    );
  if (isMade(object)) return madeItem(object, arrayIndices(machine, scope, index));
  if (object.fact?.kind === 'lengths') return itemOfLengths(machine, scope, object.fact.parts, index);
  return object.fact?.kind === 'shape' ? itemOfShape(machine, scope, object.fact.of, index) : UNKNOWN;
}

/** A character of a string, or a part of it. */
function characterOf(
  machine: Machine,
  scope: Scope,
  object: OfKind<Value, 'scalar'>,
  index: Expression,
): Value {
  if (typeof object.value !== 'string') return UNKNOWN;
  if (index.kind === 'Slice') return partOfText(machine, scope, object.value, index);
  const position = evaluate(machine, scope, index);
  if (position.kind !== 'scalar' || typeof position.value !== 'number') return UNKNOWN;
  const character = object.value.at(position.value);
  return character === undefined ? UNKNOWN : scalar(character);
}

/** What a dictionary or a registry has under a key. */
function itemUnderKey(
  machine: Machine,
  scope: Scope,
  object: OfKind<Value, 'dictionary'>,
  index: Expression,
): Value {
  const name = evaluate(machine, scope, index);
  const key = keyOf(name) ?? tupleKeyOf(name);
  if (key === undefined) {
    const values = [...object.entries.values()];
    return object.open || values.length === 0 ? tensorsOrUnknown(machine, values) : joinAll(machine, values);
  }
  const found = object.entries.get(key);
  if (found !== undefined) noteEntries(machine, object, name, found, index);
  if (found !== undefined) return found;
  const registered =
    name.kind === 'scalar' && typeof name.value === 'string'
      ? registeredUnder(machine, name.value)
      : undefined;
  if (registered !== undefined) return registered;
  // The value that is asked for may stand under a key that could not be told.
  machine.look(object.entries.size);
  return tensorsOrUnknown(
    machine,
    [...object.entries].filter(([stored]) => stored.startsWith('?')).map(([, value]) => value),
  );
}

const OUTPUT = /^transformers\.(?:\w+\.)*ModelOutput$/;

/** Names of the fields of what models of transformers give; undefined for any other object. */
function fieldsOfOutput({ class: definition }: OfKind<Value, 'object'>): readonly string[] | undefined {
  if (definition?.fields === undefined) return undefined;
  const isOutput = orderOf(definition).some(({ bases }) =>
    bases.some((base) => base.kind === 'external' && OUTPUT.test(base.name)),
  );
  return isOutput ? definition.fields : undefined;
}

/** `outputs[1]`, `outputs['logits']`: of the fields that are not None the one at that place. */
function fieldAt(
  machine: Machine,
  { attributes }: OfKind<Value, 'object'>,
  fields: readonly string[],
  index: Value,
): Value | undefined {
  if (index.kind !== 'scalar') return undefined;
  machine.look(fields.length);
  if (typeof index.value === 'string') return attributes.get(index.value);
  const given = fields.flatMap((name) => {
    const value = attributes.get(name);
    return value === undefined || (value.kind === 'scalar' && value.value === null) ? [] : [value];
  });
  return typeof index.value === 'number' ? given.at(index.value) : undefined;
}

/** A module of a container, a part of a weight, or what the class's `__getitem__` gives. */
function itemOfObject(
  machine: Machine,
  scope: Scope,
  object: OfKind<Value, 'object'>,
  index: Expression,
  site: Place,
): Value {
  const children = object.behaviour.frontEnd?.iterate?.(machine, object);
  if (children !== undefined) {
    machine.look(object.attributes.size);
    // A table's elements are its keys, but its items are the modules under them.
    const items = children.map((child) =>
      child.kind === 'scalar' && typeof child.value === 'string'
        ? (object.attributes.get(child.value) ?? UNKNOWN)
        : child.kind === 'unknown'
          ? unnamedIn(machine, object)
          : child,
    );
    const container = list(items, 'list', !object.certain);
    if (index.kind === 'Slice') {
      const part = sliceOf(machine, scope, container, index);
      if (part.kind !== 'list') return UNKNOWN;
      return slicedContainer(machine, object.base, part, site);
    }
    const name = evaluate(machine, scope, index);
    if (name.kind === 'scalar' && typeof name.value === 'string') {
      return object.attributes.get(name.value) ?? unnamedIn(machine, object);
    }
    return itemOf(machine, container, name);
  }
  const kept = index.kind === 'String' ? keptItem(object, evaluate(machine, scope, index)) : undefined;
  if (kept !== undefined) return kept;
  const fields = index.kind === 'Slice' ? undefined : fieldsOfOutput(object);
  const field = fields && fieldAt(machine, object, fields, evaluate(machine, scope, index));
  if (field !== undefined) return field;
  // `self._modules[name]`: the module itself is the table.
  if (index.kind !== 'Slice' && isModule(object) && methodOf(machine, object, '__getitem__') === undefined) {
    const key = evaluate(machine, scope, index);
    if (key.kind === 'scalar' && typeof key.value === 'string')
      return object.attributes.get(key.value) ?? UNKNOWN;
  }
  // `weight[...]` is all of it.
  if (isWeight(object)) {
    if (index.kind === 'Constant') return object;
    const made = madeValue(object, site);
    const item = made && madeItem(made, arrayIndices(machine, scope, index));
    return derivedWeight(object, item);
  }
  const method = methodOf(machine, object, '__getitem__');
  if (method?.kind === 'function') {
    return callValue(
      machine,
      method,
      { positional: [object, evaluate(machine, scope, index)], keywords: NO_KEYWORDS, open: false },
      site,
    );
  }
  return UNKNOWN;
}

/** What stands between the brackets, as far as it is plain: numbers, names, slices, `None`, `...`. */
function sliced(machine: Machine, whole: SignalValue, asked: readonly Value[], site: Place): Value {
  const { from, indices } = takenOfPart(machine, whole, asked) ?? { from: whole, indices: asked };
  return applyOperation(machine, { kind: 'split', name: 'slice' }, [from], site, undefined, undefined, {
    name: 'getitem',
    given: positional(from, ...indices),
  });
}

function indicesOf(machine: Machine, scope: Scope, index: Expression): readonly Value[] {
  const parts = index.kind === 'Tuple' ? index.elements : [index];
  return parts.map((part) => indexOf(machine, scope, part));
}

function indexOf(machine: Machine, scope: Scope, index: Expression): Value {
  switch (index.kind) {
    case 'Number':
    case 'Name':
      return evaluate(machine, scope, index);
    case 'Unary':
    case 'Attribute':
    case 'Binary':
    case 'Subscript':
    case 'Call':
      return isLength(index) ? evaluate(machine, scope, index) : UNKNOWN;
    case 'Constant':
      return index.value === null ? NONE : index.value === 'ellipsis' ? scalar('...') : UNKNOWN;
    case 'Slice': {
      const bound = (part: Expression | undefined): Value =>
        part === undefined ? NONE : indexOf(machine, scope, part);
      const [lower, upper, step] = [bound(index.lower), bound(index.upper), bound(index.step)];
      return { kind: 'unknown', fact: { kind: 'slice', lower, upper, step } };
    }
    default:
      return UNKNOWN;
  }
}

/** Whether an expression can be a number alone: arithmetic over names, attributes, `x.size(1)` and `x.shape[1]`. */
function isLength(expression: Expression): boolean {
  switch (expression.kind) {
    case 'Number':
    case 'Name':
      return true;
    case 'Attribute':
      return expression.object.kind === 'Name';
    case 'Unary':
      return isLength(expression.operand);
    case 'Binary':
      return isLength(expression.left) && isLength(expression.right);
    case 'Subscript':
      return (
        expression.object.kind === 'Attribute' &&
        expression.object.name === 'shape' &&
        isLength(expression.index)
      );
    case 'Call':
      return (
        (expression.callee.kind === 'Attribute' && expression.callee.name === 'size') ||
        (expression.callee.kind === 'Name' && expression.callee.id === 'len')
      );
    default:
      return false;
  }
}

/** Rows or columns of numbers of which the shape is known; undefined for other data. */
function itemOfNumbers(machine: Machine, scope: Scope, object: Value, index: Expression): Value | undefined {
  const array = asArray(object);
  const data = dataOf(object);
  if (array === undefined || data?.kind !== 'numbers') return undefined;
  return withShapeOf(dataItem(data, object, undefined), madeItem(array, arrayIndices(machine, scope, index)));
}

/** Names and lists of names are columns of a table. */
function arrayIndices(machine: Machine, scope: Scope, index: Expression): readonly Value[] {
  const parts = index.kind === 'Tuple' ? index.elements : [index];
  return parts.map((part) =>
    part.kind === 'String' || part.kind === 'List'
      ? evaluate(machine, scope, part)
      : part.kind === 'Attribute' && part.name === 'newaxis'
        ? NONE
        : indexOf(machine, scope, part),
  );
}

/** `x.shape[0]`, `x.shape[-2:]` */
function itemOfShape(machine: Machine, scope: Scope, of: SignalReference, index: Expression): Value {
  if (index.kind === 'Slice') {
    const lower = index.lower === undefined ? 0 : sizeOf(evaluate(machine, scope, index.lower));
    const upper = index.upper === undefined ? undefined : sizeOf(evaluate(machine, scope, index.upper));
    if (typeof lower !== 'number' || index.step !== undefined) return UNKNOWN;
    const end = upper ?? (index.upper === undefined && lower < 0 ? 0 : undefined);
    // From the front to so many in front of the end: how many that are depends on the rank.
    const isUncountedPart =
      lower >= 0 && (index.upper === undefined || (typeof upper === 'number' && upper < 0));
    if (isUncountedPart) {
      const to = typeof upper === 'number' ? upper : undefined;
      return partOfLengths([{ kind: 'axes', of, from: 0, to: undefined }], lower, to) ?? UNKNOWN;
    }
    if (typeof end !== 'number' || end - lower > LONGEST_SHAPE) return UNKNOWN;
    const axes: Value[] = [];
    for (let axis = lower; axis < end; axis += 1) axes.push(sizeValue({ of, axis }));
    return list(axes, 'tuple');
  }
  const axis = sizeOf(evaluate(machine, scope, index));
  return typeof axis === 'number' ? learntLength(machine, sizeValue({ of, axis })) : UNKNOWN;
}

/** An item or a part of what is left of a shape, or was put together from parts of shapes. */
function itemOfLengths(
  machine: Machine,
  scope: Scope,
  parts: readonly LengthPart[],
  index: Expression,
): Value {
  if (index.kind !== 'Slice') {
    const at = sizeOf(evaluate(machine, scope, index));
    return typeof at === 'number' ? sizeValue(lengthAt(parts, at)) : UNKNOWN;
  }
  if (index.step !== undefined) return UNKNOWN;
  const from = index.lower === undefined ? 0 : sizeOf(evaluate(machine, scope, index.lower));
  const to = index.upper === undefined ? undefined : sizeOf(evaluate(machine, scope, index.upper));
  if (typeof from !== 'number' || (index.upper !== undefined && typeof to !== 'number')) return UNKNOWN;
  return partOfLengths(parts, from, typeof to === 'number' ? to : undefined) ?? UNKNOWN;
}

/** A longer slice of a shape is not followed: tensors have no more axes. */
const LONGEST_SHAPE = 12;

function tensorsOrUnknown(machine: Machine, values: readonly Value[]): Value {
  const signals = values.filter((value) => value.kind === 'signal' || value.kind === 'list');
  return signals.length === values.length && values.length > 0 ? joinAll(machine, signals) : UNKNOWN;
}

function itemOf(machine: Machine, object: ListValue, index: Value): Value {
  machine.look(object.elements.length);
  const plain = object.elements.every((element) => !mayBeRun(element));
  if (index.kind === 'scalar' && typeof index.value === 'number') {
    // From the front what may follow does not matter, from the back what may stand in between does.
    const position = index.value;
    if (plain && (position >= 0 || !object.open)) {
      const found = object.elements.at(position);
      if (found !== undefined) return found;
    }
    if (plain && object.open && position < 0) return object.elements.at(position) ?? UNKNOWN;
    if (position >= 0 && object.elements.slice(0, position + 1).every((element) => !mayBeRun(element)))
      return object.elements[position] ?? UNKNOWN;
    if (position === -1) {
      const last = object.elements.at(-1);
      if (last !== undefined && !mayBeRun(last)) return last;
    }
  }
  return plain ? joinAll(machine, oneOfEachKind(object.elements)) : UNKNOWN;
}

/** Of modules that the same line makes of the same class one stands for all of them, where it is not known which is meant. */
function oneOfEachKind(elements: readonly Value[]): readonly Value[] {
  if (elements.length <= MAXIMUM_ALTERNATIVES && elements.every(({ kind }) => kind === 'object'))
    return elements;
  const options = elements.flatMap((element) =>
    element.kind === 'alternatives' ? element.options : [element],
  );
  const found: Value[] = [];
  for (const option of options)
    if (option.kind !== 'object' || !found.some((one) => one.kind === 'object' && isAlike(one, option)))
      found.push(option);
  return found;
}

const isAlike = (one: ObjectValue, other: ObjectValue): boolean =>
  one.base === other.base &&
  one.class === other.class &&
  one.place.unit === other.place.unit &&
  one.place.start === other.place.start;

type Slice = Extract<Expression, { kind: 'Slice' }>;
type Bound = number | undefined | 'unknown';

function boundsOf(
  machine: Machine,
  scope: Scope,
  slice: Slice,
): { readonly lower: Bound; readonly upper: Bound; readonly step: number | 'unknown' } {
  const bound = (expression: Expression | undefined): Bound => {
    if (expression === undefined) return undefined;
    const value = evaluate(machine, scope, expression);
    if (value.kind !== 'scalar') return 'unknown';
    return typeof value.value === 'number' ? value.value : value.value === null ? undefined : 'unknown';
  };
  return { lower: bound(slice.lower), upper: bound(slice.upper), step: bound(slice.step) ?? 1 };
}

/** The positions that a slice of a list means; undefined where they cannot be told. */
export function slicePositions(
  machine: Machine,
  scope: Scope,
  { elements }: ListValue,
  slice: Slice,
): readonly number[] | undefined {
  const { lower, upper, step } = boundsOf(machine, scope, slice);
  if (lower === 'unknown' || upper === 'unknown' || step === 'unknown' || step === 0) return undefined;
  machine.look(elements.length);
  return positionsOf(elements.length, lower, upper, step);
}

/** Where a slice begins, for one in which nothing stands. */
export function startOf(machine: Machine, scope: Scope, { elements }: ListValue, slice: Slice): number {
  const { lower } = boundsOf(machine, scope, slice);
  if (typeof lower !== 'number') return 0;
  return Math.max(0, Math.min(elements.length, lower < 0 ? lower + elements.length : lower));
}

function partOfText(machine: Machine, scope: Scope, text: string, slice: Slice): Value {
  const { lower, upper, step } = boundsOf(machine, scope, slice);
  if (lower === 'unknown' || upper === 'unknown' || step === 'unknown' || step === 0) return UNKNOWN;
  machine.look(text.length);
  return scalar(
    positionsOf(text.length, lower, upper, step)
      .map((position) => text.charAt(position))
      .join(''),
  );
}

function sliceOf(
  machine: Machine,
  scope: Scope,
  object: ListValue,
  slice: Extract<Expression, { kind: 'Slice' }>,
): Value {
  const { lower, upper, step } = boundsOf(machine, scope, slice);
  machine.look(object.elements.length);
  const plain = object.elements.every((element) => !mayBeRun(element));
  if (lower === 'unknown' || upper === 'unknown' || step === 'unknown' || step === 0 || !plain) {
    machine.copy(object.elements.length);
    return list([...object.elements], object.form, true);
  }
  // From the end of a list that may go on nothing can be counted.
  if (object.open && (step < 0 || (lower ?? 0) < 0 || (upper ?? 0) < 0))
    return list(step < 0 ? [...object.elements].reverse() : [...object.elements], object.form, true);
  const part = positionsOf(object.elements.length, lower, upper, step).map(
    (position) => object.elements[position] ?? UNKNOWN,
  );
  machine.copy(part.length);
  return list(part, object.form, object.open && upper === undefined);
}

/** The positions of a slice in a row of so many elements, as Python counts them. */
function positionsOf(
  length: number,
  lower: number | undefined,
  upper: number | undefined,
  step: number,
): readonly number[] {
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (bound: number): number =>
    Math.min(highest, Math.max(lowest, bound < 0 ? bound + length : bound));
  const start = lower === undefined ? (step > 0 ? lowest : highest) : clamp(lower);
  const stop = upper === undefined ? (step > 0 ? highest : lowest) : clamp(upper);
  const positions: number[] = [];
  for (let position = start; step > 0 ? position < stop : position > stop; position += step)
    positions.push(position);
  return positions;
}

function slicedContainer(machine: Machine, base: string, part: ListValue, site: Place): Value {
  const container = machine.create(/ModuleList$/.test(base) ? 'torch.nn.ModuleList' : base, undefined, site);
  part.elements.forEach((child, index) => container.attributes.set(String(index), child));
  container.certain = !part.open;
  return container;
}
