import { describe, expect, it } from 'vitest';
import { neverTogether } from '../../../src/core/python/exclusive';
import { parseModule } from '../../../src/core/python/parse';
import type { Place } from '../../../src/core/python/syntax';
import { walkUnit } from '../../../src/core/python/walk';

/** Whether `made()` and `used()` of a class never run in one object. */
function exclusive(constructor: string, method: string, before = ''): boolean {
  const indented = (text: string): string => text.replaceAll('\n', '\n        ');
  const module = parseModule(
    'file:///conditions.py',
    `class Net:
    def __init__(self, kind, config):
        ${indented(before === '' ? 'self.kind = kind' : before)}
        ${indented(constructor)}
    def run(self, kind):
        ${indented(method)}
`,
  );
  const places = new Map<string, Place>();
  for (const unit of module.units)
    walkUnit(unit, (node) => {
      if (node.kind === 'Call' && node.callee.kind === 'Name') places.set(node.callee.id, node);
    });
  const [made, used] = [places.get('made'), places.get('used')];
  if (made === undefined || used === undefined) throw new Error('both are called');
  return neverTogether(made, used);
}

describe('conditions that never hold at once', () => {
  it.each([
    ['two values', 'if self.kind == 0:\n    made()', 'if self.kind == 1:\n    used()'],
    ['a value and not it', 'if kind == "a":\n    made()', 'if self.kind != "a":\n    used()'],
    ['the other side', 'if kind == "a":\n    pass\nelse:\n    made()', 'if self.kind == "a":\n    used()'],
    ['lists', 'if kind in ("a", "b"):\n    made()', 'if self.kind in ["c", "d"]:\n    used()'],
    ['a flag', 'if config.kind:\n    made()', 'if not self.kind:\n    used()'],
    ['what runs otherwise', 'if kind == 0:\n    made()', 'if self.kind == 0:\n    return\nused()'],
    ['one of two', 'if kind == 0 and config.deep:\n    made()', 'if self.kind == 1:\n    used()'],
  ])('%s', (_name, constructor, method) => {
    expect(exclusive(constructor, method)).toBe(true);
  });

  it.each([
    ['the same value', 'if self.kind == 0:\n    made()', 'if self.kind == 0:\n    used()'],
    ['two that are not', 'if self.kind != 0:\n    made()', 'if self.kind != 1:\n    used()'],
    [
      'lists with a value in common',
      'if kind in ("a", "b"):\n    made()',
      'if self.kind == "b":\n    used()',
    ],
    ['either of two', 'if kind == 0 or config.deep:\n    made()', 'if self.kind == 1:\n    used()'],
    ['no condition', 'made()', 'if self.kind == 1:\n    used()'],
    ['what a method is given', 'if kind == 0:\n    made()', 'if kind == 1:\n    used()'],
    [
      'counters of loops',
      'for i in range(2):\n    if i == 0:\n        made()',
      'for i in range(2):\n    if i == 1:\n        used()',
    ],
  ])('but not %s', (_name, constructor, method) => {
    expect(exclusive(constructor, method)).toBe(false);
  });
});
