import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ruleMetas } from '../../../src/core/lint/registry';
import { createLensService, type ReportedFinding } from '../../../src/core/service';
import { chinese } from '../../chinese';
import { knownMistakes } from '../../corpus/known-mistakes/manifest';

const everything = { select: ruleMetas.map(({ name }) => name), ignore: [], severity: {} };

function findings(code: string, options = { say: chinese }): readonly ReportedFinding[] {
  return createLensService(options).update('file:///model.py', 1, code).findings(everything);
}
const wordsOf = ({ message, related, fixes }: ReportedFinding): readonly string[] => [
  message,
  ...related.map((one) => one.message),
  ...fixes.map(({ title }) => title),
];
/** Three English words in a row; between quotes or brackets may stand what a library itself says. */
const prose = /(?:\b[A-Za-z]?[a-z]+ ){2}[a-z]+/;
const quoted = /“[^”]*”|'[^']*'/g;

describe('findings in Chinese', () => {
  it('say what they say in English, with the same figures', () => {
    const code = readFileSync('test/corpus/known-mistakes/21-xavier-on-bias-in-apply.py', 'utf8');
    const [finding] = findings(code);
    expect(finding?.rule).toBe('fan-init-on-1d');
    expect(finding?.message).toMatch(/^偏置只有一维，而 \S+ 需要两维：会引发 ValueError/);
    expect(finding?.fixes.map(({ title }) => title)).toEqual(['让偏置从零开始']);
  });

  it('tell the figures of the model at hand', () => {
    const code = [
      'import torch.nn as nn',
      'def init(m):',
      '    if isinstance(m, nn.Linear):',
      '        nn.init.xavier_uniform_(m.weight)',
      'net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))',
      'net.apply(init)',
    ].join('\n');
    const found = findings(code).find(({ rule }) => rule === 'relu-xavier-init');
    expect(found?.message).toBe(
      'ReLU 之前使用 Xavier (Glorot) 初始化：经过 2 层后信号只剩 ×0.356；用 He 则为 ×0.712。',
    );
    expect(found?.related.map(({ message }) => message)).toEqual(['其输出到达此激活函数。']);
    expect(found?.fixes.map(({ title }) => title)).toEqual(['使用 He 初始化（会改变训练）']);
  });

  it.each(knownMistakes.map(({ program }) => program))('leave no English sentence in %s', (program) => {
    const code = readFileSync(`test/corpus/known-mistakes/${program}`, 'utf8');
    const translated = findings(code);
    for (const finding of translated)
      for (const words of wordsOf(finding)) {
        expect(words.replace(quoted, '')).not.toMatch(prose);
        expect(words).toMatch(/\p{Script=Han}/u);
      }
    const places = (found: readonly ReportedFinding[]) =>
      found.map(({ rule, severity, start, end }) => ({ rule, severity, start, end }));
    const inEnglish = createLensService().update('file:///model.py', 1, code).findings(everything);
    expect(places(translated)).toEqual(places(inEnglish));
  });
});

describe('a function of one’s own in Chinese', () => {
  const reasonOf = (code: string): string | undefined => {
    const service = createLensService({ say: chinese });
    const result = service.update('file:///own.py', 1, code).functionAt(code.indexOf('f('))?.result;
    return result?.kind === 'refusal' ? result.reason : undefined;
  };

  it('says why it cannot be drawn', () => {
    expect(reasonOf('def f(x, k):\n    return k * x\n')).toBe('无法绘制：`k` 没有值');
    expect(reasonOf('import torch\ndef f(x):\n    return torch.rand(3) * x\n')).toMatch(/^无法绘制：/);
    expect(reasonOf('def f(x):\n    return "a" * x\n')).toBe("无法绘制：一个操作数是字符串 'a'，而不是数");
  });
});
