/** PyTorch, with the libraries whose names are its own. */
import type { FrameworkNames } from '../descriptor';
import { torchvisionLosses } from './torchvision';
import { torchActivations } from './activations';
import { torchInitializers } from './initializers';
import { torchLayers } from './layers';
import { torchLosses, torchOptimizers } from './training';

export const names: FrameworkNames = {
  framework: 'torch',
  roots: [
    ['torch', 'torch', 'transformers'],
    ['torchvision', 'torch'],
    ['torchaudio', 'torch'],
    ['torchtext', 'torch'],
  ],
  packages: [
    ['torch', 'torch'],
    ['torchvision', 'torch'],
    ['torchaudio', 'torch'],
    ['torchtext', 'torch'],
  ],
  neverRead: ['torch'],
  prefixes: [
    ['torch.nn.quantized', 'torch.ao.nn.quantized'],
    ['torch.nn.intrinsic', 'torch.ao.nn.intrinsic'],
  ],
  flatPackages: [['torch.nn.modules', 'torch.nn'], ['torch.optim']],
  activations: torchActivations,
  initializers: torchInitializers,
  layers: torchLayers,
  losses: [...torchLosses, ...torchvisionLosses],
  optimizers: torchOptimizers,
  bareLayers: true,
  moduleBases: ['torch.nn.Module'],
  activationModules: [
    ['torch.nn', 'class'],
    ['torch.nn.functional', 'function'],
    ['torch', 'function'],
  ],
  imports: [
    { gives: 'torch.nn.functional', module: 'torch.nn.functional', alias: 'F' },
    { gives: 'torch.nn.init', module: 'torch.nn', name: 'init' },
    { gives: 'torch.nn', module: 'torch', name: 'nn' },
    { gives: 'torch', module: 'torch' },
  ],
};
