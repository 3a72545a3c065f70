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

/** Variance of PyTorch's two biases together, of the input and of the hidden state; undefined where it is not known. */
function torchBias({ bias, biasInitialization, fanIn }: LayerNode): number | undefined {
  if (bias === false) return 0;
  if (biasInitialization === undefined) return undefined;
  const { initializer, arguments: given, weightVarianceTimesFanIn: times } = biasInitialization;
  if (/^(?:zeros|ones|constant)$/.test(initializer))
    return weightMean(initializer, given) === 0 ? 0 : undefined;
  return times === undefined || fanIn === undefined ? undefined : (2 * times) / fanIn;
}

/** Undefined where they are not known. */
export function recurrentWeights(step: LayerNode): RecurrentLayers | undefined {
  const { qualifiedName: name, arguments: given } = step;
  const kind = kindOf(name);
  if (kind === undefined) return undefined;
  const { initialization, recurrentInitialization, fanIn, width } = step;
  const kernel = initialization?.weightVarianceTimesFanIn;
  const recurrent = recurrentInitialization?.weightVarianceTimesFanIn;
  if (kernel === undefined || recurrent === undefined || width === undefined) return undefined;
  if (typeof given['proj_size'] === 'number' && given['proj_size'] > 0) return undefined;
  const torch = name.startsWith('torch.');
  const bias = torch ? torchBias(step) : 0;
  if (bias === undefined) return undefined;
  // Keras' and TensorFlow's forget gates start open.
  const opens = /^(?:keras|tf)\./.test(name) && given['unit_forget_bias'] !== false;
  const forget = kind === 'lstm' && opens ? 1 : 0;
  const activation = hiddenActivation(step, kind);
  if (activation === undefined) return undefined;
  const bidirectional = given['bidirectional'] === true;
  const first: RecurrentWeights = { kernel, recurrent, bias, forget };
  // PyTorch draws all of them from the hidden size: a further layer takes the hidden state, or both directions' ones.
  const taken = bidirectional ? 2 * width : width;
  const further = fanIn === undefined ? undefined : { ...first, kernel: (kernel / fanIn) * taken };
  const layers = stacked(first, further, given['num_layers']);
  if (layers === undefined) return undefined;
  const rate = given['dropout'];
  return {
    kind,
    activation,
    layers,
    dropout: typeof rate === 'number' && torch ? rate : 0,
    bidirectional,
  };
}

function kindOf(name: string): RecurrentLayers['kind'] | undefined {
  if (/Conv/.test(name)) return undefined;
  if (/LSTM/.test(name)) return 'lstm';
  if (/GRU/.test(name)) return 'gru';
  return /RNN/.test(name) ? 'rnn' : undefined;
}

/** What the hidden state passes; undefined where that is not known, or gates have another one than tanh. */
function hiddenActivation({ arguments: given }: LayerNode, kind: RecurrentLayers['kind']) {
  const named = given['nonlinearity'] ?? given['activation'];
  const activation = activationFunction(typeof named === 'string' ? named : 'tanh', {});
  return kind === 'rnn' || activation?.key === 'tanh({})' ? activation : undefined;
}

const MOST_LAYERS = 64;

function stacked(
  first: RecurrentWeights,
  further: RecurrentWeights | undefined,
  count: unknown,
): readonly RecurrentWeights[] | undefined {
  if (typeof count !== 'number' || count <= 1) return [first];
  if (further === undefined || count > MOST_LAYERS) return undefined;
  return [first, ...Array.from({ length: count - 1 }, () => further)];
}
