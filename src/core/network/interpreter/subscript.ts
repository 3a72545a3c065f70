/** `object[index]`. */
import type { Expression, Place } from '../../python/syntax';
import { joinAll } from '../join';
import { applyOperation } from '../steps';
import { NO_KEYWORDS, UNKNOWN, keyOf, list, scalar, type ListValue, type Scope, type Value } from '../values';
import { callValue } from './call';
import { methodOf } from './classes';
import { evaluate } from './evaluate';
import type { Machine } from './machine';
import { isInput } from './tensors';
import { mayBeRun } from './truth';

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
      if (isInput(machine, object)) return object;
      return applyOperation(machine, { kind: 'split', name: 'slice' }, [object], site);
    case 'list':
      return index.kind === 'Slice'
        ? sliceOf(machine, scope, object, index)
        : itemOf(machine, object, evaluate(machine, scope, index));
    case 'scalar': {
      if (typeof object.value !== 'string') return UNKNOWN;
      const position = index.kind === 'Slice' ? UNKNOWN : evaluate(machine, scope, index);
      if (position.kind !== 'scalar' || typeof position.value !== 'number') return UNKNOWN;
      const character = object.value.at(position.value);
      return character === undefined ? UNKNOWN : scalar(character);
    }
    case 'dictionary': {
      const name = evaluate(machine, scope, index);
      const key = keyOf(name);
      if (key === undefined) {
        const values = [...object.entries.values()];
        return object.open || values.length === 0
          ? tensorsOrUnknown(machine, values)
          : joinAll(machine, values);
      }
      const found = object.entries.get(key);
      if (found !== undefined) return found;
      // It may be under a key that could not be told.
      machine.look(object.entries.size);
      return tensorsOrUnknown(
        machine,
        [...object.entries].filter(([stored]) => stored.startsWith('?')).map(([, value]) => value),
      );
    }
    case 'object': {
      const children = object.behaviour.frontEnd?.iterate?.(machine, object);
      if (children !== undefined) {
        machine.look(object.attributes.size);
        const container = list([...children], 'list', !object.certain);
        if (index.kind === 'Slice') {
          const part = sliceOf(machine, scope, container, index);
          if (part.kind !== 'list') return UNKNOWN;
          return slicedContainer(machine, object.base, part, site);
        }
        const name = evaluate(machine, scope, index);
        if (name.kind === 'scalar' && typeof name.value === 'string') {
          return object.attributes.get(name.value) ?? UNKNOWN;
        }
        return itemOf(machine, container, name);
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
    case 'alternatives':
      return joinAll(
        machine,
        object.options
          .filter((option) => option.kind !== 'scalar')
          .map((option) => subscriptOf(machine, scope, option, index, site)),
      );
    // `List[int]`, `Callable[..., nn.Module]`: typing.
    case 'external':
    case 'class':
      return object;
    default:
      return UNKNOWN;
  }
}

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
  return plain ? joinAll(machine, object.elements) : UNKNOWN;
}

function sliceOf(
  machine: Machine,
  scope: Scope,
  object: ListValue,
  slice: Extract<Expression, { kind: 'Slice' }>,
): Value {
  const bound = (expression: Expression | undefined): number | undefined | 'unknown' => {
    if (expression === undefined) return undefined;
    const value = evaluate(machine, scope, expression);
    if (value.kind !== 'scalar') return 'unknown';
    return typeof value.value === 'number' ? value.value : value.value === null ? undefined : 'unknown';
  };
  const lower = bound(slice.lower);
  const upper = bound(slice.upper);
  const step = bound(slice.step) ?? 1;
  machine.look(object.elements.length);
  const plain = object.elements.every((element) => !mayBeRun(element));
  if (lower === 'unknown' || upper === 'unknown' || step === 'unknown' || step === 0 || !plain) {
    machine.copy(object.elements.length);
    return list([...object.elements], object.form, true);
  }
  if (step === -1 && lower === undefined && upper === undefined)
    return list([...object.elements].reverse(), object.form, object.open);
  // From the end of a list that may go on nothing can be counted.
  if (object.open && ((lower ?? 0) < 0 || (upper ?? 0) < 0))
    return list([...object.elements], object.form, true);
  const part = object.elements.slice(lower ?? 0, upper ?? undefined);
  machine.copy(part.length);
  const stepped = step > 1 ? part.filter((_, position) => position % step === 0) : step === 1 ? part : [];
  return list(stepped, object.form, object.open && upper === undefined);
}

function slicedContainer(machine: Machine, base: string, part: ListValue, site: Place): Value {
  const container = machine.create(/ModuleList$/.test(base) ? 'torch.nn.ModuleList' : base, undefined, site);
  part.elements.forEach((child, index) => container.attributes.set(String(index), child));
  container.certain = !part.open;
  return container;
}
