/** Functions of one tensor that a typed expression may name, and how PyTorch, Keras and JAX write each: data. */

export const targets = ['torch', 'keras', 'jax'] as const;
export type Target = (typeof targets)[number];

/** `$0` stands for the first argument, `$1` for the second; undefined where the framework has none. */
export type Template = string | undefined;

export interface Operation {
  readonly names: readonly string[];
  /** How many arguments it takes. */
  readonly takes: number;
  /** Qualified name by which a curve is computed. */
  readonly meaning: string;
  readonly torch: Template;
  readonly keras: Template;
  readonly jax: Template;
}

type Row = readonly [names: string, meaning: string, torch: Template, keras: Template, jax: Template];

const rows: readonly Row[] = [
  ['exp', 'torch.exp', 'torch.exp($0)', 'ops.exp($0)', 'jnp.exp($0)'],
  ['expm1', 'torch.expm1', 'torch.expm1($0)', 'ops.expm1($0)', 'jnp.expm1($0)'],
  ['log ln', 'torch.log', 'torch.log($0)', 'ops.log($0)', 'jnp.log($0)'],
  ['log1p', 'torch.log1p', 'torch.log1p($0)', 'ops.log1p($0)', 'jnp.log1p($0)'],
  ['sqrt', 'torch.sqrt', 'torch.sqrt($0)', 'ops.sqrt($0)', 'jnp.sqrt($0)'],
  ['rsqrt', 'torch.rsqrt', 'torch.rsqrt($0)', 'ops.rsqrt($0)', 'jax.lax.rsqrt($0)'],
  ['square', 'torch.square', 'torch.square($0)', 'ops.square($0)', 'jnp.square($0)'],
  ['abs absolute', 'torch.abs', 'torch.abs($0)', 'ops.abs($0)', 'jnp.abs($0)'],
  ['sign', 'torch.sign', 'torch.sign($0)', 'ops.sign($0)', 'jnp.sign($0)'],
  ['sin', 'torch.sin', 'torch.sin($0)', 'ops.sin($0)', 'jnp.sin($0)'],
  ['cos', 'torch.cos', 'torch.cos($0)', 'ops.cos($0)', 'jnp.cos($0)'],
  ['tan', 'torch.tan', 'torch.tan($0)', 'ops.tan($0)', 'jnp.tan($0)'],
  ['sinh', 'torch.sinh', 'torch.sinh($0)', 'ops.sinh($0)', 'jnp.sinh($0)'],
  ['cosh', 'torch.cosh', 'torch.cosh($0)', 'ops.cosh($0)', 'jnp.cosh($0)'],
  ['tanh', 'torch.tanh', 'torch.tanh($0)', 'ops.tanh($0)', 'jnp.tanh($0)'],
  ['atan arctan', 'torch.atan', 'torch.atan($0)', 'ops.arctan($0)', 'jnp.arctan($0)'],
  ['asinh arcsinh', 'torch.asinh', 'torch.asinh($0)', 'ops.arcsinh($0)', 'jnp.arcsinh($0)'],
  ['erf', 'torch.erf', 'torch.erf($0)', 'ops.erf($0)', 'jax.scipy.special.erf($0)'],
  ['sigmoid expit', 'torch.sigmoid', 'torch.sigmoid($0)', 'ops.sigmoid($0)', 'jax.nn.sigmoid($0)'],
  [
    'log_sigmoid logsigmoid',
    'torch.nn.functional.logsigmoid',
    'F.logsigmoid($0)',
    'ops.log_sigmoid($0)',
    'jax.nn.log_sigmoid($0)',
  ],
  ['relu', 'torch.relu', 'torch.relu($0)', 'ops.relu($0)', 'jax.nn.relu($0)'],
  ['relu6', 'torch.nn.functional.relu6', 'F.relu6($0)', 'ops.relu6($0)', 'jax.nn.relu6($0)'],
  ['elu', 'torch.nn.functional.elu', 'F.elu($0)', 'ops.elu($0)', 'jax.nn.elu($0)'],
  ['selu', 'torch.nn.functional.selu', 'F.selu($0)', 'ops.selu($0)', 'jax.nn.selu($0)'],
  ['silu swish', 'torch.nn.functional.silu', 'F.silu($0)', 'ops.silu($0)', 'jax.nn.silu($0)'],
  [
    'gelu',
    'torch.nn.functional.gelu',
    'F.gelu($0)',
    'ops.gelu($0, approximate=False)',
    'jax.nn.gelu($0, approximate=False)',
  ],
  ['mish', 'torch.nn.functional.mish', 'F.mish($0)', 'keras.activations.mish($0)', 'jax.nn.mish($0)'],
  ['softplus', 'torch.nn.functional.softplus', 'F.softplus($0)', 'ops.softplus($0)', 'jax.nn.softplus($0)'],
  [
    'softsign soft_sign',
    'torch.nn.functional.softsign',
    'F.softsign($0)',
    'ops.soft_sign($0)',
    'jax.nn.soft_sign($0)',
  ],
  ['maximum max', 'torch.maximum', 'torch.maximum($0, $1)', 'ops.maximum($0, $1)', 'jnp.maximum($0, $1)'],
  ['minimum min', 'torch.minimum', 'torch.minimum($0, $1)', 'ops.minimum($0, $1)', 'jnp.minimum($0, $1)'],
  ['pow power', 'torch.pow', 'torch.pow($0, $1)', 'ops.power($0, $1)', 'jnp.power($0, $1)'],
  ['clip clamp', 'torch.clamp', 'torch.clamp($0, $1, $2)', 'ops.clip($0, $1, $2)', 'jnp.clip($0, $1, $2)'],
  ['where', 'torch.where', 'torch.where($0, $1, $2)', 'ops.where($0, $1, $2)', 'jnp.where($0, $1, $2)'],
];

/** How many arguments a template names. */
function takes(template: string): number {
  return new Set(template.match(/\$\d/g) ?? []).size;
}

/** By every name that a person may type. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  rows.flatMap(([names, meaning, torch, keras, jax]) => {
    const all = names.split(' ');
    const operation = { names: all, meaning, torch, keras, jax, takes: takes(torch ?? '') };
    return all.map((name) => [name, operation] as const);
  }),
);

/** Numbers with a name. */
export const constants: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['e', Math.E],
]);
