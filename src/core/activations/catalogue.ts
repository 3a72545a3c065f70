/** The catalogue: every activation that the project knows, in one table. Adding one is adding an entry to its family's file. */
import type { Activation } from './activation';
import {
  linear,
  relu,
  leakyRelu,
  prelu,
  rrelu,
  relu6,
  kerasRelu,
  reluSquared,
  shiftedRelu,
  threshold,
} from './rectifiers';
import {
  hardtanh,
  hardSigmoid,
  hardSigmoidKeras2,
  hardSwish,
  hardshrink,
  softshrink,
  sparseSigmoid,
  heaviside,
} from './hard';
import { sigmoid, logSigmoid, tanh, lecunTanh, tanhshrink, softsign, laplace } from './saturating';
import { softplus, softplusApprox, sqrtSoftplus, squareplus, sparsePlus } from './softplus';
import { elu, celu, selu, xielu, exponential, log1mexp } from './exponential';
import { gelu, geluTanh, quickGelu, geluClipped, silu, mish } from './self-gated';
import { softmax, logSoftmax, softmin, gumbelSoftmax, sparsemax } from './normalizing';
import { glu, geglu, swiglu } from './gates';
import { crelu, maxout, logsumexp, lse0Plus, logmeanexp } from './maxima';

export { evaluate, type ActivationCurve } from './evaluate';

export const allActivations: readonly Activation[] = [
  linear,
  relu,
  leakyRelu,
  prelu,
  rrelu,
  relu6,
  kerasRelu,
  reluSquared,
  shiftedRelu,
  threshold,
  crelu,
  hardtanh,
  hardSigmoid,
  hardSigmoidKeras2,
  hardSwish,
  hardshrink,
  softshrink,
  tanhshrink,
  sigmoid,
  logSigmoid,
  tanh,
  lecunTanh,
  softsign,
  sparseSigmoid,
  heaviside,
  laplace,
  softplus,
  softplusApprox,
  sqrtSoftplus,
  squareplus,
  sparsePlus,
  elu,
  celu,
  selu,
  gelu,
  geluTanh,
  quickGelu,
  geluClipped,
  silu,
  mish,
  xielu,
  exponential,
  log1mexp,
  softmax,
  logSoftmax,
  softmin,
  gumbelSoftmax,
  sparsemax,
  glu,
  geglu,
  swiglu,
  maxout,
  logsumexp,
  lse0Plus,
  logmeanexp,
];

const byId: ReadonlyMap<string, Activation> = new Map(
  allActivations.map((activation) => [activation.id, activation]),
);

/** The catalogue's entry of that id (`leaky_relu`); undefined for a name it does not have. */
export function activationById(id: string): Activation | undefined {
  return byId.get(id);
}
