import { describe, expect, it } from 'vitest';
import { createLensService } from '../../../src/core/service';
import { signalList } from '../../../src/server/panel/signal-list';

const HEAD = `import torch.nn as nn

def block(width):
    return [nn.Linear(width, width), nn.ReLU()]

def build(depth):
    return nn.Sequential(*[layer for _ in range(depth) for layer in block(64)])

`;
const variant = (depth: number): string => `def deep${depth}():\n    return build(${depth})\n\n`;
const code = `${HEAD}${variant(160)}${variant(170)}${variant(180)}class Single(nn.Module):
    def __init__(self):
        super().__init__()
        self.only = nn.Linear(4, 4)

    def forward(self, x):
        return self.only(x)
`;

function shownAt(text: string) {
  const lens = createLensService().update('file:///model.py', 1, code);
  const { models, selected, others } = signalList(lens, code.indexOf(text), (range) => ({
    uri: lens.uri,
    range,
    writable: [],
    label: code.slice(range.start, range.end),
  }));
  return { names: models.map(({ name }) => name), shown: models[selected], others };
}

describe('the models of the Signal tab', () => {
  it('have the variant of an architecture in which the cursor stands, though linting passes over it', () => {
    const { names, shown } = shownAt('build(180)');
    expect(names).toEqual(['deep160', 'deep180', 'Single']);
    expect(shown?.origin?.label).toBe('deep180');
    expect(shown?.name).toBe('deep180');
    expect(shown?.layers.length).toBe(180);
    expect(shownAt('def deep170').shown?.name).toBe('deep170');
  });

  it('come with the names of all other variants, each with the place that brings its model', () => {
    const { others } = shownAt('build(180)');
    expect(others.map(({ name, origin }) => [name, origin.label])).toEqual([['deep170', 'deep170']]);
    const [at] = others.map(({ origin }) => origin.range.start);
    const lens = createLensService().update('file:///model.py', 1, code);
    const picked = signalList(lens, at ?? 0, () => undefined);
    expect(picked.models[picked.selected]?.name).toBe('deep170');
  });

  it('show the one of a definition from the first character on', () => {
    expect(shownAt('def deep160').shown?.name).toBe('deep160');
  });

  it('show a model of a single layer, too', () => {
    expect(shownAt('self.only(x)').shown?.name).toBe('Single');
  });

  it('are none where there is no model', () => {
    const lens = createLensService().update('file:///model.py', 1, 'import torch\nx = 1\n');
    expect(signalList(lens, 0, () => undefined)).toEqual({
      models: [],
      selected: 0,
      others: [],
      cursor: [],
    });
  });
});
