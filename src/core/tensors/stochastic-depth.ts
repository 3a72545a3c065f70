/** Stochastic depth, `x * torch.empty(…).bernoulli_(p).div_(p)`: a branch is dropped for whole samples in training. */
import type { Model, SignalNode, SignalReference } from '../network/graph';
import { callOfNode } from './read-call';

/** The share that is kept; undefined for any other step. */
export function keptShare(node: SignalNode): number | undefined {
  if (node.kind !== 'multiply') return undefined;
  for (const given of callOfNode(node).positional) {
    if (given.kind !== 'made' || given.tensor.initializer !== 'bernoulli') continue;
    const share = given.tensor.arguments['p'];
    return typeof share === 'number' && share > 0 ? share : undefined;
  }
  return undefined;
}

/** Of ways that join those of training: past the noise goes what a model gives once it is trained. */
export function waysOfTraining(model: Model, { nodes }: SignalReference): readonly number[] {
  if (nodes.length < 2) return nodes;
  const passed = new Set(
    nodes.flatMap((index) => {
      const node = model.nodes[index];
      return node !== undefined && keptShare(node) !== undefined ? node.inputs : [];
    }),
  );
  return passed.size === 0 ? nodes : nodes.filter((index) => !passed.has(index));
}
