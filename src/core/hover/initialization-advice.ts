/** Which initialisation suits an activation, and the gain that goes with it. */
import { evaluate } from '../activations/catalogue';
import type { Activation, ActivationParameters } from '../activations/activation';
import { calculateGain } from '../frameworks';
import type { Framework } from '../frameworks/symbol';
import { gaussianExpectations } from '../numerics/quadrature';

export interface InitializationAdvice {
  readonly family: 'he' | 'xavier' | 'lecun';
  /** How it is written in this framework. */
  readonly code: string;
  readonly gain: number | undefined;
  /** PyTorch's own table has the gain; otherwise it is 1/√E[φ(z)²] for unit Gaussian z. */
  readonly gainIsNamed: boolean;
}

const torchNames: ReadonlyMap<string, string> = new Map([
  ['relu', 'relu'],
  ['leaky_relu', 'leaky_relu'],
  ['prelu', 'leaky_relu'],
  ['tanh', 'tanh'],
  ['sigmoid', 'sigmoid'],
  ['linear', 'linear'],
]);

/** Undefined for activations that belong into an output or a loss, where no initialisation is recommended. */
export function initializationAdvice(
  activation: Activation,
  parameters: ActivationParameters,
  framework: Framework,
): InitializationAdvice | undefined {
  const family = activation.recommendedInitializer;
  if (family === undefined) return undefined;
  const name = torchNames.get(activation.id);
  const slope = typeof parameters['alpha'] === 'number' ? parameters['alpha'] : undefined;
  const named = name === undefined ? undefined : calculateGain(name, slope);
  return {
    family,
    code: codeOf(family, activation.id, framework, name, slope),
    gain: named ?? forwardGain(activation, parameters),
    gainIsNamed: named !== undefined,
  };
}

/** 1/√E[φ(z)²], z ~ N(0, 1): the gain that keeps the mean square through one wide layer; undefined for vector-valued activations. */
export function forwardGain(activation: Activation, parameters: ActivationParameters): number | undefined {
  if (!activation.elementwise) return undefined;
  const curve = evaluate(activation, parameters);
  const [square] = gaussianExpectations([(x) => curve.value(x) ** 2], 1, curve.breaks);
  return square !== undefined && Number.isFinite(square) && square > 0 ? 1 / Math.sqrt(square) : undefined;
}

function codeOf(
  family: 'he' | 'xavier' | 'lecun',
  id: string,
  framework: Framework,
  torchName: string | undefined,
  slope: number | undefined,
): string {
  if (framework === 'keras' || framework === 'tensorflow') {
    return `kernel_initializer='${{ he: 'he_normal', xavier: 'glorot_uniform', lecun: 'lecun_normal' }[family]}'`;
  }
  if (framework === 'jax') {
    return `kernel_init=nn.initializers.${{ he: 'he_normal', xavier: 'glorot_uniform', lecun: 'lecun_normal' }[family]}()`;
  }
  if (family === 'lecun') return "nn.init.kaiming_normal_(w, nonlinearity='linear')";
  if (family === 'xavier') {
    return torchName === 'tanh'
      ? "nn.init.xavier_uniform_(w, gain=nn.init.calculate_gain('tanh'))"
      : 'nn.init.xavier_uniform_(w)';
  }
  if (torchName === 'leaky_relu') {
    const a = slope ?? (id === 'prelu' ? 0.25 : 0.01);
    return `nn.init.kaiming_normal_(w, a=${a}, nonlinearity='leaky_relu')`;
  }
  return "nn.init.kaiming_normal_(w, nonlinearity='relu')";
}
