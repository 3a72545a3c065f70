/** The shape of a tensor that the code makes. */
import type { MadeTensor, StepCall } from '../network/graph';
import { axis, closed, type Role, type Shape } from './axis';
import type { ShapeContext } from './shapes';

export function madeShape(
  { shape, like }: MadeTensor,
  { lengthOf, shapeOf }: Pick<ShapeContext, 'lengthOf' | 'shapeOf'>,
): Shape | undefined {
  if (like !== undefined) return like.nodes.length === 0 ? undefined : shapeOf(like);
  return shape && closed(shape.map((size) => axis(lengthOf(size))));
}

/** What a step without inputs is called on: latents, or queries, that are trained. */
export function tableIn({ positional: [given] }: StepCall): MadeTensor | undefined {
  return given?.kind === 'made' && given.tensor.initializer !== undefined ? given.tensor : undefined;
}

/** A table with its units on the last axis, in front of them its rows, and in front of those the batch. */
export function tableShape(
  tensor: MadeTensor,
  readers: Pick<ShapeContext, 'lengthOf' | 'shapeOf'>,
): Shape | undefined {
  const shape = madeShape(tensor, readers);
  if (shape === undefined || shape.open) return shape;
  const last = shape.axes.length - 1;
  const [first] = tensor.shape ?? [];
  const isPerSample = typeof first === 'object' && 'of' in first && first.axis === 0;
  const roleOf = (place: number): Role =>
    place === last ? 'feature' : place === 0 && (last > 1 || isPerSample) ? 'batch' : 'position';
  return closed(
    shape.axes.map(({ length, role }, place) => axis(length, role === 'unknown' ? roleOf(place) : role)),
  );
}
