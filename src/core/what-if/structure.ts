/** What of a graph can be changed: its hidden activations, norms and dropouts, its residual sums, the blocks that repeat. */
import type { ActivationNode, LayerNode, Model, OperationNode, SignalNode } from '../network/graph';
import { consumersOf, leadsToLayer } from '../network/ways';
import { activationFunction } from '../tensors';

export const isWeighted = (node: SignalNode): node is LayerNode =>
  node.kind === 'layer' && (node.role === 'linear' || node.role === 'conv');

/** Activations between layers that act on each element; gates, which a product takes, are none of them. */
export function hiddenActivations(model: Model): readonly ActivationNode[] {
  return model.nodes.filter(
    (node): node is ActivationNode =>
      node.kind === 'activation' &&
      leadsToLayer(model, node.index) &&
      activationFunction(node.activation, node.parameters) !== undefined &&
      consumersOf(model, node.index).every(({ kind }) => kind !== 'multiply'),
  );
}

export const hiddenNorms = (model: Model): readonly OperationNode[] =>
  model.nodes.filter((node): node is OperationNode => node.kind === 'norm');

export const dropouts = (model: Model): readonly OperationNode[] =>
  model.nodes.filter((node): node is OperationNode => node.kind === 'dropout');

/** A sum of what a block takes and what it makes of it. */
export interface ResidualSum {
  readonly sum: OperationNode;
  /** What goes past the block. */
  readonly skip: number;
  /** What the block gives. */
  readonly branch: number;
  /** Steps of the block. */
  readonly inside: ReadonlySet<number>;
}

const sums = new WeakMap<Model, readonly ResidualSum[]>();

export function residualSums(model: Model): readonly ResidualSum[] {
  let found = sums.get(model);
  if (found === undefined)
    sums.set(model, (found = model.nodes.flatMap((node) => residualSum(model, node) ?? [])));
  return found;
}

function residualSum(model: Model, node: SignalNode): ResidualSum | undefined {
  const [one, other] = node.inputs;
  if (node.kind !== 'add' || node.inputs.length !== 2 || one === undefined || other === undefined)
    return undefined;
  for (const [skip, branch] of [
    [one, other],
    [other, one],
  ] as const) {
    if (skip >= branch) continue;
    const inside = stepsBetween(model, skip, branch);
    if (inside !== undefined && [...inside].some((index) => model.nodes[index]?.kind === 'layer'))
      return { sum: node, skip, branch, inside };
  }
  return undefined;
}

/** All steps from which `to` is made, down to `from`; undefined where it does not come from there. Masks and tables may join on the way. */
function stepsBetween(model: Model, from: number, to: number): ReadonlySet<number> | undefined {
  const depends = new Set<number>([from]);
  for (let index = from + 1; index <= to; index += 1)
    if (model.nodes[index]?.inputs.some((input) => depends.has(input)) === true) depends.add(index);
  if (!depends.has(to)) return undefined;
  const inside = new Set<number>();
  const waiting = [to];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (index === from || inside.has(index) || !depends.has(index)) continue;
    inside.add(index);
    waiting.push(...(model.nodes[index]?.inputs ?? []));
  }
  return inside;
}
