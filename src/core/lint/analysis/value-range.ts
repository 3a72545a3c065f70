/** Between which values an activation's outputs lie. */
import type { ActivationNode } from '../../network/graph';
import { own } from '../../own';

export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

const ranges: Readonly<Record<string, readonly [low: number, high: number]>> = {
  sigmoid: [0, 1],
  hard_sigmoid: [0, 1],
  hard_sigmoid_keras2: [0, 1],
  sparse_sigmoid: [0, 1],
  softmax: [0, 1],
  softmin: [0, 1],
  gumbel_softmax: [0, 1],
  sparsemax: [0, 1],
  heaviside: [0, 1],
  tanh: [-1, 1],
  softsign: [-1, 1],
  lecun_tanh: [-1.7159, 1.7159],
  relu: [0, Infinity],
  relu6: [0, 6],
  relu_squared: [0, Infinity],
  softplus: [0, Infinity],
  squareplus: [0, Infinity],
  exponential: [0, Infinity],
  log_softmax: [-Infinity, 0],
  log_sigmoid: [-Infinity, 0],
  silu: [-0.279, Infinity],
  gelu: [-0.17, Infinity],
  gelu_tanh: [-0.171, Infinity],
  mish: [-0.309, Infinity],
  selu: [-1.759, Infinity],
};

/** Undefined for one that takes every value, and where its parameters leave it open. */
export function rangeOfActivation({ activation, parameters }: ActivationNode): ValueRange | undefined {
  if (activation === 'hardtanh') {
    const [low, high] = [parameters['min_val'], parameters['max_val']];
    return typeof low === 'number' && typeof high === 'number' ? { low, high } : undefined;
  }
  if (activation === 'elu' || activation === 'celu') {
    const { alpha } = parameters;
    return typeof alpha === 'number' && alpha >= 0 ? { low: -alpha, high: Infinity } : undefined;
  }
  const range = own(ranges, activation);
  return range === undefined ? undefined : { low: range[0], high: range[1] };
}
