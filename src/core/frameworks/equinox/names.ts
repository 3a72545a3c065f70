/** Equinox. */
import type { FrameworkNames } from '../descriptor';
import { equinoxActivations, equinoxLayers } from './layers';

export const names: FrameworkNames = {
  framework: 'jax',
  roots: [['equinox', 'jax']],
  packages: [['equinox', 'jax']],
  neverRead: ['equinox'],
  prefixes: [['equinox.experimental', 'equinox.nn']],
  activations: equinoxActivations,
  layers: equinoxLayers,
  moduleBases: ['equinox.Module'],
};
