/** Sets: lists in which nothing stands twice. */
import { same } from '../machine/join';
import { keyOf, list, type ListValue, type Value } from '../machine/values';
import type { Machine } from '../machine/machine';
import { mayBeRun } from './truth';

/** The elements without repeats, as far as they can be told; those of which nothing is known all stay. */
export function distinct(machine: Machine, elements: readonly Value[]): Value[] {
  const keys = new Set<string>();
  const others: Value[] = [];
  machine.look(elements.length);
  return elements.filter((element) => {
    const key = keyOf(element);
    if (key !== undefined) {
      if (keys.has(key)) return false;
      keys.add(key);
      return true;
    }
    if (element.kind === 'unknown' || mayBeRun(element)) return true;
    machine.look(others.length);
    if (others.some((other) => same(other, element))) return false;
    others.push(element);
    return true;
  });
}

const areConstants = ({ elements, open }: ListValue): boolean =>
  !open && elements.every((element) => keyOf(element) !== undefined);

/** `left | right` and its like; undefined where the elements are not all constants. */
export function onSets(
  machine: Machine,
  operator: string,
  left: ListValue,
  right: ListValue,
): ListValue | undefined {
  if (left.form !== 'set' || right.form !== 'set') return undefined;
  if (!areConstants(left) || !areConstants(right)) return undefined;
  const [inLeft, inRight] = [left, right].map(({ elements }) => new Set(elements.map(keyOf)));
  machine.copy(left.elements.length + right.elements.length);
  const without = (row: ListValue, other: ReadonlySet<string | undefined> | undefined): Value[] =>
    row.elements.filter((element) => other?.has(keyOf(element)) === false);
  switch (operator) {
    case '|':
      return list([...left.elements, ...without(right, inLeft)], 'set');
    case '&':
      return list(
        left.elements.filter((element) => inRight?.has(keyOf(element)) === true),
        'set',
      );
    case '-':
      return list(without(left, inRight), 'set');
    case '^':
      return list([...without(left, inRight), ...without(right, inLeft)], 'set');
    default:
      return undefined;
  }
}

/** Whether both hold the same constants, whatever their order. */
export function areEqualSets(left: ListValue, right: ListValue): boolean | undefined {
  if (!areConstants(left) || !areConstants(right)) return undefined;
  if (left.elements.length !== right.elements.length) return false;
  const keys = new Set(left.elements.map(keyOf));
  return right.elements.every((element) => keys.has(keyOf(element)));
}
