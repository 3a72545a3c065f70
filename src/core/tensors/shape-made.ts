/** The shape of a tensor that the code makes. */
import type { MadeTensor } from '../network/graph';
import { axis, closed, type Shape } from './axis';
import type { ShapeContext } from './shapes';

export function madeShape(
  { shape, like }: MadeTensor,
  { lengthOf, shapeOf }: Pick<ShapeContext, 'lengthOf' | 'shapeOf'>,
): Shape | undefined {
  if (like !== undefined) return like.nodes.length === 0 ? undefined : shapeOf(like);
  return shape && closed(shape.map((size) => axis(lengthOf(size))));
}
