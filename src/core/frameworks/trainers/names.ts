/** Libraries that train PyTorch's models. */
import type { FrameworkNames } from '../descriptor';

/** Roots of the libraries that train what they are given. */
export const trainerLibraries: readonly string[] =
  'fastai skorch ignite accelerate lightning pytorch_lightning poutyne torchbearer deepspeed apex catalyst composer'.split(
    ' ',
  );

export const names: FrameworkNames = {
  framework: 'torch',
  roots: trainerLibraries.map((library) => [library] as const),
  packages: [
    ['lightning', 'torch'],
    ['pytorch_lightning', 'torch'],
    ['fastai', 'torch'],
    ['skorch', 'torch'],
  ],
  rewrites: [
    // What fastai's star imports hand on, and its losses that flatten first.
    [/^fastai\.(?:\w+\.)*all\.nn\b/, 'torch.nn'],
    [/^fastai\.(?:\w+\.)*all\.torch\b/, 'torch'],
    [/^fastai\.(?:\w+\.)*all\.F\b/, 'torch.nn.functional'],
    [/^fastai\.(?:\w+\.)*(\w*Loss)Flat$/, 'torch.nn.$1'],
    // Lightning's module under its many paths.
    [/^(?:pytorch_)?lightning\.(?:\w+\.)*LightningModule$/, 'torch.nn.Module'],
  ],
};
