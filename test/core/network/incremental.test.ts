import { describe, expect, it } from 'vitest';
import { bind } from '../../../src/core/python/bind';
import { parseModule } from '../../../src/core/python/parse';
import './front-ends';
import { traceModule, type TraceContext } from '../../../src/core/network/trace/trace';
import type { ModuleTrace } from '../../../src/core/network/graph';

const uri = 'file:///project/model.py';
const HEAD = 'import torch\nfrom torch import nn\n\n';
const FIRST = `class First(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
    def forward(self, x):
        return ACT(self.fc(x))

`;
const SECOND = FIRST.replace('First', 'Second').replace('ACT', 'torch.tanh');

function versions(texts: readonly string[], context?: TraceContext): readonly ModuleTrace[] {
  const traces: ModuleTrace[] = [];
  let module: ReturnType<typeof parseModule> | undefined;
  let bindings: ReturnType<typeof bind> | undefined;
  let trace: ModuleTrace | undefined;
  for (const text of texts) {
    module = parseModule(uri, text, module);
    bindings = bind(module, bindings);
    trace = traceModule(bindings, context, trace);
    traces.push(trace);
  }
  return traces;
}
const named = (trace: ModuleTrace | undefined, name: string) =>
  trace?.models.find((model) => model.name === name);

describe('tracing a document again after an edit', () => {
  const text = `${HEAD}ACT = torch.relu\n\n${FIRST}${SECOND}`;

  it('keeps the models that the edit cannot reach, by identity', () => {
    const [before, after] = versions([text, text.replace('torch.tanh', 'torch.sigmoid')]);
    expect(named(before, 'First')).toBeDefined();
    expect(named(after, 'First')).toBe(named(before, 'First'));
    expect(named(after, 'Second')).not.toBe(named(before, 'Second'));
  });

  it('traces again what a changed global reaches', () => {
    const [before, after] = versions([text, text.replace('ACT = torch.relu', 'ACT = torch.selu')]);
    expect(named(after, 'Second')).toBe(named(before, 'Second'));
    expect(named(after, 'First')?.nodes.find((node) => node.kind === 'activation')).toMatchObject({
      activation: 'selu',
    });
  });

  it('skips the variants of an architecture that a fresh reading skips', () => {
    const variant = (name: string, depth: number) =>
      `def ${name}():\n    return nn.Sequential(*[block(${depth}) for _ in range(${depth})])\n\n`;
    const block =
      'def block(width):\n    return nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width))\n\n';
    const family = HEAD + block + variant('deep', 60) + variant('deeper', 70);
    const edited = family.replace('block(70)', 'block(71)');
    const [before, after] = versions([family, edited]);
    const [fresh] = versions([edited]);
    const names = (trace: ModuleTrace | undefined) => trace?.models.map(({ name }) => name);
    expect(names(before)).toContain('deep');
    expect(names(before)).not.toContain('deeper');
    expect(names(after)).toEqual(names(fresh));
  });

  it('keeps the models of a script while the functions beside it do not use what it keeps', () => {
    const helper = 'def scaled(a):\n    return a * 2\n\n';
    const step = 'def training_step(x, y):\n    return nn.functional.mse_loss(model(x), y)\n\n';
    const program = `${HEAD}${helper}${step}model = nn.Sequential(nn.Linear(3, 4), nn.ReLU())\n`;
    const [before, after] = versions([program, program.replace('a * 2', 'a * 3')]);
    const model = named(before, 'model');
    expect(model?.losses).toHaveLength(1);
    expect(named(after, 'model')).toBe(model);
    // A function that begins to use the model, and one that ends it.
    const [, using] = versions([program, program.replace('a * 2', 'nn.functional.l1_loss(model(a), a)')]);
    expect(named(using, 'model')?.losses).toHaveLength(2);
    const [, without] = versions([program, program.replace('model(x)', 'x')]);
    expect(named(without, 'model')?.losses).toHaveLength(0);
  });

  it('shows what a script has put into lists that functions read, whichever of them was edited', () => {
    const registered = `${HEAD}LAYERS = []

def register(layer):
    LAYERS.append(layer)

register(nn.Linear(3, 3))
register(nn.ReLU())

def build():
    return nn.Sequential(nn.Linear(2, 2), *LAYERS)
`;
    const edits = [registered.replace('(2, 2)', '(2, 3)'), registered.replace('nn.ReLU()', 'nn.Tanh()')];
    for (const edited of edits) {
      const [, after] = versions([registered, edited]);
      const [fresh] = versions([edited]);
      const namesIn = (trace: ModuleTrace | undefined) =>
        trace?.models.map(({ name, nodes }) => [name, ...nodes.map((node) => node.qualifiedName)]);
      expect(namesIn(after)).toEqual(namesIn(fresh));
      expect(named(after, 'build')?.nodes).toHaveLength(4);
    }
  });

  it('traces again when another file that it looked into changes', () => {
    const files = new Map([['file:///project/acts.py', 'import torch\nACT = torch.relu\n']]);
    const source = {
      read: (name: string) => files.get(name),
      resolve: (module: string) => (module === 'acts' ? 'file:///project/acts.py' : undefined),
    };
    const importing = text.replace('ACT = torch.relu', 'from acts import ACT');
    const [before] = versions([importing], { source });
    expect(named(before, 'First')?.nodes.find((node) => node.kind === 'activation')).toMatchObject({
      activation: 'relu',
    });
    files.set('file:///project/acts.py', 'import torch\nACT = torch.selu\n');
    const after = traceModule(bind(parseModule(uri, importing)), { source }, before);
    expect(named(after, 'First')?.nodes.find((node) => node.kind === 'activation')).toMatchObject({
      activation: 'selu',
    });
  });

  const activationsOf = (trace: ModuleTrace | undefined) =>
    trace?.models.flatMap(({ nodes }) =>
      nodes.flatMap((node) => (node.kind === 'activation' ? [node.activation] : [])),
    );
  const script = 'model = Sequential(Linear(3, 4), ReLU())\nmodel(torch.zeros(3))\n';

  it('traces again when a star import explains a name that nothing did', () => {
    const [before, after] = versions([
      `import torch\n${script}`,
      `import torch\nfrom torch.nn import *\n${script}`,
    ]);
    expect(activationsOf(before)).toEqual([]);
    expect(activationsOf(after)).toEqual(['relu']);
  });

  it('traces again when statements change places', () => {
    const imports = 'import torch\nfrom torch.nn import Linear, ReLU, Sequential\n';
    const [before, after, again] = versions([imports + script, script + imports, imports + script]);
    expect(activationsOf(before)).toEqual(['relu']);
    expect(activationsOf(after)).toEqual([]);
    expect(activationsOf(again)).toEqual(['relu']);
  });

  it('gives a name the value that it has where it is used, whichever statement was looked at first', () => {
    const text = `${HEAD}act = nn.ReLU()
net = nn.Sequential(nn.Linear(2, 2), act)
act = nn.Tanh()
class Own(nn.Module):
    def __init__(self):
        super().__init__()
        self.act, self.net = act, net
    def forward(self, x):
        return self.act(self.net(x))
`;
    for (const trace of versions([text, `${text}print(1)\n`, text]))
      expect(
        activationsOf(trace && { ...trace, models: trace.models.filter(({ name }) => name === 'Own') }),
      ).toEqual(['relu', 'tanh']);
  });
});
