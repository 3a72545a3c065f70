/** What somebody may want to change about a model, to see what becomes of its signal. */

/** Starts of weights that are offered; `normal` is N(0, 0.02²), as GPT and BERT have it. */
export const initializers = ['he', 'xavier', 'lecun', 'orthogonal', 'normal'] as const;
export type WantedInitializer = (typeof initializers)[number];

export const norms = ['batch', 'layer', 'rms'] as const;
export type WantedNorm = (typeof norms)[number];
/** In front of an activation, or of a residual branch; or behind it, or behind the sum. */
export const normPlaces = ['before', 'after'] as const;
export type NormPlace = (typeof normPlaces)[number];

/** Changes to a model. A part that is not named stays as it is. */
export interface Changes {
  /** Catalogue id of what all hidden activations become. */
  readonly activation?: string;
  readonly initializer?: WantedInitializer;
  readonly norm?: 'none' | { readonly kind: WantedNorm; readonly place: NormPlace };
  /** Whether each repeated block is added to what it takes. */
  readonly residual?: boolean;
  /** How many repeated blocks there are. */
  readonly depth?: number;
  /** Features of the repeated blocks, as a multiple of what they are. */
  readonly width?: number;
  /** Residual branches end 1/√N as large, N being how many there are: 1/√(2L) in a Transformer of L blocks. */
  readonly residualScale?: boolean;
  /** Rate of every hidden dropout; 0 for none. */
  readonly dropout?: number;
}

export const isNoChange = (changes: Changes): boolean =>
  Object.values(changes).every((change) => change === undefined);

/** What somebody is asked. */
export const questions = [
  'activation',
  'initializer',
  'norm',
  'residual',
  'depth',
  'width',
  'residualScale',
  'dropout',
] as const;
export type Question = (typeof questions)[number];

/** Answers by question; a question that is not in it stays as it is. */
export type Answers = Readonly<Partial<Record<Question, string>>>;
