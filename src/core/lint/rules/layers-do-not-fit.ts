import { own } from '../../own';
import { lastPart } from '../../python/dotted-name';
import type { Given, Model, SignalNode, SignalReference, StepCall } from '../../network/graph';
import { phrase } from '../../phrase';
import type { CallExpression, Expression } from '../../python/syntax';
import { expressionAt } from '../../python/walk';
import { lengthOf } from '../../tensors/shapes';
import { isConditionalBeside } from '../analysis/branches';
import { PlaceSet } from '../../python/place-set';
import type { Fix, Rule, RuleContext } from '../rule';
import { inputsOf } from '../analysis/signal-walk';
import { sourceOf } from '../../python/source-text';

export const layersDoNotFit: Rule = {
  meta: {
    name: 'layers-do-not-fit',
    frameworks: ['torch'],
    category: 'failure',
    defaultSeverity: 'error',
    fixable: 'suggestion',
    summary: 'A layer gets another width than it takes: the first call raises.',
  },
  onModel(model, context) {
    const told = new PlaceSet();
    for (const node of model.nodes) {
      const need = needOf(node);
      if (need === undefined || told.has(node.place)) continue;
      const call = expressionAt(node.place);
      if (call?.kind !== 'Call') continue;
      // The syntax answers for most layers; shapes are traced for the others only.
      if (!isWritten(call, context)) continue;
      const sources = sourcesOf(model, node);
      if (sources?.every((source) => isFixed(source, node, context)) !== true) continue;
      const got = lengthOf(model, { of: signalInto(node), axis: need.axis });
      if (typeof got !== 'number' || got === need.width) continue;
      told.add(node.place);
      const [first] = sources;
      context.report({
        place: call,
        message: phrase`${sourceOf(call.callee)} takes ${need.width} ${need.what} and gets ${got}: the first call raises. Make both the same.`,
        related:
          first === undefined ? [] : [{ place: first.place, message: phrase`The ${got} come from here.` }],
        fixes: agreement(call, need.width, got),
      });
    }
  },
};

interface Need {
  readonly width: number;
  readonly axis: number;
  readonly what: ReturnType<typeof phrase>;
}

const features = phrase`features`;
const channels = phrase`channels`;

/** What PyTorch's layers ask of an axis of their input. */
function needOf(node: SignalNode): Need | undefined {
  const { qualifiedName, arguments: given } = node;
  if (!qualifiedName.startsWith('torch.nn.') || (node.kind !== 'layer' && node.kind !== 'norm'))
    return undefined;
  const name = lastPart(qualifiedName);
  const need = (argument: string, axis: number, what: Need['what']): Need | undefined => {
    const width = own(given, argument);
    return typeof width === 'number' ? { width, axis, what } : undefined;
  };
  switch (name) {
    case 'Linear':
      return need('in_features', -1, features);
    case 'RNN':
    case 'LSTM':
    case 'GRU':
      return need('input_size', -1, features);
    case 'LayerNorm':
      return need('normalized_shape', -1, features);
    default: {
      const spatial = Number(/^(?:Conv|ConvTranspose|BatchNorm)([123])d$/.exec(name)?.[1] ?? 0);
      if (spatial === 0) return undefined;
      if (name !== 'BatchNorm1d')
        return need(name.startsWith('B') ? 'num_features' : 'in_channels', -1 - spatial, channels);
      return undefined;
    }
  }
}

function signalInto(node: SignalNode): SignalReference {
  const first = node.call?.positional[0];
  return first?.kind === 'signal' ? first.signal : { nodes: node.inputs, piece: undefined };
}

const passing: ReadonlySet<SignalNode['kind']> = new Set([
  'activation',
  'dropout',
  'norm',
  'pooling',
  'concat',
  'reshape',
  'split',
]);

/** Layers and stated inputs from which a width comes, through steps whose shapes are certain; undefined where anything else is on the way. */
function sourcesOf(model: Model, from: SignalNode): readonly SignalNode[] | undefined {
  const sources: SignalNode[] = [];
  const seen = new Set<number>();
  const pending = [...inputsOf(model, from)];
  if (pending.length === 0) return undefined;
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node.index)) continue;
    seen.add(node.index);
    if (node.kind === 'layer') {
      if (node.role === 'attention' || !node.qualifiedName.startsWith('torch.nn.')) return undefined;
      sources.push(node);
    } else if (node.kind === 'input') {
      if (node.call?.positional[0]?.kind !== 'made') return undefined;
      sources.push(node);
    } else if (isOfWrittenWidth(node)) {
      sources.push(node);
    } else if (passing.has(node.kind)) {
      // Ways that join may have widths of their own.
      if (node.kind !== 'concat' && node.inputs.length !== 1) return undefined;
      pending.push(...inputsOf(model, node));
      if (node.kind === 'reshape' && !isFlattening(node)) return undefined;
      // A flattened width depends on everything before it.
      if (node.kind === 'reshape' && !isWholeKnown(model, node)) return undefined;
    } else return undefined;
  }
  return sources;
}

const isFlattening = (node: SignalNode): boolean =>
  /(?:^|\.)[Ff]latten$/.test(node.qualifiedName) || node.call?.name === 'flatten' || isRowOfAll(node);

/** What `x.view(n, 320)` and `x.view((n, 320))` are given. */
function sizesIn({ positional: [, first, ...more] }: StepCall): readonly (Given | undefined)[] {
  return first?.kind === 'sequence' && !first.open && more.length === 0 ? first.elements : [first, ...more];
}

/** `x.view(-1, 320)`: so wide, whatever comes in. */
function isOfWrittenWidth({ kind, call }: SignalNode): boolean {
  if (kind !== 'reshape' || call === undefined || call.open) return false;
  if (call.name !== 'view' && call.name !== 'reshape') return false;
  const sizes = sizesIn(call);
  const last = sizes.at(-1);
  return sizes.length > 1 && last?.kind === 'constant' && typeof last.value === 'number' && last.value > 0;
}

/** `x.view(x.size(0), -1)`: one row for each sample, of all that it has. */
function isRowOfAll({ call }: SignalNode): boolean {
  if (call === undefined || call.open || (call.name !== 'view' && call.name !== 'reshape')) return false;
  const sizes = sizesIn(call);
  const [rows, rest] = sizes;
  if (call.positional[0]?.kind !== 'signal' || sizes.length !== 2) return false;
  const isBatch =
    rows?.kind === 'size' && typeof rows.size === 'object' && 'axis' in rows.size && rows.size.axis === 0;
  return isBatch && rest?.kind === 'constant' && rest.value === -1;
}

/** Whether the model is called with a tensor of a stated shape, all the way up to a step. */
function isWholeKnown(model: Model, from: SignalNode): boolean {
  const pending = [...inputsOf(model, from)];
  const seen = new Set<number>();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node.index)) continue;
    seen.add(node.index);
    if (node.kind === 'input' ? node.call?.positional[0]?.kind !== 'made' : node.kind === 'unknown')
      return false;
    pending.push(...inputsOf(model, node));
  }
  return true;
}

const sizes =
  /^(?:in_features|out_features|in_channels|out_channels|num_features|input_size|hidden_size|num_layers|embedding_dim|num_embeddings|normalized_shape|bidirectional|proj_size)$/;

/** Its widths stand in the text as numbers, or as names of one number: no caller gives others. */
function isWritten(call: CallExpression, { bindings }: RuleContext): boolean {
  if (call.unit.uri !== bindings.module.uri) return false;
  return call.arguments.every(({ form, name, value }) => {
    if (form.endsWith('star')) return false;
    return (
      (form === 'keyword' && (name === undefined || !sizes.test(name))) ||
      bindings.constant(value) !== undefined
    );
  });
}

/** `view(-1, 16 * 5 * 5)`, `view((n, 320))`: the last size is a number, or a name of one. */
function isLastWritten(call: CallExpression, { bindings }: RuleContext): boolean {
  if (call.unit.uri !== bindings.module.uri) return false;
  const last = call.arguments.findLast(({ form }) => form === 'positional')?.value;
  const size = last?.kind === 'Tuple' || last?.kind === 'List' ? last.elements.at(-1) : last;
  return size !== undefined && bindings.constant(size) !== undefined;
}

/** A step that is always there, of a width that is written out. */
function isFixed(source: SignalNode, taker: SignalNode, context: RuleContext): boolean {
  if (source.kind === 'input') return true;
  const call = expressionAt(source.place);
  if (call?.kind !== 'Call' || isConditionalBeside(source, taker) || isConditionalBeside(taker, source))
    return false;
  return source.kind === 'reshape' ? isLastWritten(call, context) : isWritten(call, context);
}

/** Writes what comes in where the layer says what it takes. */
function agreement(call: CallExpression, width: number, got: number): readonly Fix[] {
  const written: Expression | undefined = (
    call.arguments.find(
      ({ name }) => name !== undefined && /^(?:in_|input_size|num_features|normalized_shape)/.test(name),
    ) ?? call.arguments.find(({ form }) => form === 'positional')
  )?.value;
  if (written?.kind !== 'Number' || written.value !== width) return [];
  return [
    {
      title: phrase`Take ${got} (changes the layer)`,
      safe: false,
      edits: [{ kind: 'replace', place: written, newText: String(got) }],
    },
  ];
}
