/** What a layer's weights start as when the code does not say. */
import type { LayerSymbol } from './symbol';
import { layerDefaults } from './tables/layer-defaults';
import type { DefaultWeight } from './tables/rows';
import { weightVariance } from './variance';

export type { DefaultWeight } from './tables/rows';

let table: ReadonlyMap<string, readonly DefaultWeight[]> | undefined;

/** The default of every weight of a layer; empty where the layer has none or the tables do not know. */
export function defaultInitialization(layer: LayerSymbol): readonly DefaultWeight[] {
  table ??= new Map(layerDefaults);
  return table.get(layer.qualifiedName) ?? [];
}

/**
 * Variance of a default weight. `fan` is the quantity that `weight.fan` names; `otherFan` the opposite one, where the formula needs both
 * (Glorot, orthogonal).
 */
export function defaultVariance(
  weight: DefaultWeight,
  fan: number | undefined,
  otherFan?: number,
): number | undefined {
  return weightVariance(weight.initializer, weight.arguments, { fanIn: fan, fanOut: otherFan });
}
