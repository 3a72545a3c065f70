/** Haiku. */
import type { FrameworkNames } from '../descriptor';
import { haikuLayers } from './layers';

export const names: FrameworkNames = {
  framework: 'jax',
  roots: [['haiku', 'jax']],
  packages: [['haiku', 'jax']],
  neverRead: ['haiku'],
  rewrites: [[/^haiku\._src\.(?:nets\.)?[a-z_0-9]+\.(?=\w+$)/, 'haiku.']],
  layers: haikuLayers,
  moduleBases: ['haiku.Module'],
};
