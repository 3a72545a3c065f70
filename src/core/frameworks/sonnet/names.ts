/** Sonnet, upon TensorFlow 1 and 2. */
import type { FrameworkNames } from '../descriptor';
import { sonnetInitializers } from './initializers';
import { sonnetLayers } from './layers';

export const names: FrameworkNames = {
  framework: 'tensorflow',
  roots: [['sonnet', 'tensorflow']],
  packages: [['sonnet', 'tensorflow']],
  neverRead: ['sonnet'],
  prefixes: [
    ['sonnet.v1', 'sonnet'],
    ['sonnet.v2', 'sonnet'],
  ],
  rewrites: [
    [/^sonnet\.src\.initializers\./, 'sonnet.initializers.'],
    [/^sonnet\.src\.nets\.[a-z_0-9]+\.(?=\w+$)/, 'sonnet.nets.'],
    [/^sonnet\.src\.[a-z_0-9]+\.(?=\w+$)/, 'sonnet.'],
    [/^sonnet\.python\.modules\.[a-z_0-9]+\.(?=\w+$)/, 'sonnet.'],
  ],
  oldNames: [['sonnet.AbstractModule', 'sonnet.Module']],
  layers: sonnetLayers,
  initializers: sonnetInitializers,
  moduleBases: ['sonnet.Module'],
};
