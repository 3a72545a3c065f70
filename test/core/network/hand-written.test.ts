import { describe, expect, it } from 'vitest';
import { handWritten } from './hand-written';
import { pairsOf } from './trace-of';

describe('models with the truth written by hand', () => {
  for (const { name, text, pairs } of handWritten) {
    it(name, () => {
      expect(pairsOf(text)).toEqual([...pairs].sort());
    });
  }
});
