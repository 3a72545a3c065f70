import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Origin, Plot, ToExtension, ToPanel } from '../src/protocol';
import { isPlot, readToExtension, readToPanel, received, sendable } from '../src/protocol';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const natural = fc.nat();
const word = fc.string({ maxLength: 30 });
const origin: fc.Arbitrary<Origin> = fc.record({
  uri: fc.webUrl(),
  range: fc.record({ start: natural, end: natural }),
  writable: fc.array(word, { maxLength: 3 }),
  label: word,
});
const plot: fc.Arbitrary<Plot> = fc.record(
  {
    function: fc.oneof(
      fc.record({
        kind: fc.constant('catalogue' as const),
        id: word,
        parameters: fc.dictionary(word, fc.oneof(finite, fc.boolean(), fc.constant(null)), { maxKeys: 4 }),
        unknownParameters: fc.array(word, { maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('custom' as const), key: word, name: word }),
    ),
    title: word,
    api: word,
    framework: fc.constantFrom('torch' as const, 'jax' as const, null),
    origin,
  },
  { requiredKeys: ['function', 'title', 'api', 'framework'] },
);
const numbers = fc.array(fc.oneof(finite, fc.constant(null)), { maxLength: 20 });
const toPanel: fc.Arbitrary<ToPanel> = fc.oneof(
  fc.record({
    type: fc.constant('show' as const),
    plot,
    as: fc.constantFrom('follow' as const, 'choose' as const, 'compare' as const),
  }),
  fc.record({ type: fc.constant('nothing' as const), reason: word }),
  fc.record({
    type: fc.constant('samples' as const),
    request: natural,
    y: numbers,
    dy: numbers,
    ddy: numbers,
  }),
  fc.record({ type: fc.constant('file' as const), plots: fc.array(plot, { maxLength: 3 }) }),
  fc.record({
    type: fc.constant('strings' as const),
    language: word,
    strings: fc.dictionary(word, word, { maxKeys: 3 }),
  }),
);
const toExtension: fc.Arbitrary<ToExtension> = fc.oneof(
  fc.constant({ type: 'ready' as const }),
  fc.record({ type: fc.constant('pin' as const), pinned: fc.boolean() }),
  fc.record({
    type: fc.constant('setParameter' as const),
    origin,
    parameter: word,
    value: fc.oneof(finite, fc.boolean(), fc.constant(null)),
  }),
  fc.record({
    type: fc.constant('sample' as const),
    request: natural,
    key: word,
    x: fc.array(finite, { maxLength: 20 }),
    parameters: fc.dictionary(word, fc.oneof(finite, fc.boolean(), fc.constant(null)), { maxKeys: 3 }),
  }),
  fc.record({
    type: fc.constant('state' as const),
    pinned: fc.boolean(),
    tab: fc.constantFrom('activation' as const, 'signal' as const),
    title: fc.oneof(word, fc.constant(null)),
    points: natural,
  }),
);

describe('messages between the extension and its panel', () => {
  it('arrive as they were sent', () => {
    fc.assert(
      fc.property(toPanel, (message) => {
        expect(readToPanel(message)).toBe(message);
        // -0 does not survive JSON, which no message minds.
        expect(readToPanel(JSON.parse(JSON.stringify(message)))).toBeDefined();
      }),
    );
    fc.assert(
      fc.property(toExtension, (message) => {
        expect(readToExtension(message)).toBe(message);
        expect(readToExtension(JSON.parse(JSON.stringify(message)))).toBeDefined();
      }),
    );
  });

  it('are dropped when a part is missing', () => {
    fc.assert(
      fc.property(toPanel, natural, (message, pick) => {
        const keys = Object.keys(message);
        const without = { ...message } as Record<string, unknown>;
        Reflect.deleteProperty(without, keys[pick % keys.length] ?? '');
        expect(readToPanel(without)).toBeUndefined();
      }),
    );
  });

  it('are dropped when a part is of another kind', () => {
    fc.assert(
      fc.property(toExtension, natural, (message, pick) => {
        const keys = Object.keys(message);
        const broken = { ...message, [keys[pick % keys.length] ?? '']: Symbol('no message carries one') };
        expect(readToExtension(broken)).toBeUndefined();
      }),
    );
  });

  it('never come out of arbitrary data, nor does reading it throw', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (value) => {
        expect(readToPanel(value)).toBeUndefined();
        expect(readToExtension(value)).toBeUndefined();
        expect(isPlot(value)).toBe(false);
      }),
    );
  });

  it.each(['constructor', 'toString', '__proto__', 'show ', ''])('do not know the type %j', (type) => {
    expect(readToPanel({ type })).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['a parameter that is not finite', { type: 'sample', request: 0, key: 'k', x: [Number.NaN] }],
    ['a fractional request', { type: 'sample', request: 0.5, key: 'k', x: [] }],
    ['a hole in a list', { type: 'sample', request: 0, key: 'k', x: new Array(1) }],
    [
      'more abscissae than are ever drawn',
      { type: 'sample', request: 0, key: 'k', x: new Array(10_001).fill(0) },
    ],
    ['a format that is not saved', { type: 'export', format: 'exe', name: 'a', data: '' }],
  ])('refuse %s', (_, message) => {
    expect(readToExtension(message)).toBeUndefined();
  });

  it('carry what is not finite as a gap', () => {
    expect([1.5, -0, Infinity, -Infinity, NaN].map(sendable).map(received)).toEqual([1.5, -0, NaN, NaN, NaN]);
  });
});
