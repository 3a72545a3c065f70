/** What a qualified name means to a framework. The tables are data, checked by a test against the reference. */
import type { Expression } from '../python/syntax';
import type { ConstantValue } from '../python/names';

/** `keras` covers Keras 3 and tf.keras; `tensorflow` is tf.nn, tf.layers, tf.compat.v1; `jax` covers jax, flax.linen, flax.nnx, optax. */
export type Framework = 'torch' | 'keras' | 'tensorflow' | 'jax' | 'transformers';

export interface ApiParameter {
  readonly name: string;
  readonly required?: boolean;
  readonly default?: ConstantValue;
  readonly variadic?: 'positional' | 'keyword';
  readonly keywordOnly?: boolean;
  /** For activations: the catalogue's parameter that this one sets; for initialisers: gain, fan, negative slope … */
  readonly maps?: string;
  /** `input` marks the tensor of a functional form. */
  readonly role?: string;
}

interface SymbolFacts {
  readonly framework: Framework;
  /** Canonical: `torch.nn.ReLU`, `keras.layers.Dense`, `tf.nn.relu`, `jax.nn.relu`, `flax.linen.Dense`. */
  readonly qualifiedName: string;
  /** In positional order, without `self`. */
  readonly parameters: readonly ApiParameter[];
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
}
export interface InitializerSymbol extends SymbolFacts {
  readonly role: 'initializer';
  /** Id in reference/initializers.json: `xavier_uniform`. */
  readonly initializer: string;
  /** `in-place` torch.nn.init.x_(w); `factory` returns or is an initialiser object. */
  readonly form: 'in-place' | 'factory';
}
export interface LossSymbol extends SymbolFacts {
  readonly role: 'loss';
  readonly form: 'module' | 'function' | 'string';
  readonly expects: string | undefined;
  readonly target: string | undefined;
}
export interface OptimizerSymbol extends SymbolFacts {
  readonly role: 'optimizer';
}
export type FrameworkSymbol =
  ActivationSymbol | LayerSymbol | InitializerSymbol | LossSymbol | OptimizerSymbol;

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
