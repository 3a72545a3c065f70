/** timm: layers and losses in PyTorch. */
import type { FrameworkNames } from '../descriptor';
import { timmActivations, timmLosses } from './activations';

export const names: FrameworkNames = {
  framework: 'transformers',
  writtenIn: 'torch',
  roots: [['timm']],
  packages: [['timm']],
  checkout: {
    folder: 'timm',
    names: [
      {
        file: /\/timm\/layers\/(?:create_act|__init__)\.py$/,
        home: 'timm.layers',
        names: ['get_act_layer', 'get_act_fn', 'create_act_layer'],
      },
    ],
  },
  prefixes: [['timm.models.layers', 'timm.layers']],
  flatPackages: [['timm.layers'], ['timm.loss']],
  layers: [['timm.layers.DropPath', 'dropout', 'module', 'drop_prob=0.0, scale_by_keep=True']],
  activations: timmActivations,
  losses: timmLosses,
};
