/** What if: the same model with other starting weights. */
import type { Initialization, LayerNode, Model } from '../network/graph';
import { shareShapes } from './shapes';

/** @param startOf what a layer is to start as; undefined to leave it as it is */
export function reinitialized(
  model: Model,
  startOf: (layer: LayerNode) => Initialization | undefined,
): Model {
  const nodes = model.nodes.map((node) => {
    const initialization = node.kind === 'layer' ? startOf(node) : undefined;
    return initialization === undefined ? node : { ...node, initialization };
  });
  const other: Model = { ...model, nodes };
  shareShapes(model, other);
  return other;
}

/** He's initialisation for a rectifier of that slope below zero. */
export const heStart = (slope: number): Initialization => ({
  initializer: 'kaiming_normal',
  explicit: true,
  place: undefined,
  arguments: { nonlinearity: 'leaky_relu', negative_slope: slope, mode: 'fan_in' },
  weightVarianceTimesFanIn: 2 / (1 + slope ** 2),
});
