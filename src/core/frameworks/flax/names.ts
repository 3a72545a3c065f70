/** Flax: linen and nnx. */
import type { FrameworkNames } from '../descriptor';
import { lastPart } from '../../python/dotted-name';
import { flaxLayers } from './layers';

/** It hands on JAX's functions and initialisers. */
function candidates(name: string): readonly string[] {
  const last = lastPart(name);
  const initializers = name.includes('.initializers.')
    ? [`jax.nn.initializers.${last}`, `flax.linen.initializers.${last}`]
    : [];
  return [...initializers, `jax.nn.${last}`];
}

export const names: FrameworkNames = {
  framework: 'jax',
  roots: [['flax', 'jax', 'transformers']],
  packages: [['flax', 'jax']],
  neverRead: ['flax'],
  prefixes: [['flax.experimental.nnx', 'flax.nnx']],
  flatPackages: [['flax.linen'], ['flax.nnx']],
  candidates,
  layers: flaxLayers,
  moduleBases: ['flax.linen.Module', 'flax.nnx.Module'],
  activationModules: [['flax.linen', 'function']],
  imports: [
    { gives: 'flax.linen', module: 'flax', name: 'linen', alias: 'nn' },
    { gives: 'flax.nnx', module: 'flax', name: 'nnx' },
  ],
};
