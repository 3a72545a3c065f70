/** Where the frameworks' defaults differ for one activation: reference/conventions.json, `defaultDifferences`. */

type Difference = readonly (readonly [apis: string, value: string])[];

const leaky: Difference = [
  ['PyTorch, JAX, transformers', 'slope 0.01'],
  ['tf.nn, Keras function and string', '0.2'],
  ['keras.layers.LeakyReLU', '0.3'],
];
const gelu: Difference = [
  ['PyTorch, tf.nn, keras.activations, transformers "gelu"', 'exact'],
  ['JAX, Flax, keras.ops, transformers "gelu_new"', 'tanh approximation'],
];
const hardSigmoid: Difference = [
  ['PyTorch, JAX, Keras 3', 'relu6(x+3)/6'],
  ['Keras 2', 'clip(0.2x+0.5, 0, 1)'],
];
const softmaxAxis: Difference = [
  ['PyTorch', 'dim must be given (None guesses, with a warning)'],
  ['Keras, jax.nn, tf', 'axis −1'],
  ['jax.scipy.special', 'over everything'],
];

const differences: ReadonlyMap<string, Difference> = new Map<string, Difference>([
  ['leaky_relu', leaky],
  ['gelu', gelu],
  ['gelu_tanh', gelu],
  ['hard_sigmoid', hardSigmoid],
  ['hard_sigmoid_keras2', hardSigmoid],
  [
    'prelu',
    [
      ['PyTorch', 'starts at slope 0.25'],
      ['Keras', '0 (a plain ReLU)'],
      ['Flax', '0.01'],
    ],
  ],
  [
    'softplus',
    [
      ['PyTorch', 'beta, and linear above beta·x = 20'],
      ['tf, JAX, Keras', 'no parameters'],
    ],
  ],
  [
    'silu',
    [
      ['tf.nn.silu', 'takes beta'],
      ['all others', 'beta 1, fixed'],
    ],
  ],
  ['softmax', softmaxAxis],
  ['log_softmax', softmaxAxis],
]);

/** Pairs of APIs and what they do by default; empty where the frameworks agree. */
export function defaultDifferences(id: string): Difference {
  return differences.get(id) ?? [];
}
