/** `itertools`: an iterator is the list of what it yields, where that ends. */
import { phrase } from '../../phrase';
import { heldInOrder, oneByOne } from '../items';
import { callLibrary, truthOf } from '../library';
import { jetOf, none, pythonNumber, Refused, type CallArguments, type Value } from '../value';
import type { NamedCall, NamedCalls } from './named-call';

function itemsOf(value: Value | undefined, { place }: CallArguments): readonly Value[] {
  const items = heldInOrder(value, place);
  if (items === undefined) throw new Refused(phrase`it goes through the elements of its input`, place);
  return items;
}

const list = (items: readonly Value[]): Value => ({ kind: 'list', items: [...items] });

function spent({ given, context }: NamedCall, items: readonly Value[]): Value {
  context.trace.spend(items.length, given.place);
  return list(items);
}

/** Running results of a function of two arguments, sums where none is given. */
function accumulated(call: NamedCall): Value {
  const { given, context } = call;
  const [source, second] = given.positional;
  const operation = second ?? given.keywords.get('func');
  const start = given.keywords.get('initial');
  const results: Value[] = start && start.kind !== 'none' ? [start] : [];
  for (const item of itemsOf(source, given)) {
    const last = results.at(-1);
    const pair: CallArguments = {
      positional: last ? [last, item] : [item],
      keywords: new Map(),
      place: given.place,
    };
    const next = !last
      ? item
      : operation && operation.kind !== 'none'
        ? context.call(operation, pair)
        : callLibrary('add', 'numpy', pair, context);
    if (next) results.push(next);
  }
  return spent(call, results);
}

/** So many of what never ends. */
function firstItems(
  { given, context }: NamedCall,
  { next }: Extract<Value, { kind: 'endless' }>,
  count: number,
): readonly Value[] {
  context.trace.spend(count, given.place);
  return Array.from({ length: count }, () => next());
}

/** `count(start=0, step=1)` */
function counted({ given }: NamedCall): Value {
  const [start, step] = [
    given.positional[0] ?? given.keywords.get('start'),
    given.positional[1] ?? given.keywords.get('step'),
  ];
  let at = start ? jetOf(start, given.place).value : 0;
  const by = step ? jetOf(step, given.place).value : 1;
  const next = (): Value => {
    const value = pythonNumber(at);
    at += by;
    return value;
  };
  return { kind: 'endless', next };
}

function cycled({ head, given }: NamedCall): Value {
  const items = [...itemsOf(head, given)];
  let at = 0;
  // What goes round in nothing is at its end at once.
  return items.length === 0 ? list([]) : { kind: 'endless', next: () => items[at++ % items.length] ?? none };
}

/** What comes in front of the first item for which a test does not hold. */
function takenWhile({ given, context }: NamedCall): Value | undefined {
  const [test, source] = given.positional;
  if (!test || !source) return undefined;
  const taken: Value[] = [];
  for (const item of oneByOne(source, () => itemsOf(source, given))) {
    context.trace.spend(1, given.place);
    if (!truthOf(context.call(test, { positional: [item], keywords: new Map(), place: given.place }), given))
      break;
    taken.push(item);
  }
  return list(taken);
}

/** `islice(items, stop)`, `islice(items, start, stop, step)`. */
function sliced(call: NamedCall): Value | undefined {
  const { given } = call;
  const [source, ...bounds] = given.positional;
  const numbers = bounds.map((bound) =>
    bound.kind === 'none' ? undefined : jetOf(bound, given.place).value,
  );
  const [start = 0, stop, step = 1] = bounds.length === 1 ? [0, numbers[0]] : numbers;
  if (source?.kind === 'endless' && stop === undefined) return undefined;
  const taken =
    source?.kind === 'endless'
      ? firstItems(call, source, stop ?? 0).slice(start)
      : itemsOf(source, given).slice(start, stop);
  return spent(
    call,
    taken.filter((_, index) => index % step === 0),
  );
}

function repeated(call: NamedCall): Value | undefined {
  const { head, given, context } = call;
  const times = given.positional[1] ?? given.keywords.get('times');
  if (!head) return undefined;
  if (!times) return { kind: 'endless', next: (): Value => head };
  const count = Math.max(0, jetOf(times, given.place).value);
  context.trace.spend(count, given.place);
  return list(Array.from({ length: count }, () => head));
}

export const iterators: NamedCalls = [
  ['itertools.accumulate', accumulated],
  ['itertools.islice', sliced],
  ['itertools.repeat', repeated],
  ['itertools.count', counted],
  ['itertools.cycle', cycled],
  ['itertools.takewhile', takenWhile],
  [
    'itertools.chain',
    (call) =>
      spent(
        call,
        call.given.positional.flatMap((one) => itemsOf(one, call.given)),
      ),
  ],
  [
    'itertools.chain.from_iterable',
    (call) =>
      spent(
        call,
        itemsOf(call.head, call.given).flatMap((one) => itemsOf(one, call.given)),
      ),
  ],
  [
    'itertools.pairwise',
    (call) => {
      const items = itemsOf(call.head, call.given);
      return spent(
        call,
        items.slice(1).map((item, index) => list([items[index] ?? none, item])),
      );
    },
  ],
  [
    'itertools.starmap',
    ({ given, context }) => {
      const [operation, rows] = given.positional;
      if (!operation) return undefined;
      const results = itemsOf(rows, given).map((row) =>
        context.call(operation, {
          positional: itemsOf(row, given),
          keywords: new Map(),
          place: given.place,
        }),
      );
      return list(results);
    },
  ],
];
