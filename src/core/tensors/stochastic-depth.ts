/** Stochastic depth, `x * torch.empty(…).bernoulli_(p).div_(p)` or timm's `DropPath`: a branch is dropped for whole samples in training. */
import type { Model, SignalNode, SignalReference } from '../network/graph';
import { callOfNode } from './read-call';

/** The share that is kept; undefined for any other step. */
const keptShare = (node: SignalNode): number | undefined => keptPart(node)?.share;

/** What is kept, and by what it is multiplied: 1 divided by its share, as a rule. */
export function keptPart(node: SignalNode): { readonly share: number; readonly factor: number } | undefined {
  if (node.kind === 'dropout' && /drop_?path$/i.test(node.qualifiedName)) {
    const rate = node.arguments['drop_prob'];
    if (typeof rate !== 'number' || rate < 0 || rate >= 1) return undefined;
    return { share: 1 - rate, factor: 1 / (1 - rate) };
  }
  if (node.kind !== 'multiply') return undefined;
  for (const given of callOfNode(node).positional) {
    if (given.kind !== 'made' || given.tensor.initializer !== 'bernoulli') continue;
    const { p: share, scale = 1 } = given.tensor.arguments;
    if (typeof share !== 'number' || share <= 0 || typeof scale !== 'number') return undefined;
    return { share, factor: scale };
  }
  return undefined;
}

/** What a step that keeps some samples is made of, where it has been divided by the share before, too. */
function sourcesOf(model: Model, { inputs }: SignalNode): readonly number[] {
  return inputs.flatMap((input) => {
    const node = model.nodes[input];
    const isScaled =
      node !== undefined &&
      /^(?:multiply|elementwise)$/.test(node.kind) &&
      node.inputs.length === 1 &&
      callOfNode(node).positional.some((given) => given.kind === 'constant');
    return isScaled ? [input, ...node.inputs] : [input];
  });
}

/** Of ways that join those of training: past the noise, or what drops elements, goes what a model gives once it is trained. */
export function waysOfTraining(model: Model, { nodes }: SignalReference): readonly number[] {
  if (nodes.length < 2) return nodes;
  const passed = new Set(
    nodes.flatMap((index) => {
      const node = model.nodes[index];
      if (node === undefined) return [];
      // `if self.training: x = F.dropout(x)`
      if (node.kind === 'dropout') return node.inputs;
      return keptShare(node) !== undefined ? sourcesOf(model, node) : [];
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
