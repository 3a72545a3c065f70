/** Lengths of axes that the layers in front of a tensor fix, where code computes with them while a model is built. */
import { own } from '../../own';
import { sizeOf } from '../machine/given';
import type { Machine } from '../machine/machine';
import { scalar, type Value } from '../machine/values';

const MOST_STEPS = 32;

/** The length that a value stands for as a number, where the features of a tensor are that many; any other value as it is. */
export function knownLength(machine: Machine, value: Value): Value {
  const size = value.kind === 'unknown' ? sizeOf(value) : undefined;
  if (typeof size !== 'object' || !('of' in size) || size.of.piece !== undefined) return value;
  const { nodes } = size.of;
  const features = placeOfFeatures(machine, nodes[0]);
  const isLast = features === -1 && size.axis > 0 && size.axis + 1 === rankOf(machine, nodes[0]);
  const width = features === size.axis || isLast ? machine.graph.widthOf(nodes) : undefined;
  return width === undefined ? value : scalar(width);
}

/** How many axes a tensor has, where the code says so of what it is made of. */
function rankOf(machine: Machine, node: number | undefined): number | undefined {
  let at = node;
  for (let step = 0; at !== undefined && step < MOST_STEPS; step += 1) {
    const facts = machine.graph.nodes[at]?.facts;
    if (facts === undefined || facts.rank !== undefined) return facts?.rank;
    if (facts.kind === 'input') {
      const stated = facts.call?.positional[0];
      return stated?.kind === 'made' ? stated.tensor.shape?.length : undefined;
    }
    const isKept = facts.kind === 'layer' ? facts.role === 'linear' : keepsRank.has(facts.kind);
    if (!isKept) return undefined;
    at = facts.inputs[0];
  }
  return undefined;
}
const keepsRank: ReadonlySet<string> = new Set(['activation', 'norm', 'dropout', 'elementwise']);

/** Whether two tensors have one shape, `residual.shape != y.shape`, where one is made of the other by steps that keep or halve positions. */
export function sameShape(machine: Machine, one: Value, other: Value): boolean | undefined {
  const [left, right] = [shapeOwner(one), shapeOwner(other)];
  if (left === undefined || right === undefined) return undefined;
  const [wide, narrow] = [machine.graph.widthOf([left]), machine.graph.widthOf([right])];
  if (wide === undefined || narrow === undefined) return undefined;
  if (wide !== narrow) return false;
  const [early, late] = left < right ? [left, right] : [right, left];
  let at: number | undefined = late;
  let isKept = true;
  for (let step = 0; at !== undefined && step < MOST_STEPS; step += 1) {
    if (at === early) return isKept;
    const facts: MutableFacts | undefined = machine.graph.nodes[at]?.facts;
    const strides = facts && stridesOf(facts);
    if (facts === undefined || strides === undefined || facts.inputs.length !== 1) return undefined;
    if (strides > 1) isKept = false;
    at = facts.inputs[0];
  }
  return undefined;
}

type MutableFacts = Machine['graph']['nodes'][number]['facts'];

function shapeOwner(value: Value): number | undefined {
  if (value.kind !== 'unknown' || value.fact?.kind !== 'shape' || value.fact.of.piece !== undefined)
    return undefined;
  return value.fact.of.nodes.length === 1 ? value.fact.of.nodes[0] : undefined;
}

/** By how much a step shortens positions at most; undefined where it may change them otherwise. Flax pads so that a step of 1 keeps them. */
function stridesOf(facts: MutableFacts): number | undefined {
  if (keepsRank.has(facts.kind)) return 1;
  if (facts.kind !== 'layer') return undefined;
  if (facts.role === 'linear') return 1;
  const padding = own(facts.arguments, 'padding') ?? 'SAME';
  if (!/^flax\.(?:linen|nnx)\.Conv$/.test(facts.qualifiedName) || padding !== 'SAME') return undefined;
  const strides = own(facts.arguments, 'strides') ?? 1;
  const parts =
    typeof strides === 'object' && strides !== null && 'tuple' in strides ? strides.tuple : [strides];
  const numbers = parts.filter((part) => typeof part === 'number');
  return numbers.length === parts.length ? Math.max(...numbers) : undefined;
}

/** `x.shape[-1]` of layers that learn the width of what they take when they are called: with them code makes further layers. */
export function learntLength(machine: Machine, value: Value): Value {
  const size = value.kind === 'unknown' ? sizeOf(value) : undefined;
  const node = typeof size === 'object' && 'of' in size ? size.of.nodes[0] : undefined;
  const facts = sourceOfFeatures(machine, node);
  const isTold = facts !== undefined && WIDTHS.some((name) => own(facts.arguments, name) !== undefined);
  const learns = facts?.kind === 'input' || (facts?.kind === 'layer' && !isTold && learning.has(facts.role));
  return learns ? knownLength(machine, value) : value;
}

const learning: ReadonlySet<string> = new Set(['linear', 'conv', 'embedding']);
/** Under these names layers are told the width of what they take. */
const WIDTHS = ['in_features', 'in_channels', 'features_in'];

/** The axis along which a tensor has its features: behind convolutions that are told their channels the second one, else the last. */
function placeOfFeatures(machine: Machine, node: number | undefined): number | undefined {
  const facts = sourceOfFeatures(machine, node);
  if (facts === undefined) return undefined;
  const isSecond =
    facts.kind === 'layer' && facts.role === 'conv' && own(facts.arguments, 'in_channels') !== undefined;
  return isSecond ? 1 : -1;
}

/** The layer or input that the features of a tensor come from. */
function sourceOfFeatures(machine: Machine, node: number | undefined) {
  let at = node;
  for (let step = 0; at !== undefined && step < MOST_STEPS; step += 1) {
    const facts = machine.graph.nodes[at]?.facts;
    if (facts === undefined || facts.kind === 'layer' || facts.kind === 'input') return facts;
    if (!keepsFeatures.has(facts.kind)) return undefined;
    at = facts.inputs[0];
  }
  return undefined;
}

const keepsFeatures: ReadonlySet<string> = new Set([
  'activation',
  'norm',
  'dropout',
  'add',
  'multiply',
  'elementwise',
  'pooling',
]);
