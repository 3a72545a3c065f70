import type { LayerNode, Model, SignalNode } from '../../network/graph';
import { expressionAt } from '../../python/walk';
import type { Fix, Rule } from '../rule';
import { consumersOf } from '../../network/ways';
import { inputsOf, soleFollower, sourceOfSignal } from '../analysis/signal-walk';
import { quotedLike } from '../../python/source-text';
import type { ActivationNode } from '../../network/graph';
import { phrase, type Phrase } from '../../phrase';
import { formatFigure } from '../../numerics/figures';

/** Steps between the product of queries and keys and the layer before the softmax. */
const longestMixing = 6;

export const softmaxInHiddenLayer: Rule = {
  meta: {
    name: 'softmax-in-hidden-layer',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'shape',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary:
      'A softmax feeds another weight layer: its outputs sum to 1, so the signal is small and units compete.',
  },
  onModel(model, context) {
    for (const node of model.nodes) {
      if (node.kind !== 'activation' || node.activation !== 'softmax') continue;
      const [input] = node.inputs;
      const start = input === undefined ? undefined : model.nodes[input];
      const source = start && sourceOfSignal(model, start, keepsUnits);
      // Attention scores come out of a product; a hidden softmax comes straight out of a layer.
      if (source?.kind !== 'layer' || (source.role !== 'linear' && source.role !== 'conv')) continue;
      const next = onlyLayerAfter(model, node);
      if (next === undefined || comesFromProduct(model, source)) continue;
      if (isHead(model, source, next) || joinsResidual(model, next)) continue;
      context.report({
        place: node.place,
        message: softmaxMessage(source.width),
        related: [{ place: next.place, message: phrase`The next layer stands here.` }],
        fixes: reluFix(node),
      });
    }
  },
};

function softmaxMessage(width: number | undefined): Phrase {
  return width === undefined
    ? phrase`This softmax feeds another layer: its outputs sum to 1, and one grows only against the others. Use ReLU.`
    : phrase`This softmax feeds another layer: its ${String(width)} outputs sum to 1, on average ${formatFigure(1 / width)}. Use ReLU.`;
}

/** An output head whose posteriors are also fed back: its scores are used elsewhere, or the same layer is called again for something else. */
function isHead(model: Model, layer: LayerNode, next: LayerNode): boolean {
  return (
    model.outputs.includes(layer.index) ||
    consumersOf(model, layer.index).length > 1 ||
    model.nodes.some(
      (node) =>
        node.kind === 'layer' &&
        node.instance === layer.instance &&
        node.index !== layer.index &&
        // A model that is called twice does the same twice.
        layerBehindSoftmax(model, node)?.instance !== next.instance,
    )
  );
}

/** The layer that takes the softmax of another one's output. */
function layerBehindSoftmax(model: Model, from: LayerNode): LayerNode | undefined {
  let node: SignalNode = from;
  for (;;) {
    const next = soleFollower(model, node);
    if (next === undefined) return undefined;
    if (next.kind === 'activation' && next.activation === 'softmax') return onlyLayerAfter(model, next);
    if (!keepsUnits(next)) return undefined;
    node = next;
  }
}

/** Added to a residual stream, what the softmax selects is a memory that is read, or a condition. */
function joinsResidual(model: Model, layer: LayerNode): boolean {
  let node: SignalNode = layer;
  for (;;) {
    // Behind the output stands the loss.
    if (model.outputs.includes(node.index)) return false;
    const consumers = consumersOf(model, node.index);
    const [next] = consumers;
    if (consumers.some(({ kind }) => kind === 'add')) return true;
    if (next === undefined || consumers.length !== 1 || next.inputs.length !== 1) return false;
    if (next.kind !== 'dropout' && next.kind !== 'reshape' && next.kind !== 'norm') return false;
    node = next;
  }
}

/** Attention mixes its scores with small layers before and after the softmax ("talking heads"); a product not far back tells. */
function comesFromProduct(model: Model, from: SignalNode): boolean {
  let level: readonly SignalNode[] = [from];
  for (let steps = 0; steps < longestMixing; steps++) {
    level = level.flatMap((node) => inputsOf(model, node));
    if (level.some((node) => node.kind === 'matmul' || node.kind === 'attention')) return true;
  }
  return false;
}

/** The one layer that takes the softmax, nothing but dropout and reshapes between. Products (gates, attention) end the search. */
function onlyLayerAfter(model: Model, from: SignalNode): LayerNode | undefined {
  let node: SignalNode = from;
  for (;;) {
    const next = soleFollower(model, node);
    if (next === undefined) return undefined;
    if (next.kind === 'layer') return next.role === 'linear' || next.role === 'conv' ? next : undefined;
    if (!keepsUnits(next) && next.kind !== 'reshape') return undefined;
    node = next;
  }
}

/** The units behind it are those before it. */
const keepsUnits = ({ kind }: SignalNode): boolean =>
  kind === 'dropout' || kind === 'norm' || kind === 'pooling';

function reluFix(node: ActivationNode): readonly Fix[] {
  const expression = expressionAt(node.place);
  if (node.form !== 'argument' || expression?.kind !== 'String') return [];
  return [
    {
      title: phrase`Use ReLU (changes training)`,
      safe: false,
      edits: [{ kind: 'replace', place: expression, newText: quotedLike('relu', expression) }],
    },
  ];
}
