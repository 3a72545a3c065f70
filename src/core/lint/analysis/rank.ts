/** Which axis of a step's output an operation runs over, by the shapes that the code fixes. */
import type { Model, SignalNode } from '../../network/graph';
import { shapeOf } from '../../tensors';

/** Whether an axis is the last one of a node's output. Counted from the front, only a known rank tells. */
export function isLastAxis(model: Model, node: SignalNode, axis: number): boolean {
  return axis === -1 || (axis >= 0 && rankOf(model, node) === axis + 1);
}

/** Axes of a node's output, the batch's included; undefined where nothing on its way says. */
export function rankOf(model: Model, node: SignalNode): number | undefined {
  const shape = shapeOf(model, node.index);
  return shape === undefined || shape.open ? undefined : shape.axes.length;
}
