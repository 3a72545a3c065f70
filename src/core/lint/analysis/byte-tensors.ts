/** Tensors that surely hold the bytes of an image, and where they become floats. */
import type { Bindings } from '../../python/names';
import type { CallExpression, Expression } from '../../python/syntax';
import { isFloatType } from './float-types';
import { valueOf } from './local-value';

/** Functions of torchvision that give pixels as bytes. */
const readers =
  /^torchvision\.(?:transforms\.(?:v2\.)?functional\.pil_to_tensor|io\.(?:image\.)?(?:read_image|decode_image|decode_jpeg|decode_png))$/;
const datasets = /^torchvision\.datasets\.(?:mnist\.)?(?:MNIST|FashionMNIST|KMNIST|QMNIST|EMNIST)$/;
/** Methods that leave values alone. */
const movers: ReadonlySet<string> = new Set(
  'unsqueeze squeeze permute transpose view reshape flatten contiguous clone copy detach cuda cpu repeat expand to'.split(
    ' ',
  ),
);
/** Names and methods are followed this far. */
const MOST_STEPS = 30;

export interface Conversion {
  /** `x.float()`. */
  readonly call: CallExpression;
  readonly from: Expression;
}

/** Back from a value through names and moves to the call that made floats of it. */
export function conversionBehind(value: Expression, bindings: Bindings): Conversion | undefined {
  let node: Expression | undefined = value;
  for (let step = 0; node !== undefined && step < MOST_STEPS; step += 1) {
    if (
      node.kind === 'Call' &&
      node.callee.kind === 'Attribute' &&
      converts(node, node.callee.name, bindings)
    )
      return { call: node, from: node.callee.object };
    node = before(node, bindings);
  }
  return undefined;
}

function converts(call: CallExpression, method: string, bindings: Bindings): boolean {
  if (method === 'float' || method === 'half' || method === 'double') return call.arguments.length === 0;
  return (
    (method === 'to' || method === 'type') && call.arguments.some(({ value }) => isFloatType(value, bindings))
  );
}

/** What an expression is a view of: the value of a name, the tensor of a slice or of a method that moves elements. */
function before(node: Expression, bindings: Bindings): Expression | undefined {
  if (node.kind === 'Name') return valueOf(node, bindings);
  if (node.kind === 'Subscript') return node.object;
  return node.kind === 'Call' && node.callee.kind === 'Attribute' && movers.has(node.callee.name)
    ? node.callee.object
    : undefined;
}

/** The expression that gives bytes, back through names and moves; undefined where it may give something else. */
export function byteSource(value: Expression, bindings: Bindings): Expression | undefined {
  let node: Expression | undefined = value;
  for (let step = 0; node !== undefined && step < MOST_STEPS; step += 1) {
    if (givesBytes(node, bindings)) return node;
    const array = arrayInside(node, bindings);
    node = array ?? before(node, bindings);
  }
  return undefined;
}

function givesBytes(node: Expression, bindings: Bindings): boolean {
  if (node.kind === 'Attribute') {
    if (!/^(?:data|train_data|test_data)$/.test(node.name)) return false;
    const owner = node.object.kind === 'Name' ? valueOf(node.object, bindings) : node.object;
    return owner?.kind === 'Call' && datasets.test(bindings.qualifiedName(owner.callee) ?? '');
  }
  if (node.kind !== 'Call') return false;
  const { callee } = node;
  if (callee.kind === 'Call')
    return /^torchvision\.transforms\.(?:v2\.)?PILToTensor$/.test(
      bindings.qualifiedName(callee.callee) ?? '',
    );
  const name = bindings.qualifiedName(callee) ?? '';
  if (readers.test(name)) return true;
  if (name === 'cv2.imread') return node.arguments.length === 1;
  if (name !== 'numpy.array' && name !== 'numpy.asarray') return false;
  const type = node.arguments.find((argument) => argument.name === 'dtype');
  if (type !== undefined) return bindings.qualifiedName(type.value) === 'numpy.uint8';
  return node.arguments[0] !== undefined && isColourImage(node.arguments[0].value, bindings);
}

/** `image.convert('RGB')`: other modes of PIL may be floats. */
function isColourImage(expression: Expression, bindings: Bindings): boolean {
  const image = expression.kind === 'Name' ? valueOf(expression, bindings) : expression;
  if (image?.kind !== 'Call' || image.callee.kind !== 'Attribute' || image.callee.name !== 'convert')
    return false;
  const [mode] = image.arguments;
  return mode?.value.kind === 'String' && /^(?:RGBA?|L)$/.test(mode.value.value ?? '');
}

/** `torch.from_numpy(array)`, `cv2.cvtColor(array, …)`: bytes stay bytes. */
function arrayInside(node: Expression, bindings: Bindings): Expression | undefined {
  if (node.kind !== 'Call') return undefined;
  const name = bindings.qualifiedName(node.callee) ?? '';
  const keeps =
    name === 'cv2.cvtColor' ||
    name === 'cv2.resize' ||
    (/^torch\.(?:from_numpy|tensor|as_tensor)$/.test(name) && node.arguments.length === 1);
  return keeps ? node.arguments[0]?.value : undefined;
}
