import { lastPart } from '../../python/dotted-name';
import type { ActivationNode, Model, SignalNode } from '../../network/graph';
import { phrase } from '../../phrase';
import { removal } from '../fixes/activation-edits';
import type { Rule } from '../rule';
import { consumersOf } from '../../network/ways';
import { kindOfLoss, predictionSource } from '../analysis/losses';
import { inputsOf } from '../analysis/signal-walk';

/** Those whose output is never negative: a leaky one keeps the sign, so sigmoid still covers (0, 1). */
const nonNegative: ReadonlySet<string> = new Set(['relu', 'relu6', 'relu_squared']);

/** Activations that turn scores of either sign into probabilities. */
const normalising: ReadonlySet<string> = new Set(['sigmoid', 'softmax', 'log_softmax']);

/** `softmax(relu(E₁E₂ᵀ))` over embeddings of nodes is a learnt graph: what the ReLU takes away are edges, no classes. */
function isAdjacency(model: Model, relu: ActivationNode): boolean {
  const [product] = inputsOf(model, relu);
  // Of two parameters one is the other's weight.
  if (product?.kind === 'layer')
    return (
      product.inputs.length === 0 &&
      /^(?:mat|)mul$|^b?mm$|^(?:tensor|)dot$|^einsum$/.test(lastPart(product.qualifiedName))
    );
  if (product?.kind !== 'matmul') return false;
  const pending: SignalNode[] = [product];
  const seen = new Set<number>();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node.index)) continue;
    seen.add(node.index);
    if (node.kind === 'layer' || node.kind === 'input') return false;
    pending.push(...inputsOf(model, node));
  }
  return true;
}

/** Where a loss takes the same output as logits, `relu-on-output` says what the ReLU does to both. */
const isToldByLoss = (model: Model, relu: ActivationNode): boolean =>
  inputsOf(model, relu)[0]?.kind === 'layer' &&
  model.losses.some((loss) => kindOfLoss(loss).input === 'logits' && predictionSource(model, loss) === relu);

export const reluBeforeSigmoid: Rule = {
  meta: {
    name: 'relu-before-sigmoid',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'shape',
    defaultSeverity: 'error',
    fixable: 'suggestion',
    summary:
      'ReLU directly before sigmoid: the output never falls below 0.5; before softmax, negative logits are lost.',
  },
  onModel(model, context) {
    for (const node of model.nodes) {
      if (node.kind !== 'activation' || !normalising.has(node.activation)) continue;
      const relu = inputsOf(model, node).find(
        (input): input is ActivationNode => input.kind === 'activation' && nonNegative.has(input.activation),
      );
      if (relu === undefined || node.inputs.length !== 1) continue;
      if (node.activation !== 'sigmoid' && isAdjacency(model, relu)) continue;
      if (isToldByLoss(model, relu)) continue;
      const edits = consumersOf(model, relu.index).length === 1 ? removal(relu, context.bindings) : undefined;
      context.report({
        place: relu.place,
        severity: node.activation === 'sigmoid' ? 'error' : 'warning',
        message:
          node.activation === 'sigmoid'
            ? phrase`ReLU directly before sigmoid: the probability is never below 0.5, and units below 0 get no gradient.`
            : phrase`ReLU directly before ${node.activation === 'softmax' ? 'softmax' : 'log-softmax'}: all negative logits become 0, so unlikely classes cannot be told apart and get no gradient.`,
        related: [{ place: node.place, message: phrase`The ${node.activation} stands here.` }],
        fixes:
          edits === undefined
            ? []
            : [{ title: phrase`Remove the ReLU (changes training)`, safe: false, edits }],
      });
    }
  },
};
