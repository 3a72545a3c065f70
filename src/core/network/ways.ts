/** Ways through a signal graph: what takes a node's output, and which activations and layers that reaches first. */
import type { ActivationNode, LayerNode, Model, OperationNode, SignalNode } from './graph';

const NO_NODES: readonly SignalNode[] = [];
const consumerLists = new WeakMap<Model, readonly (readonly SignalNode[])[]>();

/** Nodes that take a node's output, each once, by index of that node. Computed once a model. */
export function consumersOf(model: Model, index: number): readonly SignalNode[] {
  let lists = consumerLists.get(model);
  if (lists === undefined) consumerLists.set(model, (lists = consumersIn(model)));
  return lists[index] ?? NO_NODES;
}

function consumersIn(model: Model): readonly (readonly SignalNode[])[] {
  const lists: SignalNode[][] = model.nodes.map(() => []);
  for (const node of model.nodes)
    for (const input of node.inputs) {
      const consumers = lists[input];
      // An input may be there twice; its consumer then is the one added last.
      if (consumers !== undefined && consumers[consumers.length - 1] !== node) consumers.push(node);
    }
  return lists;
}

export interface Reached<Target extends SignalNode> {
  readonly target: Target;
  /** What stands between, in order; the shortest way. */
  readonly between: readonly OperationNode[];
}

/**
 * What a node's output reaches first, the nearest first: activations and layers, through every followed operation. A way ends at a loss,
 * at the model's output and at what could not be followed. Bounded by the number of nodes.
 */
export function reachedFrom(model: Model, from: SignalNode): readonly Reached<ActivationNode | LayerNode>[] {
  const reached: Reached<ActivationNode | LayerNode>[] = [];
  const before = new Map<number, OperationNode | undefined>([[from.index, undefined]]);
  const wayTo = (node: OperationNode | undefined): readonly OperationNode[] => {
    const way: OperationNode[] = [];
    for (let step = node; step !== undefined; step = before.get(step.index)) way.push(step);
    return way.reverse();
  };
  const follow = (index: number, step: OperationNode | undefined, queue: OperationNode[]): void => {
    for (const next of consumersOf(model, index)) {
      if (before.has(next.index)) continue;
      before.set(next.index, step);
      if (next.kind === 'activation' || next.kind === 'layer')
        reached.push({ target: next, between: wayTo(step) });
      else if (!ends.has(next.kind)) queue.push(next);
    }
  };
  const queue: OperationNode[] = [];
  follow(from.index, undefined, queue);
  for (let position = 0; position < queue.length; position += 1) {
    const step = queue[position];
    if (step !== undefined) follow(step.index, step, queue);
  }
  return reached;
}

const ends = new Set<SignalNode['kind']>(['loss', 'output', 'unknown']);

export function activationsReached(model: Model, layer: LayerNode): readonly Reached<ActivationNode>[] {
  return reachedFrom(model, layer).flatMap(({ target, between }) =>
    target.kind === 'activation' ? [{ target, between }] : [],
  );
}
