/** What the activation behind a layer is given, as far as it is normal: where on its curve the values lie. */
import { activationById, evaluate } from '../activations/catalogue';
import { sharesOf, type PreActivation, type Shares } from '../propagation/shares';
import type { ActivationNode, Model } from '../network/graph';
import { signalOf } from '../tensors';

export interface LayerShares {
  readonly activation: ActivationNode;
  readonly before: PreActivation;
  readonly shares: Shares;
}

/** Undefined where the signal is not known there or not normal, and for functions of whole vectors. */
export function layerShares(model: Model, activation: ActivationNode): LayerShares | undefined {
  const [input, ...others] = activation.inputs;
  const entry = activationById(activation.activation);
  if (input === undefined || others.length > 0 || entry?.elementwise !== true) return undefined;
  const known = signalOf(model).moments(input);
  if (known === undefined || !known.isNormal || known.stretch > 0) return undefined;
  const { mean, square, both } = known.moments;
  const variance = square - mean ** 2;
  if (!(variance > 0) || !Number.isFinite(variance)) return undefined;
  const before: PreActivation = { mean, variance, shared: Math.max(0, variance - both) };
  return { activation, before, shares: sharesOf(evaluate(entry, activation.parameters), before) };
}
