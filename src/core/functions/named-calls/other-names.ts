/** Functions of numbers under another library's name. */
import { phrase } from '../../phrase';
import { callLibrary } from '../library';
import { constantValue, none, Refused } from '../value';
import { firstOf, type NamedCalls } from './named-call';

export const otherNames: NamedCalls = [
  [
    'numpy.putmask numpy.place numpy.copyto',
    ({ name, given, context }) => {
      const [target, mask, value] = given.positional;
      const copies = name === 'numpy.copyto';
      const written = copies ? mask : value;
      const condition = copies ? given.keywords.get('where') : mask;
      if (!target || !written || (!copies && !condition))
        throw new Refused(phrase`an argument is missing`, given.place);
      const chosen = condition
        ? callLibrary(
            'where',
            'numpy',
            { ...given, positional: [condition, written, target], keywords: new Map() },
            context,
          )
        : written;
      if (chosen) context.write(target, chosen, given.place);
      return none;
    },
  ],
  [
    'keras.backend.sqrt',
    ({ given, context }) => {
      const raised = callLibrary(
        'maximum',
        'tensorflow',
        { ...given, positional: [firstOf(given), constantValue(0)] },
        context,
      );
      return raised && callLibrary('sqrt', 'tensorflow', { ...given, positional: [raised] }, context);
    },
  ],
  ['tf.range', ({ given, context }) => callLibrary('arange', 'tensorflow', given, context)],
  ['jax.lax.select', ({ given, context }) => callLibrary('select_element', 'jax', given, context)],
  ['jax.lax.max', ({ given, context }) => callLibrary('maximum', 'jax', given, context)],
  ['jax.lax.min', ({ given, context }) => callLibrary('minimum', 'jax', given, context)],
  ['operator.add operator.iadd', ({ given, context }) => callLibrary('add', 'numpy', given, context)],
  ['operator.sub operator.isub', ({ given, context }) => callLibrary('subtract', 'numpy', given, context)],
  ['operator.mul operator.imul', ({ given, context }) => callLibrary('multiply', 'numpy', given, context)],
  ['operator.truediv', ({ given, context }) => callLibrary('divide', 'numpy', given, context)],
  ['operator.neg', ({ given, context }) => callLibrary('negative', 'numpy', given, context)],
  ['operator.pow', ({ given, context }) => callLibrary('power', 'numpy', given, context)],
  [
    'scipy.stats.norm.cdf jax.scipy.stats.norm.cdf',
    ({ given, context }) => callLibrary('ndtr', 'numpy', given, context),
  ],
  [
    'scipy.stats.norm.pdf jax.scipy.stats.norm.pdf',
    ({ given, context }) => callLibrary('normal_pdf', 'numpy', given, context),
  ],
];
