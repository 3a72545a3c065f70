/**
 * Mean-field propagation of signal and gradient through a plain chain of layers (Poole et al. 2016, Schoenholz et al. 2017):
 * q_l = σ_w² h_{l−1} + σ_b², h_l = E[φ(√q_l z)²], d_l = E[φ′(√q_l z)²], χ_l = σ_w² d_l, z ~ N(0, 1).
 * Exact for infinite width; finite networks scatter around it by about depth/width.
 */
import type { ActivationParameters } from '../activations/activation';
import { activationMoments } from './moments';

export interface PropagationLayer {
  /** σ_w² = Var(w)·fan_in: 2 for He, 1 for LeCun and for Xavier on a square layer. */
  readonly weightVarianceTimesFanIn: number;
  /** Var(w)·fan_out, which the gradient meets; the same as for fan_in if left out. */
  readonly weightVarianceTimesFanOut?: number;
  readonly biasVariance?: number;
  /** Catalogue id of the activation that follows; undefined for none. */
  readonly activation: string | undefined;
  readonly parameters?: ActivationParameters;
}

export interface PropagatedLayer {
  /** q: mean square of the pre-activations. */
  readonly preActivationMeanSquare: number;
  /** h: mean square of the activations. */
  readonly activationMeanSquare: number;
  /** d: mean square of the activation's derivative. */
  readonly slopeMeanSquare: number;
  /** χ: what the gradient's mean square is multiplied by on its way back through activation and weights. */
  readonly chi: number;
  /** Mean square of the gradient at the pre-activations, for a gradient of mean square 1 at the chain's output. */
  readonly gradientMeanSquare: number;
}

export interface Propagation {
  readonly layers: readonly PropagatedLayer[];
  /** Mean square of the last activations over that of the chain's input. 0.0156 for six ReLU layers under Xavier. */
  readonly signalFactor: number;
  /** Mean square of the gradient at the chain's input over that at its output: Π χ. */
  readonly gradientFactor: number;
}

/**
 * Follows a signal of the given mean square through the chain and a gradient back.
 * @returns undefined for an empty chain, an activation that is not elementwise, or a negative or undefined variance.
 * Factors become Infinity or 0 where the signal leaves the range of float64.
 */
export function propagateChain(
  layers: readonly PropagationLayer[],
  inputMeanSquare = 1,
): Propagation | undefined {
  if (layers.length === 0 || !(inputMeanSquare > 0)) return undefined;
  const forward: Omit<PropagatedLayer, 'gradientMeanSquare'>[] = [];
  const backwardScales: number[] = [];
  let signal = inputMeanSquare;
  for (const layer of layers) {
    const scale = layer.weightVarianceTimesFanIn;
    const preActivationMeanSquare = scale * signal + (layer.biasVariance ?? 0);
    const moments = activationMoments(
      layer.activation ?? 'linear',
      layer.parameters ?? {},
      0,
      preActivationMeanSquare,
    );
    if (!moments || !(scale >= 0)) return undefined;
    const { square: value, slopeSquare: slope } = moments;
    const backwardScale = layer.weightVarianceTimesFanOut ?? scale;
    backwardScales.push(backwardScale);
    forward.push({
      preActivationMeanSquare,
      activationMeanSquare: value,
      slopeMeanSquare: slope,
      chi: backwardScale * slope,
    });
    signal = value;
  }
  let gradient = 1;
  const propagated: PropagatedLayer[] = [];
  for (let index = forward.length - 1; index >= 0; index -= 1) {
    const layer = forward[index];
    if (!layer) continue;
    const gradientMeanSquare = gradient * layer.slopeMeanSquare;
    propagated.unshift({ ...layer, gradientMeanSquare });
    gradient = gradientMeanSquare * (backwardScales[index] ?? 1);
  }
  return { layers: propagated, signalFactor: signal / inputMeanSquare, gradientFactor: gradient };
}
