/** What code out of its file may use without importing it: customary names of the frameworks. */
export const usualImports: readonly string[] = [
  'import torch',
  'import torch.nn as nn',
  'import torch.nn.functional as F',
  'import tensorflow as tf',
  'import keras',
  'import jax',
  'import jax.numpy as jnp',
];
