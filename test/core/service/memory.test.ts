import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createLensService } from '../../../src/core/service';

const configuration = { select: undefined, ignore: [], severity: {} };
const acts = 'import torch\nACT = torch.relu\n';
const model = `import torch
from torch import nn
from acts import ACT

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.rnn = nn.RNN(4, 4, nonlinearity='relu')
    def forward(self, x):
        return ACT(self.fc(self.rnn(x)[0]))
`;
const files = new Map([['file:///project/acts.py', acts]]);
const source = {
  read: (uri: string) => files.get(uri),
  resolve: (module: string) => (module === 'acts' ? 'file:///project/acts.py' : undefined),
};

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Lets finished work go and collects; references made in this turn of the event loop are kept alive until the next. */
async function collected(): Promise<void> {
  for (let round = 0; round < 5; round++) {
    await new Promise((done) => setTimeout(done, 5));
    collect();
  }
}

describe('memory', () => {
  it('is let go once documents are closed and what nobody needs is forgotten', async () => {
    const service = createLensService({ source });
    const use = (uri: string): readonly WeakRef<object>[] => {
      const document = service.update(uri, 1, model);
      expect(document.findings(configuration).map(({ rule }) => rule)).toContain('relu-in-recurrent-cell');
      document.functionAt(model.indexOf('forward'));
      const [first] = document.models();
      const [node] = first?.nodes ?? [];
      return [document, first, node, first?.place.unit].map((held) => new WeakRef(held ?? {}));
    };
    const [one, other] = [use('file:///project/one.py'), use('file:///project/other.py')];
    service.close('file:///project/one.py');
    service.forgetUnused();
    await collected();
    expect(one.map((held) => held.deref())).toEqual(one.map(() => undefined));
    expect(other.map((held) => held.deref() !== undefined)).toEqual(other.map(() => true));
    // The file that both import is still there for the one that is open.
    expect(service.get('file:///project/other.py')?.models()[0]?.name).toBe('Net');
    service.close('file:///project/other.py');
    service.forgetUnused();
    await collected();
    expect(other.map((held) => held.deref())).toEqual(other.map(() => undefined));
  });
});
