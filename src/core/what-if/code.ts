/** Changes as code to copy, where no edit is certain: what to write, and into what. English, as comments in code are. */
import type { Model } from '../network/graph';
import type { Changes, WantedInitializer, WantedNorm } from './changes';
import { layersToStart } from './weights';
import { residualSums } from './structure';

type Dialect = 'torch' | 'keras' | 'flax';

export function codeFor(model: Model, changes: Changes): string {
  const dialect: Dialect =
    model.framework === 'torch' ? 'torch' : model.framework === 'jax' ? 'flax' : 'keras';
  const parts: string[] = [];
  const say = (what: string, ...lines: readonly string[]): void => {
    parts.push([`# ${what}`, ...lines].join('\n'));
  };
  if (changes.activation !== undefined)
    say(`Hidden activations: ${changes.activation}`, activation[dialect](changes.activation));
  if (changes.initializer !== undefined)
    say('Start of the weights', ...startLines(model, changes.initializer, dialect));
  if (changes.norm === 'none') say('Without the norms: take these layers out');
  else if (changes.norm !== undefined) {
    const { kind, place } = changes.norm;
    const isResidual = residualSums(model).length > 0 || changes.residual === true;
    const line = isResidual
      ? place === 'before'
        ? 'x = x + branch(norm(x))'
        : 'x = norm(x + branch(x))'
      : place === 'before'
        ? 'x = activation(norm(layer(x)))'
        : 'x = norm(activation(layer(x)))';
    say(
      `A norm ${place === 'before' ? 'before' : 'behind'} each ${isResidual ? 'branch' : 'activation'}`,
      `norm = ${normCode[dialect][kind]}`,
      line,
    );
  }
  if (changes.residual !== undefined)
    say(
      changes.residual ? 'Each block is added to its input' : 'Without the residual sums',
      changes.residual ? 'x = x + block(x)' : 'x = block(x)',
    );
  if (changes.depth !== undefined) say('Repeated blocks', `depth = ${String(changes.depth)}`);
  if (changes.width !== undefined)
    say('Features of the repeated blocks', `width = int(width * ${String(changes.width)})`);
  if (changes.residualScale === true) {
    const count = residualSums(model).length;
    say(
      `The last layer of each of the ${String(count)} residual branches, 1/√${String(count)} as large`,
      ...scaleLines(count, dialect),
    );
  }
  if (changes.dropout !== undefined) say('Dropout', dropoutCode[dialect](changes.dropout));
  return parts.length === 0 ? '' : `${parts.join('\n\n')}\n`;
}

const activation: Readonly<Record<Dialect, (id: string) => string>> = {
  torch: (id) => `x = torch.nn.functional.${id}(x)`,
  keras: (id) => `x = keras.activations.${id}(x)`,
  flax: (id) => `x = nn.${id}(x)`,
};

const normCode: Readonly<Record<Dialect, Readonly<Record<WantedNorm, string>>>> = {
  torch: { batch: 'nn.BatchNorm1d(width)', layer: 'nn.LayerNorm(width)', rms: 'nn.RMSNorm(width)' },
  keras: {
    batch: 'layers.BatchNormalization()',
    layer: 'layers.LayerNormalization()',
    rms: 'layers.RMSNormalization()',
  },
  flax: {
    batch: 'nn.BatchNorm(use_running_average=not train)',
    layer: 'nn.LayerNorm()',
    rms: 'nn.RMSNorm()',
  },
};

const dropoutCode: Readonly<Record<Dialect, (rate: number) => string>> = {
  torch: (rate) => `dropout = nn.Dropout(${String(rate)})`,
  keras: (rate) => `dropout = layers.Dropout(${String(rate)})`,
  flax: (rate) => `dropout = nn.Dropout(${String(rate)}, deterministic=not train)`,
};

const torchStart: Readonly<Record<WantedInitializer, string>> = {
  he: "kaiming_normal_(module.weight, nonlinearity='relu')",
  xavier: 'xavier_uniform_(module.weight)',
  lecun: "kaiming_normal_(module.weight, nonlinearity='linear')",
  orthogonal: 'orthogonal_(module.weight)',
  normal: 'normal_(module.weight, mean=0.0, std=0.02)',
};
const kerasStart: Readonly<Record<WantedInitializer, string>> = {
  he: "'he_normal'",
  xavier: "'glorot_uniform'",
  lecun: "'lecun_normal'",
  orthogonal: "'orthogonal'",
  normal: 'keras.initializers.RandomNormal(stddev=0.02)',
};
const flaxStart: Readonly<Record<WantedInitializer, string>> = {
  he: 'nn.initializers.he_normal()',
  xavier: 'nn.initializers.glorot_uniform()',
  lecun: 'nn.initializers.lecun_normal()',
  orthogonal: 'nn.initializers.orthogonal()',
  normal: 'nn.initializers.normal(0.02)',
};

function startLines(model: Model, wanted: WantedInitializer, dialect: Dialect): readonly string[] {
  if (dialect === 'keras') return [`kernel_initializer=${kerasStart[wanted]}`];
  if (dialect === 'flax') return [`kernel_init=${flaxStart[wanted]}`];
  const classes = [
    ...new Set(
      layersToStart(model).map(
        ({ qualifiedName }) => `nn.${qualifiedName.slice(qualifiedName.lastIndexOf('.') + 1)}`,
      ),
    ),
  ];
  const tuple = classes.length === 1 ? (classes[0] ?? 'nn.Linear') : `(${classes.join(', ')})`;
  return [
    'for module in model.modules():',
    `    if isinstance(module, ${tuple}):`,
    `        nn.init.${torchStart[wanted]}`,
  ];
}

function scaleLines(count: number, dialect: Dialect): readonly string[] {
  if (dialect !== 'torch') return [`# scale=1/${String(count)} of its variance scaling`];
  return ['with torch.no_grad():', `    layer.weight.div_(${String(count)} ** 0.5)`];
}
