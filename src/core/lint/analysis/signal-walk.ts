/** Ways through a signal graph that rules share: backwards from a loss, along plain chains. Those forwards are in network/ways.ts. */
import type { ActivationNode, LayerNode, Model, OperationNode, SignalNode } from '../../network/graph';
import { consumersOf, isLossStep } from '../../network/ways';

export function inputsOf(model: Model, { inputs }: SignalNode): readonly SignalNode[] {
  const nodes: SignalNode[] = [];
  for (const input of inputs) {
    const node = model.nodes[input];
    if (node !== undefined) nodes.push(node);
  }
  return nodes;
}

/** Steps that leave the distribution's shape alone: what may stand between a layer and "its" activation in a plain chain. */
export function isTransparent(node: SignalNode): boolean {
  return (
    node.kind === 'dropout' || node.kind === 'reshape' || node.kind === 'pooling' || node.kind === 'split'
  );
}

/** Steps that keep the sign and the order of values: through these a softmax or sigmoid still is one when it reaches a loss. */
export function isReshaping(node: SignalNode): boolean {
  return node.kind === 'reshape' || node.kind === 'split' || node.kind === 'output';
}

/** The single node that an output comes from, back through steps that `pass` accepts; undefined where ways join or end. */
export function sourceOfSignal(
  model: Model,
  start: SignalNode,
  pass: (node: SignalNode) => boolean,
): SignalNode | undefined {
  let node: SignalNode | undefined = start;
  while (node !== undefined && pass(node)) {
    const inputs: readonly SignalNode[] = inputsOf(model, node);
    node = inputs.length === 1 ? inputs[0] : undefined;
  }
  return node;
}

export interface ChainLink {
  readonly layer: LayerNode;
  /** Between the layer and its activation, or the next layer where there is none. */
  readonly between: readonly OperationNode[];
  readonly activation: ActivationNode | undefined;
  /** Between the activation and the next layer. */
  readonly after: readonly OperationNode[];
}

/** Index of the step whose output the next layer takes. */
export const endOf = ({ layer, between, activation, after }: ChainLink): number =>
  (after.at(-1) ?? activation ?? between.at(-1) ?? layer).index;

/** Layer, activation, layer, activation … with one way in and one way out of every step. */
export interface Chain {
  readonly links: readonly ChainLink[];
  /** True where the chain ends in the next layer or the model's output, false where it stops at a branch or something unknown. */
  readonly closed: boolean;
  /** Its end goes into several layers and nothing else: output heads, branches. */
  readonly isDivided: boolean;
}

/** The maximal chains of a model whose steps are layers, activations, dropout, pooling and reshapes only: "plain". A norm, a branch or anything unknown ends a chain. */
export function plainChains(model: Model): readonly Chain[] {
  const chains: Chain[] = [];
  const inChain = new Set<number>();
  for (const node of model.nodes) {
    if (node.kind !== 'layer' || inChain.has(node.index) || !startsChain(node)) continue;
    const links: ChainLink[] = [];
    let layer: LayerNode | undefined = node;
    let closed = false;
    let isDivided = false;
    while (layer !== undefined && !inChain.has(layer.index)) {
      inChain.add(layer.index);
      const step = followLink(model, layer);
      links.push(step.link);
      ({ closed, isDivided } = step);
      layer = step.next;
    }
    chains.push({ links, closed, isDivided });
  }
  return chains;
}

function startsChain(layer: LayerNode): boolean {
  return layer.role === 'linear' || layer.role === 'conv';
}

function followLink(
  model: Model,
  layer: LayerNode,
): Omit<Chain, 'links'> & { readonly link: ChainLink; readonly next: LayerNode | undefined } {
  const end = (link: ChainLink, closed: boolean, next?: LayerNode, isDivided = false) => ({
    link,
    next,
    closed,
    isDivided,
  });
  const between: OperationNode[] = [];
  const after: OperationNode[] = [];
  let activation: ActivationNode | undefined;
  let node: SignalNode = layer;
  for (;;) {
    const consumers = consumersOf(model, node.index);
    const [next] = consumers;
    const link: ChainLink = { layer, between, activation, after };
    if (next === undefined) return end(link, model.outputs.includes(node.index));
    if (consumers.length !== 1 || next.inputs.length !== 1)
      return end(
        link,
        false,
        undefined,
        consumers.every(({ kind }) => kind === 'layer'),
      );
    if (next.kind === 'layer') return end(link, true, startsChain(next) ? next : undefined);
    if (next.kind === 'activation') {
      if (activation !== undefined) return end(link, false);
      activation = next;
    } else if (isTransparent(next)) {
      (activation === undefined ? between : after).push(next);
    } else {
      return end(link, next.kind === 'output' || isLossStep(next));
    }
    node = next;
  }
}

/** Links whose activation is hidden: another layer follows. */
export function hiddenLinks(chain: Chain): readonly ChainLink[] {
  return chain.isDivided ? chain.links : chain.links.slice(0, -1);
}

/** The catalogue's ids that rules about ReLU mean: zero or leaky below, linear above. */
export const reluFamily: ReadonlySet<string> = new Set([
  'relu',
  'leaky_relu',
  'prelu',
  'rrelu',
  'relu6',
  'keras_relu',
  'crelu',
  'shifted_relu',
  'threshold',
]);

/**
 * The output heads among which a signal divides: mean and variance, actor and critic. Each gives an output of the model or a loss's prediction,
 * through an activation at most. Undefined where something else takes the signal, too.
 */
export function outputHeads(
  model: Model,
  consumers: readonly SignalNode[],
): readonly LayerNode[] | undefined {
  if (consumers.length < 2) return undefined;
  const heads = consumers.flatMap((node) =>
    node.kind === 'layer' && node.role === 'linear' && node.inputs.length === 1 && endsModel(model, node)
      ? [node]
      : [],
  );
  return heads.length === consumers.length ? heads : undefined;
}

/** What alone takes a step's output and nothing beside it; where the output divides among output heads, the first of them. */
export function soleFollower(model: Model, node: SignalNode): SignalNode | undefined {
  const consumers = consumersOf(model, node.index);
  const [next] = consumers;
  if (next === undefined || next.inputs.length !== 1) return undefined;
  return consumers.length === 1 || outputHeads(model, consumers) !== undefined ? next : undefined;
}

function endsModel(model: Model, node: SignalNode): boolean {
  if (model.outputs.includes(node.index)) return true;
  const consumers = consumersOf(model, node.index);
  return (
    consumers.length > 0 &&
    consumers.every(
      (next) =>
        isLossStep(next) ||
        next.kind === 'output' ||
        (next.kind === 'activation' && node.kind === 'layer' && endsModel(model, next)),
    )
  );
}

/** Common exemptions (CE) that hold for a whole model: its weights come from elsewhere. */
export function isExempt(model: Model): boolean {
  return model.weightsLoaded;
}
