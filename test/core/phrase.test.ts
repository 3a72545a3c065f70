import { describe, expect, it } from 'vitest';
import { english, fillIn, joined, phrase, sentence, speaker } from '../../src/core/phrase';

const german = speaker((template, values) =>
  fillIn({ '{0} of {1}': '{1}s {0}', 'a layer': 'Schicht' }[template] ?? template, values),
);

describe('a phrase', () => {
  it('keeps the sentence apart from what stands in it', () => {
    expect(phrase`${3} of ${'x'}`).toEqual({ template: '{0} of {1}', values: [3, 'x'] });
  });

  it('is one line, however it is wrapped', () => {
    expect(phrase`one\n      two ${1}\n    three`.template).toBe('one two {0} three');
  });

  it('can be a value of another, and each is translated', () => {
    const whole = phrase`${'output'} of ${sentence('a layer')}`;
    expect(english(whole)).toBe('output of a layer');
    expect(german(whole)).toBe('Schichts output');
  });

  it('leaves braces in values alone', () => {
    expect(english(phrase`${'{1}'} of ${'{0}'}`)).toBe('{1} of {0}');
  });

  it('may be one of several in a row', () => {
    expect(german(joined([sentence('a layer'), 'b', phrase`${1} of ${2}`], ', '))).toBe('Schicht, b, 2s 1');
  });
});
