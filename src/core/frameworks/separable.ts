/** Keras' depthwise and separable convolutions, whose kernels of k × k × inputs × multiplier have fans of their own. */
import type { ConstantValue } from '../python/names';
import { weightVariance, type InitializerArguments } from './variance';

export const isSeparable = (qualifiedName: string): boolean =>
  /^(?:keras|tf)\..*(?:Depthwise|Separable|separable)/.test(qualifiedName);

interface Separable {
  readonly qualifiedName: string;
  readonly arguments: Readonly<Record<string, ConstantValue>>;
  readonly width: number | undefined;
}

/**
 * Var(w)·fan_in of both kernels together: by how much the mean square of the inputs grows.
 * @param inputs channels
 * @param field k × k
 */
export function separableScale(
  { qualifiedName, arguments: given, width }: Separable,
  start: { readonly initializer: string; readonly arguments: InitializerArguments },
  inputs: number | undefined,
  field: number,
): number | undefined {
  const multiplier = given['depth_multiplier'] ?? 1;
  if (inputs === undefined || typeof multiplier !== 'number') return undefined;
  const depthwise = weightVariance(start.initializer, start.arguments, {
    fanIn: inputs * field,
    fanOut: multiplier * field,
    receptiveField: field,
  });
  if (depthwise === undefined) return undefined;
  if (/Depthwise/.test(qualifiedName)) return depthwise * field;
  const pointwise =
    given['pointwise_initializer'] === given['depthwise_initializer']
      ? weightVariance(start.initializer, start.arguments, { fanIn: inputs * multiplier, fanOut: width })
      : undefined;
  return pointwise === undefined ? undefined : depthwise * field * pointwise * inputs * multiplier;
}
