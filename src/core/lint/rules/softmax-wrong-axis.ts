import { samePlace } from '../../python/place';
import { bindArguments, canonicalName, symbolOf } from '../../frameworks';
import type { ActivationNode, Model, SignalNode, StepCall } from '../../network/graph';
import { consumersOf, isLossStep } from '../../network/ways';
import { phrase, type Phrase } from '../../phrase';
import type { CallExpression, Expression } from '../../python/syntax';
import { expressionAt } from '../../python/walk';
import { lengthName, placeOfAxis, type Shape } from '../../tensors/axis';
import { shapeOf } from '../../tensors/shapes';
import { kindOfLoss, predictionSource } from '../analysis/losses';
import type { Fix, Rule } from '../rule';
import { lastPart } from '../../python/dotted-name';
import { rankOf } from '../analysis/rank';
import { isSoftmax, scoresOf, straightFrom } from '../analysis/scores';
import { parseEinsum, type Einsum } from '../../network/operations/einsum';
import { inputsOf } from '../analysis/signal-walk';

const softmaxes: ReadonlySet<string> = new Set(['softmax', 'log_softmax', 'softmin']);

export const softmaxWrongAxis: Rule = {
  meta: {
    name: 'softmax-wrong-axis',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'failure',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary: 'Softmax over the batch: the samples compete with each other instead of the classes.',
  },
  /** PyTorch's `dim` has no default for modules and functions: what is left out is guessed. */
  onCall({ call, qualifiedName }, context) {
    const symbol = symbolOf(canonicalName(qualifiedName));
    if (symbol?.role !== 'activation' || symbol.framework !== 'torch' || !softmaxes.has(symbol.activation))
      return;
    const parameter = symbol.parameters.find(({ maps }) => maps === 'axis');
    if (parameter === undefined || parameter.default === undefined) return;
    const { byName, incomplete } = bindArguments(symbol.parameters, call, (one) =>
      context.bindings.constant(one),
    );
    const given = byName.get(parameter.name);
    if (incomplete || given === undefined || given.value !== null) return;
    // A module gets nothing but `dim`: what stands in its place is judged elsewhere.
    if (symbol.form === 'function' && call.arguments.length === 0) return;
    const last = call.arguments.at(-1);
    const place = given.expression ?? {
      unit: call.unit,
      start: last?.end ?? call.end - 1,
      end: last?.end ?? call.end - 1,
    };
    context.report({
      place: call,
      message: phrase`Without dim, PyTorch guesses: axis 1 of two or four axes, else axis 0, the batch. Write dim=-1.`,
      fixes: [
        {
          title: phrase`Write ${'dim=-1'} (changes training)`,
          safe: false,
          edits: [
            {
              kind: 'replace',
              place,
              newText: given.expression !== undefined ? '-1' : last === undefined ? 'dim=-1' : ', dim=-1',
            },
          ],
        },
      ],
    });
  },
  onModel(model, context) {
    for (const node of model.nodes) {
      if (node.kind !== 'activation' || !softmaxes.has(node.activation)) continue;
      const written = writtenAxis(node);
      if (written === undefined) continue;
      if (runsOverQueries(model, node, written.axis)) {
        context.report({
          place: written.call,
          message: phrase`Axis ${written.axis} is the queries': they compete for each key, and no query's weights add up to 1. Use ${-1}.`,
          fixes: [exchange(written.expression, -1)],
        });
        continue;
      }
      if (!runsOverBatch(model, node, written.axis)) continue;
      const features = featureAxis(model, node);
      context.report({
        place: written.call,
        message: messageOf(model, node, written.axis, features),
        related: model.losses
          .filter(({ predictions }) => predictions.includes(node.index))
          .slice(0, 1)
          .map((loss) => ({
            place: loss.callPlace ?? loss.place,
            message: phrase`This loss takes the output.`,
          })),
        fixes: [exchange(written.expression, features)],
      });
    }
  },
};

interface WrittenAxis {
  readonly call: CallExpression;
  readonly expression: Expression;
  readonly axis: number;
}

/** The axis that the call itself says. */
function writtenAxis(node: ActivationNode): WrittenAxis | undefined {
  const axis = node.parameters['axis'];
  const call = expressionAt(node.place);
  if (typeof axis !== 'number' || call?.kind !== 'Call') return undefined;
  const expression = call.arguments.find(
    ({ form, name, value }) =>
      (form === 'positional' || name === 'dim' || name === 'axis') && valueOf(value) === axis,
  )?.value;
  return expression === undefined ? undefined : { call, expression, axis };
}

function valueOf(expression: Expression): number | undefined {
  if (expression.kind === 'Number') return expression.value;
  if (expression.kind !== 'Unary' || expression.operator !== '-') return undefined;
  return expression.operand.kind === 'Number' ? -expression.operand.value : undefined;
}

/**
 * Axis 0 of what a layer with several outputs gives, where that is the batch: by a known shape, by a step on the way that cannot do without a
 * batch, or because a loss over classes takes it.
 */
function runsOverBatch(model: Model, node: ActivationNode, axis: number): boolean {
  const [input] = inputsOf(model, node);
  if (input === undefined || node.inputs.length !== 1) return false;
  // Scores of one unit are weights over a set.
  const source = layerBefore(model, input);
  if (source === undefined || source.width === 1 || hasOtherSoftmax(model, input, node)) return false;
  const shape = shapeOf(model, input.index);
  const place = shape === undefined ? undefined : placeOfAxis(shape, axis);
  const own = place === undefined ? undefined : shape?.axes[place];
  if (shape?.open === false) {
    if (shape.axes.length < 2 || place !== 0 || own?.role !== 'batch' || own.length === 1) return false;
    return isLast(model, node) || needsBatch(model, input, 'certain');
  }
  if (axis !== 0) return false;
  if (isTakenByClass(model, node)) return true;
  if (!isLast(model, node)) return false;
  return needsBatch(model, input, 'likely') || meetsClasses(model, node);
}

/**
 * Scores of queries and keys whose softmax runs over the queries, though the product with the values then sums over the keys. All three are
 * projections: tables of similarities, slots and capsules have other sums.
 */
function runsOverQueries(model: Model, node: ActivationNode, axis: number): boolean {
  if (!isSoftmax(node)) return false;
  const { product, between } = scoresOf(model, node);
  if (product === undefined || between.some(({ kind }) => kind === 'reshape' || kind === 'split'))
    return false;
  const sum = soleProduct(model, node);
  // Three parts of one projection are one step of the graph.
  const arePlain = inputsOf(model, product).every((input) => straightFrom(model, input) !== undefined);
  if (!arePlain || sum === undefined) return false;
  const [weights, values] = inputsOf(model, sum);
  if (weights === undefined || values === undefined || straightFrom(model, values) === undefined)
    return false;
  if (straightFrom(model, weights) !== undefined) return false;
  const equation = equationOf(sum);
  if (equation !== undefined) {
    const { inputs, output } = equation;
    const [left = [], right = []] = inputs;
    const over = left.at(axis);
    return over !== undefined && output.includes(over) && !right.includes(over) && left.length > 2;
  }
  if (!isMatrixProduct(sum) || !isMatrixProduct(product)) return false;
  const rank = product.call?.name === 'bmm' ? 3 : rankOf(model, product);
  return axis === -2 || (rank !== undefined && axis === rank - 2);
}

const isMatrixProduct = ({ call, qualifiedName }: SignalNode): boolean =>
  /^(?:bmm|matmul|@)$/.test(call?.name ?? lastPart(qualifiedName));

/** The only step behind a softmax, dropout aside, where that is a product which takes it first. */
function soleProduct(model: Model, softmax: SignalNode): SignalNode | undefined {
  let node = softmax;
  for (let step = 0; step < 4; step += 1) {
    const [next, ...others] = consumersOf(model, node.index);
    if (next === undefined || others.length > 0 || model.outputs.includes(node.index)) return undefined;
    if (next.kind === 'matmul')
      return next.inputs.length === 2 && next.inputs[0] === node.index ? next : undefined;
    if (next.kind !== 'dropout') return undefined;
    node = next;
  }
  return undefined;
}

/** `einsum('bij,bjd->bid', weights, values)`, whose result is written out. */
function equationOf({ call }: SignalNode): Einsum | undefined {
  const [first] = call?.name === 'einsum' ? call.positional : [];
  if (first?.kind !== 'constant' || typeof first.value !== 'string' || !first.value.includes('->'))
    return undefined;
  const equation = parseEinsum(first.value);
  return equation?.inputs.length === 2 ? equation : undefined;
}

/** `p.gather(1, actions)`, `(p * q).sum(1)`: what comes out has its classes along axis 1, so axis 0 are the samples. */
function isTakenByClass(model: Model, node: SignalNode): boolean {
  const pending: SignalNode[] = [node];
  for (let steps = 0; steps < 6; steps += 1) {
    const from = pending.pop();
    if (from === undefined) return false;
    for (const next of consumersOf(model, from.index)) {
      const { call } = next;
      const axis = call?.positional[1] ?? call?.keywords.get('dim') ?? call?.keywords.get('axis');
      const taking = from === node ? choosing : summing;
      if (axis?.kind === 'constant' && axis.value === 1 && taking.test(call?.name ?? '')) return true;
      if (next.kind === 'multiply') pending.push(next);
    }
  }
  return false;
}

const choosing = /^(?:gather|argmax|take_along_axis)$/;
/** Of products with the probabilities: weights of several heads over a set may be summed themselves. */
const summing = /^(?:sum|reduce_sum|logsumexp)$/;

/** The layer whose outputs go in; nothing but dropout may stand between. */
function layerBefore(model: Model, from: SignalNode): Extract<SignalNode, { kind: 'layer' }> | undefined {
  let node: SignalNode | undefined = from;
  for (let step = 0; node !== undefined && step < 8; step += 1) {
    if (node.kind === 'layer') return node.role === 'linear' || node.role === 'conv' ? node : undefined;
    if (node.kind !== 'dropout' && node.kind !== 'norm' && node.kind !== 'activation') return undefined;
    node = node.inputs.length === 1 ? inputsOf(model, node)[0] : undefined;
  }
  return undefined;
}

/** Both ways of a table of similarities, as in contrastive losses. */
function hasOtherSoftmax(model: Model, input: SignalNode, node: ActivationNode): boolean {
  return consumersOf(model, input.index).some(
    (other) =>
      other.kind === 'activation' &&
      softmaxes.has(other.activation) &&
      // Rounds of a loop meet the same one again.
      !samePlace(other.place, node.place),
  );
}

/** Nothing but a loss, a logarithm or the model's end takes it. */
function isLast(model: Model, node: SignalNode): boolean {
  const consumers = consumersOf(model, node.index);
  if (consumers.length === 0) return model.outputs.includes(node.index) || model.losses.length > 0;
  return consumers.every(
    (next) =>
      next.kind === 'output' ||
      isLossStep(next) ||
      // A cross-entropy by hand: `(labels * log_p).sum()`. Logarithms are no weights of a sum.
      (next.kind === 'multiply' && next.inputs.length === 1 && isLogarithmic(node)) ||
      (next.kind === 'elementwise' && /(?:^|\.)log$/.test(next.qualifiedName) && isLast(model, next)),
  );
}

const isLogarithmic = (node: SignalNode): boolean =>
  node.kind === 'activation' && node.activation === 'log_softmax';

/** Whether a step on the way takes batches only: for `certain`, one that says where in the shape the batch is. */
function needsBatch(model: Model, from: SignalNode, how: 'certain' | 'likely'): boolean {
  const seen = new Set<number>();
  const pending: SignalNode[] = [from];
  for (let node = pending.pop(); node !== undefined && seen.size < 200; node = pending.pop()) {
    if (seen.has(node.index)) continue;
    seen.add(node.index);
    if (node.kind === 'input' && /^(?:keras\.|tf\.placeholder)/.test(node.qualifiedName)) return true;
    if (node.kind === 'layer' && node.arguments['batch_first'] === true) return true;
    if (how === 'likely') {
      if (node.kind === 'layer' && /^(?:keras|tf)\.(?:\w+\.)*layers\./.test(node.qualifiedName)) return true;
      if (/BatchNorm/i.test(node.qualifiedName) || isFlattening(node)) return true;
    }
    pending.push(...inputsOf(model, node));
  }
  return false;
}

/** `nn.Flatten()`, `torch.flatten(x, 1)`, `x.view(x.size(0), -1)`: all axes but the first become one. */
function isFlattening(node: SignalNode): boolean {
  if (node.kind !== 'reshape') return false;
  if (/\.Flatten$/.test(node.qualifiedName)) return node.arguments['start_dim'] === 1;
  if (node.call !== undefined && /^(?:view|reshape)$/.test(node.call.name)) return keepsFirstAxis(node.call);
  const start = node.call?.positional[1] ?? node.call?.keywords.get('start_dim');
  return node.call?.name === 'flatten' && start?.kind === 'constant' && start.value === 1;
}

/** `x.view(x.size(0), -1)`, `jnp.reshape(x, (x.shape[0], -1))`: the first axis stays, one holds all others. */
function keepsFirstAxis({ positional }: StepCall): boolean {
  const given = positional.slice(1);
  const [only] = given;
  const axes = given.length === 1 && only?.kind === 'sequence' ? only.elements : given;
  const [first, rest, ...more] = axes;
  return (
    first?.kind === 'size' &&
    typeof first.size === 'object' &&
    'of' in first.size &&
    first.size.axis === 0 &&
    rest?.kind === 'constant' &&
    rest.value === -1 &&
    more.length === 0
  );
}

function meetsClasses(model: Model, node: SignalNode): boolean {
  return model.losses.some((loss) => {
    const { family } = kindOfLoss(loss);
    if (family !== 'categorical' && family !== 'negative-log-likelihood' && family !== 'divergence')
      return false;
    return (
      loss.predictions.includes(node.index) ||
      (loss.predictions.length === 0 && predictionSource(model, loss) === node)
    );
  });
}

/** Where the features are: the last axis, unless the shape says otherwise. */
function featureAxis(model: Model, node: SignalNode): number {
  const [input] = inputsOf(model, node);
  const shape = input === undefined ? undefined : shapeOf(model, input.index);
  if (shape === undefined || shape.open) return -1;
  const features = shape.axes.findIndex(({ role }) => role === 'feature');
  return features < 0 || features === shape.axes.length - 1 ? -1 : features;
}

function messageOf(model: Model, node: ActivationNode, axis: number, features: number): Phrase {
  const [input] = inputsOf(model, node);
  const shape = input === undefined ? undefined : shapeOf(model, input.index);
  const text = shape === undefined || shape.open ? undefined : printed(shape);
  return text === undefined
    ? phrase`Axis ${axis} is the batch: the samples share one probability instead of the classes. Use ${features}.`
    : phrase`Axis ${axis} of ${text} is the batch: the samples share one probability instead of the classes. Use ${features}.`;
}

const printed = (shape: Shape): string =>
  `(${shape.axes.map(({ length }) => (length === undefined ? '?' : lengthName(length))).join(', ')})`;

function exchange(expression: Expression, features: number): Fix {
  return {
    title: phrase`Use axis ${features} (changes training)`,
    safe: false,
    edits: [{ kind: 'replace', place: expression, newText: String(features) }],
  };
}
