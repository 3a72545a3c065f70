import type { Activation, ActivationParameters } from './activation';
import { own } from '../own';

/** A numeric parameter; the fallback where it is absent, None or not a number. */
export function numberOf(parameters: ActivationParameters, name: string, fallback: number): number {
  const value = own(parameters, name);
  return typeof value === 'number' ? value : fallback;
}

/** The given parameters over the catalogue's defaults; names that the activation does not have are dropped. */
export function withDefaults(
  activation: Pick<Activation, 'parameters'>,
  parameters: ActivationParameters,
): ActivationParameters {
  return Object.fromEntries(
    activation.parameters.map(({ name, default: fallback }) => {
      const given = own(parameters, name);
      return [name, given === undefined ? fallback : given];
    }),
  );
}
