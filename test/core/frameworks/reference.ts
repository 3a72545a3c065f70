/** The reference data as these tests read it. */
import activations from '../../reference/activations.json';
import conventions from '../../reference/conventions.json';
import initializers from '../../reference/initializers.json';
import layers from '../../reference/layers.json';

export interface ReferenceParameter {
  readonly name: string;
  readonly required?: boolean;
  readonly default?: unknown;
  readonly maps?: string;
  readonly role?: string;
  readonly variadic?: string;
  readonly keywordOnly?: boolean;
}
export interface ReferenceApi {
  readonly framework: string;
  readonly qualifiedName: string;
  readonly kind: string;
  readonly parameters?: readonly ReferenceParameter[];
  readonly fixedParameters?: Readonly<Record<string, unknown>>;
  readonly aliases?: readonly string[];
  readonly strings?: readonly string[];
  readonly deprecatedAlias?: string | null;
  readonly version?: string;
  readonly requires?: Readonly<Record<string, unknown>>;
  readonly inPlace?: boolean;
}
export interface ReferenceLayer extends ReferenceApi {
  readonly role: string;
  readonly expects?: string;
  readonly target?: string;
  readonly string?: string;
  readonly keras2?: { readonly parameters: readonly string[] };
}

export const activationReference = activations as unknown as readonly {
  readonly id: string;
  readonly parameters: readonly { readonly name: string; readonly default?: unknown }[];
  readonly apis: readonly ReferenceApi[];
}[];
export const initializerReference = initializers as unknown as {
  readonly initializers: readonly { readonly id: string; readonly apis: readonly ReferenceApi[] }[];
  readonly torchCalculateGain: {
    readonly table: readonly {
      readonly nonlinearity: string;
      readonly param: number | null;
      readonly gain: number;
    }[];
    readonly notValid: readonly { readonly nonlinearity: string }[];
  };
  readonly layerDefaults: readonly { readonly framework: string; readonly layer: string }[];
  readonly measuredInPyTorch113: readonly {
    readonly case: string;
    readonly fan_in: number;
    readonly fan_out: number;
    readonly expectedVariance: number;
    readonly measuredVariance: number;
  }[];
  readonly truncation: { readonly varianceOfNormalCutAt2: number };
};
export const layerReference = (layers as unknown as { readonly layers: readonly ReferenceLayer[] }).layers;
export const conventionReference = conventions as unknown as {
  readonly stringRegistries: Readonly<Record<string, readonly string[]>>;
};
