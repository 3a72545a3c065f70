import { describe, expect, it } from 'vitest';
import { createLensService } from '../../../src/core/service';

function at(code: string, needle: string, end?: string) {
  const document = createLensService().update('file:///own.py', 1, code);
  const start = code.indexOf(needle);
  return document.functionAt(start, end === undefined ? undefined : start + end.length);
}

describe("a function of one's own under the cursor", () => {
  it('draws a def with its exact derivative, and says which activation it is', () => {
    const use = at('import torch\n\ndef swish(x):\n    return x * torch.sigmoid(x)\n', 'swish');
    if (use?.result.kind !== 'curve') throw new Error('no curve');
    expect(use.source).toBe('def swish(x):');
    expect(use.result.matches?.id).toBe('silu');
    expect(use.result.evaluate(1).value).toBeCloseTo(0.7310585786300049, 15);
    expect(use.result.evaluate(1).slope).toBeCloseTo(0.9276705118714867, 14);
  });

  it('needs no framework: plain Python will do', () => {
    const use = at('def rectified(x):\n    return max(0.0, x)\n', 'rectified');
    if (use?.result.kind !== 'curve') throw new Error('no curve');
    expect(use.result.matches?.id).toBe('relu');
  });

  it('draws a selected expression', () => {
    const code = 'import torch\ny = torch.where(x > 0, x, 0.1 * x)\n';
    const use = at(code, 'torch.where', 'torch.where(x > 0, x, 0.1 * x)');
    if (use?.result.kind !== 'curve') throw new Error('no curve');
    expect(use.result.evaluate(-2).value).toBeCloseTo(-0.2, 15);
  });

  it('says in one line why a function cannot be drawn', () => {
    const use = at('def f(x, y):\n    return x.view(3)\n', 'f(');
    if (use?.result.kind !== 'refusal') throw new Error('drawn');
    expect(use.result.reason).toMatch(/^can't plot because [^\n]+$/);
  });

  it('sees a helper that changed below it', () => {
    const service = createLensService();
    const code = 'def f(x):\n    return g(x)\n\ndef g(x):\n    return 2 * x\n';
    const first = service.update('file:///own.py', 1, code).functionAt(4)?.result;
    const second = service.update('file:///own.py', 2, code.replace('2 * x', '3 * x')).functionAt(4)?.result;
    expect(
      [first, second].map((result) => (result?.kind === 'curve' ? result.evaluate(1).value : undefined)),
    ).toEqual([2, 3]);
  });

  it('is what a name of the module is assigned, where running that gives a function', () => {
    const code =
      'import functools\nimport torch\ndef make(*fs):\n    return functools.reduce(lambda f, g: lambda x: g(f(x)), fs)\n' +
      'act = make(torch.tanh, lambda x: 3 * x)\nfs = [torch.sin, act]\nlast = fs[-1]\nsize = make and len(fs)\nmodel = build(3)\n';
    for (const name of ['act', 'last']) {
      const use = at(code, `${name} = `);
      if (use?.result.kind !== 'curve') throw new Error('no curve');
      expect([use.name, use.result.evaluate(0.5).value]).toEqual([name, 3 * Math.tanh(0.5)]);
    }
    for (const name of ['size', 'model']) expect(at(code, `${name} = `)).toBeUndefined();
  });

  it('is nothing between functions', () => {
    expect(at('x = 1\n', 'x')).toBeUndefined();
  });
});
