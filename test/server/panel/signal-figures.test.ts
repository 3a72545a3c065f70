import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { signalHints } from '../../../src/core/hints/signal-hints';
import { english } from '../../../src/core/phrase';
import { createLensService } from '../../../src/core/service';
import { summaryOf, summaryPhrase } from '../../../src/core/signal/summary';
import { sizedModel, usualSizes } from '../../../src/core/tensors';
import { modelRecord } from '../../../src/core/tensors/report';
import { signalOfModel } from '../../../src/server/panel/signal-model';
import { decisive, isKnown } from '../../../src/webview/model/signal';

const files = ['examples', 'test/fixtures/signal/models'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.py'))
    .map((name) => ({ name, code: readFileSync(`${folder}/${name}`, 'utf8') })),
);
const repeated = (line: (index: number) => string): string =>
  Array.from({ length: 9 }, (_, index) => line(index)).join('\n');
/** Stacks of ReLU under initialisers too small for it, as each framework writes them: all have a finding with a figure. */
const stacks: readonly { readonly name: string; readonly code: string }[] = [
  {
    name: 'Keras, sequential',
    code: `import keras
from keras import layers
model = keras.Sequential([
    keras.Input((128,)),
${repeated(() => "    layers.Dense(128, activation='relu', kernel_initializer='glorot_uniform'),")}
    layers.Dense(10),
])
`,
  },
  {
    name: 'Keras, functional',
    code: `from tensorflow import keras
from tensorflow.keras import layers
inputs = keras.Input((128,))
x = inputs
for _ in range(9):
    x = layers.Dense(128, activation='relu', kernel_initializer='lecun_normal')(x)
model = keras.Model(inputs, layers.Dense(10)(x))
`,
  },
  {
    name: 'Flax, linen',
    code: `import flax.linen as nn
class MLP(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = x.reshape((x.shape[0], 128))
${repeated(() => '        x = nn.relu(nn.Dense(128, kernel_init=nn.initializers.xavier_uniform())(x))')}
        return nn.Dense(10)(x)
`,
  },
  {
    name: 'Flax, nnx',
    code: `import jax
from flax import nnx
class MLP(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
${repeated((index) => `        self.fc${index} = nnx.Linear(128, 128, kernel_init=nnx.initializers.xavier_uniform(), rngs=rngs)`)}
        self.out = nnx.Linear(128, 10, rngs=rngs)
    def __call__(self, x):
${repeated((index) => `        x = nnx.relu(self.fc${index}(x))`)}
        return self.out(x)
`,
  },
  {
    name: 'TensorFlow 1',
    code: `import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 128])
h = x
for _ in range(9):
    h = tf.layers.dense(h, 128, activation=tf.nn.relu, kernel_initializer=tf.glorot_uniform_initializer())
logits = tf.layers.dense(h, 10)
`,
  },
];

const configuration = { select: undefined, ignore: [], severity: {} };

/** Every model of a file as the tab shows it, with the records of `trace --signal`. */
function shownIn(code: string) {
  const lens = createLensService().update('file:///model.py', 1, code);
  const lineAt = (offset: number): number => code.slice(0, offset).split('\n').length;
  const models = lens.models().flatMap((model) => {
    const signal = signalOfModel(model, (place) => {
      const range = lens.rangeOf(place);
      return range && { uri: lens.uri, range, writable: [], label: `model.py:${lineAt(range.start)}` };
    });
    const record = modelRecord(sizedModel(model, usualSizes(model)), (place) => {
      const range = lens.rangeOf(place);
      return range && { path: 'model.py', line: lineAt(range.start) };
    });
    return signal === undefined ? [] : [{ model, signal, record }];
  });
  return { lens, models, lineAt };
}

/** As hints have them: two significant digits, one in front of a power of ten. */
const shortForms = (value: number): readonly number[] => [
  Number(value.toPrecision(2)),
  Number(value.toExponential(0)),
];

describe.each([...files, ...stacks])('$name', ({ name, code }) => {
  const { lens, models, lineAt } = shownIn(code);

  it('has a model in the tab, but for the one without any', () => {
    expect(models.length > 0).toBe(name !== 'custom_activation.py');
  });

  it('has points or a sentence in every chart', () => {
    for (const { signal } of models)
      for (const direction of ['forward', 'backward'] as const) {
        const isStopped = signal.stops.some(({ directions }) => directions.includes(direction));
        expect(isKnown(signal, direction) || isStopped, `${signal.name} ${direction}`).toBe(true);
        // A curve that begins anew has a sentence that says why.
        const isAnew = signal.layers.some((layer) => layer[direction].stretch > 0);
        if (isAnew) expect(isStopped, `${signal.name} ${direction} begins anew`).toBe(true);
      }
  });

  it('gives each layer the figures that trace prints', () => {
    for (const { signal, record } of models) {
      const steps = record.steps.filter(({ signal: known }) => known !== null);
      for (const layer of signal.layers) {
        if (layer.origin === null) continue;
        const line = lineAt(layer.origin.range.start);
        if (typeof layer.output === 'number' && layer.forward.stretch === 0) {
          const own = steps.filter((step) => step.line === line || `${step.module}` === layer.name);
          expect(
            own.some((step) => step.signal === layer.output),
            `${signal.name} ${layer.name}: ${layer.output} of ${own.map((step) => step.signal).join()}`,
          ).toBe(true);
        }
        if (typeof layer.forward.now === 'number' && layer.forward.stretch === 0)
          expect(
            record.steps.some((step) => step.signal === layer.forward.now),
            `${signal.name} ${layer.name} passes on ${layer.forward.now}`,
          ).toBe(true);
        if (typeof layer.backward.now === 'number' && layer.backward.stretch === 0)
          expect(
            record.steps.some((step) => step.gradient === layer.backward.now || step.gradient === null),
            `${signal.name} ${layer.name} gradient ${layer.backward.now}`,
          ).toBe(true);
      }
    }
  });

  it('says above the model what the tab says of its last hidden layer', () => {
    for (const { model, signal } of models) {
      const summary = summaryOf(model);
      if (summary?.factor === undefined) continue;
      const layer = signal.layers[decisive(signal, 'forward') ?? -1];
      expect(layer?.forward.now).toBe(summary.factor);
      const percent = Number(/([\d.e+-]+) %/.exec(english(summaryPhrase(summary)))?.[1]);
      expect(percent / 100 / summary.factor).toBeCloseTo(1, 1);
    }
  });

  it('has hints whose figures stand in the tab', () => {
    const all = { figures: 'all', limit: 0.1, shape: false } as const;
    const hints = signalHints(lens, all, { start: 0, end: code.length });
    const outputs = models.flatMap(({ signal }) =>
      signal.layers.flatMap(({ output, forward }) => [output, forward.now]),
    );
    const gradients = models.flatMap(({ signal }) => signal.layers.map(({ backward }) => backward.now));
    const formsOf = (values: readonly unknown[]) =>
      new Set(values.flatMap((value) => (typeof value === 'number' ? shortForms(value) : [])));
    const known = { signal: formsOf(outputs), grad: formsOf(gradients) };
    for (const { label, offset } of hints) {
      const layers = models.flatMap(({ signal }) =>
        signal.layers.filter(({ origin }) => origin && lineAt(origin.range.start) === lineAt(offset)),
      );
      if (layers.length === 0) continue;
      // From the layer to the activation of its line; the tab has the gradient in front of the layer.
      const [, signal, passed = signal] = /signal ([\d.e-]+)(?:…([\d.e-]+))?/.exec(english(label)) ?? [];
      const gradient = /grad ([\d.e-]+)/.exec(english(label))?.[1];
      const where = `line ${lineAt(offset)}: ${english(label)}`;
      if (signal !== undefined) expect(known.signal, where).toContain(Number(signal));
      if (passed !== undefined) expect(known.signal, where).toContain(Number(passed));
      if (gradient !== undefined) expect(known.grad, where).toContain(Number(gradient));
    }
  });

  it('has findings whose figure of the signal stands in the tab', () => {
    for (const { message, rule } of lens.findings(configuration)) {
      const left = /×([\d.e-]+) of the signal left after/.exec(message)?.[1];
      if (left === undefined) continue;
      const figures = models.flatMap(({ signal }) => signal.layers.map(({ forward }) => forward.now));
      const known = figures.flatMap((value) =>
        typeof value === 'number' ? [Number(value.toPrecision(left.replace(/^0\.0*/, '').length))] : [],
      );
      expect(known, `${rule}: ${message}`).toContain(Number(left));
    }
  });
});

it.each(stacks)(
  '$name has a finding whose figure the tab, the lens and the hint of the last layer have',
  ({ code }) => {
    const { lens, models, lineAt } = shownIn(code);
    const [finding] = lens.findings(configuration);
    const left = /×([\d.e-]+) of the signal left after 9 layers/.exec(finding?.message ?? '')?.[1] ?? '';
    const digits = left.replace(/^0\.0*/, '').length;
    const [shown] = models;
    if (shown === undefined) throw new Error('no model');
    const last = shown.signal.layers[decisive(shown.signal, 'forward') ?? -1];
    expect(Number(Number(last?.forward.now).toPrecision(digits))).toBe(Number(left));
    expect(summaryOf(shown.model)?.factor).toBe(last?.forward.now);
    const hints = signalHints(
      lens,
      { figures: 'falling', limit: 0.1, shape: false },
      { start: 0, end: code.length },
    );
    const line = lineAt(last?.origin?.range.start ?? 0);
    const hint = hints.find(({ offset }) => lineAt(offset) === line);
    const figure = /signal (?:[\d.e-]+…)?([\d.e-]+)/.exec(hint === undefined ? '' : english(hint.label))?.[1];
    expect(shortForms(Number(last?.output))).toContain(Number(figure));
  },
);
