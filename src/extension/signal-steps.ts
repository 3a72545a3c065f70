/** From a traced model to the steps that the propagation core follows. */
import { consumersOf } from '../core/network/ways';
import type { LayerNode, Model, OperationNode, SignalNode } from '../core/network/graph';
import type { GraphStep, SignalStep } from '../core/propagation/graph';

/** @param varianceOf Var(w)·fan_in of a layer; undefined where it cannot be told */
export function stepsOf(
  model: Model,
  varianceOf: (layer: LayerNode) => number | undefined,
): readonly GraphStep[] {
  return model.nodes.map((node) => ({ step: stepOf(model, node, varianceOf), inputs: node.inputs }));
}

const probabilities: ReadonlySet<string> = new Set([
  'softmax',
  'log_softmax',
  'softmin',
  'sigmoid',
  'log_sigmoid',
]);

/** Makes probabilities at a model's end: losses are computed from what goes in, so signal and gradient are counted there. */
export function isFinalProbability(model: Model, node: SignalNode): boolean {
  if (node.kind !== 'activation' || !probabilities.has(node.activation)) return false;
  const consumers = consumersOf(model, node.index);
  return consumers.every(
    (next) =>
      next.kind === 'loss' ||
      next.kind === 'output' ||
      ((next.kind === 'reshape' || next.kind === 'split') && consumersOf(model, next.index).length === 0),
  );
}

function stepOf(
  model: Model,
  node: SignalNode,
  varianceOf: (layer: LayerNode) => number | undefined,
): SignalStep {
  if (node.kind === 'layer') return layerStep(node, varianceOf);
  if (node.kind === 'activation')
    return isFinalProbability(model, node)
      ? { kind: 'same' }
      : { kind: 'activation', id: node.activation, parameters: node.parameters };
  // Scales vectors to length 1, or across channels: no variance of 1.
  if (node.kind === 'norm' && /normalize|LocalResponse|UnitNorm/i.test(node.qualifiedName))
    return { kind: 'unknown' };
  // What packs the outputs together ends the way of the gradient, which begins there.
  if (node.kind === 'unknown' && consumersOf(model, node.index).length === 0) return { kind: 'same' };
  return { kind: operations[node.kind] };
}

function layerStep(layer: LayerNode, varianceOf: (layer: LayerNode) => number | undefined): SignalStep {
  // What a table holds is where a signal begins.
  if (layer.role === 'embedding') return { kind: 'source' };
  if (layer.role !== 'linear' && layer.role !== 'conv') return { kind: 'unknown' };
  const variance = varianceOf(layer);
  const { fanIn, fanOut, width } = layer;
  const fans = fanIn === undefined || fanOut === undefined || fanIn === 0 ? undefined : fanOut / fanIn;
  return {
    kind: 'weights',
    varianceTimesFanIn: variance,
    varianceTimesFanOut: variance === undefined || fans === undefined ? undefined : variance * fans,
    width,
  };
}

const operations: Readonly<
  Record<OperationNode['kind'], Exclude<SignalStep['kind'], 'weights' | 'activation'>>
> = {
  input: 'source',
  norm: 'norm',
  dropout: 'same',
  pooling: 'same',
  reshape: 'same',
  split: 'same',
  output: 'same',
  loss: 'same',
  add: 'sum',
  multiply: 'product',
  concat: 'concatenation',
  attention: 'unknown',
  matmul: 'unknown',
  elementwise: 'unknown',
  unknown: 'unknown',
};
