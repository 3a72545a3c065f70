/** Weights that are arrays of one's own: `nn.Parameter(torch.randn(3, 4))`, `tf.Variable(tf.zeros([3, 4]))`, a tree of JAX arrays. */
import type { Place } from '../../python/syntax';
import { initializationKey, plainInitialization } from './initialize';
import type { Machine } from '../machine/machine';
import { fixedShape, isMade } from '../data/made-tensors';
import type { ObjectValue, Value } from '../machine/values';

const weightBases = new Set(['torch.nn.Parameter', 'keras.Variable', 'tf.Variable', 'flax.Parameter']);
export const isWeight = (value: Value): boolean => value.kind === 'object' && weightBases.has(value.base);

/** A weight that starts as an array which the code makes; as something unknown where `data` is none. */
export function weightOf(machine: Machine, base: string, data: Value | undefined, site: Place): ObjectValue {
  const weight = machine.create(base, undefined, site);
  if (data === undefined || !isMade(data)) return weight;
  const { tensor, place } = data.fact;
  weight.arguments.set('data', data);
  if (tensor.initializer !== undefined)
    machine.heap.set(
      weight.attributes,
      initializationKey('weight'),
      plainInitialization(tensor.initializer, tensor.arguments, place),
    );
  return weight;
}

/** A matrix that the code makes for training, `torch.randn(784, 10, requires_grad=True)`, is a weight without a module around it. */
export function trainedWeight(machine: Machine, value: Value): ObjectValue | undefined {
  return isMade(value) && value.fact.tensor.trained === true && value.fact.tensor.shape?.length === 2
    ? weightOf(machine, 'torch.nn.Parameter', value, value.fact.place)
    : undefined;
}

/** JAX has no parameters of its own: what a tensor is multiplied by from the right is one, `x @ jnp.zeros((3, 4))`. */
export function arrayAsWeight(machine: Machine, inputs: readonly Value[]): ObjectValue | undefined {
  const [left, right] = inputs;
  if (inputs.length !== 2 || left === undefined || right === undefined || !isMade(right)) return undefined;
  if (left.kind !== 'signal' && left.kind !== 'unknown') return undefined;
  // Of two arrays the one that starts at zero is the weight: nobody feeds zeros.
  if (isMade(left) && left.fact.tensor.initializer === 'zeros') return undefined;
  const trained = trainedWeight(machine, right);
  if (trained !== undefined) return trained;
  const sides = right.fact.framework === 'jax' ? fixedShape(right.fact.tensor.shape) : undefined;
  return sides?.length === 2 && sides.every((side) => side > 1)
    ? weightOf(machine, 'flax.Parameter', right, right.fact.place)
    : undefined;
}

/** Whether the product of two values is that of a layer. */
export const meetsWeight = (machine: Machine, left: Value, right: Value): boolean =>
  isWeight(left) || isWeight(right) || arrayAsWeight(machine, [left, right]) !== undefined;
