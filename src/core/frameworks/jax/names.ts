/** JAX: functions and initialisers. Its layers are those of the libraries upon it. */
import type { FrameworkNames } from '../descriptor';
import { lastPart } from '../../python/dotted-name';
import { jaxActivations } from './activations';
import { jaxInitializers } from './initializers';

function candidates(name: string): readonly string[] {
  if (name.startsWith('jax._src.nn.initializers.')) return [`jax.nn.initializers.${lastPart(name)}`];
  return name.startsWith('jax._src.nn.functions.') ? [`jax.nn.${lastPart(name)}`] : [];
}

export const names: FrameworkNames = {
  framework: 'jax',
  roots: [['jax', 'jax', 'transformers']],
  packages: [['jax', 'jax']],
  neverRead: ['jax'],
  candidates,
  activations: jaxActivations,
  initializers: jaxInitializers,
  activationModules: [['jax.nn', 'function']],
  imports: [
    { gives: 'jax.numpy', module: 'jax.numpy', alias: 'jnp' },
    { gives: 'jax', module: 'jax' },
  ],
};
