/** Ways through a signal graph: what takes a node's output, and which activations and layers that reaches first. */
import { expressionAt, parentOf } from '../python/walk';
import type { Place } from '../python/syntax';
import type { ActivationNode, LayerNode, Model, OperationNode, SignalNode, StopKind } from './graph';

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

const leading = new WeakMap<Model, readonly boolean[]>();

/** Whether a layer stands anywhere behind a step. Computed once a model. */
export function leadsToLayer(model: Model, index: number): boolean {
  let leads = leading.get(model);
  if (leads === undefined) {
    const found: boolean[] = [];
    for (const node of [...model.nodes].reverse())
      found[node.index] = consumersOf(model, node.index).some(
        (next) => next.kind === 'layer' || found[next.index] === true,
      );
    leading.set(model, (leads = found));
  }
  return leads[index] === true;
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

/** Where a layer's way could not be followed on. */
export interface Unfollowed {
  readonly kind: StopKind;
  /** Undefined where nothing is seen of where its output goes, in a model of which not all could be followed. */
  readonly place: Place | undefined;
}

/**
 * The nearest place where a node's output goes on unseen. A call whose result nobody takes, such as one that logs, counts only where the
 * output does not get anywhere else.
 */
export function unfollowedFrom(model: Model, from: SignalNode): Unfollowed | undefined {
  const visited = new Set<number>([from.index]);
  const queue = [from.index];
  const outputs = new Set(model.outputs);
  const found: { readonly kind: StopKind; readonly place: Place }[] = [];
  let arrives = false;
  for (let position = 0; position < queue.length; position += 1) {
    const index = queue[position] ?? 0;
    arrives ||= outputs.has(index);
    for (const next of consumersOf(model, index)) {
      if (visited.has(next.index)) continue;
      visited.add(next.index);
      if (next.kind === 'unknown') found.push({ kind: 'call', place: next.callPlace ?? next.place });
      else if (ends.has(next.kind) || next.kind === 'activation' || next.kind === 'layer') arrives = true;
      else queue.push(next.index);
    }
    for (const { inputs, ...stop } of model.stops ?? []) if (inputs.includes(index)) found.push(stop);
  }
  const taken = found.find(({ place }) => !isDiscarded(place));
  if (taken !== undefined || arrives) return taken;
  return found[0] ?? (model.complete ? undefined : { kind: 'call', place: undefined });
}

function isDiscarded(place: Place): boolean {
  const expression = expressionAt(place);
  if (expression?.kind !== 'Call') return false;
  const around = parentOf(expression);
  return (around?.kind === 'Await' ? parentOf(around) : around)?.kind === 'ExpressionStatement';
}

const ends = new Set<SignalNode['kind']>(['loss', 'output', 'unknown']);

export function activationsReached(model: Model, layer: LayerNode): readonly Reached<ActivationNode>[] {
  return reachedFrom(model, layer).flatMap(({ target, between }) =>
    target.kind === 'activation' ? [{ target, between }] : [],
  );
}

/** A loss, or a step of one that arithmetic writes out. */
export const isLossStep = ({ kind, isOfLoss }: SignalNode): boolean => kind === 'loss' || isOfLoss === true;

/** What is made of a loss, and what keeps count of it beside the outputs, is no part of the network. */
export function behindLosses(nodes: readonly SignalNode[]): ReadonlySet<number> {
  const beyond = stepsOfLosses(nodes);
  const isBeyond = (index: number): boolean => nodes[index]?.kind === 'loss' || beyond.has(index);
  for (const { index, inputs, kind } of nodes) {
    if (inputs.length === 0) continue;
    if (kind === 'unknown' ? inputs.some(isBeyond) : inputs.every(isBeyond)) beyond.add(index);
  }
  return beyond;
}

/** Steps of losses that are written out and lead nowhere else. */
function stepsOfLosses(nodes: readonly SignalNode[]): Set<number> {
  const own = new Set(nodes.flatMap(({ index, isOfLoss }) => (isOfLoss === true ? [index] : [])));
  if (own.size === 0) return own;
  for (const node of [...nodes].reverse())
    if (node.kind !== 'loss' && !own.has(node.index)) for (const input of node.inputs) own.delete(input);
  return own;
}
