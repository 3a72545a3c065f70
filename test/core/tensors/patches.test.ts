/** Tiles of an image, as Keras and TensorFlow cut them: shapes are those that Keras 3.15 and TensorFlow 2.21 give. */
import { expect, it } from 'vitest';
import { isNetwork } from '../../../src/core/network/graph';
import { modelRecord } from '../../../src/core/tensors/report';
import { locateIn, traceOf } from '../network/trace-of';

const programOf = (call: string): string => `import keras
import tensorflow as tf
from keras import layers

class Patches(layers.Layer):
    def call(self, images):
        return ${call}

inputs = keras.Input((72, 48, 3))
model = keras.Model(inputs, layers.Dense(8)(Patches()(inputs)))
`;

it.each([
  ['keras.ops.image.extract_patches(images, size=6)', [12, 8, 108]],
  ['keras.ops.image.extract_patches(images, (6, 8))', [12, 6, 144]],
  [
    'tf.image.extract_patches(images=images, sizes=[1, 6, 6, 1], strides=[1, 6, 6, 1], rates=[1, 1, 1, 1], padding="VALID")',
    [12, 8, 108],
  ],
  [
    'tf.compat.v1.extract_image_patches(images, ksizes=[1, 8, 8, 1], strides=[1, 8, 8, 1], rates=[1, 1, 1, 1], padding="VALID")',
    [9, 6, 192],
  ],
] as const)('%s holds every element once', (call, shape) => {
  const trace = traceOf(programOf(call));
  const records = trace.models.filter(isNetwork).map((model) => modelRecord(model, locateIn(trace)));
  const step = records.flatMap(({ steps }) => steps).find(({ name }) => /^extract/.test(name));
  expect(step?.shape?.slice(1)).toEqual(shape);
  expect(step).toMatchObject({ rms: 1, signal: 1 });
});

it.each([
  'keras.ops.image.extract_patches(images, 6, strides=3)',
  'keras.ops.image.extract_patches(images, 7)',
  'keras.ops.image.extract_patches(images, unknown())',
])('%s is not told: it holds elements several times, or not all of them', (call) => {
  const trace = traceOf(programOf(call));
  const records = trace.models.filter(isNetwork).map((model) => modelRecord(model, locateIn(trace)));
  const step = records.flatMap(({ steps }) => steps).find(({ name }) => /^extract/.test(name));
  expect(step).toMatchObject({ rms: null, signal: null });
});
