import { describe, expect, test } from 'vitest';
import { outlineOf } from '../../../src/core/python/outline';
import { parseModule } from '../../../src/core/python/parse';

function outlines(text: string): unknown[] {
  return parseModule('file:///model.py', text).units.map((unit) => outlineOf(unit));
}

describe('a definition’s outline', () => {
  test.each(['\n', '\r\n'])('is read below decorators with comments, lines ending in %j', (end) => {
    const text = ['@torch.no_grad()  # no graph', '@cache', '@f(a, b=(1, 2))', 'def build(x):', '    pass'];
    expect(outlines(text.join(end))).toEqual([{ kind: 'function', name: 'build', modules: [] }]);
  });

  test('of forty commented decorators without a definition is sought in a moment', () => {
    const text = '@a#\r\n'.repeat(40) + '!';
    const start = performance.now();
    outlines(text);
    expect(performance.now() - start).toBeLessThan(50);
  });
});
