/** Scores on their way to a softmax: what is done to them, and the product of queries and keys that they come from. */
import type { ActivationNode, LayerNode, Model, OperationNode, SignalNode } from '../../network/graph';
import { callOfNode, signalsIn } from '../../tensors';
import { inputsOf } from './signal-walk';

export interface Scores {
  /** The product of two tensors; undefined where the way ends before one. */
  readonly product: OperationNode | undefined;
  /** Steps between product and softmax, the softmax's own input first. */
  readonly between: readonly SignalNode[];
}

const mostSteps = 40;

export function isSoftmax(node: SignalNode): node is ActivationNode {
  return node.kind === 'activation' && node.activation === 'softmax';
}

/** Back from a softmax through masks, sums with a bias, reshapes. */
export function scoresOf(model: Model, softmax: ActivationNode): Scores {
  const between: SignalNode[] = [];
  let [node, ...others]: readonly SignalNode[] = inputsOf(model, softmax);
  for (let step = 0; node !== undefined && step < mostSteps; step += 1) {
    if (others.length === 0 && node.kind === 'matmul') return { product: node, between };
    if (!['reshape', 'split', 'dropout', 'elementwise', 'add', 'multiply'].includes(node.kind)) break;
    between.push(node);
    // The scores are what comes from a product; a mask or bias beside them is something else.
    const inputs: readonly SignalNode[] = inputsOf(model, node);
    const products = inputs.filter((one) => comesFromProduct(model, one));
    [node, ...others] = products.length > 0 ? products : inputs;
    if (others.length > 0 && products.length !== 1) break;
    others = [];
  }
  return { product: undefined, between };
}

function comesFromProduct(model: Model, start: SignalNode): boolean {
  let node: SignalNode | undefined = start;
  for (let step = 0; node !== undefined && step < mostSteps; step += 1) {
    if (node.kind === 'matmul') return true;
    if (!['reshape', 'split', 'dropout', 'elementwise', 'add', 'multiply'].includes(node.kind)) return false;
    node = inputsOf(model, node)[0];
  }
  return false;
}

/** The layers that two operands come from, each straight through reshapes; undefined where one of them is scaled or normed on the way. */
export function layersOf(
  model: Model,
  product: OperationNode,
): readonly [query: LayerNode, key: LayerNode] | undefined {
  // Two parts of one tensor, `q, k, v = split(qkv, 3)`, are one input.
  const factors = signalsIn(callOfNode(product)).flatMap(({ nodes }) => model.nodes[nodes[0] ?? -1] ?? []);
  const inputs = factors.length === 2 ? factors : inputsOf(model, product);
  const [left, right] = inputs.map((input) => straightFrom(model, input));
  return left && right ? [left, right] : undefined;
}

/** The layer that a tensor comes from, straight through reshapes. */
export function straightFrom(model: Model, start: SignalNode): LayerNode | undefined {
  let node: SignalNode | undefined = start;
  for (let step = 0; node !== undefined && step < mostSteps; step += 1) {
    if (node.kind === 'layer') return node.role === 'linear' || node.role === 'conv' ? node : undefined;
    if (node.kind !== 'reshape' && node.kind !== 'split' && node.kind !== 'dropout') return undefined;
    const [only, ...more]: readonly SignalNode[] = inputsOf(model, node);
    node = more.length === 0 ? only : undefined;
  }
  return undefined;
}
