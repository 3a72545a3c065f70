import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bind } from '../../../src/core/python/bind';
import { parseModule } from '../../../src/core/python/parse';
import type { SourceModule, Statement } from '../../../src/core/python/syntax';
import { childrenOf, isExpression, walkUnit, type SyntaxNode } from '../../../src/core/python/walk';
import { shapesOf } from '../../corpus/python-shapes';

const uri = 'file:///model.py';
const model = `import torch
from torch import nn

# a comment of the module
class Block(nn.Module):
    """A block."""

    def __init__(self, width, act=nn.ReLU):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(width, 2 * width),  # wide
            act(inplace=True),
            nn.Dropout(0.),
        )

    @torch.no_grad()
    def forward(self, x):
        if x is None:
            return None
        for layer in self.layers:
            x = layer(x)
        return f"{x!r:>{10}}"


@decorated
def build(*widths, **options):
    return nn.Sequential(*[Block(w) for w in widths if w > 0])


x = 1
x = 1
model = build(1, 2, 3)
`;

/** Everything that a version holds, without the units that nodes point to. */
function contents(module: SourceModule): unknown {
  return {
    units: module.units.map((unit) => ({
      base: module.baseOf(unit),
      text: unit.text,
      body: plain(unit.body),
      comments: unit.comments,
      hasError: unit.hasError,
    })),
    comments: module.comments,
    errors: module.errors,
  };
}

function plain(statements: readonly Statement[]): unknown {
  return JSON.parse(
    JSON.stringify(statements, (key, value: unknown) => (key === 'unit' ? undefined : value)),
  );
}

function unitOf(module: SourceModule, start: string) {
  const unit = module.units.find(({ text }) => text.startsWith(start));
  if (unit === undefined) throw new Error(`no unit begins with ${start}`);
  return unit;
}

describe('units', () => {
  const first = parseModule(uri, model);

  test('are the top-level statements, decorators included, comments between them excluded', () => {
    expect(first.units.map(({ text }) => text.split('\n', 1)[0])).toEqual([
      'import torch',
      'from torch import nn',
      'class Block(nn.Module):',
      '@decorated',
      'x = 1',
      'x = 1',
      'model = build(1, 2, 3)',
    ]);
    expect(first.comments.map(({ text }) => text)).toEqual(['# a comment of the module']);
    expect(unitOf(first, 'class').comments.map(({ text }) => text)).toEqual(['# wide']);
    expect(first.errors).toEqual([]);
  });

  test('that an edit does not touch stay the same objects, at their new place', () => {
    const second = parseModule(uri, model.replace('2 * width', '4 * width'), first);
    expect(second.units.map((unit, index) => unit === first.units[index])).toEqual([
      true,
      true,
      false,
      true,
      true,
      true,
      true,
    ]);
    const third = parseModule(uri, `# new\n${model}`, second);
    const decorated = unitOf(first, '@decorated');
    expect(third.baseOf(decorated)).toBe((first.baseOf(decorated) ?? 0) + '# new\n'.length);
    expect(second.baseOf(unitOf(first, 'class'))).toBeUndefined();
  });

  test('two equal statements are two units', () => {
    const [one, other] = first.units.filter(({ text }) => text === 'x = 1');
    expect(one).not.toBe(other);
    const second = parseModule(uri, model.replace('x = 1\n', 'x = 1\nx = 1\n'), first);
    expect(new Set(second.units).size).toBe(second.units.length);
  });

  test('of another document are not taken over', () => {
    const other = parseModule('file:///other.py', model, first);
    expect(other.units.every((unit) => unit.uri === 'file:///other.py')).toBe(true);
  });

  test('positions and offsets agree, also with CRLF and characters of two units', () => {
    const module = parseModule(uri, "a = '😀'\r\nb = 2\r\n");
    expect(module.positionAt(10)).toEqual({ line: 2, column: 1 });
    expect(module.offsetAt(2, 1)).toBe(10);
    expect(module.offsetAt(1, 99)).toBe(8);
    expect(module.offsetAt(99, 1)).toBe(17);
    expect(module.unitAt(12)?.text).toBe('b = 2');
    expect(module.unitAt(17)).toBeUndefined();
  });

  test('a byte order mark is stepped over', () => {
    const module = parseModule(uri, '\ufeffimport torch\n');
    expect(module.errors).toEqual([]);
    expect(module.units.map((unit) => module.baseOf(unit))).toEqual([1]);
  });
});

describe('half-typed code', () => {
  test.each([
    ['an unclosed bracket', 'm = nn.Sequential(nn.Linear(1, 2),\n\ndef f():\n    return g(1)\n'],
    ['an unclosed quote', "m = 'abc\n\ndef f():\n    return g(1)\n"],
    ['a dot', 'nn.\n\ndef f():\n    return g(1)\n'],
    ['an open condition', 'if x ==\n\ndef f():\n    return g(1)\n'],
    ['an open definition', 'class A(\n\ndef f():\n    return g(1)\n'],
    ['a stray bracket', 'm = a)\n\ndef f():\n    return g(1)\n'],
  ])('%s stays in its statement', (_what, text) => {
    const module = parseModule(uri, text);
    expect(shapesOf(unitOf(module, 'def').body)).toEqual(
      shapesOf(parseModule(uri, 'def f():\n    return g(1)').units[0]?.body ?? []),
    );
    expect(module.errors.length).toBeGreaterThan(0);
    const [first] = module.errors;
    expect(module.positionAt(first?.start ?? 0).line).toBeLessThanOrEqual(3);
  });

  test('a bracket left open in a method leaves the next method alone', () => {
    const [unit] = parseModule(
      uri,
      'class A:\n    def f(self):\n        self.x = g(h(),\n\n    def k(self):\n        return m(1)\n',
    ).units;
    const [definition] = unit?.body ?? [];
    const names =
      definition?.kind === 'Class'
        ? definition.body.map((each) => each.kind === 'Function' && each.name)
        : [];
    expect(names).toEqual(['f', 'k']);
  });

  test('what is missing is missing, not made up', () => {
    const [unit] = parseModule(uri, 'x = nn.ReLU(inplace=)').units;
    const kinds: string[] = [];
    if (unit !== undefined) walkUnit(unit, ({ kind }) => kinds.push(kind));
    expect(kinds).toContain('Missing');
    expect(unit?.hasError).toBe(true);
  });
});

/** Every node lies within its parent's unit text and begins no later than it ends. */
function expectSound(module: SourceModule): void {
  for (const unit of module.units) {
    const base = module.baseOf(unit) ?? -1;
    expect(module.text.slice(base, base + unit.text.length)).toBe(unit.text);
    const check = (node: SyntaxNode) => {
      if (node.start < 0 || node.start > node.end || node.end > unit.text.length || node.unit !== unit)
        throw new Error(`${node.kind} ${node.start}–${node.end} in ${JSON.stringify(unit.text)}`);
      if (
        isExpression(node) &&
        node.kind === 'Name' &&
        unit.text.slice(node.start, node.end).normalize('NFKC') !== node.id
      )
        throw new Error(`the name ${node.id} is not where it says`);
      childrenOf(node).forEach(check);
    };
    unit.body.forEach(check);
  }
  bind(module).environment.toString();
}

describe('any text', () => {
  const pieces = fc.constantFrom(
    ...[
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      "'",
      '"',
      "'''",
      '"""',
      'f"',
      'f"{',
      ':',
      '\n',
      '\r\n',
      '\r',
      '\t',
      ' ',
      '\f',
      '\\',
      '\\\n',
      '#',
      ',',
      '.',
    ],
    ...[
      'def ',
      'class ',
      'if ',
      'else:',
      'lambda ',
      'x',
      'for ',
      ' in ',
      'import ',
      'from ',
      '@',
      '*',
      '**',
      '=',
      ':=',
      '1.',
      '0x',
      'match ',
      'case ',
    ],
    ...[
      '\ufeff',
      '\ud83d',
      '\ude00',
      '\0',
      '\u2028',
      'é',
      'print ',
      'async ',
      'await ',
      'yield ',
      'not ',
      'with ',
      ' as ',
      'try:',
      'except',
      '\n    ',
      '\n        ',
    ],
  );

  test('is read without an error being thrown, and every node lies where it says', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (list) => {
        expectSound(parseModule(uri, list.join('')));
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expectSound(parseModule(uri, text));
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['', false],
    [', also where the edit is told', true],
  ])('an edited version equals one that is read from scratch%s', (_, isTold) => {
    const edit = fc.record({
      at: fc.nat(),
      remove: fc.nat({ max: 40 }),
      insert: fc.array(pieces, { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
        let text = model;
        let module = parseModule(uri, text);
        let bindings = bind(module);
        for (const { at, remove, insert } of edits) {
          const start = at % (text.length + 1);
          const end = Math.min(text.length, start + remove);
          const newText = insert.join('');
          text = text.slice(0, start) + newText + text.slice(end);
          module = parseModule(uri, text, module, isTold ? [{ start, end, newText }] : undefined);
          bindings = bind(module, bindings);
        }
        const fresh = parseModule(uri, text);
        // A unit in which an edit changed nothing but blanks and comments is kept as it was read: gap.test.ts is about those.
        fc.pre(module.units.every((unit, index) => unit.text === fresh.units[index]?.text));
        expect(contents(module)).toEqual(contents(fresh));
        expect(bindings.environment).toBe(bind(fresh).environment);
        const calls = (m: SourceModule, b: typeof bindings) =>
          m.units.map((unit) =>
            b.callsIn(unit).map(({ qualifiedName, call }) => [call.start, qualifiedName]),
          );
        expect(calls(module, bindings)).toEqual(calls(fresh, bind(fresh)));
        expectSound(module);
      }),
      { numRuns: 120 },
    );
  });

  test('cut anywhere, the statements before the cut are read as before', () => {
    const whole = parseModule(uri, model);
    for (let end = 0; end < model.length; end += 7) {
      const cut = parseModule(uri, model.slice(0, end));
      expectSound(cut);
      const complete = whole.units.filter((unit) => (whole.baseOf(unit) ?? 0) + unit.text.length + 1 < end);
      expect(cut.units.slice(0, Math.max(0, complete.length - 1)).map(({ text }) => text)).toEqual(
        complete.slice(0, -1).map(({ text }) => text),
      );
    }
  });
});

describe('extremes end soon', () => {
  test.each([
    ['ten thousand opening brackets', '('.repeat(10_000)],
    ['ten thousand brackets, closed', `x = ${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['ten thousand calls', `x = ${'f('.repeat(10_000)}1${')'.repeat(10_000)}`],
    ['a sum of a hundred thousand', `x = ${'1 + '.repeat(100_000)}1`],
    ['a chain of ten thousand methods', `x = a${'.b()'.repeat(10_000)}`],
    [
      'five thousand nested blocks',
      Array.from({ length: 5000 }, (_, i) => `${' '.repeat(i)}if x:\n`)
        .join('')
        .slice(0, 2_000_000),
    ],
    ['five thousand elifs', `if a:\n  b\n${'elif a:\n  b\n'.repeat(5000)}`],
    ['fifty thousand lines', 'x = f(1)\n'.repeat(50_000)],
    ['ten megabytes in one line', `x = [${'1, '.repeat(3_500_000)}]`],
    ['three megabytes of a string', `x = "${'a'.repeat(3_000_000)}"`],
    ['ten thousand quotes', '"'.repeat(10_001)],
    ['ten thousand nots', `${'not '.repeat(10_000)}x`],
    ['ten thousand lambdas', `${'lambda: '.repeat(10_000)}x`],
    ['ten thousand format strings', 'f"{'.repeat(10_000)],
  ])(
    '%s',
    (_what, text) => {
      const module = parseModule(uri, text);
      const bindings = bind(module);
      for (const unit of module.units) bindings.callsIn(unit);
      expect(module.text).toBe(text);
    },
    20_000,
  );
});
