/** Initialisers and values that parameters begin with. */
import { phrase } from '../../phrase';
import { tensorOf } from '../tensor-values';
import { argument, constantValue, jetOf, numberValue, Refused } from '../value';
import type { NamedCalls } from './named-call';

export const initialValues: NamedCalls = [
  [
    'torch.nn.init.uniform_ torch.nn.init.normal_ torch.nn.init.trunc_normal_ torch.nn.init.xavier_uniform_ torch.nn.init.xavier_normal_ torch.nn.init.kaiming_uniform_ torch.nn.init.kaiming_normal_ torch.nn.init.orthogonal_ torch.nn.init.sparse_',
    ({ name, given }) => {
      throw new Refused(phrase`\`${name}\` is random`, given.place);
    },
  ],
  [
    'torch.nn.init.constant_ torch.nn.init.ones_ torch.nn.init.zeros_',
    ({ name, head, given, context }) => {
      const value = name.endsWith('constant_')
        ? argument(given, 1, 'val')
        : constantValue(name.endsWith('ones_') ? 1 : 0);
      const target = head ?? given.keywords.get('tensor');
      return target && value && context.write(target, numberValue(jetOf(value, given.place)), given.place);
    },
  ],
  [
    'keras.initializers.Constant keras.initializers.constant tf.constant_initializer jax.nn.initializers.constant flax.linen.initializers.constant flax.nnx.initializers.constant',
    ({ head, given }) => {
      const value = head ?? argument(given, 0, 'value');
      return (
        value && { kind: 'callable', name: 'initializer', call: () => numberValue(jetOf(value, given.place)) }
      );
    },
  ],
  ['flax.nnx.Param flax.nnx.Variable', ({ head, given }) => head && tensorOf(head, given.place)],
  [
    'equinox.field dataclasses.field flax.struct.field',
    ({ given, context }) => {
      const factory = given.keywords.get('default_factory');
      return (
        given.keywords.get('default') ??
        (factory && context.call(factory, { positional: [], keywords: new Map(), place: given.place }))
      );
    },
  ],
];
