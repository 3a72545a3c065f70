import { describe, expect, it } from 'vitest';
import { compileGlob } from '../../../src/core/patterns/glob';
import { excluder } from '../../../src/core/patterns/exclude';

const syntax = { braces: true, ignoreCase: false };
const matches = (pattern: string, path: string): boolean => compileGlob(pattern, syntax)(path);

describe('a pattern of paths', () => {
  it.each([
    ['*.py', 'a.py', true],
    ['*.py', '.hidden.py', true],
    ['*.py', 'a/b.py', false],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['**/b.py', 'b.py', true],
    ['**/b.py', 'x/y/b.py', true],
    ['**/b.py', 'x/yb.py', false],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b', true],
    ['a/**/b', 'ax/b', false],
    ['a/**', 'a/x/y', true],
    ['a/**', 'a', false],
    ['a**b', 'axxb', true],
    ['a**b', 'a/b', false],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[^a-c]x', 'dx', true],
    ['[]x]', ']', true],
    ['[[:digit:]_]', '7', true],
    ['[a', '[a', true],
    ['{a,b/*}/c', 'b/x/c', true],
    ['{a,b}{1,2}', 'b1', true],
    ['{a,{b,c}d}', 'cd', true],
    ['{a}', '{a}', true],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['ä*', 'ä😀', true],
    ['?', '😀', true],
    ['constructor', 'constructor', true],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(matches(pattern, path)).toBe(expected);
  });

  it.each([
    ['*a'.repeat(300) + 'b', 'a'.repeat(4_000)],
    ['**/'.repeat(300) + 'b', 'a/'.repeat(2_000)],
    ['{a,aa}'.repeat(150) + 'b', 'a'.repeat(4_000)],
    ['{'.repeat(400) + 'a,b' + '}'.repeat(400), 'a'.repeat(4_000)],
    ['[' + '[:'.repeat(400), 'a'.repeat(4_000)],
  ])('%.20s… takes a moment on a long path', (pattern, path) => {
    const begin = performance.now();
    expect(matches(pattern, path)).toBe(false);
    // Backtracking would take longer than the universe lasts: the limit leaves room for a busy machine only.
    expect(performance.now() - begin).toBeLessThan(5_000);
  });
});

describe('what exclude leaves out', () => {
  it.each([
    ['old', 'old/a.py', true],
    ['old', 'src/old/a.py', true],
    ['old', 'older/a.py', false],
    ['old/', 'old/a.py', true],
    ['./src/old', 'src/old/a.py', true],
    ['/src/old', 'src/old/a.py', true],
    ['src/old', 'lib/src/old/a.py', false],
    ['third_party/**', 'third_party/x/y.py', true],
    ['*_generated.py', 'src/x_generated.py', true],
    ['src/**/test_*.py', 'src/a/b/test_x.py', true],
    ['**', 'a.py', true],
    ['notebooks\\*', 'notebooks*', true],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(excluder([pattern], 'posix')(path)).toBe(expected);
  });

  it.each([
    ['src\\old', 'src\\old\\a.py', true],
    ['src/old', 'src\\old\\a.py', true],
    ['src\\**\\test_*.py', 'src\\a\\test_x.py', true],
    ['.\\OLD\\', 'old\\a.py', true],
    ['old', 'src\\older\\a.py', false],
  ])('on Windows %s on %s: %s', (pattern, path, expected) => {
    expect(excluder([pattern], 'windows')(path)).toBe(expected);
  });
});
