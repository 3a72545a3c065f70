/** Ninjax, the module system of DreamerV3: it has no layers of its own. */
import type { FrameworkNames } from '../descriptor';

export const names: FrameworkNames = {
  framework: 'jax',
  roots: [['ninjax', 'jax']],
  packages: [['ninjax', 'jax']],
  neverRead: ['ninjax'],
  moduleBases: ['ninjax.Module'],
};
