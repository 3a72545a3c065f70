import { describe, expect, it } from 'vitest';
import { activationHover } from '../../../src/core/hover';
import { createLensService } from '../../../src/core/service';

const header = 'import keras\nimport torch\nfrom torch import nn\nimport torch.nn.functional as F\n';

/** What the full hover says of an activation, without Markdown's own signs. */
function said(call: string): string {
  const lens = createLensService().update('file:///a.py', 1, `${header}act = ${call}\n`);
  const use = lens.activationAt(lens.text.indexOf('act = ') + 8);
  return (use && activationHover(use, { detail: 'full' })?.replaceAll('\\', '')) ?? '';
}

describe('range and growth are those of the parameters in the code', () => {
  it.each([
    ['nn.LeakyReLU(0.2)', ['Range (−∞, ∞)', 'strictly increasing'], []],
    ['nn.LeakyReLU(0.0)', ['Range [0, ∞)', 'never falls', 'saturates to the left'], ['strictly increasing']],
    ['nn.LeakyReLU(-0.5)', ['Range [0, ∞)', 'not monotonic'], ['increasing']],
    ['nn.ELU(alpha=-1.0)', ['Range [0, ∞)', 'not monotonic'], ['strictly increasing']],
    ['nn.ELU(alpha=0.5)', ['Range (−0.5, ∞)', 'strictly increasing'], []],
    ['nn.Hardtanh(-2, 3)', ['Range [−2, 3]', 'never falls'], ['[−1, 1]']],
    ['nn.Threshold(1.0, 20.0)', ['Range {20} ∪ (1, ∞)', 'not monotonic'], ['increasing']],
    ['keras.layers.ReLU(max_value=6.0, threshold=1.0)', ['Range {0} ∪ (1, 6]'], ['depends']],
    ['keras.layers.ReLU(negative_slope=0.1, threshold=1.0)', ['Range (−∞, 0] ∪ (1, ∞)'], ['depends']],
    ['nn.Softmax(dim=-1)', ['each in (0, 1), sum 1'], ['simplex']],
  ])('%s', (call, words, never) => {
    const text = said(call);
    for (const word of words) expect(text).toContain(word);
    for (const word of never) expect(text).not.toContain(word);
    // No template, no TeX.
    expect(text).not.toMatch(/\{\d\}(?! ∪)|\\[a-z]|alpha\b.*[[(].*alpha/);
  });
});
