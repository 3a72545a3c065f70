import { describe, expect, test } from 'vitest';
import { readPyproject } from '../../../src/core/lint/configuration/pyproject';
import { createLensService } from '../../../src/core/service';
import { english, type Say } from '../../../src/core/phrase';
import { defaultConfiguration } from '../../../src/core/lint/configuration/configuration';

describe('much of the same', () => {
  test('16,000 unknown rules are placed, each where it stands', () => {
    const names = Array.from({ length: 16_000 }, (_, index) => `rule-${index}`);
    const list = `select = [\n${names.map((name) => `  "${name}",`).join('\n')}\n]\n`;
    const text = `[tool.activation-lens]\n${list}severity = { ${names.map((name) => `${name} = "error"`).join(', ')} }\n`;
    const { problems } = readPyproject(text, new Set(['relu-xavier-init']));
    expect(problems).toHaveLength(32_000);
    expect(problems.slice(0, 16_000).map(({ start, end }) => text.slice(start + 1, end - 1))).toEqual(names);
    expect(problems.slice(16_000).map(({ start, end }) => text.slice(start, end))).toEqual(names);
  }, 8000);

  test('200,000 suppression comments are read', () => {
    const text = `import torch\n${'# activation-lens: ignore[unused-suppression]\n'.repeat(200_000)}`;
    const document = createLensService().update('file:///model.py', 1, text.slice(0, 2_900_000));
    expect(document.findings(defaultConfiguration)).toEqual([]);
  }, 30_000);

  test('what one line does to many layers is said once', () => {
    let said = 0;
    const say: Say = (text) => {
      said += 1;
      return english(text);
    };
    const text =
      'import torch\nimport torch.nn as nn\nmodel = nn.Sequential(*[nn.Linear(8, 8) for _ in range(300)])\nmodel(torch.randn(1, 8))\n';
    const found = createLensService({ say })
      .update('file:///model.py', 1, text)
      .findings(defaultConfiguration);
    expect(found.map(({ rule }) => rule)).toEqual(['missing-nonlinearity']);
    expect(said).toBeLessThan(10);
  });
});
