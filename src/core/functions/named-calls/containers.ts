/** Containers of layers and values, and what hands its argument on as it is. */
import { phrase } from '../../phrase';
import { deepCopy, shallowCopy } from '../copies';
import { dictionary, dictionaryOf } from '../dictionaries';
import type { LibraryContext } from '../library';
import { Refused, textOf, type Value } from '../value';
import { firstOf, type NamedCalls } from './named-call';

function inSequence(steps: readonly Value[], context: LibraryContext): Value {
  return {
    kind: 'callable',
    name: 'torch.nn.Sequential',
    call: (given) =>
      steps.reduce(
        (x, step) => context.call(step, { positional: [x], keywords: new Map(), place: given.place }),
        firstOf(given),
      ),
  };
}

/** The layers in a list, or in a dictionary in its order. */
function membersOf(layers: Value): readonly Value[] | undefined {
  if (layers.kind === 'list') return layers.items;
  return layers.kind === 'dictionary' ? [...layers.entries.values()] : undefined;
}

/** A class of tuples whose items have names. */
function tupleOf(fields: readonly string[], defaults: Value | undefined): Value {
  const last = defaults?.kind === 'list' ? defaults.items : [];
  return {
    kind: 'callable',
    name: 'namedtuple',
    call: ({ positional, keywords, place }) => {
      const items = fields.map((field, index) => {
        const item = positional[index] ?? keywords.get(field) ?? last[index - (fields.length - last.length)];
        if (!item) throw new Refused(phrase`an argument is missing`, place);
        return item;
      });
      return { kind: 'list', items, fields };
    },
  };
}

export const containers: NamedCalls = [
  [
    'torch.nn.Sequential keras.Sequential keras.models.Sequential',
    ({ head, given, context }) =>
      inSequence(
        given.positional.length === 1 && head ? (membersOf(head) ?? [head]) : given.positional,
        context,
      ),
  ],
  ['collections.OrderedDict torch.nn.ModuleDict torch.nn.ParameterDict', ({ given }) => dictionaryOf(given)],
  [
    'collections.namedtuple',
    ({ given }) => {
      const [, names] = given.positional;
      const fields =
        names?.kind === 'text'
          ? names.value.split(/[\s,]+/u)
          : names?.kind === 'list'
            ? names.items.map(textOf)
            : [];
      const known = fields.filter((field) => field !== undefined);
      return known.length < fields.length ? undefined : tupleOf(known, given.keywords.get('defaults'));
    },
  ],
  ['copy.deepcopy', ({ head }) => head && deepCopy(head)],
  ['copy.copy', ({ head }) => head && shallowCopy(head)],
  [
    'dataclasses.replace',
    ({ head, given }) =>
      head?.kind === 'instance'
        ? { ...head, attributes: new Map([...head.attributes, ...given.keywords]) }
        : undefined,
  ],
  ['types.SimpleNamespace', ({ given }) => dictionary(given.keywords, given.place)],
  [
    'torch.nn.ModuleList torch.nn.ParameterList torch.autograd.Variable keras.layers.Lambda jax.checkpoint torch.vmap torch.func.vmap torch.compile tf.function',
    ({ head }) => head,
  ],
  [
    'torch.nn.Dropout torch.nn.AlphaDropout keras.layers.Dropout',
    ({ name, context }) => ({
      kind: 'callable',
      name,
      call: (at) => {
        context.trace.askMode();
        if (context.mode === 'training') throw new Refused(phrase`\`${name}\` is random`, at.place);
        return firstOf(at);
      },
    }),
  ],
];
