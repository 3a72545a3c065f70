/** Functions that call functions: loops, choices, folds, partial applications. */
import { callLibrary, truthOf, type LibraryContext } from '../library';
import { slices } from '../tensor-values';
import { constantValue, jetOf, none, type CallArguments, type Value } from '../value';
import type { NamedCalls } from './named-call';

/** A list folded from its start by a function of two arguments. */
function reduced(given: CallArguments, context: LibraryContext): Value | undefined {
  const [operation, list, start] = given.positional;
  if (!operation || list?.kind !== 'list') return undefined;
  const items = start ? [start, ...list.items] : list.items;
  return items.reduce((a, b) =>
    context.call(operation, { positional: [a, b], keywords: new Map(), place: given.place }),
  );
}

export const controlFlow: NamedCalls = [
  [
    'functools.partial',
    ({ name, head, given, context }) => {
      if (!head) return undefined;
      const { positional, keywords } = given;
      return {
        kind: 'callable',
        name,
        call: (later) =>
          context.call(head, {
            positional: [...positional.slice(1), ...later.positional],
            keywords: new Map([...keywords, ...later.keywords]),
            place: later.place,
          }),
      };
    },
  ],
  ['functools.reduce', ({ given, context }) => reduced(given, context)],
  [
    'jax.lax.fori_loop',
    ({ given, context }) => {
      const [from, to, body, start] = given.positional;
      if (!from || !to || !body || !start) return undefined;
      const [first, last] = [jetOf(from, given.place).value, jetOf(to, given.place).value];
      let state = start;
      for (let index = first; index < last; index += 1) {
        context.trace.spend(1, given.place);
        const step: Value = { ...constantValue(index), python: true };
        state = context.call(body, { positional: [step, state], keywords: new Map(), place: given.place });
      }
      return state;
    },
  ],
  [
    'jax.lax.while_loop',
    ({ given, context }) => {
      const [test, body, start] = given.positional;
      if (!test || !body || !start) return undefined;
      const at = (state: Value): CallArguments => ({
        positional: [state],
        keywords: new Map(),
        place: given.place,
      });
      let state = start;
      for (let holds = truthOf(context.call(test, at(state)), given); holds;) {
        context.trace.spend(1, given.place);
        context.trace.branch(1);
        state = context.call(body, at(state));
        holds = truthOf(context.call(test, at(state)), given);
      }
      context.trace.branch(0);
      return state;
    },
  ],
  [
    'jax.lax.switch',
    ({ given, context }) => {
      const [index, branches, ...operands] = given.positional;
      if (!index || branches?.kind !== 'list') return undefined;
      const most = branches.items.length - 1;
      const chosen = Math.min(Math.max(Math.trunc(jetOf(index, given.place).value), 0), most);
      context.trace.branch(chosen);
      const branch = branches.items[chosen];
      return branch && context.call(branch, { ...given, positional: operands });
    },
  ],
  [
    'jax.lax.select_n',
    ({ given, context }) => {
      const [condition, otherwise, chosen] = given.positional;
      // Cases are counted from 0: the first stands for False.
      if (!condition || !otherwise || !chosen || given.positional.length > 3) return undefined;
      return callLibrary('where', 'jax', { ...given, positional: [condition, chosen, otherwise] }, context);
    },
  ],
  [
    'jax.lax.scan',
    ({ given, context }) => {
      const [body, start, list] = given.positional;
      const items =
        list?.kind === 'list' ? list.items : list?.kind === 'tensor' ? slices(list, given.place) : undefined;
      if (!body || !start || !items) return undefined;
      context.trace.spend(items.length, given.place);
      let carry = start;
      const outputs: Value[] = [];
      for (const item of items) {
        const pair = context.call(body, {
          positional: [carry, item],
          keywords: new Map(),
          place: given.place,
        });
        const [next, output] = pair.kind === 'list' ? pair.items : [];
        if (!next) return undefined;
        carry = next;
        outputs.push(output ?? none);
      }
      return { kind: 'list', items: [carry, { kind: 'list', items: outputs }] };
    },
  ],
  [
    'tf.map_fn tf.vectorized_map jax.lax.map',
    ({ given, context }) => {
      const [operation, source] = given.positional;
      if (!operation || source?.kind !== 'number' || given.positional.length > 2) return undefined;
      // What it does along the first axis it does to each element alike.
      return context.call(operation, { positional: [source], keywords: new Map(), place: given.place });
    },
  ],
  [
    'jax.tree_util.tree_reduce jax.tree.reduce',
    ({ given, context }) => {
      const [, tree] = given.positional;
      const isFlat = tree?.kind === 'list' && tree.items.every(({ kind }) => kind !== 'list');
      return isFlat ? reduced(given, context) : undefined;
    },
  ],
  [
    'jax.tree.map jax.tree_map jax.tree_util.tree_map',
    ({ given, context }) => {
      const [operation, ...trees] = given.positional;
      const [first] = trees;
      if (!operation || first?.kind !== 'list') return undefined;
      if (trees.some((tree) => tree.kind !== 'list' || tree.items.length !== first.items.length))
        return undefined;
      const items = first.items.map((_, index) =>
        context.call(operation, {
          positional: trees.map((tree) => (tree.kind === 'list' ? tree.items[index] : undefined) ?? none),
          keywords: new Map(),
          place: given.place,
        }),
      );
      // What holds leaves further down is no leaf itself.
      return first.items.some(({ kind }) => kind === 'list') ? undefined : { kind: 'list', items };
    },
  ],
];
