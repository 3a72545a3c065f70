/** Inputs and outputs of a weight that the code multiplies with by hand. */
import type { ConstantValue } from '../../python/names';
import { fixedShape } from '../data/made-tensors';
import type { MadeTensor } from '../graph';
import type { LayerShape } from '../machine/front-end';
import { madeOf, type WrittenCall } from '../machine/given';
import type { CallArguments, ObjectValue, Value } from '../machine/values';
import { parseEinsum } from './einsum';
import { EMBEDDING, isArrayOfJax, isKernel, isParameter } from './weights-by-hand';

/** `[64]`, or `[1, 64]`. */
export const isRow = (sides: readonly number[] | undefined): boolean =>
  sides !== undefined && sides.length > 0 && sides.slice(0, -1).every((side) => side === 1);

/** Inputs and outputs of a weight by how it is used, where its shape is known. */
export function shapeByUse(
  name: string,
  weight: ObjectValue,
  isLeft: boolean,
  written: WrittenCall | undefined,
): LayerShape {
  const nothing = { fanIn: undefined, fanOut: undefined, width: undefined, bias: undefined };
  const shape = madeOf(weight)?.shape;
  const sides = fixedShape(shape);
  if (written?.name === 'einsum') return (sides && shapeByEquation(written.given, weight, sides)) ?? nothing;
  if (/einsum|tensordot/.test(name)) return nothing;
  if (sides === undefined) return shape?.length === 2 ? matrixByUse(name, shape) : nothing;
  // A sum over the last axis, which is gone then.
  if (sides.length === 1 && !isLeft && /^(?:@|mv|matmul)$|\.(?:mv|matmul)$/.test(name))
    return { fanIn: sides[0], fanOut: 1, width: undefined, bias: false };
  if (sides.length < 2) return nothing;
  if (/conv/.test(name)) return shapeOfConvolution(name, weight, sides) ?? nothing;
  if (sides.length > 2) return nothing;
  const [first = 0, second = 0] = sides;
  // On the left of a matrix a weight mixes rows, and what is the last axis stays as it is.
  if (isLeft && /\.(?:mm|matmul)$|^(?:mm|matmul|@)$/.test(name) && isParameter(weight))
    return { fanIn: second, fanOut: first, width: undefined, bias: false };
  // `jnp.dot(w, x)` of a vector.
  return /functional\.linear$/.test(name) || (isLeft && isArrayOfJax(weight))
    ? { fanIn: second, fanOut: first, width: first, bias: false }
    : { fanIn: first, fanOut: second, width: second, bias: false };
}

/** `einsum('btd,vd->btv', x, w)`: what is in no output is added up. */
function shapeByEquation(
  { positional: [equation, ...operands] }: CallArguments,
  weight: ObjectValue,
  sides: readonly number[],
): LayerShape | undefined {
  const text = equation?.kind === 'scalar' && typeof equation.value === 'string' ? equation.value : undefined;
  const parsed = text === undefined ? undefined : parseEinsum(text);
  const [place, ...others] = operands.flatMap((operand, index) => (isRows(operand, weight) ? [index] : []));
  const letters = place === undefined || others.length > 0 ? undefined : parsed?.inputs[place];
  if (parsed === undefined || letters?.length !== sides.length) return undefined;
  const product = (isWanted: (letter: string) => boolean): number =>
    letters.reduce((all, letter, index) => (isWanted(letter) ? all * (sides[index] ?? 1) : all), 1);
  const last = letters.indexOf(parsed.output.at(-1) ?? '');
  return {
    fanIn: product((letter) => !parsed.output.includes(letter)),
    fanOut: product((letter) => parsed.output.includes(letter)),
    width: last < 0 ? undefined : sides[last],
    bias: false,
  };
}

/** Whether an operand is this weight, or the table of an embedding that stands for it. */
const isRows = (operand: Value, weight: ObjectValue): boolean =>
  operand === weight || (isKernel(operand) && operand.owner.base === EMBEDDING);

/** PyTorch's kernels have the channels first: out, in, then the sides; a transposed one has them the other way round. */
function shapeOfConvolution(
  name: string,
  weight: ObjectValue,
  sides: readonly number[],
): LayerShape | undefined {
  if (!isParameter(weight)) return shapeOfLastChannels(name, sides);
  const [first = 0, second = 0, ...kernel] = sides;
  const field = kernel.reduce((product, side) => product * side, 1);
  const [channelsIn, width] = /conv_transpose/.test(name) ? [first, second] : [second, first];
  return { fanIn: channelsIn * field, fanOut: width * field, width, bias: false };
}

/** Of a matrix of which one side is known only when the network runs, as wide as what comes in. */
function matrixByUse(name: string, shape: NonNullable<MadeTensor['shape']>): LayerShape {
  const [first, second] = shape.map((side) => (typeof side === 'number' ? side : undefined));
  const [fanIn, fanOut] = /functional\.linear$/.test(name) ? [second, first] : [first, second];
  return { fanIn, fanOut, width: fanOut, bias: false };
}

/** TensorFlow's kernels have the channels last: height, width, in, out. */
function shapeOfLastChannels(name: string, sides: readonly number[]): LayerShape | undefined {
  const field = fieldOf(name, sides)?.reduce((product, side) => product * side, 1);
  const [channelsIn = 0, width = 0] = sides.slice(-2);
  return field === undefined
    ? undefined
    : { fanIn: channelsIn * field, fanOut: width * field, width, bias: false };
}

/** The sides of a kernel of TensorFlow's over positions. */
function fieldOf(name: string, sides: readonly number[] | undefined): readonly number[] | undefined {
  const rank = Number(/\.conv([123])d$/.exec(name)?.[1] ?? Number.NaN);
  return sides?.length === rank + 2 ? sides.slice(0, rank) : undefined;
}

/** What a layer with a kernel of the same size is told by its arguments; `weight_rank` where that is a vector. */
export function kernelArguments(name: string, weight: ObjectValue): Readonly<Record<string, ConstantValue>> {
  const sides = fixedShape(madeOf(weight)?.shape);
  if (sides?.length === 1 && !/conv/.test(name)) return { weight_rank: 1 };
  const field = isParameter(weight) ? undefined : fieldOf(name, sides);
  return field === undefined ? {} : { kernel_size: { tuple: field } };
}
