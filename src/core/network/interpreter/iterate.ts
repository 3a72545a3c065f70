/** The elements that a loop, a comprehension, an unpacking or a `*` goes through. */
import { itemOfData } from '../data/data';
import { numbersOf } from '../data/data-sources';
import { PIECES } from '../operations/written-splits';
import {
  UNKNOWN,
  list,
  scalar,
  type DictionaryValue,
  type ListValue,
  type ScalarValue,
  type SignalValue,
  type Value,
} from '../machine/values';
import { pieceOf } from '../machine/given';
import { same } from '../machine/join';
import { MAXIMUM_LENGTH } from './lengths';
import type { Machine } from '../machine/machine';
import { mayBeRun } from './truth';

export interface Elements {
  readonly elements: readonly Value[];
  /** False where there may be more, or fewer, than these. */
  readonly known: boolean;
}

/** `rounds` elements stand for what cannot be counted. */
export function elementsOf(machine: Machine, iterable: Value, rounds = 2): Elements {
  switch (iterable.kind) {
    case 'list':
      machine.look(iterable.elements.length);
      if (iterable.open && iterable.elements.length === 0)
        return { elements: repeat(UNKNOWN, rounds), known: false };
      return { elements: iterable.elements, known: !iterable.open && !iterable.elements.some(mayBeRun) };
    case 'dictionary':
      machine.look(iterable.entries.size);
      return { elements: keysOf(iterable), known: !iterable.open };
    case 'scalar':
      if (typeof iterable.value === 'string' && iterable.value.length <= 64)
        return { elements: [...iterable.value].map(scalar), known: true };
      return { elements: [], known: true };
    case 'object': {
      machine.look(iterable.attributes.size);
      const children = iterable.behaviour.frontEnd?.iterate?.(machine, iterable);
      if (children !== undefined) return { elements: children, known: iterable.certain };
      return { elements: repeat(UNKNOWN, rounds), known: false };
    }
    case 'signal': {
      const count = chunksOf(machine, iterable);
      if (count !== undefined)
        return {
          elements: Array.from({ length: count }, (_, index) => pieceOf(iterable, index)),
          known: true,
        };
      return { elements: repeat(pieceOf(iterable, undefined), rounds), known: false };
    }
    case 'alternatives': {
      const signal = iterable.options.find((option) => option.kind === 'signal');
      if (signal !== undefined) return { elements: repeat(signal, rounds), known: false };
      const lists = iterable.options.filter((option) => option.kind !== 'scalar');
      const [only] = lists;
      if (lists.length === 1 && only !== undefined)
        return { elements: elementsOf(machine, only, rounds).elements, known: false };
      const joined = lists.every(isClosedList) ? rowsOfWays(machine, lists) : undefined;
      if (joined !== undefined) return { elements: joined, known: false };
      return { elements: repeat(UNKNOWN, rounds), known: false };
    }
    default: {
      const numbers = numbersOf(iterable);
      if (numbers !== undefined) {
        machine.look(numbers.length);
        return { elements: numbers, known: true };
      }
      return { elements: repeat(itemOfData(iterable) ?? UNKNOWN, rounds), known: false };
    }
  }
}

const isClosedList = (value: Value): value is ListValue => value.kind === 'list' && !value.open;

/** `names = ('a', 'b')`, and in one way `names += ('c',)`: what all rows begin with, and then one of what they go on with. */
function rowsOfWays(machine: Machine, rows: readonly ListValue[]): readonly Value[] | undefined {
  const [first, ...others] = rows;
  if (first === undefined) return undefined;
  machine.look(rows.reduce((total, { elements }) => total + elements.length, 0));
  let head = 0;
  while (
    head < first.elements.length &&
    others.every(({ elements }) => same(elements[head] ?? UNKNOWN, first.elements[head] ?? UNKNOWN))
  )
    head += 1;
  const options = rows.map(({ elements }) => ({ kind: 'run', elements: elements.slice(head) }) as const);
  return [...first.elements.slice(0, head), { kind: 'alternatives', options }];
}

const MOST_CHUNKS = 8;

/** `x.chunk(3)` has three, and so has `jnp.split(x, 3)`. */
function chunksOf(machine: Machine, { nodes, piece }: SignalValue): number | undefined {
  const [node, ...others] = nodes;
  const facts = node === undefined || others.length > 0 ? undefined : machine.graph.nodes[node]?.facts;
  const call = facts?.kind === 'split' ? facts.call : undefined;
  if (piece !== undefined || call === undefined || !/^(?:chunk|tensor_split)$/.test(call.name))
    return undefined;
  const count =
    call.positional[1] ?? PIECES.map((name) => call.keywords.get(name)).find((given) => given !== undefined);
  const number = count?.kind === 'constant' ? count.value : undefined;
  return typeof number === 'number' && number > 0 && number <= MOST_CHUNKS ? number : undefined;
}

const keysOf = ({ entries, keys }: DictionaryValue): readonly Value[] =>
  [...entries.keys()].map((key) => scalar(keys.get(key) ?? null));

const repeat = (value: Value, rounds: number): Value[] => Array.from({ length: rounds }, () => value);

/** Rounds that only the default of a configuration asks for are counted up to here: two stand for more. */
const MOST_ASSUMED_ROUNDS = 12;
const isAssumedDepth = ({ value, assumed }: ScalarValue): boolean =>
  assumed !== undefined && typeof value === 'number' && value > MOST_ASSUMED_ROUNDS;

/** `range(…)` with known bounds, or two rounds of it. */
export function rangeOf(machine: Machine, bounds: readonly Value[]): Value {
  const numbers = bounds.map((bound) =>
    bound.kind === 'scalar' && typeof bound.value === 'number' && !isAssumedDepth(bound)
      ? bound.value
      : undefined,
  );
  const start = numbers.length > 1 ? numbers[0] : 0;
  const stop = numbers.length > 1 ? numbers[1] : numbers[0];
  const step = numbers.length > 2 ? numbers[2] : 1;
  if (start === undefined || stop === undefined || step === undefined || step === 0) {
    const first = start ?? undefined;
    const elements =
      first !== undefined && step !== undefined && step > 0
        ? [scalar(first), scalar(first + step)]
        : [UNKNOWN, UNKNOWN];
    return list(elements, 'list', true);
  }
  const elements: Value[] = [];
  for (let value = start; step > 0 ? value < stop : value > stop; value += step) {
    elements.push(scalar(value));
    if (elements.length >= MAXIMUM_LENGTH) break;
  }
  machine.copy(elements.length);
  return list(elements, 'list', elements.length >= MAXIMUM_LENGTH);
}
