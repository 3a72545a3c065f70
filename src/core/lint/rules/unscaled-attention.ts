import type { LayerNode, Model, OperationNode, SignalNode, SignalReference } from '../../network/graph';
import { phrase } from '../../phrase';
import { expressionAt, parentOf } from '../../python/walk';
import { axisAt, callOfNode, scoresAtStart, shapeOf, signalsIn } from '../../tensors';
import { formatFigure } from '../../numerics/figures';
import type { Fix, Rule } from '../rule';
import { isSoftmax, layersOf, scoresOf } from '../analysis/scores';
import { inputsOf } from '../analysis/signal-walk';
import { sourceOf } from '../../python/source-text';

/** Beyond, a softmax over some dozens of keys gives most of its weight to one of them at the start. */
const loud = 2.5;
/** Scaled dot products start at 1 or below. */
const least = 1.5;

export const unscaledAttention: Rule = {
  meta: {
    name: 'unscaled-attention',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'shape',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary:
      'Softmax over products of queries and keys without a factor: it starts saturated and hardly learns.',
  },
  onModel(model, context) {
    for (const node of model.nodes) {
      if (!isSoftmax(node)) continue;
      const { product, between } = scoresOf(model, node);
      if (!product || between.some(mayScale) || hasFactor(product)) continue;
      const layers = layersOf(model, product);
      if (!layers || (layers[0].index === layers[1].index && !areParts(model, product))) continue;
      const start = scoresAtStart(model, product.index);
      const width = start?.width ?? innerWidth(model, product, layers[0]);
      const variance = start?.variance ?? usualVariance(layers, width);
      if (variance === undefined || width === undefined) continue;
      const spread = Math.sqrt(variance);
      if (spread < least) continue;
      const place = product.callPlace ?? product.place;
      context.report({
        place: node.callPlace ?? node.place,
        ...(spread > loud ? {} : { severity: 'information' }),
        message: phrase`Scores of q·k start with a spread of ${formatFigure(spread)}: the softmax saturates. Divide them by the root of ${String(width)}.`,
        related: [{ place, message: phrase`Queries and keys are multiplied here.` }],
        fixes: divisionFix(product, width),
      });
    }
  },
};

/** A product or quotient on the way: with a number it is the factor, with a weight a temperature. A mask is not told from one. */
function mayScale({ kind, call, qualifiedName }: SignalNode): boolean {
  if (kind === 'multiply') return true;
  if (kind !== 'elementwise') return false;
  const name = call?.name ?? qualifiedName.slice(qualifiedName.lastIndexOf('.') + 1);
  return !/^(?:masked_fill_?|where|\+|-|add_?|sub_?|float|to|type|astype|cast|type_as|contiguous|half|select)$/u.test(
    name,
  );
}

/** `torch.baddbmm(…, alpha=scale)`, `Dot(normalize=True)`. */
const hasFactor = ({ call, arguments: given }: OperationNode): boolean =>
  given['normalize'] === true || call?.keywords.has('alpha') === true || /cdist/u.test(call?.name ?? '');

/** Both from one layer: `qkv(x).chunk(3)` and `q, k, v = qkv(x).view(…).permute(…)` give different parts. */
function areParts(model: Model, product: OperationNode): boolean {
  return signalsIn(callOfNode(product)).every((factor) => {
    let reference: SignalReference | undefined = factor;
    for (let step = 0; reference !== undefined && step < 20; step += 1) {
      const node: SignalNode | undefined = model.nodes[reference.nodes[0] ?? -1];
      if (reference.piece !== undefined || node?.kind === 'split') return true;
      if (node === undefined || node.kind === 'layer') return false;
      const [only, ...more]: readonly number[] = node.inputs;
      reference =
        signalsIn(callOfNode(node))[0] ??
        (only === undefined || more.length > 0 ? undefined : { nodes: [only], piece: undefined });
    }
    return false;
  });
}

function innerWidth(model: Model, product: OperationNode, query: LayerNode): number | undefined {
  const [left] = inputsOf(model, product);
  const shape = left && shapeOf(model, left.index);
  const length = shape && axisAt(shape, -1)?.length;
  if (typeof length === 'number') return length;
  // Straight from the layer its units are what is summed over.
  return left?.index === query.index ? query.width : undefined;
}

/** For inputs of unit size, where the width of the layer's input is not known. */
function usualVariance(
  layers: readonly [LayerNode, LayerNode],
  width: number | undefined,
): number | undefined {
  const sizes = layers.map(({ initialization }) => {
    if (initialization?.weightVarianceTimesFanIn !== undefined)
      return initialization.weightVarianceTimesFanIn;
    // LeCun's is 1 for every width, Glorot's where a layer keeps it.
    return initialization !== undefined && /^(?:lecun|xavier)_/u.test(initialization.initializer)
      ? 1
      : undefined;
  });
  const [query, key] = sizes;
  return query === undefined || key === undefined || width === undefined ? undefined : width * query * key;
}

function divisionFix(product: OperationNode, width: number): readonly Fix[] {
  const expression = expressionAt(product.callPlace ?? product.place);
  if (expression?.kind !== 'Call' && expression?.kind !== 'Binary') return [];
  const text = sourceOf(expression);
  // `layers.Dot(axes=2)([q, k])`: the layer's result is divided.
  const around = parentOf(expression);
  const isInner = around?.kind === 'Attribute' || around?.kind === 'Binary' || around?.kind === 'Unary';
  const isParenthesised = /^\s*\)/u.test(expression.unit.text.slice(expression.end));
  const divided = `${text} / ${String(width)} ** 0.5`;
  const whole = isInner && !isParenthesised ? `(${divided})` : divided;
  return [
    {
      title: phrase`Divide by the root of ${String(width)}`,
      safe: false,
      edits: [{ kind: 'replace', place: expression, newText: whole }],
    },
  ];
}
