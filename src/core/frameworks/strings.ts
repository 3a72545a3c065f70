/** Names in strings: what `activation='selu'`, `kernel_initializer='he_normal'`, `loss='mse'` mean to a framework. */
import { lookUp } from './registry';
import type { Framework, InitializerSymbol, LossSymbol } from './symbol';
import {
  kerasActivationStrings,
  torchRecurrentActivationStrings,
  torchTransformerActivationStrings,
  transformersActivationStrings,
} from './tables/activation-strings';
import { kerasInitializers } from './keras/initializers';
import { kerasLosses } from './keras/training';
import type { ActivationStringRow } from './tables/rows';
import { lazily } from '../lazily';

/** An activation named by a string, with the parameters that the string implies. */
export interface NamedActivation {
  readonly activation: string;
  readonly parameters: Readonly<Record<string, number | boolean | null>>;
}

type Registry = ReadonlyMap<string, NamedActivation>;

function readRows(rows: readonly ActivationStringRow[]): Registry {
  return new Map(
    rows.map(([text, activation, extra]) => [text, { activation, parameters: extra?.fixed ?? {} }]),
  );
}

const keras = lazily(() => readRows(kerasActivationStrings.filter((row) => row[2]?.generation !== 2)));
const keras2 = lazily(() => readRows(kerasActivationStrings.filter((row) => row[2]?.generation === 2)));
const transformers = lazily(() => readRows(transformersActivationStrings));
const torchTransformer = lazily(() => readRows(torchTransformerActivationStrings));
const torchRecurrent = lazily(() => readRows(torchRecurrentActivationStrings));

/**
 * The activation that a string names, case-sensitive as the frameworks are. PyTorch takes strings in few places: `call` is the canonical
 * name of the API that gets the string (`torch.nn.RNN`). With generation 2, Keras 2's meaning wins where it differs; without one, names
 * that only Keras 2 has (`LeakyReLU`) are still understood.
 */
export function activationFromString(
  framework: Framework,
  text: string,
  call?: string,
  generation?: 2 | 3,
): NamedActivation | undefined {
  switch (framework) {
    case 'keras':
    case 'tensorflow':
      if (generation === 2) return keras2().get(text) ?? keras().get(text);
      return keras().get(text) ?? (generation === 3 ? undefined : keras2().get(text));
    case 'transformers':
      return transformers().get(text);
    case 'torch':
      if (call === undefined) return undefined;
      if (/^torch\.nn\.RNN(?:Cell)?$/.test(call)) return torchRecurrent().get(text);
      return call.startsWith('torch.nn.Transformer') ? torchTransformer().get(text) : undefined;
    case 'jax':
      return undefined;
  }
}

/** The strings that `activationFromString` understands for a framework, for completion and tests. */
export function activationStrings(framework: Framework): readonly string[] {
  const registries: Readonly<Record<Framework, readonly Registry[]>> = {
    keras: [keras(), keras2()],
    tensorflow: [keras(), keras2()],
    transformers: [transformers()],
    torch: [torchTransformer(), torchRecurrent()],
    jax: [],
  };
  return [...new Set(registries[framework].flatMap((registry) => [...registry.keys()]))];
}

const initializerNames = lazily(
  () =>
    new Map(
      kerasInitializers.flatMap(([name, , , extra]) => (extra?.strings ?? []).map((text) => [text, name])),
    ),
);

/** The initialiser that a string names; only Keras (and TensorFlow's layers through it) takes strings. */
export function initializerFromString(framework: Framework, text: string): InitializerSymbol | undefined {
  if (framework !== 'keras' && framework !== 'tensorflow') return undefined;
  const name = initializerNames().get(text);
  const symbol = name === undefined ? undefined : lookUp(name);
  return symbol?.role === 'initializer' ? symbol : undefined;
}

/** Other spellings of losses in Keras' `compile(loss=…)`, beside each class's own string and name. */
const lossAliases: readonly (readonly [alias: string, string: string])[] = [
  ['mse', 'mean_squared_error'],
  ['MSE', 'mean_squared_error'],
  ['mae', 'mean_absolute_error'],
  ['MAE', 'mean_absolute_error'],
  ['mape', 'mean_absolute_percentage_error'],
  ['MAPE', 'mean_absolute_percentage_error'],
  ['msle', 'mean_squared_logarithmic_error'],
  ['MSLE', 'mean_squared_logarithmic_error'],
  ['kld', 'kl_divergence'],
  ['KLD', 'kl_divergence'],
  ['kullback_leibler_divergence', 'kl_divergence'],
  ['bce', 'binary_crossentropy'],
  ['BCE', 'binary_crossentropy'],
  ['logcosh', 'log_cosh'],
  ['huber_loss', 'huber'],
  ['cosine_proximity', 'cosine_similarity'],
];

const lossNames = lazily(() => {
  const names = new Map<string, string>();
  for (const [name, form, , extra] of kerasLosses) {
    if (form !== 'module') continue;
    names.set(name.slice('keras.losses.'.length), name);
    if (extra?.string !== undefined) names.set(extra.string, name);
  }
  for (const [alias, string] of lossAliases) {
    const name = names.get(string);
    if (name !== undefined) names.set(alias, name);
  }
  return names;
});

/** The loss that a string names in Keras' `compile`; its parameters have their defaults (`from_logits=False`). */
export function lossFromString(framework: Framework, text: string): LossSymbol | undefined {
  if (framework !== 'keras' && framework !== 'tensorflow') return undefined;
  const name = lossNames().get(text);
  const symbol = name === undefined ? undefined : lookUp(name);
  return symbol?.role === 'loss' ? { ...symbol, form: 'string' } : undefined;
}
