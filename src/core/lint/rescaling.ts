/** Whether something near a layer sets the signal's scale anew, so that the layer's own initialisation matters less. */
import type { ActivationNode, LayerNode, Model, SignalNode } from '../network/graph';
import { consumersOf } from '../network/ways';
import { inputsOf } from './signal-walk';

/** A normalisation, a residual add, attention or a gating product. */
function rescales({ kind }: SignalNode): boolean {
  return kind === 'norm' || kind === 'add' || kind === 'attention' || kind === 'multiply';
}

/** The common exemption of rules about initialisation and depth: looks from the layer's input to the activation behind the next layer. */
export function isRescaled(model: Model, layer: LayerNode, activation: ActivationNode): boolean {
  if (model.weightsLoaded) return true;
  const before = stepsAround(model, layer, inputsOf);
  const between = stepsAround(model, layer, (_, node) => consumersOf(model, node.index));
  const after = stepsAround(model, activation, (_, node) => consumersOf(model, node.index));
  const behindNext = after
    .filter((node) => node.kind === 'layer')
    .flatMap((next) => stepsAround(model, next, (_, node) => consumersOf(model, node.index)));
  const near = [...before, ...between, ...after, ...behindNext];
  return near.some(rescales) || near.some((node) => node.kind === 'layer' && node.role === 'attention');
}

/** Steps from a node on, up to and with the next layers and activations. */
function stepsAround(
  model: Model,
  from: SignalNode,
  next: (model: Model, node: SignalNode) => readonly SignalNode[],
): readonly SignalNode[] {
  const seen = new Set<SignalNode>();
  const open = [...next(model, from)];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    // What is added up behind a loss is no longer the signal.
    if (node.kind !== 'layer' && node.kind !== 'activation' && node.kind !== 'loss')
      open.push(...next(model, node));
  }
  return [...seen];
}
