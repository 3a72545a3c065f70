/** Which axis of a step's output an operation runs over, by the shapes that the code fixes. */
import type { Model, SignalNode } from '../network/graph';
import { shapeOf } from '../tensors';

/** Whether an axis is the last one of a node's output. Counted from the front, only a known rank tells. */
export function isLastAxis(model: Model, node: SignalNode, axis: number): boolean {
  if (axis === -1) return true;
  const shape = shapeOf(model, node.index);
  return axis >= 0 && shape !== undefined && !shape.open && shape.axes.length === axis + 1;
}
