import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  triviaEditBetween,
  offsetNow,
  offsetRead,
  type TriviaEdit,
} from '../../../src/core/python/trivia-edit';
import type { Statement } from '../../../src/core/python/syntax';
import { ParsedUnit } from '../../../src/core/python/unit';
import { walkUnit } from '../../../src/core/python/walk';
import { splitUnits } from '../../../src/core/python/split';
import { parseModule } from '../../../src/core/python/parse';

const uri = 'file:///model.py';

/** Lines of a statement with all that makes blanks and comments mean something or nothing. */
const line = fc.constantFrom(
  '    x = self.relu(x)',
  '    x = f(  # why',
  '        1,  # one',
  '    )',
  '    """Says more',
  '    than one line # not a comment"""',
  "    y = 'a # b'",
  '    # a comment',
  '    # another, with "quotes"',
  '    x = 1 + \\',
  '        2',
  "    z = f'{x} #'",
  '    if x:\n        pass  # nothing',
  '    if x:\n        # nothing\n        pass',
  '    # activation-lens: ignore[relu-xavier-init]',
  '',
  '    ',
);
const statement = fc
  .array(line, { minLength: 1, maxLength: 9 })
  .map((lines) => `class A:\n${lines.join('\n')}\n    end = 1`);
const typed = fc.constantFrom(
  ' ',
  '  ',
  '\n',
  '\n    ',
  '\t',
  'x',
  '#',
  '# why',
  '"',
  '\\',
  'activation-lens: ',
  '',
);

const isDocstring = (node: object): node is Statement & { readonly kind: 'ExpressionStatement' } =>
  'kind' in node &&
  node.kind === 'ExpressionStatement' &&
  (node as Statement & { readonly kind: 'ExpressionStatement' }).value.kind === 'String';

/**
 * Every place in a tree, with its kind, in order; references to the unit left out. Where a statement with a body ends depends on the blanks
 * behind it, and nobody asks.
 */
function placesIn(value: unknown, at: (offset: number) => number): unknown {
  if (Array.isArray(value)) return value.map((item) => placesIn(item, at));
  if (value === null || typeof value !== 'object') return value;
  // What a docstring says nobody asks either.
  if (isDocstring(value)) return [at(value.start), at(value.end)];
  const compound = 'body' in value || 'cases' in value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      key === 'unit' || (compound && key === 'end')
        ? []
        : [
            [
              key,
              /^(?:start|end|\w+Start|\w+End)$/.test(key) && typeof item === 'number'
                ? at(item)
                : placesIn(item, at),
            ],
          ],
    ),
  );
}

/** Offsets within strings that are statements of their own. */
const docstringsOf =
  (unit: ParsedUnit) =>
  (offset: number): boolean => {
    let inside = false;
    walkUnit(unit, (node) => {
      if (node.kind !== 'ExpressionStatement' || node.value.kind !== 'String') return;
      inside ||= node.value.start < offset && offset < node.value.end;
    });
    return inside;
  };

const same = (offset: number): number => offset;

describe('an edit of blanks and comments only', () => {
  it('leaves the statement as it was, with its places moved', () => {
    let found = 0;
    fc.assert(
      fc.property(statement, fc.nat(), fc.nat(6), typed, (read, position, length, newText) => {
        const start = position % (read.length + 1);
        const now = read.slice(0, start) + newText + read.slice(start + (newText === '' ? length : 0));
        const unit = new ParsedUnit(uri, read);
        // What a document would not be cut into is no statement.
        const [stretch] = splitUnits(now).units;
        if (unit.hasError || stretch?.end !== now.length) return;
        const gap = triviaEditBetween(read, now, docstringsOf(unit));
        if (gap === undefined) return;
        found++;
        const moved = (offset: number): number => offsetNow([gap], offset);
        expect(placesIn(unit.body, moved)).toEqual(placesIn(new ParsedUnit(uri, now).body, same));
      }),
      { numRuns: 6_000 },
    );
    expect(found).toBeGreaterThan(100);
  });

  const kindOf = (read: string, now: string): TriviaEdit['kind'] | undefined =>
    triviaEditBetween(read, now, () => true)?.kind;

  it('is told apart from one that means something', () => {
    const code = 'def f(x):\n    # why not\n    return x';
    expect(kindOf(code, code.replace('f(x):', 'f(x): '))).toBe('line-end');
    expect(kindOf(code, code.replace('not\n', 'not\n    \n'))).toBe('blank-lines');
    expect(kindOf(code, code.replace('why', 'here is why'))).toBe('comment');
    expect(kindOf(code, code.replace('return x', 'return xx'))).toBeUndefined();
    expect(kindOf(code, code.replace('    return', '     return'))).toBeUndefined();
    expect(kindOf(code, code.replace('# why', '# activation-lens: why'))).toBeUndefined();
    expect(kindOf('x = 1 + \\\n  2', 'x = 1 + \\\n\n  2')).toBeUndefined();
    // Half a character ends a comment for the parser.
    expect(kindOf(code, code.replace('why', 'why \ud800'))).toBeUndefined();
    const docstring = 'def f():\n    """Says\n    why."""';
    expect(kindOf(docstring, docstring.replace('why', 'nothing'))).toBe('docstring');
    expect(kindOf(docstring, docstring.replace('why', '"""'))).toBeUndefined();
    const not = () => false;
    expect(triviaEditBetween('x = """\na\n"""', 'x = """\na \n"""', not)).toBeUndefined();
  });

  it('maps offsets there and back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<TriviaEdit['kind']>('line-end', 'blank-lines', 'comment'),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(5),
        fc.nat(5),
        fc.nat(40),
        (kind, start, before, now, offset) => {
          const gap = { kind, start, before, now };
          if (offset > start && offset < start + before) return;
          expect(offsetRead([gap], offsetNow([gap], offset))).toBe(
            offset === start && now === 0 ? start + before : offset,
          );
        },
      ),
    );
  });
});

describe('a document whose statement was edited so', () => {
  const text = 'import torch\n\ndef f(x):\n    # why\n    return torch.relu(x)\n\ny = f(1)\n';
  const edited = (change: (before: string) => string) => {
    const before = parseModule(uri, text);
    expect(before.units[1]?.hasError).toBe(false);
    return { before, after: parseModule(uri, change(text), before) };
  };

  it('keeps the statement, and finds its places where they stand now', () => {
    const { before, after } = edited((was) => was.replace('# why', '# this is why'));
    const [unit] = after.units.slice(1);
    expect(unit).toBe(before.units[1]);
    if (unit === undefined) return;
    const inside = unit.text.indexOf('torch.relu');
    const now = after.offsetOf(unit, inside) ?? -1;
    expect(after.text.slice(now)).toMatch(/^torch\.relu/);
    expect(after.offsetIn(unit, now)).toBe(inside);
    expect(after.unitAt(after.text.indexOf('(x)\n\ny') + 3)).toBe(unit);
    const next = after.units[2];
    expect(next && after.offsetOf(next, 0)).toBe(after.text.indexOf('y = f'));
  });

  it('reads it anew when something else in it changes', () => {
    const { after } = edited((was) => was.replace('# why', '# this is why'));
    const further = parseModule(uri, after.text.replace('relu', 'tanh'), after);
    expect(further.units[1]).not.toBe(after.units[1]);
    expect(further.units[1]?.text).toBe('def f(x):\n    # this is why\n    return torch.tanh(x)');
  });

  it('follows several such edits in one statement, up to a number', () => {
    const { after } = edited((was) => was.replace('# why', '# this is why'));
    const [unit] = after.units.slice(1);
    let module = parseModule(uri, after.text.replace('f(x):', 'f(x):  '), after);
    module = parseModule(uri, module.text.replace('    return', '\n    return'), module);
    expect(module.units[1]).toBe(unit);
    const inside = unit?.text.indexOf('torch.relu') ?? -1;
    expect(module.text.slice(unit && module.offsetOf(unit, inside))).toMatch(/^torch\.relu/);
    for (let count = 0; count < 15; count++)
      for (const [was, is] of [
        ['why', 'why!'],
        ['x):', 'x): '],
      ] as const)
        module = parseModule(uri, module.text.replace(was, is), module);
    expect(module.units[1]).not.toBe(unit);
    expect(module.units[1]?.text).toContain('why!!!!!');
  });

  it('takes the statement back to what it was', () => {
    const { before, after } = edited((was) => was.replace('# why', '# this is why'));
    const again = parseModule(uri, text, after);
    const unit = before.units[1];
    expect(again.units[1]).toBe(unit);
    expect(unit && again.offsetOf(unit, unit.text.length)).toBe(text.indexOf('\n\ny'));
  });

  it('keeps it when it moves as a whole', () => {
    const { before, after } = edited((was) => was.replace('# why', '# this is why'));
    const parts = after.text.split('\n\n');
    const moved = parseModule(uri, [parts[1], parts[0], parts[2]].join('\n\n'), after);
    const unit = before.units[1];
    expect(moved.units).toContain(unit);
    const inside = unit?.text.indexOf('torch.relu') ?? -1;
    expect(moved.text.slice(unit && moved.offsetOf(unit, inside))).toMatch(/^torch\.relu/);
  });
});
