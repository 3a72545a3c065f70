/** A document that takes too long is stopped, named and left alone until somebody wants it tried again; others never notice. The clock is a fake. */
import { describe, expect, it } from 'vitest';
import { createLensService, type LensService } from '../../../src/core/service';
import { defaultConfiguration } from '../../../src/core/lint/configuration/configuration';

const quick = "from torch import nn\nrnn = nn.RNN(8, 16, nonlinearity='relu')\n";
const layers = Array.from({ length: 300 }, (_, index) => `nn.Linear(8, 8), nn.ReLU(), # ${index}\n`).join(
  '    ',
);
const slow = `from torch import nn\nnet = nn.Sequential(\n    ${layers})\nlast = nn.Sequential(nn.Linear(8, 1), nn.Softmax(dim=-1))\n`;
const curve = `import torch\ndef f(x):\n    for i in range(60):\n        x = torch.tanh(x) + 0.1 * i\n    return x\n`;

/** A clock that goes on by so much each time it is asked. */
function serviceWith(step: number) {
  const lines: string[] = [];
  const clock = { step, time: 0 };
  const service: LensService = createLensService({
    timeLimit: { milliseconds: 1_000, now: () => (clock.time += clock.step) },
    log: (line) => lines.push(line),
  });
  return { service, lines, clock };
}
const rulesOf = (document: ReturnType<LensService['update']>) =>
  document.findings(defaultConfiguration).map(({ rule }) => rule);

describe('a limit of time', () => {
  it('stops the document that takes too long, and no other', () => {
    const { service, lines } = serviceWith(600);
    const one = service.update('file:///project/slow.py', 1, slow);
    expect(rulesOf(one)).toEqual([]);
    expect(one.tookTooLong).toBe(true);
    expect(lines).toEqual(['The analysis of file:///project/slow.py took too long and was stopped.']);
    const other = service.update('file:///project/quick.py', 1, quick);
    expect(rulesOf(other)).toEqual(['relu-in-recurrent-cell']);
    expect(other.tookTooLong).toBe(false);
    expect(service.get('file:///project/slow.py')?.tookTooLong).toBe(true);
  });

  it('is not asked again by every edit, but by whoever wants it', () => {
    const { service, lines, clock } = serviceWith(600);
    rulesOf(service.update('file:///project/slow.py', 1, slow));
    const edited = service.update('file:///project/slow.py', 2, `${slow}x = 1\n`);
    expect(edited.models()).toEqual([]);
    expect(edited.activations()).toEqual([]);
    expect(lines).toHaveLength(1);
    edited.tryAgain();
    expect(edited.tookTooLong).toBe(false);
    clock.step = 1;
    expect(rulesOf(edited)).toContain('softmax-single-unit');
    expect(edited.tookTooLong).toBe(false);
  });

  it('is longer when it is tried again', () => {
    const unhurried = serviceWith(1);
    rulesOf(unhurried.service.update('file:///project/slow.py', 1, slow));
    // Twice the limit all in all.
    const { service } = serviceWith(2_000 / unhurried.clock.time);
    const document = service.update('file:///project/slow.py', 1, slow);
    expect(rulesOf(document)).toEqual([]);
    expect(document.tookTooLong).toBe(true);
    document.tryAgain();
    expect(rulesOf(document)).toContain('softmax-single-unit');
    expect(document.tookTooLong).toBe(false);
  });

  it('is forgotten when the document is closed', () => {
    const { service, clock } = serviceWith(600);
    rulesOf(service.update('file:///project/slow.py', 1, slow));
    service.close('file:///project/slow.py');
    clock.step = 1;
    expect(rulesOf(service.update('file:///project/slow.py', 1, slow))).toContain('softmax-single-unit');
  });

  it.each<[string, (document: ReturnType<LensService['update']>) => unknown, string]>([
    ['parsing', (document) => document.syntaxErrors, `x = [${'f(1), '.repeat(5_000)}]\n`],
    ['tracing', (document) => document.models(), slow],
    ['functions of one’s own', (document) => document.ownFunctions(), curve],
    ['rules', (document) => document.findings(defaultConfiguration), slow],
  ])('holds for %s', (_, ask, text) => {
    const { service } = serviceWith(1_001);
    const document = service.update('file:///project/slow.py', 1, text);
    expect(ask(document)).toEqual([]);
    expect(document.tookTooLong).toBe(true);
  });

  it('is none where the host gives none', () => {
    const document = createLensService().update('file:///project/slow.py', 1, slow);
    expect(rulesOf(document)).toContain('softmax-single-unit');
    expect(document.tookTooLong).toBe(false);
  });
});
