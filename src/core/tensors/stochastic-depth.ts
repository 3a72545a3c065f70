/** Stochastic depth, `x * torch.empty(…).bernoulli_(p).div_(p)` or timm's `DropPath`: a branch is dropped for whole samples in training. */
import type { Model, SignalNode, SignalReference } from '../network/graph';
import { callOfNode } from './read-call';

/** The share that is kept; undefined for any other step. */
export function keptShare(node: SignalNode): number | undefined {
  if (node.kind === 'dropout' && /drop_?path$/i.test(node.qualifiedName)) {
    const rate = node.arguments['drop_prob'];
    return typeof rate === 'number' && rate >= 0 && rate < 1 ? 1 - rate : undefined;
  }
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

const leaving = new WeakMap<Model, number>();

/**
 * Whether samples in front of a step leave out branches that a norm over the batch has made: then one is larger than another, and so is the mean over
 * the positions of a function of it.
 */
export function leavesOutBranches(model: Model, index: number): boolean {
  let first = leaving.get(model);
  if (first === undefined) {
    const isNormed = model.nodes.some(
      ({ kind, qualifiedName }) => kind === 'norm' && /batch_?norm/i.test(qualifiedName),
    );
    const found = model.nodes.findIndex((node) => {
      const kept = keptShare(node);
      return kept !== undefined && kept < 1;
    });
    first = isNormed && found >= 0 ? found : Infinity;
    leaving.set(model, first);
  }
  return first < index;
}
