/** Optax: losses and optimisers for JAX. */
import type { FrameworkNames } from '../descriptor';
import { lastPart } from '../../python/dotted-name';
import { optaxLosses, optaxOptimizers } from './training';

export const names: FrameworkNames = {
  framework: 'jax',
  roots: [['optax', 'jax']],
  packages: [['optax', 'jax']],
  neverRead: ['optax'],
  flatPackages: [['optax.losses']],
  candidates: (name) => [`optax.losses.${lastPart(name)}`],
  losses: optaxLosses,
  optimizers: optaxOptimizers,
};
