/** What a normalisation layer takes out, over what, and what it puts back. */
import type { BoundArguments, LayerSymbol } from '../frameworks/symbol';
import { phrase, type Phrase } from '../phrase';
import { lastPart } from '../python/dotted-name';
import { formatNumber } from './numbers';

/** Nothing for layers that are no normalisation, or whose arguments hold the statistics themselves. */
export function normPhrases(symbol: LayerSymbol, bound: BoundArguments): readonly Phrase[] {
  if (symbol.role !== 'norm' || bound.incomplete) return [];
  const what = whatItDoes(symbol, bound);
  if (what === undefined) return [];
  return [what, affine(symbol, bound), running(symbol, bound), epsilon(bound)].filter(
    (part) => part !== undefined,
  );
}

function numberOf(bound: BoundArguments, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = bound.byName.get(name)?.value;
    if (typeof value === 'number') return value;
  }
  return undefined;
}

function whatItDoes({ qualifiedName }: LayerSymbol, bound: BoundArguments): Phrase | undefined {
  const name = lastPart(qualifiedName).toLowerCase().replaceAll('_', '');
  if (qualifiedName === 'tf.nn.batch_normalization') return undefined;
  if (name.includes('spectralnorm')) return phrase`divides the layer’s kernel by its largest singular value`;
  if (name === 'weightnorm') return phrase`learns length and direction of each kernel apart`;
  if (name.includes('unitnorm')) return phrase`scales vectors to length 1`;
  if (name.includes('localresponse')) return phrase`divides by the squares of neighbouring channels`;
  if (name.includes('rms')) return phrase`features of each sample: mean square 1, the mean stays`;
  if (name.includes('batchnorm'))
    return phrase`each channel over the batch: mean 0, variance 1 (in training)`;
  if (name.includes('instancenorm')) return phrase`each channel of each sample: mean 0, variance 1`;
  if (name.includes('layernorm')) return phrase`features of each sample: mean 0, variance 1`;
  if (name.includes('groupnorm')) return groups(bound);
  return undefined;
}

function groups(bound: BoundArguments): Phrase {
  const count = numberOf(bound, 'num_groups', 'groups');
  const channels = numberOf(bound, 'num_channels', 'num_features');
  if (count === undefined) return phrase`each group of channels of each sample: mean 0, variance 1`;
  if (channels === undefined || channels % count !== 0)
    return phrase`each of ${count} groups of channels of each sample: mean 0, variance 1`;
  return phrase`each of ${count} groups of ${channels / count} channels of each sample: mean 0, variance 1`;
}

const scales = ['affine', 'elementwise_affine', 'scale', 'use_scale', 'create_scale', 'use_weight'];
const shifts = ['affine', 'center', 'use_bias', 'create_offset'];

/** Scale and shift that are learnt on top, where the arguments tell. */
function affine({ qualifiedName }: LayerSymbol, bound: BoundArguments): Phrase | undefined {
  const truth = (names: readonly string[]): boolean | undefined => {
    for (const name of names) {
      const value = bound.byName.get(name)?.value;
      if (typeof value === 'boolean') return value;
    }
    return undefined;
  };
  const scaled = truth(scales);
  if (scaled === undefined) return undefined;
  // PyTorch's LayerNorm has its shift apart; RMS norms have none.
  const isShifted = /rms/i.test(qualifiedName)
    ? false
    : qualifiedName === 'torch.nn.LayerNorm'
      ? scaled && truth(['bias']) !== false
      : truth(shifts);
  if (scaled && isShifted === true) return phrase`then × γ (starts at 1) + β (starts at 0)`;
  if (scaled) return phrase`then × γ (starts at 1)`;
  return isShifted === true ? phrase`then + β (starts at 0)` : phrase`nothing learnt`;
}

/** Frameworks count the momentum from opposite ends; what stays of the old figures is the same question for all. */
function running({ framework, qualifiedName }: LayerSymbol, bound: BoundArguments): Phrase | undefined {
  if (!/batch_?norm/i.test(qualifiedName)) return undefined;
  const momentum = numberOf(bound, 'momentum', 'decay_rate');
  if (momentum === undefined || bound.byName.get('track_running_stats')?.value === false) return undefined;
  const kept = framework === 'torch' ? 1 - momentum : momentum;
  return phrase`running mean and variance keep ${formatNumber(Number((kept * 100).toPrecision(6)))} % at each step`;
}

function epsilon(bound: BoundArguments): Phrase | undefined {
  const value = numberOf(bound, 'eps', 'epsilon');
  return value === undefined ? undefined : phrase`ε = ${formatNumber(value)}`;
}
