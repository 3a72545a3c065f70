import type { LayerNode, Model, OperationNode, SignalNode } from '../../network/graph';
import { phrase, type Phrase } from '../../phrase';
import type { Place } from '../../python/syntax';
import { expressionAt, nameOfCallee } from '../../python/walk';
import { ToldOnce } from '../analysis/told-once';
import { insertRelu } from '../fixes/activation-insertion';
import type { Rule, Severity } from '../rule';
import { consumersOf } from '../../network/ways';
import { outputHeads } from '../analysis/signal-walk';

export const missingNonlinearity: Rule = {
  meta: {
    name: 'missing-nonlinearity',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'shape',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary: 'Two weight layers with no activation between them: together they are one linear map.',
  },
  onModel(model, context) {
    const reported = new Set<number>();
    const told = new ToldOnce();
    for (const node of model.nodes) {
      if (node.kind !== 'layer' || reported.has(node.index) || !canCollapse(node)) continue;
      const followed = nextLayer(model, node);
      if (followed === undefined || !canCollapse(followed.layer) || !isPlainPair(node, followed.layer))
        continue;
      reported.add(followed.layer.index);
      const pair = { from: node, between: followed.between, to: followed.layer };
      const severity = severityOf(pair);
      if (severity === undefined) continue;
      if (!told.isNew(severity, [node.place, followed.layer.place])) continue;
      const edits = insertRelu(model, pair, context.bindings);
      context.report({
        place: followed.layer.place,
        severity,
        message: followed.between.some(isPooling)
          ? phrase`Only pooling stands between these convolutions: an activation lets them tell more patterns. Insert a ReLU.`
          : messageFor(node, followed.layer),
        related: [{ place: node.place, message: phrase`The layer before stands here.` }],
        fixes:
          edits === undefined
            ? []
            : [{ title: phrase`Insert a ReLU between them (changes training)`, safe: false, edits }],
      });
    }
  },
};

interface Pair {
  readonly from: LayerNode;
  readonly between: readonly OperationNode[];
  readonly to: LayerNode;
}

/** Both by their names in the model, where they have some: one line may make many layers. */
function messageFor(from: LayerNode, to: LayerNode): Phrase {
  const units =
    from.width === 1 ? phrase`1 hidden unit adds` : phrase`${String(from.width)} hidden units add`;
  return from.path === undefined || to.path === undefined || from.path === to.path
    ? phrase`No activation before this layer: two linear maps are one, so ${units} nothing.`
    : phrase`No activation between ${from.path} and ${to.path}: two linear maps are one, so ${units} nothing.`;
}

/**
 * A resampling or a stride between them is a reason of its own for two layers, though still a linear one. Undefined where the second cannot
 * take what the first gives: then the two never run one after the other.
 */
function severityOf({ from, between, to }: Pair): Severity | undefined {
  // The greatest of several is not linear, yet it tells less than an activation.
  if (between.some(isPooling)) return 'information';
  if (between.some(isResampling) || isStrided(from) || isStrided(to)) return 'hint';
  if (isBoundary(from, to) || isSetByHand(from) || isSetByHand(to)) return 'hint';
  const expected = to.role === 'conv' ? to.arguments['in_channels'] : to.fanIn;
  if (typeof expected !== 'number' || expected === from.width) return 'warning';
  // Behind a reshape the positions are mixed, too, by weights that the first layer shares among them.
  const reshaped = between.some(({ kind }) => kind === 'reshape');
  return reshaped && from.width !== undefined && expected % from.width === 0 ? 'hint' : undefined;
}

/** Who puts weights into PyTorch's layers by hand, `layer.weight = nn.Parameter(torch.eye(2))`, shows what they do. */
const isSetByHand = ({ initialization, qualifiedName }: LayerNode): boolean =>
  initialization === undefined
    ? qualifiedName.startsWith('torch.nn.')
    : initialization.explicit && initialization.initializer === 'identity';

/** Where one part of a model ends and another begins stands a code, an embedding, a projection between widths: linear on purpose. */
function isBoundary(from: LayerNode, to: LayerNode): boolean {
  const parts = [from, to].map(({ path }) => path?.slice(0, Math.max(0, path.lastIndexOf('.'))) ?? '');
  return parts[0] !== '' && parts[1] !== '' && parts[0] !== parts[1];
}

function isResampling({ kind, qualifiedName, place }: OperationNode): boolean {
  return (
    kind === 'reshape' &&
    /upsampl|interpolate|resize|shuffle|space_?to|to_?space|grid_sample|repeat|tile/i.test(
      `${qualifiedName} ${calledName(place)}`,
    )
  );
}

const isPooling = ({ kind }: SignalNode): boolean => kind === 'pooling';

/** The name that a function is called by. */
function calledName(place: Place): string {
  const call = expressionAt(place);
  return call?.kind === 'Call' ? nameOfCallee(call) : '';
}

function isStrided({ arguments: given }: LayerNode): boolean {
  const stride = given['stride'] ?? given['strides'];
  if (stride === undefined || stride === null || stride === 1) return false;
  if (typeof stride !== 'object') return true;
  return ('tuple' in stride ? stride.tuple : stride.list).some((step) => step !== 1);
}

/** Dense layers and full convolutions; pointwise, depthwise and transposed ones are combined on purpose. */
function canCollapse(layer: LayerNode): boolean {
  if (layer.role === 'linear') return true;
  if (layer.role !== 'conv' || /transpose|depthwise|separable/i.test(layer.qualifiedName)) return false;
  const groups = layer.arguments['groups'] ?? layer.arguments['feature_group_count'] ?? 1;
  const kernel = layer.arguments['kernel_size'];
  return groups === 1 && kernel !== undefined && kernel !== null && !isPointwise(kernel);
}

function isPointwise(kernel: NonNullable<LayerNode['arguments'][string]>): boolean {
  if (typeof kernel === 'number') return kernel === 1;
  if (typeof kernel !== 'object') return true;
  const sizes = 'tuple' in kernel ? kernel.tuple : kernel.list;
  // A 1×n kernel is half of a factorised convolution.
  return sizes.some((size) => size === 1);
}

/**
 * The middle is not narrower than both ends: a narrow one is a low-rank factorisation, which is a choice. As wide as one end is enough, so
 * that of the other nothing needs to be known.
 */
function isPlainPair(first: LayerNode, second: LayerNode): boolean {
  if (first.instance === second.instance || first.role !== second.role) return false;
  const { width } = first;
  if (width === undefined) return false;
  const ends = [first.role === 'conv' ? channelsInto(first) : first.fanIn, second.width];
  // What a convolution takes is told where it is made; of one that does not say it nothing is known.
  if (first.role === 'conv' && ends.includes(undefined)) return false;
  return ends.some((end) => end !== undefined && width >= end);
}

/** Given by name, or by what goes into one output and the size of the kernel. */
function channelsInto({ arguments: given, fanIn, qualifiedName }: LayerNode): number | undefined {
  const named = given['in_channels'];
  if (typeof named === 'number') return named;
  const kernel = given['kernel_size'];
  const rank = Number(/([123])[dD]$/.exec(qualifiedName)?.[1] ?? Number.NaN);
  const sides =
    typeof kernel === 'number'
      ? Array.from({ length: rank }, () => kernel)
      : typeof kernel === 'object' && kernel !== null
        ? 'tuple' in kernel
          ? kernel.tuple
          : kernel.list
        : [];
  const field = sides.reduce<number>(
    (product, side) => product * (typeof side === 'number' ? side : Number.NaN),
    1,
  );
  const channels = sides.length === 0 || fanIn === undefined ? Number.NaN : fanIn / field;
  return Number.isInteger(channels) ? channels : undefined;
}

/** The layer that takes this one's output, with nothing nonlinear on the way: the only one, or the widest of the model's output heads. */
function nextLayer(
  model: Model,
  from: LayerNode,
): { readonly layer: LayerNode; readonly between: readonly OperationNode[] } | undefined {
  const between: OperationNode[] = [];
  let node: SignalNode = from;
  for (;;) {
    // An output that is also returned is used as it is: an embedding, a code.
    if (model.outputs.includes(node.index)) return undefined;
    const consumers = consumersOf(model, node.index);
    const heads = outputHeads(model, consumers);
    const next: SignalNode | undefined = heads === undefined ? consumers[0] : widest(heads);
    if (next === undefined || (consumers.length > 1 && heads === undefined) || next.inputs.length !== 1)
      return undefined;
    if (next.kind === 'layer')
      return between.some(isPooling) && !(from.role === 'conv' && next.role === 'conv')
        ? undefined
        : { layer: next, between };
    const isWindow = next.kind === 'pooling' && !/global|adaptive|mean$/i.test(next.qualifiedName);
    if (!isWindow && next.kind !== 'dropout' && next.kind !== 'reshape' && next.kind !== 'norm')
      return undefined;
    between.push(next);
    node = next;
  }
}

/** Of several heads the widest says whether the layer before is narrow on purpose; undefined where a width is not known. */
function widest(heads: readonly LayerNode[]): LayerNode | undefined {
  if (heads.some(({ width }) => width === undefined)) return undefined;
  return heads.reduce((one, other) => ((other.width ?? 0) > (one.width ?? 0) ? other : one));
}
