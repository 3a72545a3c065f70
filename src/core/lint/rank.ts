/** How many axes a tensor of the graph has, the batch's included, where the code leaves no doubt. */
import type { Model, SignalNode } from '../network/graph';
import type { ConstantValue } from '../python/names';
import { expressionAt } from '../python/walk';
import type { CallExpression, Expression } from '../python/syntax';
import { inputsOf } from './signal-walk';

/** Whether an axis is the last one of a node's output. Counted from the front, only a known rank tells. */
export function isLastAxis(model: Model, node: SignalNode, axis: number): boolean {
  return axis === -1 || (axis >= 0 && rankOf(model, node) === axis + 1);
}

/** Axes of a node's output; undefined where nothing on its way says. */
export function rankOf(model: Model, node: SignalNode): number | undefined {
  const ranks = ranksIn(model);
  return ranks[node.index];
}

const known = new WeakMap<Model, readonly (number | undefined)[]>();

/** One pass: a node's inputs stand before it. */
function ranksIn(model: Model): readonly (number | undefined)[] {
  const kept = known.get(model);
  if (kept !== undefined) return kept;
  const ranks: (number | undefined)[] = [];
  for (const node of model.nodes) ranks[node.index] = rankAfter(model, node, ranks);
  known.set(model, ranks);
  return ranks;
}

function rankAfter(
  model: Model,
  node: SignalNode,
  ranks: readonly (number | undefined)[],
): number | undefined {
  const before = (): number | undefined => {
    const all = inputsOf(model, node).map(({ index }) => ranks[index]);
    const [first] = all;
    return all.every((rank) => rank === first) ? first : undefined;
  };
  switch (node.kind) {
    case 'input':
      return declaredRank(node);
    case 'layer':
      if (node.role === 'conv') return convolutionRank(node);
      return node.role === 'linear' ? (declaredRank(node) ?? before()) : undefined;
    case 'activation':
    case 'dropout':
      return declaredRank(node) ?? before();
    case 'norm':
      return /BatchNorm([23])d$/.test(node.qualifiedName)
        ? 2 + Number(/([23])d$/.exec(node.qualifiedName)?.[1])
        : (declaredRank(node) ?? before());
    case 'reshape':
      return rankOfReshape(node);
    case 'pooling':
      return rankOfPooling(node);
    default:
      return undefined;
  }
}

/** `input_shape=(28, 28)`, `input_dim=8`, `keras.Input((4,))`: Keras leaves the batch's axis out. */
function declaredRank({ qualifiedName, place }: SignalNode): number | undefined {
  if (!qualifiedName.startsWith('keras.')) return undefined;
  const call = expressionAt(place);
  if (call?.kind !== 'Call') return undefined;
  const keyword = (...names: readonly string[]): Expression | undefined =>
    call.arguments.find(({ name }) => name !== undefined && names.includes(name))?.value;
  const sizes = (shape: Expression | undefined): number | undefined => {
    const elements = elementsOf(shape);
    return elements && sizesOf(elements);
  };
  const whole = keyword('batch_shape', 'batch_input_shape');
  if (whole !== undefined) return sizes(whole);
  const [first] = call.arguments;
  const one =
    keyword('input_shape') ??
    (qualifiedName === 'keras.Input'
      ? (keyword('shape') ?? (first?.form === 'positional' ? first.value : undefined))
      : undefined);
  const axes = sizes(one);
  if (axes !== undefined) return axes + 1;
  return keyword('input_dim') === undefined ? undefined : 2;
}

function lengthOf(value: ConstantValue | undefined): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('tuple' in value) return value.tuple.length;
  return 'list' in value ? value.list.length : undefined;
}

/** PyTorch also takes a single example without the batch's axis, so only Keras and TensorFlow are certain. */
function convolutionRank({ qualifiedName }: SignalNode): number | undefined {
  const axes = /^(?:keras|tf)\..*?(?:Conv|conv)([123])[dD]/.exec(qualifiedName)?.[1];
  return axes === undefined ? undefined : Number(axes) + 2;
}

function rankOfPooling({ qualifiedName, arguments: given }: SignalNode): number | undefined {
  return /^keras\.layers\.Global\w+Pooling/.test(qualifiedName) && given['keepdims'] !== true ? 2 : undefined;
}

function rankOfReshape(node: SignalNode): number | undefined {
  const { qualifiedName, arguments: given } = node;
  if (qualifiedName === 'torch.nn.Flatten')
    return given['end_dim'] === -1 && typeof given['start_dim'] === 'number' && given['start_dim'] >= 0
      ? given['start_dim'] + 1
      : undefined;
  if (/^(?:keras|tf)\.(?:\w+\.)*(?:Flatten|flatten)$/.test(qualifiedName)) return 2;
  if (qualifiedName === 'keras.layers.RepeatVector') return 3;
  if (qualifiedName === 'keras.layers.Reshape') {
    const shape = lengthOf(given['target_shape']);
    return shape === undefined ? undefined : shape + 1;
  }
  const call = expressionAt(node.callPlace ?? node.place);
  return call?.kind === 'Call' && call.callee.kind === 'Attribute'
    ? rankOfCall(call, call.callee.name)
    : undefined;
}

/** `x.view(n, -1)`, `x.flatten(1)`, `torch.flatten(x, 1)`, `jnp.reshape(x, (n, -1))`. */
function rankOfCall(call: CallExpression, method: string): number | undefined {
  const given = call.arguments;
  if (given.some(({ form }) => form.endsWith('star'))) return undefined;
  const positional = given.filter(({ form }) => form === 'positional').map(({ value }) => value);
  if (method === 'flatten') {
    const named = given.find(({ name }) => name === 'start_dim')?.value;
    if (given.some(({ name }) => name === 'end_dim')) return undefined;
    const start = named ?? positional.find((value) => value.kind === 'Number');
    return start?.kind === 'Number' && positional.length <= 2 && start.value >= 0
      ? start.value + 1
      : undefined;
  }
  if (method !== 'view' && method !== 'reshape') return undefined;
  const [first, second] = positional;
  const shape = elementsOf(first) ?? elementsOf(second);
  if (shape !== undefined) return sizesOf(shape);
  // `jnp.reshape(x, shape)` and `x.view(shape)` hide the number of sizes.
  return positional.length >= 2 && second?.kind !== 'Attribute' && isSize(first)
    ? sizesOf(positional)
    : undefined;
}

function elementsOf(expression: Expression | undefined): readonly Expression[] | undefined {
  return expression?.kind === 'Tuple' || expression?.kind === 'List' ? expression.elements : undefined;
}

/** What can only be one size: a number, or a size that is asked of a tensor. */
function isSize(expression: Expression | undefined): boolean {
  if (expression === undefined) return false;
  if (expression.kind === 'Number' || expression.kind === 'Unary') return true;
  if (expression.kind === 'Subscript')
    return expression.object.kind === 'Attribute' && expression.object.name === 'shape';
  if (expression.kind !== 'Call' || expression.callee.kind !== 'Attribute') return false;
  return expression.callee.name === 'size' && expression.arguments.length === 1;
}

function sizesOf(elements: readonly Expression[]): number | undefined {
  return elements.some(({ kind }) => kind === 'Starred') ? undefined : elements.length;
}
