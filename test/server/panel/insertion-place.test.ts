import { describe, expect, it } from 'vitest';
import { createLensService } from '../../../src/core/service';
import { insertionPlace } from '../../../src/server/panel/insertion-place';

/** The text after an activation was inserted at `|`; undefined where it was not. */
function inserted(marked: string, form: 'module' | 'function', written: string): string | undefined {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const lens = createLensService().update('file:///a.py', 1, text);
  const place = insertionPlace(text, offset, lens.activationAt(offset), form);
  return place && text.slice(0, place.start) + written + text.slice(place.end);
}
const imports = 'from torch import nn\nimport torch.nn.functional as F\n';

describe('where an activation from the gallery is written', () => {
  it.each([
    ['act = nn.GE|LU()', 'act = nn.SiLU()'],
    ['act = |nn.LeakyReLU(0.2)', 'act = nn.SiLU()'],
    [
      'net = nn.Sequential(nn.Linear(2, 2), nn.ReLU|(inplace=True))',
      'net = nn.Sequential(nn.Linear(2, 2), nn.SiLU())',
    ],
    ['act = |', 'act = nn.SiLU()'],
    ['net = nn.Sequential(nn.Linear(2, 2), |)', 'net = nn.Sequential(nn.Linear(2, 2), nn.SiLU())'],
  ])('a module in %j', (before, after) => {
    expect(inserted(imports + before, 'module', 'nn.SiLU()')).toBe(imports + after);
  });

  it('a function in place of a function, whose arguments stay', () => {
    expect(inserted(`${imports}y = F.ge|lu(x)`, 'function', 'F.silu')).toBe(`${imports}y = F.silu(x)`);
  });

  it.each(['total = some|thing', 'y = F.ge|lu(x)', 'x = nn.Lin|ear(2, 2)'])('nowhere in %j', (before) => {
    expect(inserted(imports + before, 'module', 'nn.SiLU()')).toBeUndefined();
  });
});
