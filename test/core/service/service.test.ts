import { describe, expect, it, vi } from 'vitest';
import { createLensService, type LintConfiguration } from '../../../src/core/service';
import type { Rule } from '../../../src/core/lint/rule';
import { defaultConfiguration } from '../../../src/core/lint/configuration/configuration';
import { applyEdits } from '../../../src/core/lint/fixes/fixes';
import { sentence } from '../../../src/core/phrase';

const everything: LintConfiguration = { select: undefined, ignore: [], severity: {} };
const uri = 'file:///project/model.py';

function callRule(name: string, onCall: Rule['onCall'] & object): Rule {
  const meta = {
    name,
    frameworks: ['torch'],
    category: 'shape',
    defaultSeverity: 'warning',
    fixable: 'none',
    summary: '',
  } as const;
  return { meta, onCall };
}
/** Reports every call of torch. */
const anyCall = (visited: string[] = []) =>
  callRule('any-call', ({ call, qualifiedName }, { report }) => {
    visited.push(qualifiedName);
    report({ place: call, message: sentence(qualifiedName) });
  });

describe('the service', () => {
  it('finds an activation under the cursor, with its parameters and where they stand', () => {
    const text = 'from torch import nn\nact = nn.LeakyReLU(0.2)\n';
    const use = createLensService().update(uri, 1, text).activationAt(text.indexOf('Leaky'));
    expect(use).toMatchObject({ id: 'leaky_relu', framework: 'torch', source: 'nn.LeakyReLU(0.2)' });
    const [range] = Object.values(use?.parameterRanges ?? {});
    expect(text.slice(range?.start, range?.end)).toBe('0.2');
  });

  it('asks a rule again only about the statement that an edit touched', () => {
    const visited: string[] = [];
    const service = createLensService({ rules: [anyCall(visited)] });
    const before = 'from torch import nn\nprint(nn.ReLU())\nprint(nn.GELU())\n';
    service.update(uri, 1, before).findings(everything);
    expect(visited).toEqual(['torch.nn.ReLU', 'torch.nn.GELU']);
    const start = before.indexOf('GELU');
    const change = { start, end: start + 4, newText: 'Tanh' };
    const after = service.update(uri, 2, applyEdits(before, [change]), [change]);
    expect(after.findings(everything).map(({ message }) => message)).toEqual([
      'torch.nn.ReLU',
      'torch.nn.Tanh',
    ]);
    expect(visited).toEqual(['torch.nn.ReLU', 'torch.nn.GELU', 'torch.nn.Tanh']);
  });

  it('builds on the last version that was computed when versions in between were never asked about', () => {
    const visited: string[] = [];
    const service = createLensService({ rules: [anyCall(visited)] });
    let text = 'from torch import nn\na = nn.ReLU()\n';
    service.update(uri, 1, text).findings(everything);
    for (let version = 2; version < 6; version++) {
      const change = { start: text.length, end: text.length, newText: `print(${version})\n` };
      text = applyEdits(text, [change]);
      service.update(uri, version, text, [change]);
    }
    expect(service.get(uri)?.findings(everything)).toHaveLength(1);
    expect(visited).toHaveLength(1);
  });

  it('contains a rule that throws, says so once, and lets the others go on', () => {
    const log = vi.fn<(message: string) => void>();
    const broken = callRule('broken', () => {
      throw new Error('out of order');
    });
    const service = createLensService({ rules: [broken, anyCall()], log });
    const document = service.update(uri, 1, 'import torch\ntorch.relu(x)\ntorch.tanh(x)\n');
    expect(document.findings(everything).map(({ rule }) => rule)).toEqual(['any-call', 'any-call']);
    expect(log).toHaveBeenCalledTimes(1);
    expect(log.mock.calls[0]?.[0]).toMatch(/broken.*out of order/);
  });

  it('keeps quiet about a document that uses no framework', () => {
    const service = createLensService({ rules: [anyCall()] });
    const document = service.update(uri, 1, 'import math\nmath.sqrt(2)\n');
    expect(document.findings(everything)).toEqual([]);
    expect(document.models()).toEqual([]);
    expect(document.activations()).toEqual([]);
  });

  it('shows networks only, though rules see the way of any activation to its loss', () => {
    const code = `import torch
from torch import nn
import torch.nn.functional as F

class Focal(nn.Module):
    def forward(self, x, y):
        return F.binary_cross_entropy_with_logits(torch.sigmoid(x), y)

net = nn.Sequential(nn.Linear(8, 1), nn.ReLU())
`;
    const document = createLensService().update(uri, 1, code);
    expect(document.models().map(({ name }) => name)).toEqual(['net']);
    expect(document.findings(defaultConfiguration).map(({ rule }) => rule)).toEqual([
      'sigmoid-before-bce-with-logits',
    ]);
  });

  it('gives a rule the severity that the configuration says', () => {
    const document = createLensService({ rules: [anyCall()] }).update(
      uri,
      1,
      'import torch\ntorch.relu(x)\n',
    );
    const findings = document.findings({ ...everything, severity: { 'any-call': 'hint' } });
    expect(findings.map(({ severity }) => severity)).toEqual(['hint']);
    expect(document.findings({ ...everything, severity: { 'any-call': 'off' } })).toEqual([]);
    expect(document.findings({ ...everything, ignore: ['any-call'] })).toEqual([]);
  });

  it('says where the syntax is broken and still sees the rest', () => {
    const document = createLensService({ rules: [anyCall()] }).update(
      uri,
      1,
      'import torch\ny = 1 +\ntorch.relu(x)\n',
    );
    expect(document.syntaxErrors.length).toBeGreaterThan(0);
    expect(document.findings(everything)).toHaveLength(1);
  });
});

describe('suppression comments', () => {
  const lint = (text: string, configuration = everything) =>
    createLensService({ rules: [anyCall()] })
      .update(uri, 1, text)
      .findings(configuration);
  const seen = (text: string) => lint(text).map(({ rule, start, end }) => [rule, text.slice(start, end)]);

  it.each([
    ['at the end of the line', 'import torch\ntorch.relu(x)  # activation-lens: ignore[any-call]\n'],
    ['alone on the line above', 'import torch\n# activation-lens: ignore[any-call]\ntorch.relu(x)\n'],
    ['above another comment', 'import torch\n# activation-lens: ignore[any-call]\n# why\ntorch.relu(x)\n'],
    ['after another comment', 'import torch\ntorch.relu(x)  # noqa  # activation-lens: ignore[any-call]\n'],
    [
      'inside a function',
      'import torch\ndef f(x):\n    # activation-lens: ignore[any-call]\n    return torch.relu(x)\n',
    ],
    [
      'on the last line of a call',
      'import torch\ntorch.relu(\n  x\n)  # activation-lens: ignore[any-call]\n',
    ],
    [
      'for the file',
      'import torch\ntorch.relu(x)\ntorch.tanh(x)\n# activation-lens: ignore-file[any-call]\n',
    ],
    ['with Windows line ends', 'import torch\r\n# activation-lens: ignore[any-call]\r\ntorch.relu(x)\r\n'],
  ])('silence a rule: %s', (_, text) => {
    expect(seen(text)).toEqual([]);
  });

  it('do not reach other lines', () => {
    const text = 'import torch\ntorch.relu(x)  # activation-lens: ignore[any-call]\ntorch.tanh(x)\n';
    expect(seen(text)).toEqual([['any-call', 'torch.tanh(x)']]);
  });
  it('inside a string are no comments', () => {
    expect(seen('import torch\ntorch.relu("# activation-lens: ignore[any-call]")\n')).toHaveLength(1);
  });
  it('that silence nothing are reported, with a fix that takes them away', () => {
    const text =
      'import torch\n# activation-lens: ignore[any-call]\nx = 1  # activation-lens: ignore[any-call]\n';
    const findings = lint(text);
    expect(findings.map(({ rule, message }) => [rule, message])).toEqual([
      ['unused-suppression', expect.stringContaining('any-call reports nothing here')],
      ['unused-suppression', expect.stringContaining('any-call reports nothing here')],
    ]);
    const edits = findings.flatMap(({ fixes }) => fixes.flatMap((fix) => fix.edits));
    expect(applyEdits(text, edits)).toBe('import torch\nx = 1\n');
  });
  it('that name a rule that does not exist, or none, say so', () => {
    const text =
      'import torch\ntorch.relu(x)  # activation-lens: ignore[any-call, nope]\nx = 1  # activation-lens: ignore\n';
    expect(seen(text)).toEqual([
      ['unused-suppression', 'nope'],
      ['unused-suppression', '# activation-lens: ignore'],
    ]);
    expect(lint(text)[0]?.message).toBe('There is no rule called nope.');
    const [edit] = lint(text)[0]?.fixes[0]?.edits ?? [];
    expect(edit && applyEdits(text, [edit])).toContain('ignore[any-call]\n');
  });
  it('of a rule that did not run are not called unused', () => {
    const text = 'import torch\nx = 1  # activation-lens: ignore[any-call]\n';
    expect(lint(text, { ...everything, ignore: ['any-call'] })).toEqual([]);
  });
  it('may themselves be kept by naming unused-suppression', () => {
    const text = 'import torch\nx = 1  # activation-lens: ignore[any-call, unused-suppression]\n';
    expect(lint(text)).toEqual([]);
  });
});
