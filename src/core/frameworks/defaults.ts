/** What a layer's weights start as when the code does not say. */
import type { LayerSymbol } from './symbol';
import { layerDefaults } from './tables/layer-defaults';
import { weightVariance, type InitializerArguments } from './variance';

export interface DefaultWeight {
  readonly part:
    | 'kernel'
    | 'recurrent'
    | 'bias'
    | 'forget-bias'
    | 'depthwise'
    | 'pointwise'
    | 'embedding'
    /** The output projection of PyTorch's attention. */
    | 'output'
    | 'scale';
  /** Id in reference/initializers.json; `torch_default_linear` is PyTorch's own U(±1/√fan). */
  readonly initializer: string;
  /** By meaning, as `weightVariance` takes them. */
  readonly arguments: InitializerArguments;
  /** What takes the place of fan_in in the formula: the fan_in of the weight, its fan_out, the hidden size, the embedding's features. */
  readonly fan: 'fan-in' | 'fan-out' | 'hidden-size' | 'features';
}

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
