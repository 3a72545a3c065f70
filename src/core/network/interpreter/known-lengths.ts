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
  const width = features === size.axis ? machine.graph.widthOf(nodes) : undefined;
  return width === undefined ? value : scalar(width);
}

/** `x.shape[-1]` of layers that learn the width of what they take when they are called: with them code makes further layers. */
export function learntLength(machine: Machine, value: Value): Value {
  const size = value.kind === 'unknown' ? sizeOf(value) : undefined;
  const node = typeof size === 'object' && 'of' in size ? size.of.nodes[0] : undefined;
  const facts = sourceOfFeatures(machine, node);
  const isTold = facts !== undefined && WIDTHS.some((name) => own(facts.arguments, name) !== undefined);
  const learns =
    facts?.kind === 'input' ||
    (facts?.kind === 'layer' && !isTold && (facts.role === 'linear' || facts.role === 'conv'));
  return learns ? knownLength(machine, value) : value;
}

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
