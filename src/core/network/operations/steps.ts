/** Steps of the graph that every framework shares: activations, operations, the places they get. */
import { placeOf } from '../../python/place';
import type { Place } from '../../python/syntax';
import type { ActivationNode, OperationNode } from '../graph';
import { knownConstants } from '../machine/constants';
import { UNNUMBERED } from '../machine/graph-builder';
import type { Machine } from '../machine/machine';
import { callOf, madeOf, type WrittenCall } from '../machine/given';
import { initializationKey } from './initialize';
import { layerNode } from './layers';
import type { LayerShape } from '../machine/front-end';
import { fixedShape, isMade, madeMethod, madeValue } from '../data/made-tensors';
import { rectifiedInput } from './rectified';
import { noteWrittenLoss } from './written-losses';

import { isRow, kernelArguments, shapeByUse } from './weight-shape';
import {
  EMBEDDING,
  HELD,
  arrayAsWeight,
  isKernel,
  isWeight,
  weightBehind,
  weightOf,
} from './weights-by-hand';
import {
  NO_KEYWORDS,
  UNKNOWN,
  transposed,
  type CallArguments,
  type ObjectValue,
  type SignalValue,
  type Value,
} from '../machine/values';

interface ActivationStep {
  readonly qualifiedName: string;
  readonly activation: string;
  readonly parameters: ActivationNode['parameters'];
  readonly unknownParameters: readonly string[];
  readonly form: ActivationNode['form'];
  readonly inPlace: boolean;
  readonly inputs: readonly Value[];
  readonly site: Place;
  readonly arguments: ReadonlyMap<string, Value>;
  /** The module object that is called, for `form: 'module'`. */
  readonly owner?: ObjectValue | undefined;
  /** Where the activation itself stands, if neither the call nor the owner's constructor is it. */
  readonly place?: Place | undefined;
  /** The default that names it, where nothing in view says otherwise. */
  readonly assumption?: ActivationNode['assumption'];
}

const NO_SHAPE: LayerShape = { fanIn: undefined, fanOut: undefined, width: undefined, bias: undefined };

/** Adds an activation. The identity adds nothing. */
export function activationNode(machine: Machine, step: ActivationStep): Value {
  const inputs = machine.graph.nodesOfAll(step.inputs.map(tensorsAmong));
  if (step.activation === 'linear')
    return inputs.length > 0 ? { kind: 'signal', graph: machine.graph, nodes: inputs } : UNKNOWN;
  return machine.graph.add(
    {
      kind: 'activation',
      index: UNNUMBERED,
      activation: step.activation,
      parameters: withoutUnknown(step),
      form: step.form,
      inPlace: step.inPlace,
      inputs,
      qualifiedName: step.qualifiedName,
      place:
        step.place === undefined && step.owner !== undefined
          ? step.owner.place
          : placeOf(step.place ?? step.site),
      path: undefined,
      callPlace: step.owner === undefined ? undefined : placeOf(step.site),
      callChain: step.owner === undefined ? undefined : machine.chain(),
      chain: step.owner?.chain ?? machine.chain(),
      arguments: knownConstants(step.arguments),
      call: callOf(machine.graph, '', positionalOnly(step.inputs), true),
      assumption: step.assumption,
      named: step.owner === undefined ? machine.named : step.owner.named,
    },
    step.owner,
  );
}

/** Of a tensor or a tuple of tensors, no activation takes the tuple. */
function tensorsAmong(value: Value): Value {
  if (value.kind !== 'alternatives' || !value.options.some(({ kind }) => kind === 'signal')) return value;
  const options = value.options.filter(({ kind }) => kind !== 'list' && kind !== 'dictionary');
  return options.length === value.options.length ? value : { kind: 'alternatives', options };
}

function withoutUnknown({ parameters, unknownParameters }: ActivationStep): ActivationNode['parameters'] {
  if (unknownParameters.length === 0) return parameters;
  const known = { ...parameters };
  for (const name of unknownParameters) Reflect.deleteProperty(known, name);
  return known;
}

/** The array that a function makes of a weight's, `torch.exp(self.scale)`. */
function functionOfWeight([weight]: readonly Value[], written: WrittenCall | undefined): Value | undefined {
  if (weight?.kind !== 'object' || !isWeight(weight) || written === undefined) return undefined;
  const array = madeValue(weight, weight.place);
  if (array === undefined) return undefined;
  const { positional, keywords, open } = written.given;
  return madeMethod(array, written.name, { positional: positional.slice(1), keywords, open });
}

/** Adds a step without weights if a tensor goes in; otherwise nothing happens. */
export function applyOperation(
  machine: Machine,
  operation: { readonly kind: OperationNode['kind']; readonly name: string },
  inputs: readonly Value[],
  site: Place,
  owner?: ObjectValue,
  parameters?: ReadonlyMap<string, Value>,
  written?: WrittenCall,
): Value {
  const nodes = machine.graph.nodesOfAll(inputs);
  if (operation.kind === 'matmul') {
    const product = byWeight(machine, operation.name, inputs, nodes, site, written);
    if (product !== undefined) return product;
  }
  if (operation.kind === 'add' && written?.name !== '-') {
    const biased = withBias(machine, inputs);
    if (biased !== undefined) return biased;
  }
  const [kernel] = inputs;
  if (inputs.length === 1 && kernel !== undefined && isKernel(kernel) && isTransposition.test(operation.name))
    return transposed(kernel);
  if (nodes.length === 0)
    return weightBehind(operation.kind, inputs, functionOfWeight(inputs, written)) ?? UNKNOWN;
  const rectified = rectifiedInput(machine, operation, inputs, written);
  if (rectified !== undefined)
    return activationNode(machine, {
      qualifiedName: operation.name,
      activation: 'relu',
      parameters: {},
      unknownParameters: [],
      form: 'function',
      inPlace: false,
      inputs: [rectified],
      site,
      arguments: new Map(),
    });
  const step = machine.graph.operation(operation.kind, operation.name, nodes, owner?.place ?? placeOf(site), {
    owner,
    callPlace: owner === undefined ? undefined : placeOf(site),
    callChain: owner === undefined ? undefined : machine.chain(),
    chain: owner?.chain ?? machine.chain(),
    arguments: parameters === undefined ? undefined : knownConstants(parameters),
    call:
      written === undefined
        ? callOf(machine.graph, operation.name, positionalOnly(inputs), owner !== undefined)
        : callOf(machine.graph, written.name, written.given, false),
  });
  noteArithmetic(machine, operation.kind, written?.name ?? operation.name, step, inputs, site);
  return step;
}

/** What losses that are written out are read off. */
function noteArithmetic(
  machine: Machine,
  kind: OperationNode['kind'],
  name: string,
  step: SignalValue,
  inputs: readonly Value[],
  site: Place,
): void {
  if (compared.has(kind) || compared.has(name)) noteOperands(machine, step, inputs);
  if (kind === 'pooling') noteWrittenLoss(machine, step, site, true);
}

/** Steps of which it matters later what they were given, in which place. */
const compared: ReadonlySet<string> = new Set([
  'add',
  'multiply',
  'matmul',
  'where',
  'dist',
  'squared_difference',
]);

function noteOperands(machine: Machine, { nodes: [index] }: SignalValue, inputs: readonly Value[]): void {
  const draft = index === undefined ? undefined : machine.graph.nodes[index];
  if (draft !== undefined) draft.operands = inputs;
}

/** A product with a weight of one's own, or with a layer's: a layer, whatever goes in. */
function byWeight(
  machine: Machine,
  name: string,
  inputs: readonly Value[],
  nodes: readonly number[],
  site: Place,
  written: WrittenCall | undefined,
): Value | undefined {
  const kernel = nodes.length > 0 ? inputs.find(isKernel) : undefined;
  const table = kernel?.owner.base === EMBEDDING ? madeValue(kernel, site) : undefined;
  if (table !== undefined) {
    // The rows of an embedding, by which the scores of its words are made or a mixture of them is read.
    const weight = weightOf(machine, 'torch.nn.Parameter', table, site);
    return weightNode(machine, name, nodes, weight, site, inputs[0] === kernel, written, kernel?.owner);
  }
  if (kernel !== undefined && kernel.owner.behaviour.layer !== undefined) {
    const { owner } = kernel;
    const signals = inputs.filter((input) => input !== kernel);
    const { layer, frontEnd } = kernel.owner.behaviour;
    const shape = frontEnd?.layerShape?.(layer, owner.arguments) ?? NO_SHAPE;
    return layerNode(machine, layer, shape, signals, site, owner, owner.arguments);
  }
  const weight = inputs.findLast(isWeight) ?? arrayAsWeight(machine, inputs);
  if (weight?.kind !== 'object') return undefined;
  const before = nodes.length > 0 ? nodes : machine.graph.nodesOfAll(statedInput(machine, inputs, weight));
  const isLeft = inputs[0] === weight && inputs.length === 2;
  return weightNode(machine, name, before, weight, site, isLeft, written);
}

/** Rows of numbers that the code makes and multiplies with a weight are what the network is given. */
function statedInput(machine: Machine, inputs: readonly Value[], weight: ObjectValue): readonly Value[] {
  const [made] = inputs;
  if (weight.base === 'torch.nn.Parameter' || made === undefined || !isMade(made)) return [];
  const { place, tensor } = made.fact;
  if (tensor.shape === undefined || tensor.shape.length < 2) return [];
  return [
    machine.graph.operation('input', 'input', [], place, {
      arguments: { name: 'input' },
      call: callOf(machine.graph, 'input', positionalOnly([made]), false),
    }),
  ];
}

const positionalOnly = (values: readonly Value[]): CallArguments => ({
  positional: values,
  keywords: NO_KEYWORDS,
  open: false,
});

/** A kernel whose axes are swapped is the same layer's. */
const isTransposition = /^(?:transpose|permute|swapaxes|matrix_transpose)/;

/** JAX has no parameters of its own; in PyTorch an array is one that asks for its gradient. */
function arrayAsBias(machine: Machine, value: Value): ObjectValue | undefined {
  if (!isMade(value)) return undefined;
  const { tensor, framework, place } = value.fact;
  if (framework === 'jax') return weightOf(machine, 'flax.Parameter', value, place);
  return tensor.trained === true ? weightOf(machine, 'torch.nn.Parameter', value, place) : undefined;
}

/** `x @ w + b`: the bias of the layer that the product is. */
export function withBias(machine: Machine, inputs: readonly Value[]): Value | undefined {
  const [one, other] = inputs;
  if (inputs.length !== 2 || one === undefined || other === undefined) return undefined;
  const [signal, given] = one.kind === 'signal' ? [one, other] : [other, one];
  const bias = arrayAsBias(machine, given) ?? given;
  if (signal.kind !== 'signal' || signal.piece !== undefined || bias.kind !== 'object' || !isWeight(bias))
    return undefined;
  const [index, ...others] = signal.nodes;
  const draft = index === undefined || others.length > 0 ? undefined : machine.graph.nodes[index];
  if (draft?.facts.kind !== 'layer' || draft.owner === undefined || !isWeight(draft.owner)) return undefined;
  if (draft.facts.bias !== false || !isRow(fixedShape(madeOf(bias)?.shape))) return undefined;
  draft.facts.bias = true;
  machine.heap.set(
    draft.owner.attributes,
    initializationKey('bias'),
    bias.attributes.get(initializationKey('weight')) ?? UNKNOWN,
  );
  return signal;
}

function weightNode(
  machine: Machine,
  name: string,
  inputs: readonly number[],
  weight: ObjectValue,
  site: Place,
  isLeft: boolean,
  written: WrittenCall | undefined,
  /** The layer that the weight belongs to, where that is made. */
  owner?: ObjectValue,
): Value {
  const root = weight.base.slice(0, weight.base.indexOf('.'));
  return machine.graph.add(
    {
      kind: 'layer',
      index: UNNUMBERED,
      role: /conv/.test(name) ? 'conv' : 'linear',
      qualifiedName: name.includes('.')
        ? name
        : `${root === 'keras' ? 'tf' : root === 'flax' ? 'jax.numpy' : root}.${name}`,
      inputs,
      // An array that stands in a tree of weights is a layer where it is made, an attribute of a module where it is used.
      place:
        owner?.place ??
        (weight.base === 'flax.Parameter' && weight.arguments.has('data') && !weight.arguments.has(HELD)
          ? weight.place
          : placeOf(site)),
      path: undefined,
      callPlace: owner && placeOf(site),
      callChain: owner && machine.chain(),
      chain: owner?.chain ?? machine.chain(),
      arguments: kernelArguments(name, weight),
      ...shapeByUse(name, weight, isLeft, written),
      initialization: undefined,
      recurrentInitialization: undefined,
      biasInitialization: undefined,
      instance: weight.instance,
      // Which axes meet is written in its equation.
      ...(written?.name === 'einsum'
        ? { call: callOf(machine.graph, written.name, written.given, false) }
        : {}),
    },
    weight,
  );
}
