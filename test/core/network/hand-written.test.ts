import { describe, expect, it } from 'vitest';
import { handWritten } from './hand-written';
import { modelsOfToday } from './models-of-today';
import { pairsOf } from './trace-of';

describe('models with the truth written by hand', () => {
  for (const { name, text, pairs } of [...handWritten, ...modelsOfToday]) {
    it(name, () => {
      expect(pairsOf(text)).toEqual([...pairs].sort());
    });
  }
});
