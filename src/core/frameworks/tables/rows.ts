/** Shapes of the table rows. They are tuples so that a table reads as a table; `../registry.ts` turns rows into symbols on demand. */
import type { LayerSymbol, LossSymbol } from '../symbol';
import type { InitializerArguments } from '../variance';

/** Parameters in positional order, in the grammar of `../signature.ts`. */
export type Signature = string;

export type ActivationRow = readonly [
  name: string,
  /** Id in the catalogue. */
  activation: string,
  form: 'module' | 'function' | 'method',
  signature: Signature,
  extra?: {
    /** Catalogue parameters that this API sets to something else than the catalogue's default and that cannot be changed. */
    readonly fixed?: Readonly<Record<string, number | boolean | null>>;
    readonly aliases?: readonly string[];
    /** The row holds for this generation of Keras only. */
    readonly generation?: 2 | 3;
  },
];

export type ActivationStringRow = readonly [
  text: string,
  activation: string,
  extra?: {
    readonly fixed?: Readonly<Record<string, number | boolean | null>>;
    readonly generation?: 2 | 3;
  },
];

export type InitializerRow = readonly [
  name: string,
  /** Id in reference/initializers.json. */
  initializer: string,
  signature: Signature,
  extra?: {
    /** What this API fixes, under the names of `../variance.ts`. */
    readonly fixed?: Readonly<Record<string, number | string>>;
    /** Names that Keras accepts in place of the object. */
    readonly strings?: readonly string[];
    readonly aliases?: readonly string[];
  },
];

export type LayerRow = readonly [
  name: string,
  role: LayerSymbol['role'],
  form: LayerSymbol['form'],
  signature: Signature,
  extra?: {
    /** Catalogue ids of activations inside that no parameter can change. */
    readonly fixedActivations?: readonly string[];
    readonly aliases?: readonly string[];
  },
];

export type LossRow = readonly [
  name: string,
  form: 'module' | 'function',
  signature: Signature,
  extra?: {
    /** What the prediction must hold. */
    readonly expects?: string;
    readonly family?: LossSymbol['family'];
    readonly target?: string;
    /** The name that Keras' `compile(loss=…)` accepts. */
    readonly string?: string;
    readonly aliases?: readonly string[];
  },
];

export type OptimizerRow = readonly [
  name: string,
  signature: Signature,
  extra?: { readonly weightDecay?: 'l2' | 'decoupled'; readonly aliases?: readonly string[] },
];

export type RegularizerRow = readonly [name: string, signature: Signature];

/** How one weight of a layer starts when nobody says otherwise. */
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
