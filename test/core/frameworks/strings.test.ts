import { describe, expect, it } from 'vitest';
import {
  activationFromString,
  activationStrings,
  initializerFromString,
  lossFromString,
} from '../../../src/core/frameworks';
import { activationReference, conventionReference, initializerReference, layerReference } from './reference';

const registry = (name: string): readonly string[] => conventionReference.stringRegistries[name] ?? [];

describe('activations named by strings', () => {
  for (const { id, apis } of activationReference) {
    for (const api of apis.filter((a) => a.kind === 'string' && /^\w+$/.test(a.qualifiedName))) {
      const framework = api.framework as 'keras' | 'transformers';
      const generation = /Keras 2/.test(api.version ?? '') ? 2 : undefined;
      it(`${framework} '${api.qualifiedName}' is ${id}`, () => {
        const named = activationFromString(framework, api.qualifiedName, undefined, generation);
        expect(named?.activation).toBe(id);
        // `variant` chose the id; the catalogue has no such parameter.
        const expected = Object.entries(api.fixedParameters ?? {}).filter(([name]) => name !== 'variant');
        expect(named?.parameters).toEqual(Object.fromEntries(expected));
      });
    }
  }
  it('knows every name of the registries of Keras and transformers', () => {
    for (const text of registry('keras 3 (3.16)'))
      expect(activationFromString('keras', text), text).toBeDefined();
    for (const text of registry('transformers ACT2FN (24 keys, newest copies seen)'))
      expect(activationFromString('transformers', text), text).toBeDefined();
    for (const text of ['ELU', 'LeakyReLU', 'PReLU', 'ReLU', 'Softmax', 'ThresholdedReLU']) {
      expect(activationFromString('keras', text, undefined, 2), text).toBeDefined();
      expect(activationFromString('keras', text, undefined, 3), text).toBeUndefined();
    }
    expect(activationStrings('transformers').length).toBe(24);
  });
  it('takes strings in PyTorch only where PyTorch does', () => {
    for (const text of registry('torch TransformerEncoderLayer activation'))
      expect(activationFromString('torch', text, 'torch.nn.TransformerEncoderLayer')?.activation).toBe(text);
    for (const text of registry('torch RNN nonlinearity'))
      expect(activationFromString('torch', text, 'torch.nn.RNN')?.activation).toBe(text);
    expect(activationFromString('torch', 'relu')).toBeUndefined();
    expect(activationFromString('torch', 'silu', 'torch.nn.TransformerEncoderLayer')).toBeUndefined();
    expect(activationFromString('torch', 'relu', 'torch.nn.LSTM')).toBeUndefined();
  });
  it('is case-sensitive, and hard_sigmoid depends on the generation', () => {
    expect(activationFromString('keras', 'Relu')).toBeUndefined();
    expect(activationFromString('keras', 'hard_sigmoid')?.activation).toBe('hard_sigmoid');
    expect(activationFromString('keras', 'hard_sigmoid', undefined, 2)?.activation).toBe(
      'hard_sigmoid_keras2',
    );
    expect(activationFromString('jax', 'relu')).toBeUndefined();
  });
});

describe('initialisers and losses named by strings', () => {
  for (const { id, apis } of initializerReference.initializers) {
    for (const text of apis.flatMap((api) => (api.framework === 'keras' ? (api.strings ?? []) : []))) {
      it(`keras '${text}' is ${id}`, () => {
        expect(initializerFromString('keras', text)?.initializer).toBe(id);
        expect(initializerFromString('torch', text)).toBeUndefined();
      });
    }
  }
  for (const loss of layerReference.filter((l) => l.string !== undefined)) {
    it(`keras loss '${loss.string ?? ''}' is ${loss.qualifiedName}`, () => {
      expect(lossFromString('keras', loss.string ?? '')).toMatchObject({
        qualifiedName: loss.qualifiedName,
        form: 'string',
        expects: loss.expects,
      });
    });
  }
  it('understands the short names', () => {
    expect(lossFromString('keras', 'mse')?.qualifiedName).toBe('keras.losses.MeanSquaredError');
    expect(lossFromString('keras', 'kullback_leibler_divergence')?.qualifiedName).toBe(
      'keras.losses.KLDivergence',
    );
    expect(lossFromString('keras', 'nonsense')).toBeUndefined();
    expect(lossFromString('torch', 'mse')).toBeUndefined();
  });
});
