/** Layers whose weights run over positions: MLP-Mixer, gMLP, `Conv1d` over tokens. */
import type { LayerNode, Model } from '../network/graph';
import { axisAt } from './axis';
import { isItems, shapesOf } from './shapes';
import { hasChannelsFirst, spatialOf } from './windows';

/**
 * Whether a layer in front of a step takes what stood at positions for its channels. What its biases and activations add is the same in every unit of a position and
 * not, as elsewhere, at every position of a unit, so that a mean over positions of a sum with it keeps more than is followed here.
 */
export function mixesPositions(model: Model, before: number): boolean {
  let first = firstMixing.get(model);
  if (first === undefined) {
    const found = model.nodes.find((node) => node.kind === 'layer' && takesPositions(model, node));
    firstMixing.set(model, (first = found?.index ?? Number.POSITIVE_INFINITY));
  }
  return first < before;
}

const firstMixing = new WeakMap<Model, number>();

function takesPositions(model: Model, layer: LayerNode): boolean {
  if (layer.role !== 'linear' && layer.role !== 'conv') return false;
  const input = shapesOf(model)[layer.inputs[0] ?? -1];
  if (input === undefined || isItems(input)) return false;
  const spatial = layer.role === 'conv' ? spatialOf(layer) : 0;
  const channels = axisAt(input, hasChannelsFirst(layer) && spatial > 0 ? -1 - spatial : -1);
  // A convolution along the channels, as efficient channel attention has it, takes one position.
  const isMany = channels?.role === 'position' && channels.length !== 1;
  return isMany && input.axes.some(({ role }) => role === 'feature');
}
