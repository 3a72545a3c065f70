/** How much of other files an import costs: what nobody asks for is not read, and nothing is parsed twice. */
import { describe, expect, test } from 'vitest';
import { createLensService, type ModuleSource } from '../../../src/core/service';
import { parsedModule } from '../../../src/core/network/machine/modules';
import { bind } from '../../../src/core/python/bind';
import { parseModule } from '../../../src/core/python/parse';
import { traceModule } from '../../../src/core/network/trace/trace';

/** Files of one package, by the names of its modules, and which of them were read. */
function folder(files: Readonly<Record<string, string>>) {
  const texts = new Map(Object.entries(files).map(([name, text]) => [`file:///p/${name}.py`, text]));
  const read = new Set<string>();
  const source: ModuleSource = {
    read(uri) {
      read.add(uri);
      return texts.get(uri);
    },
    resolve(module) {
      const uri = `file:///p/${module}.py`;
      return texts.has(uri) ? uri : undefined;
    },
  };
  return { texts, read, source };
}

const parts = [
  'import torch.nn as nn',
  'class Part(nn.Module):',
  '    def __init__(self):',
  '        super().__init__()',
  '        self.linear = nn.Linear(4, 4)',
  '    def forward(self, x):',
  '        return self.linear(x)',
  '',
].join('\n');

describe('imports that depend on what is installed', () => {
  const model = ['', 'class Net(nn.Module):', '    def __init__(self):', '        super().__init__()'];
  const { read, source, texts } = folder({
    parts,
    other: parts,
    main: [
      'import torch.nn as nn',
      'from installed import is_vision_available',
      'if is_vision_available():',
      '    from parts import Part',
      'try:',
      '    from other import Part as Other',
      'except ImportError:',
      '    Other = None',
      ...model,
      '        self.part = Part()',
      '        self.last = nn.Linear(4, 2)',
      '    def forward(self, x):',
      '        return self.last(self.part(x).relu())',
      'net = Net()',
      '',
    ].join('\n'),
  });
  const document = createLensService({ source }).update(
    'file:///p/main.py',
    1,
    texts.get('file:///p/main.py') ?? '',
  );

  test('are followed for the names that are asked for', () => {
    const [net] = document.models();
    expect(net?.nodes.map(({ kind }) => kind)).toEqual(['input', 'layer', 'activation', 'layer']);
    expect(read).toContain('file:///p/parts.py');
  });

  test('and for no other', () => {
    document.models();
    expect(read).not.toContain('file:///p/other.py');
  });
});

describe('a package that loads its parts when they are asked for', () => {
  const { read, source, texts } = folder({
    parts,
    main: [
      'from typing import TYPE_CHECKING',
      'import torch.nn as nn',
      'from installed import is_torch_available, LazyModule, lazily',
      'if TYPE_CHECKING or lazily:',
      '    try:',
      '        if not is_torch_available():',
      '            raise ImportError()',
      '    except ImportError:',
      '        Part = None',
      '    else:',
      '        from parts import Part',
      'else:',
      '    import sys',
      '    sys.modules[__name__] = LazyModule(__name__, globals()["__file__"], ["Part"])',
      '    for name, value in [("Part", None)]:',
      '        setattr(sys.modules[__name__], name, value)',
      '',
    ].join('\n'),
  });

  test('is not read with all of them', () => {
    const uri = 'file:///p/main.py';
    expect(
      createLensService({ source })
        .update(uri, 1, texts.get(uri) ?? '')
        .models(),
    ).toEqual([]);
    expect(read).not.toContain('file:///p/parts.py');
  });
});

describe('what was read of a file for another one', () => {
  const uri = 'file:///p/main.py';
  const main = ['import torch.nn as nn', 'from parts import Part', 'net = Part()', ''].join('\n');
  const { source } = folder({ parts, main });
  traceModule(bind(parseModule(uri, main)), { source });

  test('is there when the file itself is opened', () => {
    expect(parsedModule(source, 'file:///p/parts.py', parts)?.text).toBe(parts);
  });

  test('but not for another text', () => {
    expect(parsedModule(source, 'file:///p/parts.py', `${parts}\n`)).toBeUndefined();
  });
});
