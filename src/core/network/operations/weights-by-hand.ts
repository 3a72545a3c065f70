/** Weights that are arrays of one's own: `nn.Parameter(torch.randn(3, 4))`, `tf.Variable(tf.zeros([3, 4]))`, a tree of JAX arrays. */
import type { Place } from '../../python/syntax';
import { initializationKey, plainInitialization } from './initialize';
import type { Machine } from '../machine/machine';
import { fixedShape, isMade, type Made } from '../data/made-tensors';
import type { OperationNode, SignalNode } from '../graph';
import { UNKNOWN, transposed, type ObjectValue, type ParameterValue, type Value } from '../machine/values';

const weightBases = new Set(['torch.nn.Parameter', 'keras.Variable', 'tf.Variable', 'flax.Parameter']);
/** `nn.Parameter`: its kernels have the outputs first. */
export const isParameter = ({ base }: ObjectValue): boolean => base === 'torch.nn.Parameter';
export const isArrayOfJax = ({ base }: ObjectValue): boolean => base === 'flax.Parameter';
export const isWeight = (value: Value): boolean => value.kind === 'object' && weightBases.has(value.base);

/** Trees of weights are lists and tables within each other, not deep. */
const DEEPEST_TREE = 4;
const MOST_BRANCHES = 20;

/** Whether a value is a list or a table of weights, which is what JAX' networks are given as their parameters. */
export function isTreeOfWeights(value: Value, depth: number): boolean {
  if (value.kind !== 'list' && value.kind !== 'dictionary')
    return depth > 0 && (isWeight(value) || (isMade(value) && value.fact.framework === 'jax'));
  if (depth > DEEPEST_TREE) return false;
  const inner = value.kind === 'list' ? value.elements : [...value.entries.values()];
  return inner.slice(0, MOST_BRANCHES).some((one) => isTreeOfWeights(one, depth + 1));
}

/** Tensors that are told by what they hold, which is no way to start a weight. */
const notDrawn: ReadonlySet<string> = new Set(['counted', 'randint', 'causal-mask']);

/** A weight that starts as an array which the code makes; as something unknown where `data` is none. */
export function weightOf(machine: Machine, base: string, data: Value | undefined, site: Place): ObjectValue {
  const weight = machine.create(base, undefined, site);
  if (data === undefined || !isMade(data)) return weight;
  const { tensor, place } = data.fact;
  weight.arguments.set('data', data);
  if (tensor.initializer !== undefined && !notDrawn.has(tensor.initializer))
    machine.heap.set(
      weight.attributes,
      initializationKey('weight'),
      plainInitialization(tensor.initializer, tensor.arguments, place),
    );
  return weight;
}

/** An attribute of a module is a layer where it is used; an array in a tree of weights is one where it is made. */
export const HELD = 'held';

/** A weight around what an initialiser drew, or around an array that the code makes: `tf.Variable(init([3, 4]))`. */
export function heldWeight(machine: Machine, base: string, data: Value, site: Place): ObjectValue {
  const drawn = data.kind === 'object' && isWeight(data) ? data : undefined;
  const weight = weightOf(machine, base, drawn?.arguments.get('data') ?? data, site);
  const start = drawn?.attributes.get(initializationKey('weight'));
  if (start !== undefined) machine.heap.set(weight.attributes, initializationKey('weight'), start);
  return weight;
}

/** A matrix that the code makes for training, `torch.randn(784, 10, requires_grad=True)`, is a weight without a module around it. */
export const isTrained = (value: Value): boolean =>
  isMade(value) && value.fact.tensor.trained === true && value.fact.tensor.shape?.length === 2;

export const trainedWeight = (machine: Machine, value: Value): ObjectValue | undefined =>
  isMade(value) && isTrained(value)
    ? weightOf(machine, 'torch.nn.Parameter', value, value.fact.place)
    : undefined;

/**
 * The array by which a tensor is multiplied from the right, where that is a weight, and whose: JAX has no parameters of its own,
 * `x @ jnp.zeros((3, 4))`.
 */
function weightAmong(inputs: readonly Value[]): { readonly base: string; readonly array: Made } | undefined {
  const [left, right] = inputs;
  if (inputs.length !== 2 || left === undefined || right === undefined || !isMade(right)) return undefined;
  if (left.kind !== 'signal' && left.kind !== 'unknown') return undefined;
  // Of two arrays the one that starts at zero is the weight: nobody feeds zeros.
  if (isMade(left) && left.fact.tensor.initializer === 'zeros') return undefined;
  if (isTrained(right)) return { base: 'torch.nn.Parameter', array: right };
  const sides = right.fact.framework === 'jax' ? fixedShape(right.fact.tensor.shape) : undefined;
  // A column of ones adds up; one of zeros is the weight of a single output.
  const least = right.fact.tensor.initializer === 'zeros' ? 1 : 2;
  return sides?.length === 2 && sides.every((side) => side >= least)
    ? { base: 'flax.Parameter', array: right }
    : undefined;
}

export function arrayAsWeight(machine: Machine, inputs: readonly Value[]): ObjectValue | undefined {
  const weight = weightAmong(inputs);
  return weight && weightOf(machine, weight.base, weight.array, weight.array.fact.place);
}

/** Whether the product of two values is that of a layer. */
export const meetsWeight = (left: Value, right: Value): boolean =>
  isWeight(left) || isWeight(right) || weightAmong([left, right]) !== undefined;

/**
 * What comes of a weight that stands in another order, in another type, in part, or changed element by element: a weight still, with the
 * same start where only places change. `shaped` is the array as it is then, where that is known.
 */
export const derivedWeight = (weight: ObjectValue, shaped: Value | undefined): ObjectValue => ({
  ...weight,
  arguments: new Map(weight.arguments).set('data', shaped !== undefined && isMade(shaped) ? shaped : UNKNOWN),
});

export const EMBEDDING = 'torch.nn.Embedding';

/** The kernel of a layer of PyTorch's or Equinox', multiplied with by hand. */
export const isKernel = (value: Value): value is ParameterValue =>
  value.kind === 'parameter' &&
  value.name === 'weight' &&
  /^(?:torch\.nn\.(?:Linear|Embedding)|equinox\.nn\.Linear)$/.test(value.owner.base);

const turning: ReadonlySet<string> = new Set(['t', 'transpose', 'permute', 'swapaxes']);

/** What a method of a layer's parameter gives, with its axes in the order in which they stand then. */
export function inItsOrder(parameter: ParameterValue, method: string, given: Value): Value {
  if (given.kind !== 'parameter' || given.owner !== parameter.owner) return given;
  return turning.has(method) ? transposed(parameter) : parameter;
}

/** Steps that leave a weight a weight. */
const keepsWeight: ReadonlySet<SignalNode['kind']> = new Set<SignalNode['kind']>([
  'reshape',
  'split',
  'elementwise',
  'multiply',
  'add',
]);

/** The weight that a step without any tensor in it makes of one: `torch.transpose(self.weight, 0, 1)`. */
export function weightBehind(
  kind: OperationNode['kind'],
  inputs: readonly Value[],
  shaped?: Value,
): ObjectValue | undefined {
  if (!keepsWeight.has(kind)) return undefined;
  const weight = inputs.find(isWeight);
  if (weight?.kind !== 'object') return undefined;
  const derived = derivedWeight(weight, shaped);
  return kind === 'elementwise' ? startingAs(derived, shaped) : derived;
}

const MOST_STEPS_OF_KERNEL = 40;

/** Whether a tensor of the network is computed from a weight of one's own: `self.weight * style`. */
export function isMadeOfWeight({ graph }: Machine, value: Value): boolean {
  if (value.kind !== 'signal') return false;
  const looked = new Set(value.nodes);
  for (const index of looked) {
    const node = graph.nodes[index];
    if (node === undefined || looked.size > MOST_STEPS_OF_KERNEL) return false;
    const { facts, call, owner, inputs } = node;
    if (facts.kind === 'layer') {
      if (owner !== undefined && isWeight(owner)) return true;
    } else if (keepsWeight.has(facts.kind)) {
      if (call?.positional.some((one) => one.kind === 'made' && one.tensor.trained === true) === true)
        return true;
      for (const input of inputs) looked.add(input);
    }
  }
  return false;
}

/** A function of each element of a weight starts as something else than the weight. */
export function startingAs(weight: ObjectValue, shaped: Value | undefined): ObjectValue {
  const tensor = shaped !== undefined && isMade(shaped) ? shaped.fact.tensor : undefined;
  const start = plainInitialization(
    tensor?.initializer ?? 'unknown',
    tensor?.initializer === undefined ? {} : tensor.arguments,
    weight.place,
  );
  return { ...weight, attributes: new Map(weight.attributes).set(initializationKey('weight'), start) };
}
