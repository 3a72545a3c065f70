/** Libraries whose functions act on numbers, and the family that each belongs to. */
import { rootOf } from '../../frameworks';
import type { Library } from '../library';

const libraries: readonly (readonly [prefix: string, library: Library])[] = [
  ['math', 'python'],
  ['numpy', 'numpy'],
  ['cupy', 'numpy'],
  ['autograd.numpy', 'numpy'],
  ['scipy.special', 'numpy'],
  ['numba', 'numpy'],
  ['torch', 'torch'],
  ['torch.special', 'torch'],
  ['torch.nn', 'torch'],
  ['torch.nn.parameter', 'torch'],
  ['torch.jit', 'torch'],
  ['torch.nn.functional', 'torch'],
  ['torch.autograd', 'torch'],
  ['torch.linalg', 'torch'],
  ['torch.Tensor', 'torch'],
  ['tf', 'tensorflow'],
  ['tf.math', 'tensorflow'],
  ['tf.experimental.numpy', 'tensorflow'],
  ['tf.nn', 'tensorflow'],
  ['tf.linalg', 'tensorflow'],
  ['jax', 'jax'],
  ['jax.numpy', 'jax'],
  ['jax.nn', 'jax'],
  ['jax.lax', 'jax'],
  ['jax.numpy.linalg', 'jax'],
  ['jax.scipy.special', 'jax'],
  ['keras.ops', 'keras'],
  ['keras.backend', 'keras'],
];

/** The family by the part of a name in front of its last dot. */
export const libraryOf = new Map(libraries);
export const knownRoots = new Set(libraries.map(([prefix]) => rootOf(prefix)));
