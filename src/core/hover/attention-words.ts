/** How an attention layer makes its scores. */
import type { BoundArguments, LayerSymbol } from '../frameworks/symbol';
import { phrase, type Phrase } from '../phrase';
import { formatNumber } from './numbers';

/** Nothing for other layers. */
export function attentionPhrases(
  { role, qualifiedName }: LayerSymbol,
  bound: BoundArguments,
): readonly Phrase[] {
  if (role !== 'attention' || bound.incomplete) return [];
  const number = (...names: readonly string[]): number | undefined => {
    for (const name of names) {
      const value = bound.byName.get(name)?.value;
      if (typeof value === 'number' && value > 0) return value;
    }
    return undefined;
  };
  if (qualifiedName === 'keras.layers.AdditiveAttention')
    return [phrase`scores ∑ tanh(q + k), softmax over the keys`];
  if (qualifiedName === 'keras.layers.Attention')
    return bound.byName.get('score_mode')?.value === 'concat'
      ? [phrase`scores ∑ tanh(q + k), softmax over the keys`]
      : [phrase`scores q·k are not divided by √d, softmax over the keys`];
  const heads = number('num_heads', 'num_query_heads');
  const all = number('embed_dim', 'qkv_features');
  const size =
    number('key_dim', 'head_dim', 'key_size') ??
    (heads === undefined || all === undefined ? undefined : all / heads);
  const scores =
    size === undefined
      ? phrase`scores divided by the root of a head’s size, softmax over the keys`
      : phrase`scores divided by √${formatNumber(size)} = ${formatNumber(Math.sqrt(size))}, softmax over the keys`;
  if (heads === undefined) return [scores];
  return [
    size === undefined ? phrase`${heads} heads` : phrase`${heads} heads of ${formatNumber(size)}`,
    scores,
  ];
}
