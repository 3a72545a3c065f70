/** Models that extend the PreTrainedModel of transformers. What they give was measured with transformers 5.18 and PyTorch 2.13. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { modelRecord } from '../../../src/core/tensors/report';
import { locateIn, traceOf } from './trace-of';

const model = (more: string): string => `import torch
from torch import nn
from transformers import PreTrainedModel, PretrainedConfig


class Config(PretrainedConfig):
    def __init__(self, hidden_size=256, initializer_range=0.02, **kwargs):
        super().__init__(**kwargs)
        self.hidden_size = hidden_size
        self.initializer_range = initializer_range


class Model(PreTrainedModel):
    config_class = Config

    def __init__(self, config):
        super().__init__(config)
        self.embed = nn.Embedding(1000, config.hidden_size)
        self.fc = nn.Linear(config.hidden_size, config.hidden_size)
        self.head = nn.Linear(config.hidden_size, 1000)
        self.post_init()
${more}
    def forward(self, input_ids=None, attention_mask=None, inputs_embeds=None):
        if inputs_embeds is None:
            inputs_embeds = self.embed(input_ids)
        return self.head(torch.relu(self.fc(inputs_embeds)))
`;

const own = (body: string): string => `
    def _init_weights(self, module):
${body}
`;

function stepsOf(code: string) {
  const trace = traceOf(code);
  return trace.models.flatMap((traced) => modelRecord(traced, locateIn(trace)).steps);
}
const rmsOf = (code: string): readonly (number | null)[] =>
  stepsOf(code).flatMap(({ module, rms }) => (module === null ? [] : [rms]));

describe('a model of transformers', () => {
  it.each([
    ['the library takes', '', [0.02, 0.00636, 0.00143]],
    ['by another name', ', initializer_factor=0.5', [0.501, 3.99, 22.7]],
    ['by the older name', ', init_std=0.02', [0.02, 0.00636, 0.00143]],
  ])('has the spread that %s where its configuration has no initializer_range', (_, field, real) => {
    const names = field.replace(/^, (\w+).*/, '$1');
    const text = model('')
      .replace(', initializer_range=0.02', field)
      .replace(
        '        self.initializer_range = initializer_range\n',
        names === '' ? '' : `        self.${names} = ${names}\n`,
      );
    const got = rmsOf(text);
    for (const [place, own] of real.entries()) expect((got[place] ?? 0) / own).toBeCloseTo(1, 1);
  });

  it('has as many labels as the library takes, or as its configuration is handed', () => {
    const labels = (given: string): readonly unknown[] => {
      const text = model('').replace(
        'self.head = nn.Linear(config.hidden_size, 1000)',
        'self.head = nn.Linear(config.hidden_size, config.num_labels)',
      );
      const steps = stepsOf(
        `${text}\n\nnet = Model(Config(${given}))\nnet(torch.randint(0, 1000, (8, 16)))\n`,
      );
      const head = steps.find(({ module }) => module === 'head');
      return [head?.shape?.at(-1), steps.find(({ module }) => module === 'fc')?.gradient];
    };
    // Measured: 0.0201 for 2 labels, 0.0314 for 5.
    const [two, gradient] = labels('');
    expect(two).toBe(2);
    expect(gradient).toBeCloseTo(0.02, 3);
    const [five, larger] = labels('num_labels=5');
    expect(five).toBe(5);
    expect(larger).toBeCloseTo(0.0316, 3);
    expect(typeof labels('id2label=read()')[0]).not.toBe('number');
  });

  const measured = [0.02, 0.00643, 0.00145];
  it.each([
    ['as the library does', ''],
    [
      'as its own method does',
      own(`        if isinstance(module, (nn.Linear, nn.Embedding)):
            module.weight.data.normal_(mean=0.0, std=self.config.initializer_range)
        if isinstance(module, nn.Linear):
            module.bias.data.zero_()`),
    ],
    ['as both do', own('        super()._init_weights(module)')],
  ])('starts its weights with the spread of its configuration, %s', (_, more) => {
    const rms = rmsOf(model(more));
    expect(rms).toHaveLength(3);
    rms.forEach((value, index) => {
      expect((value ?? NaN) / (measured[index] ?? NaN)).toBeCloseTo(1, 1);
    });
  });

  it('takes what a configuration is given under the name of an annotated field', () => {
    const fields = model('').replace(
      /class Config[\s\S]*?\n\n\n/,
      'class Config(PretrainedConfig):\n    hidden_size: int = 256\n    initializer_range: float = 0.02\n\n\n',
    );
    const steps = stepsOf(
      `${fields}\nnet = Model(Config(hidden_size=64))\nnet(torch.randint(0, 1000, (4, 8)))\n`,
    );
    expect(steps.find(({ module }) => module === 'embed')?.shape).toEqual([4, 8, 64]);
  });

  it('says nothing of weights whose spread the code does not tell', () => {
    const code = model('').replace(
      'self.initializer_range = initializer_range',
      'self.initializer_range = spread()',
    );
    expect(rmsOf(code)).toEqual([null, null, null]);
  });

  it('is given what its first argument names, with the axes that this has everywhere', () => {
    const [embedded] = stepsOf(model(''));
    expect(embedded?.shape).toEqual(['batch', 'time', 256]);
    expect(embedded?.signal).toBeCloseTo(0.02, 3);
  });

  it('is followed through rotated queries, a causal mask and a part of its positions, as LlamaForCausalLM was measured', () => {
    const steps = stepsOf(readFileSync('test/fixtures/pretrained/llama.py', 'utf8'));
    const first = (name: string) => steps.find(({ module }) => module === name);
    const measured: Readonly<Record<string, number>> = {
      embed: 0.01997,
      'attention.q_proj': 0.3198,
      'attention.k_proj': 0.3192,
      'attention.v_proj': 0.3197,
      'attention.o_proj': 0.02824,
      'mlp.gate_proj': 0.3199,
      'mlp.act_fn': 0.1655,
      'mlp.down_proj': 0.02778,
    };
    for (const [name, rms] of Object.entries(measured))
      expect((first(name)?.rms ?? NaN) / rms, name).toBeCloseTo(1, 1);
    expect(first('mlp.act_fn')?.shape).toEqual([16, 64, 688]);
    expect(first('lm_head')?.gradient).toBe(1);
  });

  it('gives fields by their place and runs what is called in pieces', () => {
    const code = `import torch
from dataclasses import dataclass
from torch import nn
from transformers.pytorch_utils import apply_chunking_to_forward
from transformers.utils import ModelOutput


@dataclass
class Output(ModelOutput):
    last_hidden_state: torch.FloatTensor | None = None
    pooler_output: torch.FloatTensor | None = None
    hidden_states: tuple | None = None


class Body(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(16, 16)
        self.pool = nn.Linear(16, 16)

    def piece(self, x):
        return self.first(x)

    def forward(self, x):
        x = apply_chunking_to_forward(self.piece, 0, 1, x)
        return Output(last_hidden_state=x, pooler_output=torch.tanh(self.pool(x[:, 0])))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = Body()
        self.head = nn.Linear(16, 3)

    def forward(self, x):
        outputs = self.body(x)
        return self.head(outputs[1])


net = Model()
net(torch.randn(4, 8, 16))
`;
    const trace = traceOf(code);
    const [model] = trace.models;
    const layers = model?.nodes.filter(({ kind }) => kind === 'layer') ?? [];
    expect(layers.map(({ path }) => path)).toEqual(['body.first', 'body.pool', 'head']);
    const head = layers.at(-1);
    expect(model?.nodes[head?.inputs[0] ?? -1]?.kind).toBe('activation');
  });
});
