import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { besidePredicted, type PredictedLayer } from '../../../src/core/measured/compare';
import { readMeasured, type MeasuredLayer } from '../../../src/core/measured/read';
import { hookFrameworks, hooks } from '../../../src/core/measured/snippets';
import { createLensService } from '../../../src/core/service';
import { signalOfModel } from '../../../src/server/panel/signal-model';

const root = join(import.meta.dirname, '../../..');

/** What the hooks wrote of real runs: scripts/run-hooks.py. */
function written(framework: string): readonly MeasuredLayer[] {
  const read = readMeasured(readFileSync(join(root, `test/reference/measured/${framework}.json`), 'utf8'));
  if (read.kind !== 'layers') throw new Error(read.kind);
  return read.layers;
}

function predicted(text: string): readonly PredictedLayer[] {
  const models = createLensService().update('file:///m.py', 1, text).models();
  const [largest] = [...models].sort((one, other) => other.nodes.length - one.nodes.length);
  const signal = largest && signalOfModel(largest, () => undefined);
  const known = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
  return (signal?.layers ?? []).map(({ name, head, forward, backward, output, follows }) => ({
    ...{ name, head, follows },
    signal: known(forward.now),
    output: known(output),
    gradient: known(backward.now),
  }));
}

const keras = `import keras
from keras import layers
model = keras.Sequential(
    [keras.Input((64,)), *[layers.Dense(128, activation="relu") for _ in range(6)], layers.Dense(10)]
)
`;
const kerasClassifier = `import keras
from keras import layers
inputs = keras.Input((16, 16, 3))
x = layers.Conv2D(32, 3, padding="same")(inputs)
x = layers.ReLU()(layers.BatchNormalization()(x))
x = layers.Conv2D(64, 3, padding="same", activation="relu")(x)
x = layers.BatchNormalization()(layers.MaxPooling2D()(x))
x = layers.Dense(64, activation="tanh")(layers.Flatten()(x))
model = keras.Model(inputs, layers.Dense(10, activation="softmax")(x))
`;
const flax = `import flax.linen as nn

class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        for _ in range(6):
            x = nn.relu(nn.Dense(128)(x))
        return nn.Dense(10)(x)
`;
const torch = readFileSync(join(root, 'examples/xavier_relu_mlp.py'), 'utf8');

describe('what the hooks wrote in the real frameworks', () => {
  it.each([
    ['torch', torch, 7],
    ['keras', keras, 7],
    ['keras-classifier', kerasClassifier, 4],
    ['flax', flax, 7],
  ])('%s: stands beside the prediction, layer by layer', (framework, text, count) => {
    const layers = predicted(text);
    const line = besidePredicted(layers, written(framework));
    expect(layers).toHaveLength(count);
    expect(line.found).toBe(count);
    expect(line.differences).toEqual([]);
    for (const [index, { signal }] of layers.entries())
      expect(Math.abs((line.signal[index] ?? 0) / (signal ?? Number.NaN) - 1)).toBeLessThan(0.25);
    for (const [index, { gradient }] of layers.entries())
      expect(Math.abs((line.gradient[index] ?? 0) / (gradient ?? Number.NaN) - 1)).toBeLessThan(0.15);
  });

  it('lists the layers that are more than twice, or less than half, of what is predicted', () => {
    const layers = predicted(torch);
    const measured = written('torch').map((layer) =>
      layer.name === 'hidden3'
        ? { ...layer, output: (layer.output ?? 0) * 2.5 }
        : layer.name === 'hidden5'
          ? { ...layer, gradient: (layer.gradient ?? 0) / 2.5 }
          : layer,
    );
    const { differences } = besidePredicted(layers, measured);
    expect(differences.map(({ layer, figure }) => [layers[layer]?.name, figure])).toEqual([
      ['hidden3', 'signal'],
      ['hidden5', 'gradient'],
    ]);
  });

  it('finds nothing where no name is that of a layer and the numbers differ', () => {
    const strangers = written('torch')
      .slice(1)
      .map((layer) => ({ ...layer, name: `x${layer.name}` }));
    expect(besidePredicted(predicted(torch), strangers).found).toBe(0);
  });
});

describe('the hooks', () => {
  // Flax hands gradients to no hook: each output has a number added that is 0, and the derivative by it is read.
  // Keras has no hooks: what layers and their activations do is replaced for one call.
  it.each(hookFrameworks)('%s: at most forty lines that parse', (framework) => {
    const lines = hooks[framework].trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(40);
    const document = createLensService().update('file:///hook.py', 1, hooks[framework]);
    expect(document.syntaxErrors).toEqual([]);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(120);
  });
});

describe('a file that is none', () => {
  it.each<[string, object]>([
    ['', { kind: 'no-json' }],
    ['{"layers": [NaN]}', { kind: 'no-json' }],
    ['[]', { kind: 'no-layers' }],
    ['{"layers": {"0": 1}}', { kind: 'no-layers' }],
    ['null', { kind: 'no-layers' }],
    ['{"layers": [{"name": "a", "output": 1}, {"output": 1}]}', { kind: 'bad-layer', at: 2 }],
    ['{"layers": [{"name": "a", "output": -1}]}', { kind: 'bad-layer', at: 1 }],
    ['{"layers": [{"name": "a", "gradient": "1"}]}', { kind: 'bad-layer', at: 1 }],
    [`{"layers": [${Array.from({ length: 5_001 }, () => '{"name":"a"}').join()}]}`, { kind: 'no-layers' }],
  ])('%.50s', (text, expected) => {
    expect(readMeasured(text)).toEqual(expected);
  });

  it('takes figures that are missing as not measured, and no name for an open look-up', () => {
    expect(readMeasured('{"layers": [{"name": "constructor", "output": null, "__proto__": 1}]}')).toEqual({
      kind: 'layers',
      layers: [
        { name: 'constructor', input: undefined, output: undefined, passes: undefined, gradient: undefined },
      ],
    });
  });
});
