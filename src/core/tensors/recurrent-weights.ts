/** The weights of recurrent layers, as they start. */
import { weightMean } from '../frameworks/variance';
import type { LayerNode } from '../network/graph';
import { activationFunction, type PointFunction } from './point-function';

export interface RecurrentWeights {
  /** Var(w)·fan_in of the kernel and of the recurrent one. */
  readonly kernel: number;
  readonly recurrent: number;
  /** Sum of both biases' variances. */
  readonly bias: number;
  /** Mean of the forget gate's bias. */
  readonly forget: number;
}

export interface RecurrentLayers {
  readonly kind: 'rnn' | 'lstm' | 'gru';
  readonly activation: PointFunction;
  readonly layers: readonly RecurrentWeights[];
  readonly dropout: number;
  readonly bidirectional: boolean;
}

/** Undefined where they are not known. */
export function recurrentWeights(step: LayerNode): RecurrentLayers | undefined {
  const { qualifiedName: name, arguments: given } = step;
  const kind = /LSTM/.test(name) ? 'lstm' : /GRU/.test(name) ? 'gru' : /RNN/.test(name) ? 'rnn' : undefined;
  if (kind === undefined || /Conv/.test(name)) return undefined;
  const { initialization, recurrentInitialization, biasInitialization, fanIn, width } = step;
  const kernel = initialization?.weightVarianceTimesFanIn;
  const recurrent = recurrentInitialization?.weightVarianceTimesFanIn;
  if (kernel === undefined || recurrent === undefined || width === undefined) return undefined;
  if (typeof given['proj_size'] === 'number' && given['proj_size'] > 0) return undefined;
  const torch = name.startsWith('torch.');
  let [bias, forget] = [0, torch ? 0 : kind === 'lstm' && given['unit_forget_bias'] !== false ? 1 : 0];
  if (step.bias !== false && torch) {
    if (biasInitialization === undefined) return undefined;
    const fixed = /^(?:zeros|ones|constant)$/.test(biasInitialization.initializer);
    if (fixed) {
      if (weightMean(biasInitialization.initializer, biasInitialization.arguments) !== 0) return undefined;
    } else {
      const times = biasInitialization.weightVarianceTimesFanIn;
      if (times === undefined || fanIn === undefined) return undefined;
      // One for the input and one for the hidden state.
      bias = (2 * times) / fanIn;
    }
  }
  if (!torch && kind === 'lstm') forget = given['unit_forget_bias'] === false ? 0 : 1;
  const named = given['nonlinearity'] ?? given['activation'];
  const activation = activationFunction(typeof named === 'string' ? named : 'tanh', {});
  if (activation === undefined || (kind !== 'rnn' && activation.key !== 'tanh({})')) return undefined;
  const count = typeof given['num_layers'] === 'number' ? given['num_layers'] : 1;
  const bidirectional = given['bidirectional'] === true;
  const first: RecurrentWeights = { kernel, recurrent, bias, forget };
  // PyTorch draws all of them from the hidden size: a further layer takes the hidden state, or both directions' ones.
  const directions = bidirectional ? 2 : 1;
  const perWeight = fanIn === undefined ? undefined : kernel / fanIn;
  if (count > 1 && (perWeight === undefined || count > 64)) return undefined;
  const further: RecurrentWeights = { ...first, kernel: (perWeight ?? 0) * width * directions };
  const rate = given['dropout'];
  return {
    kind,
    activation,
    layers: [first, ...Array.from({ length: count - 1 }, () => further)],
    dropout: typeof rate === 'number' && torch ? rate : 0,
    bidirectional,
  };
}
