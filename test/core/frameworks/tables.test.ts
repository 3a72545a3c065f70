import { describe, expect, it } from 'vitest';
import type { ConstantValue } from '../../../src/core/python/names';
import { listedNames, symbolOf } from '../../../src/core/frameworks';
import type { ApiParameter, FrameworkSymbol } from '../../../src/core/frameworks/symbol';
import { newerParameters } from './newer-parameters';
import {
  activationReference,
  initializerReference,
  layerReference,
  type ReferenceApi,
  type ReferenceParameter,
} from './reference';

/** A default of the reference in our terms; `undefined` for objects of a framework. */
function constant(value: unknown): ConstantValue | undefined {
  if (Array.isArray(value)) return { tuple: value.map((element) => constant(element) ?? null) };
  if (typeof value === 'object' && value !== null) return undefined;
  return value as ConstantValue;
}

function expectParameters(
  actual: readonly ApiParameter[],
  expected: readonly ReferenceParameter[],
  compareMeaning: boolean,
): void {
  expect(actual.map((p) => p.name)).toEqual(expected.map((p) => p.name));
  actual.forEach((parameter, index) => {
    const wanted = expected[index];
    if (wanted === undefined) return;
    const where = `parameter ${parameter.name}`;
    expect(parameter.required ?? false, where).toBe(wanted.required ?? false);
    expect(parameter.variadic, where).toBe(wanted.variadic);
    if (wanted.variadic === undefined) {
      expect(parameter.keywordOnly ?? false, where).toBe(wanted.keywordOnly ?? false);
      expect(parameter.default, where).toEqual(constant(wanted.default));
    }
    if (!compareMeaning) return;
    expect(parameter.maps, where).toBe(wanted.maps);
    expect(parameter.role === 'input', where).toBe(wanted.role === 'input');
  });
}

/** What the tables say in another shape than the reference, each for a reason. */
const keras2Twins = new Set([
  'tf.keras.layers.LeakyReLU',
  'tf.keras.activations.relu',
  'tf.keras.activations.swish',
]);
const ownShape = new Set(['torch.nn.Hardtanh']);

function activationOf(api: ReferenceApi): FrameworkSymbol | undefined {
  return symbolOf(
    api.version?.startsWith('Keras 2') === true
      ? api.qualifiedName.replace(/^tf\.keras/, 'tf_keras')
      : api.qualifiedName,
  );
}

describe('activations of the frameworks', () => {
  const apis = activationReference.flatMap(({ id, apis: list }) =>
    list.filter((api) => api.kind !== 'string').map((api) => ({ id, api })),
  );
  it('has enough to compare', () => {
    expect(apis.length).toBeGreaterThan(230);
  });
  for (const { id, api } of apis) {
    it(`${api.qualifiedName} is ${id}`, () => {
      const symbol = activationOf(api);
      if (symbol?.role !== 'activation')
        throw new Error(`${api.qualifiedName} is not known as an activation`);
      const variants = id === 'gelu' || id === 'gelu_tanh' ? ['gelu', 'gelu_tanh'] : [id];
      expect(id === 'keras_relu' ? ['relu'] : variants).toContain(symbol.activation);
      expect(symbol.form).toBe(api.kind === 'layer' ? 'module' : api.kind);
      expect(symbol.framework).toBe(api.framework === 'flax' ? 'jax' : api.framework);
      if (keras2Twins.has(api.qualifiedName)) return;
      const expected = (api.parameters ?? []).filter(
        (p) => !ownShape.has(api.qualifiedName) || !p.name.endsWith('_value'),
      );
      // The form of GELU that is not the default is listed a second time with the argument that chooses it.
      if (api.requires === undefined) expectParameters(symbol.parameters, expected, true);
      expect(symbol.fixedParameters).toEqual(api.fixedParameters ?? {});
      for (const alias of api.aliases ?? []) expect(symbolOf(alias), alias).toBeDefined();
    });
  }
  it('accepts the names of both generations of Keras for one parameter', () => {
    const names = symbolOf('tensorflow.keras.layers.LeakyReLU')?.parameters[0];
    expect([names?.name, ...(names?.aliases ?? [])]).toEqual(['negative_slope', 'alpha']);
    const relu = symbolOf('keras.activations.relu')?.parameters[1];
    expect([relu?.name, ...(relu?.aliases ?? [])]).toEqual(['negative_slope', 'alpha']);
  });
  it('marks in-place forms', () => {
    for (const name of listedNames()) {
      const symbol = symbolOf(name);
      if (symbol?.role === 'activation') expect(symbol.inPlace, name).toBe(name.endsWith('_'));
    }
  });
});

describe('initialisers of the frameworks', () => {
  for (const { id, apis } of initializerReference.initializers) {
    for (const api of apis) {
      it(`${api.qualifiedName} is ${id}`, () => {
        const symbol = symbolOf(api.qualifiedName);
        if (symbol?.role !== 'initializer')
          throw new Error(`${api.qualifiedName} is not known as an initialiser`);
        expect(symbol.initializer).toBe(id);
        expect(symbol.form === 'in-place').toBe(api.inPlace === true);
        expectParameters(symbol.parameters, api.parameters ?? [], false);
        const names = [...(api.aliases ?? []), ...(api.deprecatedAlias ? [api.deprecatedAlias] : [])];
        for (const alias of names) {
          expect(symbolOf(alias.split(' ')[0] ?? ''), alias).toMatchObject({ initializer: id });
        }
      });
    }
  }
});

describe('layers, losses and optimisers of the frameworks', () => {
  /** Those behind a star in later releases, which PyTorch 1.13 took by position. */
  const byKeyword = new Set(['torch.optim.NAdam', 'torch.optim.RAdam']);
  const inBothTables = new Set(['torch.nn.Identity', 'keras.layers.Identity']);
  const roles = new Map([
    ['activation', 'activation-layer'],
    ['regularizer', 'container'],
  ]);
  it('has enough to compare', () => {
    expect(layerReference.length).toBeGreaterThan(370);
  });
  for (const api of layerReference) {
    it(`${api.qualifiedName} is ${api.role}`, () => {
      const symbol = symbolOf(api.qualifiedName);
      if (inBothTables.has(api.qualifiedName)) {
        expect(symbol).toMatchObject({ role: 'activation', activation: 'linear' });
        return;
      }
      if (symbol === undefined) throw new Error(`${api.qualifiedName} is not known`);
      expect(symbol.qualifiedName).toBe(api.qualifiedName);
      const attends = /Attention/.test(api.qualifiedName);
      const role = api.qualifiedName.startsWith('keras.regularizers')
        ? 'regularizer'
        : (roles.get(api.role) ?? api.role);
      expect(symbol.role).toBe(attends ? 'attention' : role);
      const later = newerParameters(api.qualifiedName);
      const expected = (api.parameters ?? []).map((parameter) =>
        byKeyword.has(api.qualifiedName) && parameter.name === 'foreach'
          ? { ...parameter, keywordOnly: true }
          : parameter,
      );
      expectParameters(
        symbol.parameters.filter(({ name }) => !later.includes(name)),
        expected,
        false,
      );
      if (symbol.role === 'loss') {
        expect(symbol.expects).toBe(api.expects);
        expect(symbol.target).toBe(api.target);
      }
    });
  }
  it('knows which layers hold weights', () => {
    const weighted = (name: string): unknown =>
      (symbolOf(name) as { weighted?: boolean } | undefined)?.weighted;
    for (const name of [
      'torch.nn.Linear',
      'keras.layers.LSTM',
      'flax.linen.Conv',
      'torch.nn.MultiheadAttention',
      'tf.layers.dense',
    ])
      expect(weighted(name), name).toBe(true);
    for (const name of [
      'torch.nn.functional.linear',
      'torch.nn.Dropout',
      'keras.layers.Attention',
      'torch.nn.LayerNorm',
    ])
      expect(weighted(name), name).toBe(false);
  });
  it('accepts what Keras 2 called its parameters', () => {
    for (const api of layerReference) {
      const known = new Set(symbolOf(api.qualifiedName)?.parameters.map((p) => p.name));
      const anyKeyword = symbolOf(api.qualifiedName)?.parameters.some((p) => p.variadic === 'keyword');
      for (const name of api.keras2?.parameters ?? [])
        expect(known.has(name) || anyKeyword === true, `${api.qualifiedName} ${name}`).toBe(true);
    }
  });
});
