/** What a qualified name means to a framework. The tables are data, checked by a test against the reference. */
import type { Expression } from '../python/syntax';
import type { ConstantValue } from '../python/names';

/** `keras` covers Keras 3 and tf.keras; `tensorflow` is tf.nn, tf.layers, tf.compat.v1; `jax` covers jax, flax.linen, flax.nnx, optax. */
export type Framework = 'torch' | 'keras' | 'tensorflow' | 'jax' | 'transformers';

export interface ApiParameter {
  readonly name: string;
  /** Other keywords for it: names of another generation (`alpha` of Keras 2 for `negative_slope`). */
  readonly aliases?: readonly string[];
  readonly required?: boolean;
  /** Qualified name of a default that is a callable (`jax.nn.sigmoid`); such a parameter has no `default`. */
  readonly defaultSymbol?: string;
  readonly default?: ConstantValue;
  readonly variadic?: 'positional' | 'keyword';
  readonly keywordOnly?: boolean;
  /** For activations: the catalogue's parameter that this one sets; for initialisers: gain, fan, negative slope … */
  readonly maps?: string;
  /**
   * `input` marks the tensor of a functional form, `activation` and `initializer` a parameter of a layer that takes one,
   * `prediction` and `target` what a loss function compares.
   */
  readonly role?: string;
}

interface SymbolFacts {
  readonly framework: Framework;
  /** Canonical: `torch.nn.ReLU`, `keras.layers.Dense`, `tf.nn.relu`, `jax.nn.relu`, `flax.linen.Dense`. */
  readonly qualifiedName: string;
  /** In positional order, without `self`. */
  readonly parameters: readonly ApiParameter[];
  /** Set where the entry holds for one generation of Keras only. */
  readonly generation?: 2 | 3;
}
export interface ActivationSymbol extends SymbolFacts {
  readonly role: 'activation';
  /** Id in the catalogue. */
  readonly activation: string;
  /** `module` is constructed and then called; `function` is called on a tensor; `method` is called on a tensor value (`x.relu()`). */
  readonly form: 'module' | 'function' | 'method';
  readonly inPlace: boolean;
  readonly fixedParameters: Readonly<Record<string, number | boolean | null>>;
}
export interface LayerSymbol extends SymbolFacts {
  readonly role:
    | 'linear'
    | 'conv'
    | 'recurrent'
    | 'embedding'
    | 'attention'
    | 'norm'
    | 'dropout'
    | 'pooling'
    | 'reshape'
    | 'container'
    | 'activation-layer';
  readonly form: 'module' | 'function';
  /** True for layers that hold a weight matrix or kernel that initialisers act on. */
  readonly weighted: boolean;
  /** Catalogue ids of activations inside that no parameter can change: the gates and the candidate of `torch.nn.LSTM`. */
  readonly fixedActivations: readonly string[];
}
export interface InitializerSymbol extends SymbolFacts {
  readonly role: 'initializer';
  /** Id in reference/initializers.json: `xavier_uniform`. */
  readonly initializer: string;
  /** `in-place` torch.nn.init.x_(w); `factory` returns or is an initialiser object. */
  readonly form: 'in-place' | 'factory';
  /** What this API fixes, under the names of `weightVariance`: Keras' HeNormal has `nonlinearity: 'relu'`. */
  readonly fixedArguments: Readonly<Record<string, ConstantValue>>;
}
export interface LossSymbol extends SymbolFacts {
  readonly role: 'loss';
  readonly form: 'module' | 'function' | 'string';
  readonly expects: string | undefined;
  /** What it measures, where its prediction is a distribution; undefined for distances, margins and the like. */
  readonly family:
    'categorical' | 'binary' | 'negative-log-likelihood' | 'divergence' | 'overlap' | 'counts' | undefined;
  readonly target: string | undefined;
}
export interface OptimizerSymbol extends SymbolFacts {
  readonly role: 'optimizer';
  /** How its `weight_decay` acts, where it has one. */
  readonly weightDecay: 'l2' | 'decoupled' | undefined;
}
export interface RegularizerSymbol extends SymbolFacts {
  readonly role: 'regularizer';
}
export type FrameworkSymbol =
  ActivationSymbol | LayerSymbol | InitializerSymbol | LossSymbol | OptimizerSymbol | RegularizerSymbol;

/** One argument of a call bound to its parameter. */
export interface BoundArgument {
  readonly parameter: ApiParameter;
  /** The expression at the call, undefined where the default applies. */
  readonly expression: Expression | undefined;
  /** Its constant value, or the default's; undefined when it cannot be told. */
  readonly value: ConstantValue | undefined;
}
export interface BoundArguments {
  readonly byName: ReadonlyMap<string, BoundArgument>;
  /** True when `*args` or `**kwargs` at the call make some bindings uncertain: those are unknown, not default. */
  readonly incomplete: boolean;
  /** Keyword arguments that the parameter list does not have. */
  readonly unexpected: readonly { readonly name: string; readonly expression: Expression }[];
}

/** The last part of a name, and what the name stands for. */
export interface WordOfTables {
  readonly word: string;
  readonly root: string;
  readonly role: FrameworkSymbol['role'];
}
