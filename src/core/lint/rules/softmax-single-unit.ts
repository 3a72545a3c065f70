import type { ActivationNode, LayerNode, LossUse, Model, SignalNode } from '../../network/graph';
import { phrase } from '../../phrase';
import { calleeOf } from '../fixes/activation-edits';
import type { Expression, FunctionDefinition } from '../../python/syntax';
import { enclosing, expressionAt, walk } from '../../python/walk';
import { kindOfLoss, placeOfLoss, predictionOf } from '../analysis/losses';
import { isChosenByComparison } from '../analysis/branches';
import { isLastAxis, rankOf } from '../analysis/rank';
import { placeOfAxis } from '../../tensors/axis';
import { shapeOf } from '../../tensors';
import type { Fix, Rule } from '../rule';
import { inputsOf, isTransparent, sourceOfSignal } from '../analysis/signal-walk';
import { quotedLike, sourceOf } from '../../python/source-text';

export const softmaxSingleUnit: Rule = {
  meta: {
    name: 'softmax-single-unit',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'failure',
    defaultSeverity: 'error',
    fixable: 'suggestion',
    summary: 'Softmax over a single unit always gives 1: nothing can be learned.',
  },
  onModel(model, context) {
    for (const node of model.nodes) {
      if (node.kind !== 'activation') continue;
      const layer = singleUnitLayer(model, node);
      if (layer === undefined || !isSoftmaxOverFeatures(model, node, layer)) continue;
      if (isConfigured(layer) || isChosenByComparison(node, layer)) continue;
      context.report({
        place: node.place,
        message: phrase`Softmax over one unit is 1 for every input: its gradient is 0. Use sigmoid for a probability.`,
        related: [{ place: layer.place, message: phrase`This layer has one output unit.` }],
        fixes: sigmoidFix(node),
      });
    }
    for (const loss of model.losses) {
      const layer = loneLogit(model, loss);
      if (layer === undefined || isConfigured(layer)) continue;
      context.report({
        place: placeOfLoss(loss),
        message: phrase`This loss applies softmax, which over one logit is 1: the loss is always 0. Use binary cross-entropy.`,
        related: [
          { place: layer.place, message: phrase`This layer has one output unit.` },
          { place: loss.callPlace ?? loss.place, message: phrase`This loss takes the output.` },
        ],
      });
    }
  },
};

/** The layer of one unit whose output a cross-entropy takes as the logits of all classes. */
function loneLogit(model: Model, loss: LossUse): LayerNode | undefined {
  const kind = kindOfLoss(loss);
  const prediction = predictionOf(model, loss);
  if (kind.family !== 'categorical' || kind.input !== 'logits' || prediction === undefined) return undefined;
  const layer = sourceOfSignal(
    model,
    prediction,
    ({ kind: step }) => step === 'activation' || step === 'output',
  );
  if (layer?.kind !== 'layer' || layer.width !== 1) return undefined;
  // Channels are the axis of the classes wherever they stand.
  if (layer.role === 'conv') return layer;
  if (layer.role !== 'linear') return undefined;
  if (!loss.qualifiedName.startsWith('torch.')) return layer;
  const rank = rankOf(model, layer);
  return rank === 2 || (rank === undefined && !mayHaveMoreAxes(model, layer)) ? layer : undefined;
}

/** PyTorch's classes stand on the second axis: behind a sequence or a set that is another one than the features'. */
function mayHaveMoreAxes(model: Model, layer: LayerNode): boolean {
  const before = new Set<SignalNode>([layer]);
  // A set hands out what is added while it is gone through.
  for (const node of before) for (const input of inputsOf(model, node)) before.add(input);
  return [...before].some(
    (node) =>
      !plainSteps.has(node.kind) &&
      !(node.kind === 'layer' && (node.role === 'linear' || node.role === 'conv')) &&
      !(node.kind === 'reshape' && rankOf(model, node) === 2),
  );
}

const plainSteps: ReadonlySet<SignalNode['kind']> = new Set([
  'input',
  'activation',
  'norm',
  'dropout',
  'pooling',
  'add',
  'elementwise',
]);

/** A dense layer's features are the last axis; one that is counted from the front may be time, or the items of a set. */
function isSoftmaxOverFeatures(model: Model, node: ActivationNode, layer: LayerNode): boolean {
  if (node.activation !== 'softmax' && node.activation !== 'log_softmax') return false;
  const axis = node.arguments['dim'] ?? node.arguments['axis'];
  // Left out, or None, it is the last one; but in PyTorch None guesses.
  if (axis === undefined || axis === null)
    return (
      !node.qualifiedName.startsWith('torch.') &&
      !givesAxis(node) &&
      (layer.role === 'linear' || isChannelAxis(model, layer, -1))
    );
  if (typeof axis !== 'number') return false;
  return layer.role === 'conv' ? isChannelAxis(model, layer, axis) : isLastAxis(model, node, axis);
}

/** Where a convolution's channels are: PyTorch counts them from the front, the others have them last. */
function isChannelAxis(model: Model, layer: LayerNode, axis: number): boolean {
  const shape = shapeOf(model, layer.index);
  const place = shape === undefined ? undefined : placeOfAxis(shape, axis);
  if (shape === undefined || place === undefined) return false;
  const channels = shape.axes[place];
  return channels?.role === 'feature' && channels.length === 1;
}

/** An axis is written at the call, but its value is not known. */
function givesAxis(node: ActivationNode): boolean {
  const call = expressionAt(node.place);
  if (node.form === 'argument' || call?.kind !== 'Call') return false;
  const positional = call.arguments.filter(({ form }) => form === 'positional').length;
  return (
    call.arguments.some(({ form, name }) => form === 'double-star' || name === 'axis') ||
    positional > (node.form === 'function' ? 1 : 0)
  );
}

/** A width that a configuration gives, or a parameter that nobody in view sets, is 1 by its default only. */
function isConfigured({ place, chain }: LayerNode): boolean {
  const [own, ...outer] = [place, ...chain].map(expressionAt);
  if (own?.kind !== 'Call') return false;
  const given = own.arguments.map(({ value }) => value);
  if (given.some((value) => value.kind === 'Number' && value.value === 1)) return false;
  if (takesDefault(outer.at(-1) ?? own)) return true;
  const around = outer.flatMap((call) =>
    call?.kind === 'Call' ? call.arguments.map(({ value }) => value) : [],
  );
  return [...given, ...around].some((value) => {
    let configured = false;
    walk(value, (node) => {
      if (node.kind === 'Attribute' && /\b(?:config|cfg|hparams|args|self)$/i.test(sourceOf(node.object)))
        configured = true;
    });
    return configured;
  });
}

/** Whether a call hands on a parameter of the function around whose default is 1. */
function takesDefault(call: Expression | undefined): boolean {
  if (call?.kind !== 'Call') return false;
  const around = enclosing(call).find((node): node is FunctionDefinition => node.kind === 'Function');
  return call.arguments.some(({ value }) =>
    around?.parameters.some(
      ({ name, defaultValue }) =>
        value.kind === 'Name' &&
        value.id === name &&
        defaultValue?.kind === 'Number' &&
        defaultValue.value === 1,
    ),
  );
}

/** The dense layer or convolution of width 1 whose output this is, nothing but dropout between. */
function singleUnitLayer(model: Model, node: ActivationNode): LayerNode | undefined {
  const [input] = node.inputs;
  const start = input === undefined ? undefined : model.nodes[input];
  // A reshape may move other axes into the one that softmax runs over.
  const source =
    start === undefined
      ? undefined
      : sourceOfSignal(model, start, (step) => isTransparent(step) && step.kind === 'dropout');
  return source?.kind === 'layer' && hasFeatures.has(source.role) && source.width === 1 ? source : undefined;
}

const hasFeatures: ReadonlySet<LayerNode['role']> = new Set(['linear', 'conv']);

function sigmoidFix(node: ActivationNode): readonly Fix[] {
  if (node.activation !== 'softmax') return [];
  const title = phrase`Use sigmoid (changes training)`;
  const expression = expressionAt(node.place);
  if (node.form === 'argument' && expression?.kind === 'String') {
    return [
      {
        title,
        safe: false,
        edits: [{ kind: 'replace', place: expression, newText: quotedLike('sigmoid', expression) }],
      },
    ];
  }
  const callee = calleeOf(node);
  if (node.form !== 'module' || callee === undefined || expression === undefined) return [];
  const spelling = sourceOf(callee);
  if (!spelling.endsWith('.Softmax') || !node.qualifiedName.startsWith('torch.nn.')) return [];
  return [
    {
      title,
      safe: false,
      edits: [
        { kind: 'replace', place: expression, newText: `${spelling.slice(0, -'Softmax'.length)}Sigmoid()` },
      ],
    },
  ];
}
