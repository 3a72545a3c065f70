/**
 * A project of a few modules that import each other, edited here and there: no answer should depend on what was asked or edited before. A few
 * in ten thousand of these inventions do, where names that nobody binds meet branches; so the comparison has seeds of its own in the tests.
 */
import { createLensService, type LensDocument, type ModuleSource } from '../../src/core/service';
import type { Random } from './random';
import { ask, checkRanges, checkSame, type Answers } from './ranges';
import type { Stopwatch } from './stopwatch';

const modules = ['main', 'blocks', 'registry', 'losses'] as const;
type Module = (typeof modules)[number];
const uriOf = (module: string): string => `file:///project/${module}.py`;

/** Imports lead down the list. In a circle, what a name means hangs on which module was asked first, as in Python. */
const importable = (own: Module): readonly Module[] => modules.slice(modules.indexOf(own) + 1);

/** Names that every module may bind, so that modules mean each other's. */
const values = ['ACT', 'WIDTH', 'LAYERS', 'TABLE', 'net', 'make', 'register', 'Block', 'Net'] as const;

/**
 * A statement at the top level; most use a name that may come from elsewhere. None leads back to itself: where work without end is cut
 * short, what was known before leaves more of it to do. None sets a name that a parameter's default reads: a default keeps the value that it
 * had when the function was called first.
 */
const statements: readonly ((random: Random, own: Module) => string)[] = [
  () => 'import torch\nimport torch.nn as nn\nimport torch.nn.functional as F',
  (random, own) => {
    const others = importable(own);
    if (others.length === 0) return 'import math';
    const other = random.pick(others);
    const names = values.filter(() => random.chance(0.4));
    return random.chance(0.15) || names.length === 0
      ? `from ${other} import *`
      : `from ${random.chance(0.2) ? '.' : ''}${other} import ${names.join(', ')}`;
  },
  (random, own) => `import ${random.pick(['math', ...importable(own)])}`,
  (random) => `ACT = ${random.pick(['nn.ReLU()', 'nn.Tanh()', 'F.gelu', 'nn.Sigmoid()', 'torch.relu'])}`,
  (random) => `WIDTH = ${random.pick(['4', '8', 'WIDTH + 1', 'registry.WIDTH', 'len(LAYERS)'])}`,
  (random) =>
    `LAYERS = ${random.pick(['[]', '[nn.Linear(4, 4), nn.ReLU()]', '[ACT]', 'LAYERS + [nn.Tanh()]'])}`,
  () => 'TABLE = {}',
  () => 'def register(layer):\n    LAYERS.append(layer)\n    TABLE[len(TABLE)] = layer\n    return layer',
  (random) =>
    `register(${random.pick(['nn.ReLU()', 'nn.Linear(4, 4)', 'nn.Softmax(dim=1)', 'ACT', 'Block()'])})`,
  (random) =>
    `LAYERS.${random.pick(['append(nn.Tanh())', 'extend(LAYERS)', 'append(net)', 'clear()', 'reverse()'])}`,
  (random) =>
    `registry.${random.pick(['WIDTH = 3', 'ACT = nn.GELU()', 'LAYERS.append(nn.ReLU())', 'net = None'])}`,
  (random) =>
    `def make(n=2):\n    return nn.Sequential(nn.Linear(4, WIDTH), *${random.pick(['LAYERS', 'TABLE.values()', '[ACT] * n'])})`,
  () =>
    `def make(n=2):\n    register(nn.Linear(4, 4))\n    layers = [Block() for _ in range(n)]\n    return nn.Sequential(*layers)`,
  (random) => `class Block(${random.pick(['nn.Module', 'nn.Sequential'])}):
    def __init__(self, width=WIDTH):
        super().__init__()
        self.fc = nn.Linear(4, width)
        self.act = ${random.pick(['ACT', 'nn.ReLU()', 'nn.Sigmoid()'])}
        ${random.pick(['nn.init.xavier_uniform_(self.fc.weight)', 'LAYERS.append(self.fc)', 'self.fc.bias = None'])}

    def forward(self, x):
        return self.act(self.fc(x))`,
  (random) => `class Net(nn.Module):
    items = []

    def __init__(self, blocks=()):
        super().__init__()
        self.blocks = nn.ModuleList([Block(), *blocks])
        self.head = ${random.pick(['nn.Linear(4, 10)', 'make()', 'net'])}
        self.items.append(self.head)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return ${random.pick(['self.head(x)', 'F.softmax(self.head(x), dim=1)', 'torch.sigmoid(x)'])}`,
  (random) => `net = ${random.pick(['Net()', 'Block()', 'make()', 'nn.Sequential(*LAYERS)', 'blocks.net'])}`,
  (random) => `net.add_module('more', ${random.pick(['nn.ReLU()', 'Block()', 'nn.Softmax(dim=1)'])})`,
  (random) => `out = ${random.pick(['net', 'Net()', 'make()', 'blocks.make()'])}(torch.zeros(2, 4))`,
  (random) =>
    `loss = ${random.pick(['nn.CrossEntropyLoss()', 'F.cross_entropy', 'nn.BCELoss()'])}(net(torch.zeros(2, 4)), y)`,
  () =>
    'def train():\n    optimizer = torch.optim.SGD(net.parameters(), lr=10.0)\n    nn.CrossEntropyLoss()(net(x), y)',
  (random) =>
    `if ${random.pick(['WIDTH > 5', 'torch.cuda.is_available()', "__name__ == '__main__'"])}:\n    ACT = nn.SELU()\n    LAYERS.append(ACT)`,
  (random) => `for _ in range(${random.pick(['2', 'WIDTH', 'n'])}):\n    register(nn.Linear(4, 4))`,
  () => 'this is (no python',
];

const textOf = (lines: readonly string[]): string => `${lines.join('\n\n')}\n`;

export const projectCase = (random: Random, _files: readonly string[], watch: Stopwatch): string =>
  editProject(random, watch, false);

/** @param compares whether answers are compared with those of a fresh reading. */
export function editProject(random: Random, watch: Stopwatch, compares: boolean): string {
  const used = modules.slice(0, 2 + random.below(modules.length - 1));
  const statement = (own: Module): string => random.pick(statements)(random, own);
  const project = new Map<Module, readonly string[]>(
    used.map((module) => [
      module,
      [
        'import torch\nimport torch.nn as nn',
        ...Array.from({ length: 2 + random.below(9) }, () => statement(module)),
      ],
    ]),
  );
  const said: string[] = [];
  const source: ModuleSource = {
    read: (uri) => {
      const module = used.find((one) => uriOf(one) === uri);
      return module === undefined ? undefined : textOf(project.get(module) ?? []);
    },
    resolve: (module) => used.map(uriOf).find((uri) => uri === uriOf(module)),
  };
  const service = createLensService({ source, log: (line) => said.push(line) });
  const versions = new Map<Module, number>();
  const open = (module: Module): LensDocument => {
    const version = (versions.get(module) ?? 0) + 1;
    versions.set(module, version);
    return service.update(uriOf(module), version, textOf(project.get(module) ?? []));
  };
  const documents = new Map<Module, LensDocument>();
  for (const module of used) if (module === 'main' || random.chance(0.5)) documents.set(module, open(module));

  const check = (module: Module, document: LensDocument): void => {
    const answers = watch.time('findings in a project', () => answersOf(document));
    checkRanges(document, answers);
    if (!compares || !random.chance(0.5)) return;
    const afresh = createLensService({ source, log: (line) => said.push(line) }).update(
      document.uri,
      1,
      document.text,
    );
    const others = answersOf(afresh);
    checkSame(answers, others, written(project, module));
    const [before, after] = [JSON.stringify(answers.models), JSON.stringify(others.models)];
    if (before !== after)
      throw new Error(
        `Models depend on what was before:\n  edited ${before}\n  afresh ${after}\n${written(project, module)}`,
      );
  };
  for (const [module, document] of documents) check(module, document);
  for (let edits = 2 + random.below(5); edits > 0; edits--) {
    const module = random.pick(used);
    project.set(
      module,
      edited(random, project.get(module) ?? [], () => statement(module)),
    );
    // A module that no editor shows changes on disk; that it does is said by closing it.
    if (documents.has(module)) documents.set(module, open(module));
    else service.close(uriOf(module));
    for (const [one, document] of documents) if (random.chance(0.7)) check(one, document);
    if (random.chance(0.1)) service.forgetUnused();
  }
  if (said.length > 0) throw new Error(said.join('\n'));
  return written(project, 'main');
}

interface ProjectAnswers extends Answers {
  readonly models: unknown;
}

function answersOf(document: LensDocument): ProjectAnswers {
  const models = document.models().map(({ name, nodes, place }) => ({
    name,
    module: place.unit.uri,
    nodes: nodes.map((node) => `${node.kind} ${node.qualifiedName} ${node.inputs.join()}`),
  }));
  return { ...ask(document), models };
}

function edited(random: Random, lines: readonly string[], statement: () => string): readonly string[] {
  const at = random.below(lines.length + 1);
  if (random.chance(0.35)) return [...lines.slice(0, at), statement(), ...lines.slice(at)];
  if (random.chance(0.3)) return [...lines.slice(0, at), ...lines.slice(at + 1)];
  if (random.chance(0.2)) return [...lines.slice(at), ...lines.slice(0, at)];
  return [...lines.slice(0, at), statement(), ...lines.slice(at + 1)];
}

const written = (project: ReadonlyMap<Module, readonly string[]>, asked: Module): string =>
  [...project]
    .map(([module, lines]) => `# ${module}.py${module === asked ? ' (asked)' : ''}\n${textOf(lines)}`)
    .join('\n');
