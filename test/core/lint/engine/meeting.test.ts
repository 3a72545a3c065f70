/** Faults that lie between files: said once, in the file that brings together what the others hold. */
import { describe, expect, it } from 'vitest';
import { createLensService } from '../../../../src/core/service';

const root = 'file:///project/';
type Files = Readonly<Record<string, string>>;

/** A project whose imports are resolved from its root. */
function serviceOf(files: Files) {
  const contents = new Map(Object.entries(files));
  return createLensService({
    source: {
      read: (uri) => contents.get(uri.slice(root.length)),
      resolve(module, level, fromUri) {
        const folder = level === 0 ? '' : fromUri.slice(root.length, fromUri.lastIndexOf('/') + 1);
        const path = (folder + module.replaceAll('.', '/')).replace(/\/$/, '');
        const found = [`${path}/__init__.py`, `${path}.py`].find((name) => contents.has(name));
        return found && root + found;
      },
    },
  });
}

/** `rule severity @ file: the line's own text`, of each file of the project linted by a service. */
function found(files: Files, alone: boolean): readonly string[] {
  const together = serviceOf(files);
  return Object.entries(files).flatMap(([path, text]) => {
    const service = alone ? serviceOf(files) : together;
    const document = service.update(root + path, 1, text);
    const findings = document.findings({ select: undefined, ignore: [], severity: {} });
    return findings
      .filter(({ severity }) => severity === 'error' || severity === 'warning')
      .map(({ rule, severity, start, end, message }) => {
        const whole = text.slice(start, end);
        return `${rule} ${severity} @ ${path}: ${whole} | ${message}`;
      });
  });
}

const imports = 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\n';
const net = `${imports}
class Net(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.a, self.b = nn.Linear(784, 128), nn.Linear(128, classes)
    def forward(self, x):
        return F.softmax(self.b(F.relu(self.a(x))), dim=1)
`;
const trainer = `${imports}
class Trainer:
    def __init__(self, loader):
        self.criterion, self.loader = nn.CrossEntropyLoss(), loader
    def fit(self, net):
        for x, y in self.loader:
            self.criterion(net(x), y).backward()
`;
const withLogits = (text: string): string =>
  text.replace('F.softmax(self.b(F.relu(self.a(x))), dim=1)', 'self.b(F.relu(self.a(x)))');
const step = 'def step(net, x, y):\n    return nn.CrossEntropyLoss()(net(x), y)\n';
const SOFTMAX = 'softmax-before-cross-entropy error @ ';

const arrangements: readonly (readonly [name: string, files: Files, expected: string])[] = [
  [
    'a model and the loss that it is given to',
    {
      'models.py': net,
      'train.py': `${imports}from models import Net\nnet = Net()\ncriterion = nn.CrossEntropyLoss()\ndef step(x, y):\n    return criterion(net(x), y)\n`,
    },
    'train.py: criterion(net(x), y)',
  ],
  [
    'a module that is imported as a whole',
    {
      'models.py': net,
      'train.py': `${imports}import models\nnet = models.Net()\ndef step(x, y):\n    return F.cross_entropy(net(x), y)\n`,
    },
    'train.py: F.cross_entropy(net(x), y)',
  ],
  [
    'a star import through a package',
    {
      'zoo/__init__.py': 'from .nets import *\n',
      'zoo/nets.py': net,
      'train.py': `${imports}from zoo import *\nnet = Net(4)\nloss = F.cross_entropy(net(torch.rand(2, 784)), torch.ones(2).long())\n`,
    },
    'train.py: F.cross_entropy(net(torch.rand(2, 784)), torch.ones(2).long())',
  ],
  [
    'a package that hands on what it imports, and a factory',
    {
      'zoo/__init__.py': 'from .build import build\n',
      'zoo/build.py': "from .nets import Net\ndef build(name):\n    return {'net': Net}[name]()\n",
      'zoo/nets.py': net,
      'train.py': `${imports}from zoo import build\nnet = build('net')\ndef step(x, y):\n    return F.cross_entropy(net(x), y)\n`,
    },
    'train.py: F.cross_entropy(net(x), y)',
  ],
  [
    'a loss in a file of its own',
    {
      'models.py': net,
      'losses.py': `${imports}def loss_of(output, target):\n    return F.cross_entropy(output, target)\n`,
      'train.py':
        'from losses import loss_of\nfrom models import Net\nnet = Net()\ndef step(x, y):\n    return loss_of(net(x), y)\n',
    },
    'train.py: loss_of(net(x), y)',
  ],
  [
    'a trainer that is handed the model',
    {
      'models.py': net,
      'trainer.py': trainer,
      'main.py':
        'from models import Net\nfrom trainer import Trainer\ndef main(loader):\n    net = Net()\n    Trainer(loader).fit(net)\n',
      'run.py': 'from main import main\nmain([])\n',
    },
    'main.py: Trainer(loader).fit(net)',
  ],
  [
    'a loss class that stands beside the model',
    {
      'models.py': `${net}\nclass Criterion(nn.Module):\n    def forward(self, output, target):\n        return F.cross_entropy(output, target)\n`,
      'train.py':
        'from models import Criterion, Net\nnet, criterion = Net(), Criterion()\ndef step(x, y):\n    return criterion(net(x), y)\n',
    },
    'train.py: criterion(net(x), y)',
  ],
  [
    'a loop in a file that knows no framework',
    {
      'models.py': net,
      'engine.py':
        'def fit(model, loader, criterion):\n    for x, y in loader:\n        criterion(model(x), y).backward()\n',
      'train.py': `${imports}from engine import fit\nfrom models import Net\ndef run(loader):\n    fit(Net(), loader, nn.CrossEntropyLoss())\n`,
    },
    'train.py: fit(Net(), loader, nn.CrossEntropyLoss())',
  ],
  [
    'a model, its loss and the step in three files',
    {
      'models.py': net,
      'loop.py': `${imports}${step}`,
      'run.py':
        'from loop import step\nfrom models import Net\ndef run(x, y):\n    return step(Net(), x, y)\n',
    },
    'run.py: step(Net(), x, y)',
  ],
];

describe('a fault between files', () => {
  it.each(arrangements)('%s', (_, files, expected) => {
    const together = found(files, false);
    expect(together.map((line) => line.split(' | ')[0])).toEqual([SOFTMAX + expected]);
    expect(found(files, true)).toEqual(together);
  });

  it.each(arrangements)('is none where the model gives logits: %s', (_, files) => {
    const repaired = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path, withLogits(text)]),
    );
    expect(found(repaired, false)).toEqual([]);
  });

  it('names the other place', () => {
    const files: Files = arrangements[0]?.[1] ?? {};
    const document = serviceOf(files).update(`${root}train.py`, 1, files['train.py'] ?? '');
    const [finding] = document.findings({ select: undefined, ignore: [], severity: {} });
    const other = finding?.related.find(({ uri }) => uri === `${root}models.py`);
    expect(net.slice(other?.start, other?.end)).toBe('F.softmax(self.b(F.relu(self.a(x))), dim=1)');
  });

  it('is an initialiser that is applied to what another file holds', () => {
    const files = {
      'model.py': `${imports}class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.net = nn.Sequential(nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10))\n    def forward(self, x):\n        return self.net(x)\n`,
      'weights.py': `${imports}def start(m):\n    if isinstance(m, nn.Linear):\n        nn.init.normal_(m.weight)\n`,
      'train.py': 'from model import Net\nfrom weights import start\nnet = Net()\nnet.apply(start)\n',
    };
    const lines = found(files, false).map((line) => line.split(' | ')[0]);
    expect(lines).toEqual(['unscaled-normal-init warning @ train.py: net.apply(start)']);
  });

  it('is said by the file that holds all of it, and by no other', () => {
    const files = {
      'models.py': `${net}\nnet = Net()\ndef loss(x, y):\n    return F.cross_entropy(net(x), y)\n`,
      'train.py': 'from models import loss, Net\nloss(1, 2)\nnet = Net(3)\n',
    };
    expect(found(files, false).map((line) => line.split(' | ')[0])).toEqual([
      `${SOFTMAX}models.py: F.softmax(self.b(F.relu(self.a(x))), dim=1)`,
    ]);
  });
});
