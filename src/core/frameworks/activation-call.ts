/** From an API and its bound arguments to an activation of the catalogue with its parameters. */
import type { ActivationParameters } from '../activations/activation';
import type { Expression } from '../python/syntax';
import type { ActivationSymbol, BoundArguments } from './symbol';
import { put } from '../own';

export interface ActivationCall {
  /** Catalogue id; an argument may choose it (`approximate='tanh'`). */
  readonly activation: string;
  /** Catalogue parameters that the API or the call sets; the catalogue's own defaults hold for the rest. */
  readonly parameters: ActivationParameters;
  /** Catalogue parameters (or `approximate`) whose value stands in the code but cannot be told: drawn with the default. */
  readonly unknownParameters: readonly string[];
  /** Where each catalogue parameter is written out. */
  readonly expressions: ReadonlyMap<string, Expression>;
}

export function activationCall(symbol: ActivationSymbol, bound: BoundArguments): ActivationCall {
  const parameters: Record<string, number | boolean | null> = { ...symbol.fixedParameters };
  const unknown: string[] = [];
  const expressions = new Map<string, Expression>();
  let activation = symbol.activation;

  for (const { parameter, expression, value } of bound.byName.values()) {
    if (parameter.maps === undefined) continue;
    if (parameter.maps === 'variant') {
      const form = geluForm(value);
      if (form === undefined) unknown.push(parameter.name);
      activation = form ?? geluForm(parameter.default) ?? activation;
      continue;
    }
    if (expression !== undefined) expressions.set(parameter.maps, expression);
    const number = numericValue(value);
    if (number !== undefined) {
      put(parameters, parameter.maps, number);
    } else {
      unknown.push(parameter.maps);
      const fallback = numericValue(parameter.default);
      if (fallback !== undefined) put(parameters, parameter.maps, fallback);
    }
  }
  if (activation === 'relu') return generalizedRelu(parameters, unknown, expressions);
  return { activation, parameters, unknownParameters: unknown, expressions };
}

/** Keras' relu takes a slope, a ceiling and a threshold; with their defaults it is the plain one. */
function generalizedRelu(
  parameters: Readonly<Record<string, number | boolean | null>>,
  unknown: readonly string[],
  expressions: ReadonlyMap<string, Expression>,
): ActivationCall {
  const plain =
    unknown.length === 0 &&
    (parameters['negative_slope'] ?? 0) === 0 &&
    (parameters['max_value'] ?? null) === null &&
    (parameters['threshold'] ?? 0) === 0;
  return plain
    ? { activation: 'relu', parameters: {}, unknownParameters: [], expressions }
    : { activation: 'keras_relu', parameters, unknownParameters: unknown, expressions };
}

function geluForm(value: unknown): 'gelu' | 'gelu_tanh' | undefined {
  if (value === 'none' || value === false) return 'gelu';
  if (value === 'tanh' || value === true) return 'gelu_tanh';
  return undefined;
}

function numericValue(value: unknown): number | boolean | null | undefined {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  // Keras' PReLU takes its slope from an initialiser.
  return value === 'Zeros' || value === 'zeros' ? 0 : undefined;
}
