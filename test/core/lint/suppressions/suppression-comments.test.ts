import { describe, expect, it } from 'vitest';
import { createLensService } from '../../../../src/core/service';
import { defaultConfiguration } from '../../../../src/core/lint/configuration/configuration';
import type { LineInsertion } from '../../../../src/core/lint/suppressions/suppression-comments';
import { ignoreInFile, ignoreOnLine } from '../../../../src/core/lint/suppressions/suppression-comments';

const RULE = 'relu-in-recurrent-cell';
const code = "import torch.nn as nn\nrnn = nn.RNN(10, 20, nonlinearity='relu')\n";

function findings(text: string): readonly string[] {
  const document = createLensService().update('file:///model.py', 1, text);
  return document.findings(defaultConfiguration).map(({ rule }) => rule);
}
function inserted(text: string, insertion: LineInsertion | undefined): string {
  const lines = text.split('\n');
  const { line = 0, character = 0, text: added = '' } = insertion ?? {};
  lines[line] = (lines[line] ?? '').slice(0, character) + added + (lines[line] ?? '').slice(character);
  return lines.join('\n');
}

describe('the comment that silences a rule', () => {
  it('silences it on the line', () => {
    expect(findings(code)).toEqual([RULE]);
    const text = inserted(code, ignoreOnLine(code.split('\n')[1] ?? '', 1, RULE));
    expect(text.split('\n')[1]).toBe(
      `rnn = nn.RNN(10, 20, nonlinearity='relu')  # activation-lens: ignore[${RULE}]`,
    );
    expect(findings(text)).toEqual([]);
  });

  it('joins a comment that is there', () => {
    const line = 'x = 1  # activation-lens: ignore[relu-xavier-init]';
    expect(inserted(line, ignoreOnLine(line, 0, RULE))).toBe(
      `x = 1  # activation-lens: ignore[relu-xavier-init, ${RULE}]`,
    );
    const empty = 'x = 1  # activation-lens: ignore[]';
    expect(inserted(empty, ignoreOnLine(empty, 0, RULE))).toBe(`x = 1  # activation-lens: ignore[${RULE}]`);
  });

  it('is not offered where it would break a continued line', () => {
    expect(ignoreOnLine('x = nn.ReLU() + \\', 0, RULE)).toBeUndefined();
  });

  it.each([
    ['at the top', code, 0],
    ['below a shebang and an encoding', `#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n${code}`, 2],
    ['above a docstring', `"""A module."""\n${code}`, 0],
  ])('silences it in the file, %s', (_, text, line) => {
    const result = inserted(text, ignoreInFile(text.split('\n'), RULE, '\n'));
    expect(result.split('\n')[line]).toBe(`# activation-lens: ignore-file[${RULE}]`);
    expect(findings(result)).toEqual([]);
  });

  it('joins a comment for the file that is there', () => {
    const text = `# activation-lens: ignore-file[relu-xavier-init]\n${code}`;
    expect(inserted(text, ignoreInFile(text.split('\n'), RULE, '\n')).split('\n')[0]).toBe(
      `# activation-lens: ignore-file[relu-xavier-init, ${RULE}]`,
    );
  });
});
