import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/core/lint/fixes/fixes';
import { createLensService, type LensDocument, type LintConfiguration } from '../../../src/core/service';

const everything: LintConfiguration = { select: undefined, ignore: [], severity: {} };
const uri = 'file:///project/resnet.py';
const HEAD = `import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.first = nn.Linear(width, width)
        self.second = nn.Linear(width, width)

    def forward(self, x):
        return x + self.second(torch.relu(self.first(x)))


def build(depth, width=64):
    return nn.Sequential(*[Block(width) for _ in range(depth)], nn.Linear(width, 10))


`;
const variant = (name: string, depth: number): string => `def ${name}():\n    return build(${depth})\n\n\n`;
const program = `${HEAD}${variant('deep40', 40)}${variant('deep50', 50)}${variant('deep60', 60)}LAST = 1\n`;

const open = (text: string): LensDocument => createLensService().update(uri, 1, text);
const names = (models: ReturnType<LensDocument['models']>): readonly string[] =>
  models.map(({ name }) => name);
const layersOf = (document: LensDocument, name: string): number | undefined =>
  document
    .modelsNear(document.text.indexOf(`def ${name}`))
    .find((model) => model.name === name)
    ?.nodes.filter(({ kind }) => kind === 'layer').length;

describe('a variant of an architecture that linting passes over', () => {
  it('is traced when somebody asks for the model where it stands', () => {
    const document = open(program);
    expect(names(document.models())).toEqual(['deep40']);
    for (const at of ['def deep50', 'build(50)', 'deep50():'])
      expect(document.modelsNear(program.indexOf(at))[0]?.name).toBe('deep50');
    expect(layersOf(document, 'deep50')).toBe(101);
    expect(names(document.models())).toEqual(['deep40']);
  });

  it('is the nearest model for what stands below it, as any other model is', () => {
    const near = open(program).modelsNear(program.indexOf('LAST'));
    expect(names(near)).toEqual(['deep60', 'deep40']);
  });

  it('is not traced where another model is nearer', () => {
    const document = open(program);
    expect(names(document.modelsNear(program.indexOf('build(40)')))).toEqual(['deep40']);
    expect(names(document.modelsNear(0))).toEqual(['deep40']);
  });

  it('is listed by name without being traced', () => {
    const listed = open(program).variants();
    expect(listed.map(({ name, range }) => [name, program.slice(range.start, range.end)])).toEqual([
      ['deep50', 'deep50'],
      ['deep60', 'deep60'],
    ]);
  });

  it('is in the list of all models, in the order in which they stand', () => {
    expect(names(open(program).allModels())).toEqual(['deep40', 'deep50', 'deep60']);
  });

  it('is listed under its own name even if another one has the same steps', () => {
    const text = `${HEAD}${variant('deep40', 40)}${variant('deep50', 50)}${variant('again50', 50)}`;
    expect(names(open(text).allModels())).toEqual(['deep40', 'deep50', 'again50']);
    expect(open(text).modelsNear(text.indexOf('def again50'))[0]?.name).toBe('again50');
  });

  it('is kept while nothing that it was traced from changes, and traced again when something does', () => {
    const service = createLensService();
    const at = program.indexOf('build(60)');
    const asked = service.update(uri, 1, program).modelsNear(at)[0];
    expect(asked?.name).toBe('deep60');
    const elsewhere = program.replace('LAST = 1', 'LAST = 2').replace('build(50)', 'build(51)');
    service.update(uri, 2, elsewhere).findings(everything);
    const third = service.update(uri, 3, elsewhere);
    expect(third.modelsNear(at)[0]).toBe(asked);
    expect(layersOf(third, 'deep50')).toBe(103);
    const fourth = service.update(uri, 4, elsewhere.replace('torch.relu', 'torch.selu'));
    const again = fourth.modelsNear(at)[0];
    expect(again?.name).toBe('deep60');
    expect(again?.nodes.flatMap((node) => (node.kind === 'activation' ? [node.activation] : []))).toEqual(
      Array.from({ length: 60 }, () => 'selu'),
    );
  });

  it('is traced again when another file that it was traced from changes', () => {
    const files = new Map([['file:///project/depth.py', 'DEPTH = 50\n']]);
    const source = {
      read: (file: string) => files.get(file),
      resolve: (module: string) => (module === 'depth' ? 'file:///project/depth.py' : undefined),
    };
    const service = createLensService({ source });
    const text = `from depth import DEPTH\n${program.replace('build(50)', 'build(DEPTH)')}`;
    expect(layersOf(service.update(uri, 1, text), 'deep50')).toBe(101);
    files.set('file:///project/depth.py', 'DEPTH = 45\n');
    service.update('file:///project/other.py', 1, '');
    const document = service.get(uri);
    expect(document && layersOf(document, 'deep50')).toBe(91);
    expect(document && names(document.models())).toEqual(['deep40']);
  });

  it('says nothing for a function that makes no model, and for a text without a framework', () => {
    expect(open('x = 1\n').modelsNear(0)).toEqual([]);
    expect(open('x = 1\n').allModels()).toEqual([]);
    const text = program.replace('return build(60)', 'print(build)');
    expect(open(text).modelsNear(text.indexOf('print(build)'))[0]?.name).not.toBe('deep60');
  });

  it('leaves findings and models of an edited text as those of a fresh one, whatever was asked before', () => {
    const pieces = fc.constantFrom(
      '',
      ' ',
      '\n',
      '(',
      ')',
      '#',
      'nn.GELU()',
      variant('deep70', 70),
      'x',
      '5',
      'build',
    );
    const edits = fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        remove: fc.nat(6),
        newText: pieces,
        ask: fc.constantFrom('near', 'all', 'nothing'),
      }),
      { minLength: 1, maxLength: 6 },
    );
    const shown = (models: ReturnType<LensDocument['models']>, document: LensDocument) =>
      models.map((model) => ({
        name: model.name,
        range: document.rangeOf(model.place),
        kinds: model.nodes.map((node) => [node.kind, node.qualifiedName, ...node.inputs].join(' ')),
      }));
    fc.assert(
      fc.property(edits, (steps) => {
        const complaints: string[] = [];
        const service = createLensService({ log: (line) => complaints.push(line) });
        let text = program;
        service.update(uri, 0, text).allModels();
        steps.forEach(({ at, remove, newText, ask }, index) => {
          const start = Math.floor(at * text.length);
          const change = { start, end: Math.min(text.length, start + remove), newText };
          text = applyEdits(text, [change]);
          const edited = service.update(uri, index + 1, text, [change]);
          const fresh = open(text);
          if (ask === 'near')
            expect(shown(edited.modelsNear(start), edited)).toEqual(shown(fresh.modelsNear(start), fresh));
          if (ask === 'all')
            expect(shown(edited.allModels(), edited)).toEqual(shown(fresh.allModels(), fresh));
          expect(edited.findings(everything)).toEqual(fresh.findings(everything));
          expect(shown(edited.models(), edited)).toEqual(shown(fresh.models(), fresh));
        });
        expect(complaints).toEqual([]);
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
