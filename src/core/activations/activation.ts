/** What an activation is. The catalogue (catalogue.ts) is a typed table of these; adding one is adding an entry. */

/** Values of an activation's own parameters under the catalogue's names (`alpha`, `beta`, `threshold` …). `null` stands for None / absent. */
export type ActivationParameters = Readonly<Record<string, number | boolean | null>>;

export interface ActivationParameter {
  /** The catalogue's name, as in reference/activations.json. */
  readonly name: string;
  /** TeX, for formulas and labels: `\\alpha`. */
  readonly symbol: string;
  readonly default: number | boolean | null;
  readonly min?: number;
  readonly max?: number;
  /** Trained with the network: its value in the code is a start. */
  readonly learned?: true;
}

/** Where the derivative jumps (or the function does). `x` may depend on parameters. */
export interface Kink {
  readonly x: number;
  readonly leftDerivative: number;
  readonly rightDerivative: number;
  /** What each framework's automatic differentiation returns there, where it was measured or read. */
  readonly conventions: Readonly<Partial<Record<'torch' | 'tensorflow' | 'jax' | 'keras', number>>>;
}

interface ActivationFacts {
  /** Catalogue id: `leaky_relu`. */
  readonly id: string;
  /** Display name: `Leaky ReLU`. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** TeX of f. */
  readonly formula: string;
  /** TeX of f′. */
  readonly derivative: string;
  readonly parameters: readonly ActivationParameter[];
  /** Human-readable range: `(0, 1)`. */
  readonly range: string;
  /** `relu` family: zero or leaky for negative inputs, linear above; what rules about ReLU mean. */
  readonly family: 'relu' | 'saturating' | 'smooth-rectifier' | 'gate' | 'linear' | 'other';
  /** Its input is multiplied by a gate. */
  readonly gated?: true;
  readonly monotonic: 'increasing' | 'strictly-increasing' | 'decreasing' | 'none';
  readonly saturatesLeft: boolean;
  readonly saturatesRight: boolean;
  /** Initialisation that suits it, with the reason's source. */
  readonly recommendedInitializer: 'he' | 'xavier' | 'lecun' | undefined;
  readonly citations: readonly {
    readonly authors: string;
    readonly title: string;
    readonly year: number;
    readonly arxiv: string | null;
  }[];
  /** What to watch for, in one or two sentences each; English, localised by key `activation.<id>.<index>` later. */
  readonly watchFor: readonly string[];
}

export interface ElementwiseActivation extends ActivationFacts {
  readonly elementwise: true;
  /** f(x), float64, finite wherever the true value is; stable for |x| ≤ 1e4. */
  readonly value: (x: number, parameters: ActivationParameters) => number;
  /** f′(x), analytic; at a kink what PyTorch returns where PyTorch has the function. */
  readonly slope: (x: number, parameters: ActivationParameters) => number;
  /** f″(x), analytic away from kinks. */
  readonly curvature: (x: number, parameters: ActivationParameters) => number;
  readonly kinks: (parameters: ActivationParameters) => readonly Kink[];
  /** Where only a higher derivative jumps (not 0): quadrature splits there too. */
  readonly seams?: (parameters: ActivationParameters) => readonly number[];
}

export interface VectorActivation extends ActivationFacts {
  readonly elementwise: false;
  /** y for a whole vector x. */
  readonly values: (x: readonly number[], parameters: ActivationParameters) => readonly number[];
  /** jacobian[i][j] = ∂y_i/∂x_j. */
  readonly jacobian: (
    x: readonly number[],
    parameters: ActivationParameters,
  ) => readonly (readonly number[])[];
  /** How a one-dimensional plot is made: one coordinate varies, the others are held at these values; the sentence that says so. */
  readonly section: {
    /** Index of the input that varies. */
    readonly varied: number;
    /** The other inputs, in order. */
    readonly heldInputs: readonly number[];
    readonly output: number;
    readonly note: string;
    /** Where the section's slope jumps. */
    readonly breaks?: readonly number[];
  };
}

export type Activation = ElementwiseActivation | VectorActivation;
