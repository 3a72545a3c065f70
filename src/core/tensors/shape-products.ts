/** Matrix products and layers that act on the last axis. */
import { madeShape } from './shape-made';
import type { ConstantValue } from '../python/names';
import { isGeneral } from '../frameworks/fans';
import type { LayerNode } from '../network/graph';
import {
  agreed,
  axis,
  broadcast,
  closed,
  elementsOfAxes,
  placeOfAxis,
  rankOf,
  type Axis,
  type Shape,
} from './axis';
import { parseEinsum } from '../network/operations/einsum';
import { callOfNode, constantParts } from './read-call';
import type { ShapeContext } from './shapes';

/** Dense layers replace the last axis, whatever stands in front of it. */
export function productShape(context: ShapeContext, node: LayerNode): Shape | undefined {
  const { input } = context;
  const feature = axis(node.width, 'feature');
  if (node.call?.name === 'einsum') {
    const shape = einsumShape(context);
    // What an axis of the weight puts last are units.
    const last = shape?.axes.at(-1);
    return shape === undefined || last === undefined || last.role !== 'unknown'
      ? shape
      : closed([...shape.axes.slice(0, -1), axis(last.length, 'feature')]);
  }
  if (isGeneral(node.qualifiedName)) return input && generalShape(node, input);
  if (/einsum/i.test(node.qualifiedName)) return undefined;
  if (input === undefined || input.axes.length === 0) return { open: true, axes: [feature] };
  const front = input.axes.slice(0, -1).map((own, index): Axis => {
    if (own.role !== 'unknown') return own;
    return { length: own.length, role: index === 0 && !input.open ? 'batch' : 'position' };
  });
  return { open: input.open, axes: node.arguments['weight_rank'] === 1 ? front : [...front, feature] };
}

/** Places of the axes that a layer of several axes sums over; undefined where they are not known. */
export function generalAxes(node: LayerNode, input: Shape): readonly number[] | undefined {
  const batches = constantParts(node.arguments['batch_dims']) ?? [];
  const given = node.arguments['axis'] ?? -1;
  const axes = (constantParts(given) ?? [given]).map((one) =>
    typeof one === 'number' ? placeOfAxis(input, one) : undefined,
  );
  return batches.length > 0 || axes.includes(undefined) ? undefined : axes.filter((one) => one !== undefined);
}

const generalFeatures = ({
  arguments: given,
}: LayerNode): readonly (ConstantValue | undefined)[] | undefined => {
  const features = given['features'] ?? given['out_features'];
  return features === undefined ? undefined : (constantParts(features) ?? [features]);
};

/** How many outputs an element of the input of such a layer reaches. */
export function generalFanOut(node: LayerNode): number | undefined {
  const features = isGeneral(node.qualifiedName) ? generalFeatures(node) : undefined;
  return features && elementsOfAxes(features.map(featureAxis));
}

const featureAxis = (length: ConstantValue | undefined): Axis =>
  axis(typeof length === 'number' ? length : undefined, 'feature');

function generalShape(node: LayerNode, input: Shape): Shape | undefined {
  const [taken, features] = [generalAxes(node, input), generalFeatures(node)];
  if (taken === undefined || features === undefined) return undefined;
  const front = input.axes.filter((_, place) => !taken.includes(place));
  return { open: input.open, axes: [...front, ...features.map(featureAxis)] };
}

/** `a @ b`, `bmm`, `einsum`: batches broadcast, the last axis of one meets the last but one of the other. */
export function matmulShape(context: ShapeContext): Shape | undefined {
  const call = callOfNode(context.node);
  const operands =
    call.name.startsWith('badd') || call.name === 'addmm' ? call.positional.slice(1) : call.positional;
  if (call.name === 'einsum') return einsumShape(context);
  const shapes = operands.flatMap((given) => {
    if (given.kind === 'signal') return [context.shapeOf(given.signal)];
    if (given.kind === 'made' && given.tensor.shape !== undefined) return [madeShape(given.tensor, context)];
    return [];
  });
  const [left, right] = shapes;
  if (shapes.length !== 2 || left === undefined || right === undefined) return undefined;
  if (left.axes.length < 2 || right.axes.length < 2) return undefined;
  const row = left.axes.at(-2);
  const column = right.axes.at(-1);
  if (row === undefined || column === undefined) return undefined;
  if (agreed(left.axes.at(-1)?.length, right.axes.at(-2)?.length) === 'clash') return undefined;
  const batches = broadcast(
    { open: left.open, axes: left.axes.slice(0, -2) },
    { open: right.open, axes: right.axes.slice(0, -2) },
  );
  return batches === undefined ? undefined : { open: batches.open, axes: [...batches.axes, row, column] };
}

function einsumShape(context: ShapeContext): Shape | undefined {
  const call = callOfNode(context.node);
  const equation = call.positional.find(
    (given) => given.kind === 'constant' && typeof given.value === 'string',
  );
  if (equation?.kind !== 'constant' || typeof equation.value !== 'string') return undefined;
  const shapes = call.positional
    .filter((given) => given !== equation)
    .map((given) =>
      given.kind === 'signal'
        ? context.shapeOf(given.signal)
        : given.kind === 'made' && given.tensor.shape !== undefined
          ? madeShape(given.tensor, context)
          : undefined,
    );
  const parsed = parseEinsum(equation.value, shapes.map(rankOf));
  if (parsed === undefined) return undefined;
  const axes = new Map<string, Axis>();
  for (const [index, letters] of parsed.inputs.entries()) {
    const shape = shapes[index];
    if (shape === undefined || shape.open || shape.axes.length !== letters.length) continue;
    letters.forEach((letter, place) => {
      const own = shape.axes[place];
      const before = axes.get(letter);
      if (own !== undefined && (before?.length === undefined || typeof own.length === 'number'))
        axes.set(letter, { length: own.length ?? before?.length, role: before?.role ?? own.role });
    });
  }
  return closed(parsed.output.map((letter) => axes.get(letter) ?? axis(undefined)));
}
